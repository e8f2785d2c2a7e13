//! All state of the interactive program: what is open, what was sent, where playing stands.

use std::path::PathBuf;

use crate::playback::Speed;
use crate::topology::{RequestId, Topology};
use crate::trace::Seed;

/// What the program starts with.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The topologies of the list, in its order. Never empty.
    pub topologies: Vec<Topology>,
    /// The one that is open first, as a place in the list.
    pub open: usize,
    /// The file it was read from; `None` for a built-in one, which cannot be read again.
    pub path: Option<PathBuf>,
    /// The request that Enter sends; `None`: the first of the menu.
    pub request: Option<RequestId>,
    /// Where chance comes from, for every request of this run of the program.
    pub seed: Seed,
    /// Send at once, without waiting for a key.
    pub autoplay: bool,
    /// How fast playing is.
    pub speed: Speed,
    /// Packets jump from box to box instead of gliding.
    pub reduced_motion: bool,
}

/// The interactive program, apart from any terminal.
#[derive(Debug, Clone)]
pub struct App {
    settings: Settings,
}

impl App {
    /// The program at its start.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// Sends `request` and stands still at the end of `step` (from 1; the last one if beyond).
    pub fn show(&mut self, request: RequestId, step: usize) {
        let _ = (request, step, &self.settings);
    }
}

//! A request that was sent: its trace, the sentences, and where playing stands.

use std::collections::BTreeSet;

use super::quiz::Exam;
use super::{App, Zoom, path};
use crate::engine::{self, State};
use crate::playback::{Playback, Speed, scene};
use crate::quiz::Question;
use crate::story::{self, Sentence};
use crate::topology::{NodeId, RequestId, Topology};
use crate::trace::{Seed, Trace};

/// A request that was sent.
#[derive(Debug, Clone)]
pub struct Run {
    /// What happened.
    pub trace: Trace,
    /// One sentence for each step.
    pub sentences: Vec<Sentence>,
    /// The last word: the outcome, who made it, after how long.
    pub conclusion: String,
    /// Where playing stands.
    pub playback: Playback,
    /// Something was broken by hand, so what the file says is learnt need not be true.
    pub by_hand: bool,
    /// The nodes of the request path in order, skipped ones included.
    pub path: Vec<NodeId>,
    /// The nodes that it marks at any time.
    pub(super) touched: BTreeSet<NodeId>,
    /// What a class is asked about it, and does not see yet.
    pub(super) exam: Option<Exam>,
    /// What was asked about it before its file was read again.
    pub(super) over: Vec<Question>,
}

impl Run {
    /// At the beginning of `trace`.
    pub(super) fn new(
        topology: &Topology,
        trace: Trace,
        speed: Speed,
        reduced_motion: bool,
    ) -> Self {
        let sentences = story::tell(topology, &trace);
        Self {
            conclusion: story::conclusion(topology, &trace),
            playback: Playback::new(&trace, &sentences, speed, reduced_motion),
            path: path::taken(topology, &trace),
            touched: scene::touched(topology, &trace),
            sentences,
            by_hand: false,
            exam: None,
            over: Vec::new(),
            trace,
        }
    }

    /// The sentence of the step that is on.
    pub fn sentence(&self) -> Option<&Sentence> {
        self.sentences.get(self.playback.step())
    }

    /// Whether the last step is on.
    pub fn is_last_step(&self) -> bool {
        self.playback.step() + 1 >= self.playback.steps() && !self.is_veiled()
    }
}

impl App {
    /// Makes the run of `request` in the state before it, and returns the state after it.
    pub(super) fn simulate(&mut self, request: RequestId, seed: Seed) -> State {
        let shelf = self.shelf();
        let (trace, after) = engine::simulate(&shelf.topology, &shelf.before, request, seed);
        let mut run = Run::new(&shelf.topology, trace, self.speed, self.reduced_motion);
        run.by_hand = shelf.before.is_faulty();
        self.shelf_mut().history.add(&run);
        self.run = Some(run);
        self.zoom = Zoom::default();
        after
    }
}

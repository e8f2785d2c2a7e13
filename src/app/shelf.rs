//! A topology of the list, and what sending has made of it.

use std::cell::OnceCell;
use std::path::PathBuf;

use super::history::History;
use super::reload::Refused;
use crate::engine::State;
use crate::topology::builtin::Builtin;
use crate::topology::{RequestId, Topology};

/// A topology for the list. A built-in one is read when it is first looked at, so that starting
/// costs the reading of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// Part of the program.
    Builtin(&'static Builtin),
    /// Read already.
    Read(Box<Topology>),
}

impl From<&'static Builtin> for Listed {
    fn from(builtin: &'static Builtin) -> Self {
        Self::Builtin(builtin)
    }
}

impl From<Topology> for Listed {
    fn from(topology: Topology) -> Self {
        Self::Read(Box::new(topology))
    }
}

/// A place in the list.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    listed: Listed,
    content: OnceCell<Content>,
}

/// What stands on a shelf that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) topology: Topology,
    pub(super) state: State,
    /// Something was sent already, so time passes before the next request.
    pub(super) sent: bool,
    /// The request that Enter sends.
    pub(super) chosen: Option<RequestId>,
    /// As it was when the last request was sent.
    pub(super) before: State,
    /// The file it came from.
    pub(super) path: Option<PathBuf>,
    /// The file's present version cannot be used.
    pub(super) refused: Option<Refused>,
    /// The last runs.
    pub(super) history: History,
}

impl Content {
    /// A topology with nothing cached and nothing open.
    pub(super) fn new(topology: Topology) -> Self {
        Self {
            state: State::new(&topology),
            before: State::new(&topology),
            sent: false,
            chosen: topology.request_ids().next(),
            path: None,
            refused: None,
            history: History::default(),
            topology,
        }
    }
}

impl Shelf {
    pub(super) fn new(listed: Listed) -> Self {
        Self {
            listed,
            content: OnceCell::new(),
        }
    }

    /// The short name of its topology, which need not be read for it.
    pub(super) fn name(&self) -> &str {
        match &self.listed {
            Listed::Builtin(builtin) => builtin.name,
            Listed::Read(topology) => topology.name(),
        }
    }

    pub(super) fn content(&self) -> &Content {
        self.content.get_or_init(|| {
            Content::new(match &self.listed {
                Listed::Builtin(builtin) => builtin.load(),
                Listed::Read(topology) => (**topology).clone(),
            })
        })
    }

    pub(super) fn content_mut(&mut self) -> &mut Content {
        self.content();
        self.content.get_mut().expect("filled in the line above")
    }
}

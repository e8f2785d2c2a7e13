//! The last runs of a topology, and the two of them that are compared.

use super::{App, Overlay, Run};
use crate::action::Place;
use crate::trace::Trace;

/// How many runs are kept.
const KEPT: usize = 20;

/// A run that was sent before, or is on.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Counts the runs of this topology, from 1.
    pub number: u32,
    /// What happened.
    pub trace: Trace,
    /// The titles of its steps.
    pub titles: Vec<String>,
}

/// The last runs, the oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct History(Vec<Past>);

impl History {
    /// Adds a run and forgets the oldest one where there are too many.
    pub(super) fn add(&mut self, run: &Run) {
        let number = self.0.last().map_or(1, |last| last.number + 1);
        let titles = run.sentences.iter();
        self.0.push(Past {
            number,
            trace: run.trace.clone(),
            titles: titles.map(|sentence| sentence.title.clone()).collect(),
        });
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Which two runs are compared, and which one is marked in the log of runs; as places in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparing {
    /// The run above.
    pub upper: usize,
    /// The run below.
    pub lower: usize,
    /// The marked one.
    pub marked: usize,
}

impl Comparing {
    pub(super) fn move_by(&mut self, lines: i32, count: usize) {
        let last = count.saturating_sub(1) as i32;
        self.marked = (self.marked as i32 + lines).clamp(0, last) as usize;
    }
}

impl App {
    /// The last runs of the open topology, the oldest first.
    pub fn history(&self) -> &[Past] {
        &self.shelf().history.0
    }

    /// The two runs that are compared, while the comparison is open.
    pub fn comparing(&self) -> Option<Comparing> {
        match self.overlay {
            Overlay::Compare(comparing) => Some(comparing),
            _ => None,
        }
    }

    /// Opens the comparison of the last two runs.
    pub(super) fn compare(&mut self) {
        match self.history().len() {
            _ if self.is_veiled() => {
                self.say("this run is still being asked about: compare when it is over");
            }
            0 | 1 => self.say("there are not two runs to compare yet: send another request"),
            count => {
                self.overlay = Overlay::Compare(Comparing {
                    upper: count - 2,
                    lower: count - 1,
                    marked: count - 1,
                });
            }
        }
    }

    /// Puts the marked run above or below.
    pub(super) fn take(&mut self, place: Place) {
        if let Overlay::Compare(comparing) = &mut self.overlay {
            match place {
                Place::Upper => comparing.upper = comparing.marked,
                Place::Lower => comparing.lower = comparing.marked,
            }
        }
    }
}

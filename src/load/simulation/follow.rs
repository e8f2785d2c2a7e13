//! One request of the load, written down to be told as a trace.

use super::super::token::{Call, NONE, Returns, Token, Watch};
use super::Simulation;
use crate::engine::observe::Waited;
use crate::engine::script::{Changed, Script};
use crate::time::{SimDuration, SimTime};
use crate::topology::NodeId;
use crate::trace::Trace;

/// Whom it is about.
#[derive(Debug, Clone, Default)]
pub(super) enum Following {
    /// Nobody.
    #[default]
    Nobody,
    /// The next that is sent.
    Next,
    /// This request, which met this.
    One(u32, Box<Script>),
    /// One that is over.
    Over(Box<Trace>),
}

impl Simulation {
    /// The next request that is sent is followed.
    pub fn follow_next(&mut self) {
        self.following = Following::Next;
        self.follows = true;
    }

    /// The request that was followed, once all of its work is done: as a trace in which the time
    /// it stood in line is waiting.
    pub fn followed(&self) -> Option<Trace> {
        match &self.following {
            Following::Over(trace) => Some(Trace::clone(trace)),
            _ => None,
        }
    }

    /// A request is sent.
    pub(super) fn follow(&mut self, journey: u32) {
        if matches!(self.following, Following::Next) {
            self.following = Following::One(journey, Box::default());
            self.note_circumstances();
        }
    }

    /// Something was broken or mended, or a circuit breaker has changed.
    pub(super) fn note_circumstances(&mut self) {
        let Following::One(journey, _) = self.following else {
            return;
        };
        let changed = Changed {
            at: SimTime(self.now - self.journeys[journey].sent),
            first: self.is_due(journey),
            state: self.program.explorer.snapshot(),
        };
        if let Following::One(_, script) = &mut self.following {
            script.circumstances.push_back(changed);
        }
    }

    /// Whether a request is still to do something at this very instant.
    fn is_due(&self, journey: u32) -> bool {
        let tokens = &self.tokens.items;
        let is_its = |token: &Token| token.watch != Watch::Free && token.journey == journey;
        let mut due = self.wheel.iter().filter(|event| event.time == self.now);
        let walks = due.any(|event| tokens.get(event.token as usize).is_some_and(is_its));
        let rings = |token: &Token| {
            let first = self.calls.items.get(token.call as usize);
            let around = |call: &&Call| self.calls.items.get(call.around as usize);
            let mut calls = std::iter::successors(first, around);
            calls.any(|call| call.deadline == self.now && call.returns != Returns::Nobody)
        };
        walks || tokens.iter().filter(|token| is_its(token)).any(rings)
    }

    fn script(&mut self, token: u32) -> Option<&mut Script> {
        let journey = self.tokens[token].journey;
        match &mut self.following {
            Following::One(followed, script) if *followed == journey && journey != NONE => {
                Some(script)
            }
            _ => None,
        }
    }

    /// A token was told an answer.
    #[cold]
    pub(super) fn note_answer(&mut self, token: u32, fork: u32, answer: u32) {
        let question = self.program.forks[fork as usize].question.clone();
        if let Some(script) = self.script(token) {
            script.answers.push_back((question, answer));
        }
    }

    /// A worker takes a token, after so long a wait, for so long.
    #[cold]
    pub(super) fn note_visit(&mut self, token: u32, node: u16, wait: u64, work: u64) {
        if let Some(script) = self.script(token) {
            let spent = (SimDuration(wait), SimDuration(work));
            script.visits.push_back((NodeId(node), Some(spent)));
        }
    }

    /// What was noted last of a token at a node is noted when it goes instead.
    pub(super) fn unnote_visit(&mut self, token: u32, node: u16) {
        if let Some(script) = self.script(token) {
            let mut visits = script.visits.iter();
            let last = visits.rposition(|(at, _)| at.0 == node);
            last.and_then(|place| script.visits.remove(place));
        }
    }

    /// A token finds every place of a node taken.
    #[cold]
    pub(super) fn note_no_room(&mut self, token: u32, node: u16) {
        if let Some(script) = self.script(token) {
            script.visits.push_back((NodeId(node), None));
        }
    }

    /// A token may have a connection of a pool that is limited, after so long a wait; `None`: it
    /// waits no longer.
    pub(super) fn note_connection(&mut self, token: u32, pool: u32, wait: Option<u64>) {
        let pool = &self.memory.pools[pool as usize];
        let (link, limited) = (pool.link, pool.is_limited());
        if let Some(script) = self.script(token)
            && limited
        {
            let changes = script.circumstances.len() - 1;
            let waited = wait.map(|wait| Waited {
                length: SimDuration(wait),
                changes,
            });
            script.connections.push_back((link, waited));
        }
    }

    /// All work of a request is done.
    #[cold]
    pub(super) fn note_over(&mut self, journey: u32) {
        let Following::One(followed, script) = &mut self.following else {
            return;
        };
        if *followed != journey {
            return;
        }
        let script = std::mem::take(&mut **script);
        let sent = SimTime(self.journeys[journey].sent);
        let request = self.mix[self.journeys[journey].row as usize];
        let trace = self.program.explorer.replay(request, sent, script);
        self.following = Following::Over(Box::new(trace));
        self.follows = false;
    }
}

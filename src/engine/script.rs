//! What one request of a load met, to be told again as a trace.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};

use super::explore::known;
use super::network::{Network, Ways};
use super::observe::Waited;
use super::oracle::Question;
use super::state::State;

/// Circumstances from some instant on.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    /// Since when, from when it was sent.
    pub(crate) at: SimTime,
    /// What it did at that instant it did after the change.
    pub(crate) first: bool,
    /// As they are now.
    pub(crate) state: Arc<State>,
}

/// Answers, waits and lengths of work, as they were. Each is found by what it belongs to, so that
/// the order in which things beside each other are told does not matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// What was asked, and the answer.
    pub(crate) answers: VecDeque<(Question, u32)>,
    /// Where it was worked on: the wait before, and the length of the work; `None` where it found
    /// no room.
    pub(crate) visits: VecDeque<(NodeId, Option<(SimDuration, SimDuration)>)>,
    /// Over which link with few connections one was asked for, and how long it was waited for;
    /// `None`: in vain.
    pub(crate) connections: VecDeque<(LinkId, Option<Waited>)>,
    /// Faults, impairments and circuit breakers as they were when it was sent, and after each
    /// change since then.
    pub(crate) circumstances: VecDeque<Changed>,
    /// How many of them are in force.
    changes: usize,
    /// The work of the visit whose wait was told last.
    work: Option<(NodeId, SimDuration)>,
}

impl Script {
    /// The answer that was given to a question.
    pub(super) fn answer(&mut self, network: &Network<'_>, question: &Question) -> u32 {
        if let Some(known) = known::answer(network, question) {
            return known;
        }
        if let Question::Room(node) = question {
            return u32::from(self.has_room(*node));
        }
        let place = self.answers.iter().position(|(asked, _)| asked == question);
        let answer = place.and_then(|place| self.answers.remove(place));
        answer.map_or(0, |(_, answer)| answer)
    }

    /// The next change of circumstances, if it comes before what happens at `now`.
    pub(super) fn changed(&mut self, now: SimTime) -> Option<Changed> {
        let next = self.circumstances.front()?;
        let is_before = next.at < now || (next.first && next.at == now);
        if is_before { self.change() } else { None }
    }

    /// The next change of circumstances, if it comes before somebody was through with waiting.
    pub(super) fn changed_until(&mut self, waited: Waited) -> Option<Changed> {
        if self.changes < waited.changes {
            self.change()
        } else {
            None
        }
    }

    fn change(&mut self) -> Option<Changed> {
        self.changes += 1;
        self.circumstances.pop_front()
    }

    /// How long a worker of the node was waited for.
    pub(super) fn waits(&mut self, node: NodeId) -> SimDuration {
        let (wait, work) = self.next_visit(node).unwrap_or_default();
        self.work = Some((node, work));
        wait
    }

    /// Whether the node, which the way of a packet has met so often before, had no room for it;
    /// that visit is over.
    pub(super) fn drops(&mut self, node: NodeId, before: usize) -> bool {
        let mut visits = self.visits.iter().enumerate();
        let mut here = visits.by_ref().filter(|(_, (at, _))| *at == node);
        let Some((place, (_, None))) = here.nth(before) else {
            return false;
        };
        self.visits.remove(place);
        true
    }

    /// Whether the node had room for it; where it had none, that visit is over.
    fn has_room(&mut self, node: NodeId) -> bool {
        let next = self.visits.iter().find(|(at, _)| *at == node);
        let refused = matches!(next, Some((_, None)));
        if refused {
            self.next_visit(node);
        }
        !refused
    }

    fn next_visit(&mut self, node: NodeId) -> Option<(SimDuration, SimDuration)> {
        let place = self.visits.iter().position(|(at, _)| *at == node)?;
        self.visits.remove(place)?.1
    }

    /// How long the node worked.
    pub(super) fn serves(&mut self, node: NodeId) -> SimDuration {
        let work = self.work.take().filter(|(at, _)| *at == node);
        work.map_or(SimDuration::ZERO, |(_, work)| work)
    }

    /// How long a connection was waited for; `None`: in vain.
    pub(super) fn waits_for_connection(&mut self, link: LinkId) -> Option<Waited> {
        let place = self.connections.iter().position(|(over, _)| *over == link);
        let wait = place.and_then(|place| self.connections.remove(place));
        wait.map_or_else(|| Some(Waited::default()), |(_, wait)| wait)
    }
}

/// A script with the ways of its request.
#[derive(Debug)]
pub(super) struct Prompter {
    pub(super) script: Script,
    pub(super) ways: Arc<Ways>,
}

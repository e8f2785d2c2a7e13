//! A node's workers and the line before them.

use super::token::{NONE, Slab, Token};
use crate::engine::chance::{Law, Purpose, Source};
use crate::topology::{Discipline, NodeId, Topology};

mod draws;
mod share;
mod workers;

pub(super) use draws::Draws;
pub(super) use share::Share;
pub(super) use workers::{FAR, Line, Workers};

/// The workers of one node.
#[derive(Debug, Clone)]
pub(super) struct Station {
    /// How many there are; `u32::MAX` is no limit.
    pub(super) workers: u32,
    /// How many are taken.
    pub(super) busy: u32,
    /// Places to wait.
    pub(super) places: u32,
    /// How many wait.
    pub(super) waiting: u32,
    first: u32,
    last: u32,
    /// Lengths of its work.
    pub(super) draws: Draws,
    /// A worker is held until the answer, through calls to others.
    pub(super) holds: bool,
    /// Workers shared equally among all who are there.
    pub(super) share: Option<Box<Share>>,
    /// Workers who take everybody in the order of arrival, and hold nobody up.
    pub(super) ahead: Option<Workers>,
}

/// No limit to the workers.
pub(super) const UNLIMITED: u32 = u32::MAX;

impl Station {
    pub(super) fn new(topology: &Topology, node: NodeId, source: Source) -> Self {
        let facts = &topology[node];
        let replicas = facts.scale.map_or(1, |scale| scale.min);
        let shares = facts.discipline == Discipline::Ps && facts.capacity.is_some();
        let workers = facts
            .capacity
            .map_or(UNLIMITED, |workers| workers.saturating_mul(replicas));
        let places = facts.queue.unwrap_or(u32::MAX);
        let holds = facts.kind.holds_worker() && !shares;
        let mut station = Self {
            workers,
            ahead: None,
            busy: 0,
            places,
            waiting: 0,
            first: NONE,
            last: NONE,
            draws: Draws::new(
                Law::of(facts.service),
                source.stream(node, Purpose::Service),
            ),
            holds,
            share: shares.then(|| Box::new(Share::new())),
        };
        if workers != UNLIMITED {
            station.plan_ahead();
        }
        station
    }

    /// There are workers now, who have done nothing yet.
    pub(super) fn plan_ahead(&mut self) {
        let plain = self.places == u32::MAX && !self.holds && self.share.is_none();
        self.ahead = plain.then(|| Workers::new(self.workers));
    }

    /// How long the next visit takes at a node that is so many times slower.
    #[inline]
    pub(super) fn work(&mut self, slow: u32) -> u64 {
        let work = self.draws.next();
        if slow == 1 {
            work
        } else {
            work.saturating_mul(u64::from(slow))
        }
    }

    /// Those who are served.
    pub(super) fn served(&self, now: u64) -> u32 {
        match (&self.ahead, &self.share) {
            (Some(ahead), _) => ahead.busy(now),
            (_, Some(share)) => share.len() as u32,
            _ => self.busy,
        }
    }

    /// Those who wait.
    pub(super) fn queue(&self, now: u64) -> u32 {
        let ahead = self.ahead.as_ref();
        ahead.map_or(self.waiting, |ahead| ahead.line.waiting(now) as u32)
    }

    /// Puts a token at the end of the line.
    #[inline]
    pub(super) fn join(&mut self, token: u32, tokens: &mut Slab<Token>) {
        tokens[token].queued = NONE;
        if self.last == NONE {
            self.first = token;
        } else {
            tokens[self.last].queued = token;
        }
        self.last = token;
        self.waiting += 1;
    }

    /// Takes the first token out of the line.
    #[inline]
    pub(super) fn next(&mut self, tokens: &Slab<Token>) -> Option<u32> {
        let first = self.first;
        if first == NONE {
            return None;
        }
        self.first = tokens[first].queued;
        if self.first == NONE {
            self.last = NONE;
        }
        self.waiting -= 1;
        Some(first)
    }

    /// Those who wait, from the first.
    pub(super) fn line<'a>(&self, tokens: &'a Slab<Token>) -> impl Iterator<Item = u32> + 'a {
        let first = (self.first != NONE).then_some(self.first);
        std::iter::successors(first, |&token| {
            Some(tokens[token].queued).filter(|&next| next != NONE)
        })
    }
}

//! Whose turn it is: what balancers keep from choice to choice.

use crate::engine::chance::Stream;
use crate::engine::policy::Candidates;
use crate::topology::{LinkId, NodeId, Policy};

/// One choice that is made again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chooser {
    pub(super) node: NodeId,
    pub(super) peer: u64,
    pub(super) policy: Policy,
    pub(super) among: Vec<LinkId>,
    pub(super) weights: Vec<u32>,
}

/// What balancers keep from choice to choice.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    pub(super) taken: Vec<u32>,
    pub(super) credits: Vec<i64>,
    pub(super) active: Vec<u32>,
    pub(super) picks: Vec<Stream>,
}

/// The candidates of one choice.
pub(super) struct Among<'a> {
    pub(super) chooser: &'a Chooser,
    pub(super) turns: &'a mut Turns,
}

impl Candidates for Among<'_> {
    #[inline]
    fn turn(&mut self) -> u32 {
        let turn = &mut self.turns.taken[self.chooser.node.index()];
        let before = *turn;
        *turn = turn.wrapping_add(1);
        before
    }

    fn active(&self, place: usize) -> u32 {
        self.turns.active[self.chooser.among[place].index()]
    }

    fn weight(&self, place: usize) -> u32 {
        self.chooser.weights[place]
    }

    fn credit(&mut self, place: usize) -> &mut i64 {
        &mut self.turns.credits[self.chooser.among[place].index()]
    }

    fn draw(&mut self, count: usize) -> usize {
        self.turns.picks[self.chooser.node.index()].below(count as u64) as usize
    }

    fn peer(&self) -> u64 {
        self.chooser.peer
    }
}

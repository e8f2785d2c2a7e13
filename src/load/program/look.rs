//! Where tokens are when circumstances change.

use super::{NOWHERE, Program};
use crate::engine::explore::{Entry, FrameId};
use crate::load::memory::Memory;
use crate::load::op::{Op, Pos};
use crate::topology::NodeId;

impl Program {
    /// What an exchange hears at that place, which is one where it was about to hear something when
    /// all ways were forgotten.
    fn entry_at(&self, mut pos: Pos) -> Option<&Entry> {
        loop {
            match self.code[pos as usize] {
                Op::Goto(there) if there != NOWHERE => pos = there,
                Op::Explore(entry) => return self.entries.get(entry as usize),
                _ => return None,
            }
        }
    }

    /// How far the exchange is that goes on at that place.
    pub(in crate::load) fn frame_at(&self, pos: Pos) -> Option<FrameId> {
        self.entry_at(pos).map(|entry| entry.frame)
    }

    /// Whether it is where an exchange at that node goes on after a pause.
    pub(in crate::load) fn pauses(&self, pos: Pos, node: NodeId) -> bool {
        self.entry_at(pos).is_some_and(|entry| {
            self.explorer.is_pausing(entry) && self.explorer.node_of(entry) == node
        })
    }

    /// Where a question leads with this answer who has waited for it: what follows is done in the
    /// circumstances of now.
    pub(in crate::load) fn way_of_who_waited(
        &mut self,
        fork: u32,
        answer: u32,
        memory: &mut Memory,
    ) -> Pos {
        let there = &self.forks[fork as usize];
        let mut known = there.waited.iter();
        if let Some((_, pos)) = known.find(|(to, _)| *to == answer) {
            return *pos;
        }
        let Some(entry) = self.explorer.waited(&there.entry, answer) else {
            return self.way(fork, answer, memory);
        };
        let pos = self.compile(entry, memory);
        self.forks[fork as usize].waited.push((answer, pos));
        pos
    }
}

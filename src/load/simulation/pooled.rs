//! Connections that are kept open: who needs one takes an idle one, opens another, or waits.

use super::super::memory::Stream;
use super::super::op::{Op, Pos};
use super::super::tally::NodeTally;
use super::Simulation;
use crate::engine::explore::Shape;
use crate::time::SimTime;
use crate::topology::Pool;

impl Simulation {
    /// A token needs a connection, now. Where it goes on, if it need not wait.
    pub(super) fn take_connection(
        &mut self,
        token: u32,
        pos: Pos,
        pool: u32,
        fork: u32,
    ) -> Option<Pos> {
        let (now, journey) = (self.now, self.tokens[token].journey);
        self.tokens[token].arrived = now;
        let mut stream = self.memory.take(pool, journey, now, now);
        let shared = match stream {
            Some(_) => None,
            None => self.memory.shared(pool, journey),
        };
        let there = &mut self.memory.pools[pool as usize];
        if stream.is_none() && shared.is_none() && there.is_full() {
            there.waiting.push_back(token);
            if let Some(tally) = self.tally_of(pool) {
                tally.arrive();
                tally.join_queue();
            }
            self.tokens[token].pos = pos;
            return None;
        }
        if there.is_limited() && shared.is_none() {
            // One that is about to be opened counts as well.
            stream = stream.or_else(|| Some(self.memory.reserve(pool, journey, now, now)));
        }
        if self.follows {
            self.note_connection(token, pool, Some(0));
        }
        let answer = match stream {
            Some(stream) => {
                if let Some(tally) = self.tally_of(pool) {
                    tally.arrive();
                    Stream::count_taken(tally, now, now);
                }
                self.hold_stream(token, stream)
            }
            None => shared.map_or(0, |shape| shape + 1),
        };
        Some(self.way(token, fork, answer))
    }

    /// What is counted of a pool that is limited.
    fn tally_of(&mut self, pool: u32) -> Option<&mut NodeTally> {
        let counted = self.memory.pools[pool as usize].counted?;
        Some(&mut self.tally.pools[counted].1)
    }

    /// A token has a stream; which connection that is, as the answer to the question for one.
    fn hold_stream(&mut self, token: u32, stream: u32) -> u32 {
        let (pool, shape) = self.memory.facts(stream);
        if self.memory.pools[pool as usize].is_limited() {
            // Who waits for a connection has begun the call already.
            let call = self.tokens[token].call;
            self.calls[call].connection = stream;
        } else {
            self.tokens[token].connection = stream;
        }
        // No shape is the last of all numbers: it is about to be opened.
        shape.wrapping_add(1)
    }

    /// A token opens a connection, now.
    pub(super) fn open_connection(&mut self, token: u32, pool: u32, shape: Shape) {
        let now = self.now;
        let journey = self.tokens[token].journey;
        let there = &self.memory.pools[pool as usize];
        let link = there.link;
        let stream = if there.is_limited() {
            self.calls[self.tokens[token].call].connection
        } else {
            let stream = self.memory.reserve(pool, journey, now, now);
            self.hold_stream(token, stream);
            stream
        };
        self.memory.open(stream, shape);
        if self.topology[link].pool == Pool::Warm {
            self.connected(stream);
        }
    }

    /// The connection of a stream is there: who waits may have others of its streams.
    pub(super) fn connected(&mut self, stream: u32) {
        self.memory.make_ready(stream);
        let (pool, _) = self.memory.facts(stream);
        self.let_in(pool);
    }

    /// A stream is not needed any more, now; `well`: its connection can be used again.
    pub(super) fn give_back(&mut self, stream: u32, well: bool) {
        let now = self.now;
        let (pool, _) = self.memory.facts(stream);
        let returned = self.memory.give_back(stream, well, now);
        if let Some(tally) = self.tally_of(pool) {
            returned.count_returned(tally, now);
        }
        self.let_in(pool);
    }

    /// Who waits for a connection has one in the order of coming, while there is room, or opens
    /// one in place of one that is gone.
    #[inline]
    pub(super) fn let_in(&mut self, pool: u32) {
        let now = self.now;
        while let Some(&token) = self.memory.pools[pool as usize].waiting.front() {
            let (arrived, journey) = (self.tokens[token].arrived, self.tokens[token].journey);
            let stream = match self.memory.take(pool, journey, arrived, now) {
                Some(stream) => stream,
                None if self.memory.pools[pool as usize].is_full() => return,
                None => self.memory.reserve(pool, journey, arrived, now),
            };
            self.memory.pools[pool as usize].waiting.pop_front();
            if let Some(tally) = self.tally_of(pool) {
                tally.leave_queue(SimTime(arrived), SimTime(now));
                Stream::count_taken(tally, arrived, now);
            }
            let pos = self.tokens[token].pos as usize;
            let Op::Connection { fork, .. } = self.program.code[pos] else {
                continue;
            };
            let answer = self.hold_stream(token, stream);
            if self.follows {
                self.note_connection(token, pool, Some(now - arrived));
                self.note_answer(token, fork, answer);
            }
            let there = self
                .program
                .way_of_who_waited(fork, answer, &mut self.memory);
            self.later(token, there, now, super::LAST);
        }
    }

    /// Whether a token has waited for a connection of the pool; it waits no longer.
    pub(super) fn waits_in(&mut self, pool: u32, token: u32) -> bool {
        let waiting = &mut self.memory.pools[pool as usize].waiting;
        let Some(place) = waiting.iter().position(|&waits| waits == token) else {
            return false;
        };
        waiting.remove(place);
        if self.follows {
            self.note_connection(token, pool, None);
        }
        let (arrived, now) = (SimTime(self.tokens[token].arrived), SimTime(self.now));
        if let Some(tally) = self.tally_of(pool) {
            tally.leave_queue(arrived, now);
            tally.refuse();
        }
        true
    }
}

//! Connections that are kept open: who needs one takes an idle one, opens another, or waits.

use super::super::memory::{count_returned, count_taken};
use super::super::op::{Op, Pos};
use super::super::tally::NodeTally;
use super::Simulation;
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
        let now = self.now;
        let idle = self.memory.take_idle(pool, now);
        if idle.is_none()
            && let Some(shape) = self.memory.shared(pool, self.tokens[token].journey)
        {
            return Some(self.way(token, fork, shape + 1));
        }
        self.tokens[token].arrived = now;
        if idle.is_none() && self.memory.pools[pool as usize].is_full() {
            if let Some(tally) = self.tally_of(pool) {
                tally.arrive();
                tally.join_queue();
            }
            self.tokens[token].pos = pos;
            self.memory.pools[pool as usize].waiting.push_back(token);
            return None;
        }
        let Some(connection) = idle.or_else(|| self.memory.stream(pool, now)) else {
            return Some(self.way(token, fork, 0));
        };
        if let Some(tally) = self.tally_of(pool) {
            tally.arrive();
            count_taken(tally, now, now);
        }
        Some(self.use_connection(token, connection, fork))
    }

    /// What is counted of a pool that is limited.
    fn tally_of(&mut self, pool: u32) -> Option<&mut NodeTally> {
        let counted = self.memory.pools[pool as usize].counted?;
        Some(&mut self.tally.pools[counted].1)
    }

    /// A token uses a connection that was idle, or somebody else's a moment ago.
    fn use_connection(&mut self, token: u32, connection: u32, fork: u32) -> Pos {
        self.hold_connection(token, connection);
        let shape = self.memory.connections[connection as usize].shape;
        self.way(token, fork, shape + 1)
    }

    /// A token opens a connection, now.
    pub(super) fn open_connection(&mut self, token: u32, pool: u32, shape: u32) {
        let (arrived, now) = (self.tokens[token].arrived, self.now);
        if let Some(tally) = self.tally_of(pool) {
            tally.arrive();
            count_taken(tally, arrived, now);
        }
        let connection = self.memory.open(pool, shape, self.now);
        self.hold_connection(token, connection);
        let link = self.memory.pools[pool as usize].link;
        if self.topology[link].pool == Pool::Warm {
            self.connected(connection);
        }
    }

    /// A connection is there: who waits may have a stream of it.
    pub(super) fn connected(&mut self, connection: u32) {
        if !self.memory.make_ready(connection) {
            return;
        }
        let pool = self.memory.connections[connection as usize].pool;
        while !self.memory.pools[pool as usize].is_full() {
            let Some(token) = self.next_waiting(pool as usize) else {
                return;
            };
            let stream = self.memory.stream(pool, self.now);
            self.let_in(token, pool as usize, stream);
        }
    }

    fn hold_connection(&mut self, token: u32, connection: u32) {
        let (now, arrived, journey) = (
            self.now,
            self.tokens[token].arrived,
            self.tokens[token].journey,
        );
        let held = &mut self.memory.connections[connection as usize];
        held.user = journey;
        let limited = self.memory.pools[held.pool as usize].is_limited();
        if limited {
            // Who waits for a connection has begun the call already.
            (held.arrived, held.taken) = (arrived, now);
            let call = self.tokens[token].call;
            self.calls[call].connection = connection;
        } else {
            self.tokens[token].connection = connection;
        }
    }

    /// A connection is not needed any more, now; `idle`: it can be used again.
    pub(super) fn give_back(&mut self, connection: u32, idle: bool) {
        let now = self.now;
        let returned = self.memory.connections[connection as usize];
        let pool = returned.pool as usize;
        let counted = self.memory.pools[pool].counted;
        if let Some(counted) = counted {
            count_returned(&mut self.tally.pools[counted].1, returned, now);
        }
        let next = self.next_waiting(pool);
        match (idle, next) {
            (true, None) => self.memory.give_back(connection, now),
            (false, None) => self.memory.close(connection),
            (true, Some(token)) => self.let_in(token, pool, Some(connection)),
            (false, Some(token)) => {
                self.memory.close(connection);
                self.let_in(token, pool, None);
            }
        }
    }

    /// Who has waited has a connection, or may open one.
    fn let_in(&mut self, token: u32, pool: usize, connection: Option<u32>) {
        let now = self.now;
        let arrived = self.tokens[token].arrived;
        let link = self.memory.pools[pool].link;
        if let Some(tally) = self.tally_of(pool as u32) {
            tally.leave_queue(SimTime(arrived), SimTime(now));
            match connection {
                Some(_) => count_taken(tally, arrived, now),
                // It counts when it opens one.
                None => tally.take_back(),
            }
        }
        if self.follows {
            self.note_connection(token, link, now - arrived);
        }
        let pos = self.tokens[token].pos as usize;
        let Op::Connection { fork, .. } = self.program.code[pos] else {
            return;
        };
        let there = match connection {
            Some(connection) => self.use_connection(token, connection, fork),
            None => self.way(token, fork, 0),
        };
        self.later(token, there, now, super::LAST);
    }

    /// The first who waits for a connection of the pool.
    fn next_waiting(&mut self, pool: usize) -> Option<u32> {
        self.memory.pools[pool].waiting.pop_front()
    }

    /// Whether a token has waited for a connection of the pool; it waits no longer.
    pub(super) fn waits_in(&mut self, pool: u32, token: u32) -> bool {
        let waiting = &mut self.memory.pools[pool as usize].waiting;
        let Some(place) = waiting.iter().position(|&waits| waits == token) else {
            return false;
        };
        waiting.remove(place);
        let (arrived, now) = (SimTime(self.tokens[token].arrived), SimTime(self.now));
        if let Some(tally) = self.tally_of(pool) {
            tally.leave_queue(arrived, now);
            tally.refuse();
        }
        true
    }
}

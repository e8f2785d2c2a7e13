//! Connections that are kept open: who needs one takes an idle one, opens another, or waits.

use super::super::memory::{count_returned, count_taken};
use super::super::op::{Op, Pos};
use super::super::token::{NONE, Returns};
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
        let there = &self.memory.pools[pool as usize];
        if let Some(counted) = there.counted {
            self.tokens[token].arrived = now;
            let tally = &mut self.tally.pools[counted].1;
            tally.arrive();
            if idle.is_none() && there.is_full() {
                tally.join_queue();
                self.tokens[token].pos = pos;
                self.memory.pools[pool as usize].waiting.push_back(token);
                return None;
            }
            count_taken(tally, now, now);
        }
        match idle.or_else(|| self.memory.stream(pool, now)) {
            Some(connection) => Some(self.use_connection(token, connection, fork)),
            None => Some(self.way(token, fork, 0)),
        }
    }

    /// A token uses a connection that was idle, or somebody else's a moment ago.
    fn use_connection(&mut self, token: u32, connection: u32, fork: u32) -> Pos {
        self.hold_connection(token, connection);
        let shape = self.memory.connections[connection as usize].shape;
        self.way(token, fork, shape + 1)
    }

    /// A token opens a connection, now.
    pub(super) fn open_connection(&mut self, token: u32, pool: u32, shape: u32) {
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
        let there = &self.memory.pools[pool];
        let (counted, link) = (there.counted, there.link);
        if let Some(counted) = counted {
            let tally = &mut self.tally.pools[counted].1;
            tally.leave_queue(SimTime(arrived), SimTime(now));
            count_taken(tally, arrived, now);
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

    /// The first who still waits for a connection of the pool.
    fn next_waiting(&mut self, pool: usize) -> Option<u32> {
        while let Some(token) = self.memory.pools[pool].waiting.pop_front() {
            let call = self.tokens[token].call;
            if call != NONE && self.calls[call].returns != Returns::Nobody {
                return Some(token);
            }
            // Its caller has given up: nothing is asked any more.
            if let Some(counted) = self.memory.pools[pool].counted {
                let tally = &mut self.tally.pools[counted].1;
                tally.leave_queue(SimTime(self.tokens[token].arrived), SimTime(self.now));
                tally.refuse();
            }
            self.vanish(token, false);
        }
        None
    }
}

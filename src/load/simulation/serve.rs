//! Stations at work: who comes is taken, waits, or finds no room.

use super::super::wheel::LAST;
use super::super::op::Pos;
use super::super::program::Program;
use super::super::source::NEVER;
use super::super::station::UNLIMITED;
use super::super::token::NONE;
use super::walk::NOTHING;
use super::{Simulation, length};
use crate::time::SimTime;

impl Simulation {
    /// A token asks a node to work, now. Where it goes on at once, and when.
    #[inline]
    pub(super) fn visit(
        &mut self,
        token: u32,
        pos: Pos,
        node: u16,
        slow: u32,
        full: Pos,
    ) -> Option<(Pos, u64)> {
        let now = self.now;
        let place = node as usize;
        let station = &mut self.stations[place];
        let tally = &mut self.tally.nodes[place];
        tally.arrive();
        if station.workers == UNLIMITED {
            let work = station.draws.next().saturating_mul(u64::from(slow));
            tally.start(length(0));
            let until = now.saturating_add(work);
            if self.follows {
                self.note_visit(token, node, 0, work);
            }
            let station = &self.stations[place];
            let tally = &mut self.tally.nodes[place];
            if until <= self.horizon {
                tally.leave(SimTime(now), SimTime(now), SimTime(until));
                return Some((pos + 2, until));
            }
            let rank = station.rank;
            let there = &mut self.tokens[token];
            (there.arrived, there.started) = (now, now);
            self.later(token, pos + 1, until, rank);
            return None;
        }
        self.tokens[token].arrived = now;
        self.tokens[token].slow = slow;
        self.tokens[token].pos = pos + 1;
        if station.share.is_some() {
            self.come(token, node);
        } else if station.busy < station.workers {
            station.busy += 1;
            self.start(token, node);
        } else if station.waiting < station.places {
            // Not yet served.
            self.tokens[token].started = NEVER;
            station.join(token, &mut self.tokens);
            tally.join_queue();
        } else {
            tally.refuse();
            if self.follows {
                self.note_no_room(token, node);
            }
            return Some((full, now));
        }
        None
    }

    /// A worker takes a token, now.
    #[inline]
    fn start(&mut self, token: u32, node: u16) {
        let now = self.now;
        let place = node as usize;
        let station = &mut self.stations[place];
        let there = &mut self.tokens[token];
        self.tally.nodes[place].start(length(now - there.arrived));
        let work = station
            .draws
            .next()
            .saturating_mul(u64::from(there.slow));
        there.started = now;
        let wait = now - there.arrived;
        self.wheel
            .push(now.saturating_add(work), station.rank, token);
        if self.follows {
            self.note_visit(token, node, wait, work);
        }
    }

    /// The work on a token is done, now.
    #[inline]
    pub(super) fn leave(&mut self, token: u32, node: u16) {
        let there = &self.tokens[token];
        let (arrived, started, call) = (there.arrived, there.started, there.call);
        let station = &self.stations[node as usize];
        if station.holds && station.workers != UNLIMITED && call != NONE {
            let call = &mut self.calls[call];
            if call.held == NOTHING {
                (call.arrived, call.since, call.held) = (arrived, started, node);
                return;
            }
        }
        self.tally.nodes[node as usize].leave(
            SimTime(arrived),
            SimTime(started),
            SimTime(self.now),
        );
        self.free_worker(node);
    }

    /// A worker that was held through a call is let go, now.
    pub(super) fn release(&mut self, call: u32) {
        let call = &mut self.calls[call];
        let node = std::mem::replace(&mut call.held, NOTHING);
        self.tally.nodes[node as usize].leave(
            SimTime(call.arrived),
            SimTime(call.since),
            SimTime(self.now),
        );
        self.free_worker(node);
    }

    /// A worker is free: the next in line is taken.
    #[inline]
    fn free_worker(&mut self, node: u16) {
        let station = &mut self.stations[node as usize];
        if station.workers == UNLIMITED {
            return;
        }
        if station.waiting > 0
            && station.busy <= station.workers
            && let Some(next) = station.next(&self.tokens)
        {
            let arrived = self.tokens[next].arrived;
            self.tally.nodes[node as usize].leave_queue(SimTime(arrived), SimTime(self.now));
            self.start(next, node);
        } else {
            station.busy = station.busy.saturating_sub(1);
        }
    }

    /// Workers were added: as many as wait are taken.
    pub(super) fn call_in(&mut self, node: u16) {
        loop {
            let station = &mut self.stations[node as usize];
            if station.busy >= station.workers {
                return;
            }
            let Some(next) = station.next(&self.tokens) else {
                return;
            };
            station.busy += 1;
            let arrived = self.tokens[next].arrived;
            self.tally.nodes[node as usize].leave_queue(SimTime(arrived), SimTime(self.now));
            self.start(next, node);
        }
    }

    /// A token comes to those who share a node's workers.
    fn come(&mut self, token: u32, node: u16) {
        let now = self.now;
        let station = &mut self.stations[node as usize];
        let slow = u64::from(self.tokens[token].slow);
        let work = station.draws.next().saturating_mul(slow);
        let Some(share) = &mut station.share else {
            return;
        };
        self.tally.nodes[node as usize].busy_ns += share.pass(station.workers, now);
        share.come(token, work);
        let there = &mut self.tokens[token];
        // How long it takes is known; when it is done depends on who else comes.
        there.started = work;
        there.pos += 1;
        self.tally.nodes[node as usize].start(length(0));
        self.look_again(node);
    }

    /// Sees to it that somebody looks when the next of them is done.
    pub(super) fn look_again(&mut self, node: u16) {
        let station = &mut self.stations[node as usize];
        let (now, rank) = (self.now, station.rank);
        let Some(share) = &mut station.share else {
            return;
        };
        if let Some(at) = share.next_event(station.workers, now) {
            let op = Program::share_op(node);
            let token = self.tokens.insert(super::Token::new(op, NONE));
            self.wheel.push(at, rank, token);
        }
    }

    /// Looks who of those that share a node's workers is done.
    pub(super) fn share(&mut self, looker: u32, node: u16) {
        let now = self.now;
        self.tokens[looker].watch = super::Watch::Free;
        self.tokens.remove(looker);
        let station = &mut self.stations[node as usize];
        let Some(share) = &mut station.share else {
            return;
        };
        if !share.is_due(now) {
            return;
        }
        let tally = &mut self.tally.nodes[node as usize];
        tally.busy_ns += share.pass(station.workers, now);
        let mut shared = Vec::new();
        while let Some(token) = share.done() {
            let there = &self.tokens[token];
            // How long the workers worked is counted as they do.
            tally.leave(SimTime(there.arrived), SimTime(now), SimTime(now));
            let began = now.saturating_sub(there.started);
            let (wait, work) = (began - there.arrived.min(began), there.started);
            self.wheel.push(now, LAST, token);
            shared.push((token, wait, work));
        }
        if self.follows {
            for (token, wait, work) in shared {
                self.note_visit(token, node, wait, work);
            }
        }
        self.look_again(node);
    }
}

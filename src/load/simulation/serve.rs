//! Stations at work: who comes is taken, waits, or finds no room.

use super::super::op::{Op, Pos};
use super::super::program::Program;
use super::super::source::NEVER;
use super::super::station::UNLIMITED;
use super::super::token::NONE;
use super::super::wheel::{Event, LAST, served};
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
        let station = &mut self.stations[node as usize];
        if station.ahead.is_none() {
            return self.visit_otherwise(token, pos, node, slow, full);
        }
        self.tally.nodes[node as usize].come();
        let work = station.work(slow);
        let Some(ahead) = &mut station.ahead else {
            return None;
        };
        let (started, left) = ahead.take(now, work);
        let there = &mut self.tokens[token];
        (there.arrived, there.started, there.pos) = (now, started, pos + 1);
        there.slow = slow;
        // Its number, to tell who came first.
        there.queued = ahead.line.count as u32;
        self.wheel.push(left, served(node), token);
        None
    }

    /// A token asks a node to work that takes not everybody in order.
    #[inline(never)]
    fn visit_otherwise(
        &mut self,
        token: u32,
        pos: Pos,
        node: u16,
        slow: u32,
        full: Pos,
    ) -> Option<(Pos, u64)> {
        self.meet(node);
        let now = self.now;
        let station = &mut self.stations[node as usize];
        let tally = &mut self.tally.nodes[node as usize];
        let there = &mut self.tokens[token];
        (there.arrived, there.started, there.slow) = (now, NEVER, slow);
        tally.arrive();
        if station.workers == UNLIMITED {
            return self.pass(token, pos, node);
        }
        if station.share.is_some() {
            there.pos = pos + 2;
            self.come(token, node);
        } else if station.busy < station.workers {
            station.busy += 1;
            there.pos = pos + 1;
            self.start(token, node);
        } else if station.waiting < station.places {
            there.pos = pos + 1;
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

    /// A token passes a node with a worker for everybody.
    fn pass(&mut self, token: u32, pos: Pos, node: u16) -> Option<(Pos, u64)> {
        let now = self.now;
        let there = &mut self.tokens[token];
        there.started = now;
        let work = self.stations[node as usize].work(there.slow);
        let tally = &mut self.tally.nodes[node as usize];
        tally.start(length(0));
        let until = now.saturating_add(work);
        let on = if until <= self.horizon {
            tally.leave(SimTime(now), SimTime(now), SimTime(until));
            Some((pos + 2, until))
        } else {
            self.later(token, pos + 1, until, LAST);
            None
        };
        if self.follows {
            self.note_visit(token, node, 0, work);
        }
        on
    }

    /// A worker takes a token, now.
    fn start(&mut self, token: u32, node: u16) {
        let now = self.now;
        let there = &mut self.tokens[token];
        let wait = now - there.arrived;
        there.started = now;
        let work = self.stations[node as usize].work(there.slow);
        self.tally.nodes[node as usize].start(length(wait));
        self.wheel
            .push(now.saturating_add(work), served(node), token);
        if self.follows {
            self.note_visit(token, node, wait, work);
        }
    }

    /// The work on a token is done, now.
    #[inline]
    pub(super) fn leave(&mut self, token: u32, node: u16, arrived: u64, started: u64) {
        if self.stations[node as usize].ahead.is_none() {
            return self.leave_otherwise(token, node);
        }
        let now = self.now;
        let tally = &mut self.tally.nodes[node as usize];
        tally.go(SimTime(arrived), SimTime(started), SimTime(now));
        if self.follows {
            self.note_visit(token, node, started - arrived, now - started);
        }
    }

    /// The work on a token is done at a node that takes not everybody in order.
    #[inline(never)]
    fn leave_otherwise(&mut self, token: u32, node: u16) {
        let station = &mut self.stations[node as usize];
        let there = &self.tokens[token];
        let (arrived, started, call) = (there.arrived, there.started, there.call);
        if station.holds && station.workers != UNLIMITED && call != NONE {
            let call = &mut self.calls[call];
            if call.held == NOTHING {
                (call.arrived, call.since, call.held) = (arrived, started, node);
                return;
            }
        }
        let (arrived, started) = (SimTime(arrived), SimTime(started));
        self.tally.nodes[node as usize].leave(arrived, started, SimTime(self.now));
        self.free_worker(node);
    }

    /// A worker that was held through a call is let go, now.
    pub(super) fn release(&mut self, call: u32) {
        let call = &mut self.calls[call];
        let node = std::mem::replace(&mut call.held, NOTHING);
        let (arrived, since) = (SimTime(call.arrived), SimTime(call.since));
        self.tally.nodes[node as usize].leave(arrived, since, SimTime(self.now));
        self.free_worker(node);
    }

    /// A worker is free: the next in line is taken.
    fn free_worker(&mut self, node: u16) {
        let station = &mut self.stations[node as usize];
        if station.waiting > 0 && station.busy <= station.workers {
            self.take_next(node);
        } else {
            station.busy = station.busy.saturating_sub(1);
        }
    }

    /// A worker takes the first in line, now.
    fn take_next(&mut self, node: u16) {
        let station = &mut self.stations[node as usize];
        if let Some(token) = station.next(&self.tokens) {
            let arrived = SimTime(self.tokens[token].arrived);
            self.tally.nodes[node as usize].leave_queue(arrived, SimTime(self.now));
            self.start(token, node);
        }
    }

    /// There are so many workers from now on.
    pub(super) fn staff(&mut self, node: u16, workers: u32) {
        let now = self.now;
        let station = &mut self.stations[node as usize];
        if let Some(share) = &mut station.share {
            self.tally.nodes[node as usize].busy_ns += share.pass(station.workers, now);
        }
        let before = std::mem::replace(&mut station.workers, workers);
        if before == UNLIMITED {
            self.limit(node);
        } else if station.ahead.is_some() {
            self.plan_anew(node, workers);
        }
        // As many as wait are taken.
        loop {
            let station = &mut self.stations[node as usize];
            if station.busy >= station.workers || station.waiting == 0 {
                break;
            }
            station.busy += 1;
            self.take_next(node);
        }
        self.look_again(node);
    }

    /// Those who wait at a node are taken by other workers than they were told.
    fn plan_anew(&mut self, node: u16, workers: u32) {
        let now = self.now;
        let waiting = self.call_off(node, workers);
        let Some(ahead) = &mut self.stations[node as usize].ahead else {
            return;
        };
        for Event { time, token, .. } in waiting {
            let there = &mut self.tokens[token];
            let (started, left) = ahead.take(now, time - there.started);
            there.started = started;
            self.wheel.push(left, served(node), token);
        }
    }

    /// Those who wait at a node wait no longer, in the order in which they came. Their work will be
    /// that of others.
    pub(super) fn send_away(&mut self, node: u16) -> Vec<u32> {
        let workers = self.stations[node as usize].workers;
        let waiting = self.call_off(node, workers);
        let tokens = &self.tokens;
        let work = waiting.iter().map(|event| {
            let there = &tokens[event.token];
            (event.time - there.started) / u64::from(there.slow.max(1))
        });
        self.stations[node as usize].draws.put_back(work.collect());
        waiting.iter().map(|event| event.token).collect()
    }

    /// Takes back when those who wait at a node will leave, in the order in which they came; of
    /// so many workers the others are free.
    fn call_off(&mut self, node: u16, workers: u32) -> Vec<Event> {
        let now = self.now;
        let Some(ahead) = &mut self.stations[node as usize].ahead else {
            return Vec::new();
        };
        let (code, tokens) = (&self.program.code, &self.tokens);
        let here = |event: &Event| {
            event.rank() == served(node)
                && code[tokens[event.token].pos as usize] == Op::Left { node }
        };
        let waits = |event: &Event| tokens[event.token].started > now;
        let mut waiting = self.wheel.take_out(|event| here(&event) && waits(&event));
        waiting.sort_unstable_by_key(|event| {
            let there = &tokens[event.token];
            (there.started, there.queued)
        });
        let leave = self.wheel.iter().filter(here).map(|event| event.time);
        ahead.staff(workers, leave.collect(), waiting.len());
        waiting
    }

    /// A token comes to those who share a node's workers.
    fn come(&mut self, token: u32, node: u16) {
        let now = self.now;
        let station = &mut self.stations[node as usize];
        let work = station.work(self.tokens[token].slow);
        let Some(share) = &mut station.share else {
            return;
        };
        self.tally.nodes[node as usize].busy_ns += share.pass(station.workers, now);
        share.come(token, work);
        // How long it takes is known; when it is done depends on who else comes.
        self.tokens[token].started = work;
        self.tally.nodes[node as usize].start(length(0));
        self.look_again(node);
    }

    /// Sees to it that somebody looks when the next of them is done.
    pub(super) fn look_again(&mut self, node: u16) {
        let station = &mut self.stations[node as usize];
        let now = self.now;
        let Some(share) = &mut station.share else {
            return;
        };
        if let Some(at) = share.next_event(station.workers, now) {
            let op = Program::share_op(node);
            let token = self.tokens.insert(super::Token::new(op, NONE));
            self.wheel.push(at, served(node), token);
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

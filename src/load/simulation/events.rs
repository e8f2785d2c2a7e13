//! What is due happens, one event after the other.

use super::super::op::{Op, Pos};
use super::super::source::NEVER;
use super::super::station::FAR;
use super::super::token::NONE;
use super::super::wheel::{Event, FIRST};
use super::Simulation;
use crate::time::SimTime;

/// Where advancing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// At the instant that was asked for.
    Reached,
    /// After a number of events; there are more before that instant.
    Paused,
    /// The plan's limit is reached, or nothing more will happen.
    Ended,
    /// More goes on at once than the plan allows: here it stands still.
    Overrun,
}

/// Events between two pauses: about a millisecond of work.
const PAUSE: u32 = 1 << 14;

impl Simulation {
    /// Runs until that instant, or pauses on the way.
    pub fn advance(&mut self, until: SimTime) -> Status {
        if self.is_overrun() {
            return Status::Overrun;
        }
        let mut events = PAUSE;
        loop {
            if self.program.is_much() {
                self.compact();
            }
            let boundary = self.agenda.next().min(until.nanos());
            let status = self.run(boundary, &mut events);
            self.look_at_lines();
            if status != Status::Reached || self.agenda.next() > self.now {
                return status;
            }
            self.do_next();
        }
    }

    /// Counts who is where at this moment.
    fn look_at_lines(&mut self) {
        self.tally.end = SimTime(self.now);
        for (station, node) in self.stations.iter().zip(&mut self.tally.nodes) {
            if let Some(ahead) = &station.ahead {
                node.queue = station.queue(self.now);
                node.in_system = node.queue + station.served(self.now);
                node.queue_max = ahead.line.longest as u32;
            }
        }
    }

    /// Does what is due until `limit`.
    fn run(&mut self, limit: u64, events: &mut u32) -> Status {
        self.horizon = limit;
        loop {
            if *events == 0 {
                return Status::Paused;
            }
            *events -= 1;
            let mut end = limit.min(self.agenda.due);
            if self.is_over() {
                end = end.min(self.last_end);
            }
            let walker = if let Some(event) =
                self.wheel.next(end.min(self.next_arrival).min(FAR - 1))
            {
                self.now = event.time;
                self.happen(event)
            } else if self.front.is_some() && self.next_arrival < end {
                self.come_in(events)
            } else if self.front.is_none() && self.next_arrival <= end && self.next_arrival != NEVER
            {
                self.now = self.next_arrival;
                self.next_arrival = self.requests.next(self.now);
                self.send()
            } else {
                let over = self.is_over() || (limit == NEVER && self.agenda.next() == NEVER);
                self.now = match (self.is_over(), limit) {
                    (false, NEVER) => self.now.max(self.last_end),
                    _ => self.now.max(end),
                };
                return if over { Status::Ended } else { Status::Reached };
            };
            if let Some((token, pos)) = walker {
                self.walk(token, pos);
            }
        }
    }

    /// What is due at this instant happens; who goes on, and where.
    #[inline]
    pub(super) fn happen(&mut self, event: Event) -> Option<(u32, Pos)> {
        let token = event.token;
        if event.rank() == FIRST {
            self.look_at_timer(token);
            return None;
        }
        let there = &self.tokens[token];
        let mut pos = there.pos;
        if let Op::Left { node } = self.program.code[pos as usize] {
            let (arrived, started) = (there.arrived, there.started);
            self.leave(token, node, arrived, started);
            pos += 1;
        }
        if self.has_circled && self.is_dead(token) {
            self.stop_circling(token, self.now);
            return None;
        }
        Some((token, pos))
    }

    /// Whether the token's request went in circles and was ended.
    fn is_dead(&self, token: u32) -> bool {
        let journey = self.tokens[token].journey;
        journey != NONE && self.journeys[journey].dead
    }

    /// Whether all requests that are counted are sent and over.
    fn is_over(&self) -> bool {
        self.left == 0 && self.out == 0
    }
}

//! The steps that are rarer than coming to a node and leaving it.

use super::super::op::{Op, Pos};
use super::super::program::Program;
use super::super::token::{Call, NONE, Returns, Token, Watch, kept_cell, kept_copy};
use super::super::wheel::LAST;
use super::Simulation;
use super::walk::NOTHING;
use crate::engine::Breaker;

impl Simulation {
    /// Takes one step with a token whose own time is `at`. Who goes on, and where.
    #[inline(never)]
    pub(super) fn step(&mut self, token: u32, pos: Pos, at: u64) -> Option<(u32, Pos)> {
        let op = self.program.code[pos as usize];
        if let Some((fork, answer)) = self.answer(token, op, at) {
            return Some((token, self.way(token, fork, answer)));
        }
        match op {
            Op::Explore(entry) => {
                return Some((token, self.program.fill(pos, entry, &mut self.memory)));
            }
            Op::Vain(over) => {
                self.lose(token, pos + 1, at);
                return Some((token, over));
            }
            Op::Connection { pool, fork } => {
                let there = self.take_connection(token, pos, pool, fork)?;
                return Some((token, there));
            }
            Op::Stamp => self.stamp(token, at),
            Op::Until(nanos) => {
                self.later(token, pos + 1, self.stamped(token, nanos).max(at), LAST);
                return None;
            }
            Op::Open { pool, shape } => self.open_connection(token, pool, shape),
            Op::Upstream { link, well } => self.note_upstream(link, well),
            Op::Tries { link } => self.set_breaker(link, Breaker::HalfOpen),
            Op::Blame(input) => {
                let call = self.tokens[token].call;
                if call != NONE {
                    self.calls[call].blame = input;
                }
            }
            Op::Sent(input) => {
                let call = self.tokens[token].call;
                if self.calls[call].returns == Returns::Nobody {
                    self.vanish(token, true);
                    return None;
                }
                self.calls[call].blame = input;
                let connection = self.calls[call].connection;
                if connection != NONE {
                    self.connected(connection);
                }
            }
            Op::Branch { at: there, joined } => self.branch(token, there, joined, at),
            Op::Replied => {
                let call = self.tokens[token].call;
                if call != NONE && self.calls[call].held != NOTHING {
                    if at > self.now {
                        self.later(token, pos, at, LAST);
                        return None;
                    }
                    self.release(call);
                }
            }
            // A branch went in circles and will not be heard of.
            Op::Await(_) if self.tokens[token].branches == 0 => {
                return Some((token, Program::silence_op()));
            }
            Op::Await(frame) => {
                let there = &mut self.tokens[token];
                (there.frame, there.pos) = (frame, pos);
                return None;
            }
            Op::Silence { idle } => {
                self.fall_silent(token, pos, idle);
                return None;
            }
            Op::End { outcome, transfer } => {
                let end = at.saturating_add(transfer);
                let journey = self.tokens[token].journey;
                // What goes on beside it may turn out to be a circle until then.
                let alone = self.journeys[journey].tokens == 1;
                if end > self.horizon || (!alone && end > self.now) {
                    self.later(token, pos + 1, end, LAST);
                } else {
                    self.end(token, outcome, end);
                }
                return None;
            }
            Op::Ended { outcome } => {
                self.end(token, outcome, at);
                return None;
            }
            Op::Stop => {
                // Others may want what it holds, but not before its instant.
                if at > self.now && self.holds(token) {
                    self.later(token, pos, at, LAST);
                } else {
                    self.vanish(token, false);
                }
                return None;
            }
            Op::Send => {
                self.tokens[token].watch = Watch::Free;
                self.tokens.remove(token);
                return self.send_again();
            }
            Op::Share { node } => {
                self.share(token, node);
                return None;
            }
            _ => self.remember(token, op, at),
        }
        Some((token, pos + 1))
    }

    /// The answer to a question, and to which.
    #[inline]
    fn answer(&mut self, token: u32, op: Op, at: u64) -> Option<(u32, u32)> {
        Some(match op {
            Op::Cell { cell, fork } => {
                let until = self.memory.cell(cell);
                self.journeys[self.tokens[token].journey].told = until;
                (fork, self.memory.answer(cell, at))
            }
            Op::Given { nanos, fork } => {
                let journey = &mut self.journeys[self.tokens[token].journey];
                journey.told = journey.sent.saturating_add(nanos);
                (fork, u32::from(journey.told > at))
            }
            Op::OwnCopy { cache, fork } => {
                let journey = &self.journeys[self.tokens[token].journey];
                let own = journey.kept & kept_copy(cache) != 0;
                let held = own && self.memory.holds(cache, journey.object, at);
                (fork, u32::from(held))
            }
            Op::OwnCell { cell, fork } => {
                let journey = &mut self.journeys[self.tokens[token].journey];
                journey.told = self.memory.cell(cell);
                let own = journey.kept & kept_cell(cell) != 0;
                (fork, u32::from(own) * self.memory.answer(cell, at))
            }
            Op::Connected { pool, fork } => (fork, u32::from(self.memory.has_idle(pool, at))),
            Op::Opens { link, fork } => (fork, u32::from(self.breaks(link))),
            Op::Lost { link, fork } => {
                let lost = self.memory.loses(link, self.losses[link as usize]);
                (fork, u32::from(lost))
            }
            Op::Choice { chooser, fork } => (fork, self.memory.choose(chooser)),
            _ => return None,
        })
    }

    /// What nodes keep for later.
    #[inline]
    fn remember(&mut self, token: u32, op: Op, at: u64) {
        let journey = self.tokens[token].journey;
        match op {
            Op::Keep { cache, ttl } => {
                let journey = &mut self.journeys[journey];
                journey.kept |= kept_copy(cache);
                let until = at.saturating_add(ttl);
                self.memory.keep(cache, journey.object, until);
            }
            Op::Drop { cache } => self.memory.keep(cache, self.journeys[journey].object, 0),
            Op::Refresh { cell, ttl } => {
                let until = at.saturating_add(ttl);
                self.memory.set_cell(cell, until);
                let journey = &mut self.journeys[journey];
                (journey.told, journey.kept) = (until, journey.kept | kept_cell(cell));
            }
            Op::Told { cell } => self.memory.set_cell(cell, self.journeys[journey].told),
            Op::Aim { cell, aim } => self.memory.aim(cell, aim),
            _ => {}
        }
    }

    /// A token waits for nothing but its caller's timer, or is gone where nobody waits.
    pub(super) fn fall_silent(&mut self, token: u32, pos: Pos, idle: bool) {
        self.tokens[token].pos = pos;
        if !self.is_heard(token) {
            self.vanish(token, idle);
        }
    }

    /// Whether somebody waits for what a token does, or it for its branches.
    fn is_heard(&self, token: u32) -> bool {
        let Token { call, branches, .. } = self.tokens[token];
        branches > 0 || (call != NONE && self.calls[call].returns != Returns::Nobody)
    }

    /// Whether it holds on to what others may want: a connection, or a worker.
    fn holds(&self, token: u32) -> bool {
        let Token {
            call, connection, ..
        } = self.tokens[token];
        let first = self.calls.items.get(call as usize);
        let around = |call: &&Call| self.calls.items.get(call.around as usize);
        let mut calls = std::iter::successors(first, around);
        connection != NONE || calls.any(|call| call.connection != NONE || call.held != NOTHING)
    }
}

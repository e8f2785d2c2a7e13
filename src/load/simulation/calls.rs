//! Calls begin and end, work begins beside others, and requests are over.

use super::super::op::Pos;
use super::super::program::Program;
use super::super::source::NEVER;
use super::super::token::{Call, NONE, Returns, Token, Watch};
use super::super::wheel::LAST;
use super::walk::NOTHING;
use super::{Simulation, length};
use crate::trace::OutcomeKind;

/// Callers nested deeper than this are a loop, as in a trace.
const DEEPEST: u16 = crate::engine::explore::MAX_DEPTH;
/// More calls than this in one request are a loop, as in a trace.
const MOST_CALLS: u32 = crate::engine::explore::MAX_EXCHANGES as u32;

impl Simulation {
    /// Where a question leads with this answer.
    #[inline]
    pub(super) fn way(&mut self, token: u32, fork: u32, answer: u32) -> Pos {
        if self.follows {
            self.note_answer(token, fork, answer);
        }
        self.program.way(fork, answer, &mut self.memory)
    }

    /// A call begins at `at`; false where the request may go in circles.
    pub(super) fn call(&mut self, token: u32, number: u32, at: u64) -> bool {
        let info = self.program.calls[number as usize];
        let Token {
            call: around,
            journey,
            connection,
            frame,
            ..
        } = self.tokens[token];
        let caller = if info.joined {
            self.tokens[frame].call
        } else {
            around
        };
        let depth = if caller == NONE {
            0
        } else {
            self.calls[caller].depth
        };
        let there = &mut self.journeys[journey];
        // Which call is the one too many is known at its instant.
        let most = if at > self.now {
            MOST_CALLS / 2
        } else {
            MOST_CALLS
        };
        if depth >= DEEPEST || there.calls + 1 >= most || there.dead {
            return false;
        }
        there.calls += 1;
        if info.link != NOTHING {
            self.memory.count_active(info.link, true);
        }
        let deadline = at.saturating_add(info.timeout);
        let returns = if info.joined {
            Returns::Joins(frame)
        } else {
            Returns::Frame(info.caller)
        };
        let call = self.calls.insert(Call {
            around,
            returns,
            blame: info.blame,
            connection,
            deadline,
            arrived: 0,
            since: 0,
            held: NOTHING,
            link: info.link,
            depth: depth + 1,
        });
        let there = &mut self.tokens[token];
        (there.call, there.connection) = (call, NONE);
        if deadline < there.due {
            self.set_timer(token, deadline);
        }
        true
    }

    /// A packet of a call leaves.
    pub(super) fn stamp(&mut self, token: u32, at: u64) {
        // Until its server has it, nothing else is kept there.
        let call = self.tokens[token].call;
        self.calls[call].since = at;
    }

    /// So long after it has left.
    pub(super) fn stamped(&self, token: u32, nanos: u64) -> u64 {
        let call = self.tokens[token].call;
        self.calls[call].since.saturating_add(nanos)
    }

    /// The answer of a call, or its failure, is there; who goes on, and where.
    #[inline(never)]
    pub(super) fn finish_call(
        &mut self,
        token: u32,
        pos: Pos,
        input: u32,
        at: u64,
    ) -> Option<(u32, Pos)> {
        let number = self.tokens[token].call;
        let call = self.calls[number];
        let noticed = call.connection != NONE
            || call.link != NOTHING
            || !matches!(call.returns, Returns::Frame(_))
            || at >= call.deadline
            || at > self.horizon;
        if noticed && at > self.now {
            self.later(token, pos, at, LAST);
            return None;
        }
        self.hang_up(number, input);
        let pos = match call.returns {
            Returns::Nobody => {
                self.tokens[token].call = NONE;
                self.calls.remove(number);
                self.vanish(token, false);
                return None;
            }
            Returns::Frame(frame) => {
                self.tokens[token].call = call.around;
                self.calls.remove(number);
                return Some((
                    token,
                    self.program.returning(frame, input, &mut self.memory),
                ));
            }
            Returns::Joins(parent) => {
                self.tokens[token].call = NONE;
                self.calls.remove(number);
                self.vanish(token, false);
                self.join(parent, input)
            }
        };
        pos.map(|pos| match call.returns {
            Returns::Joins(parent) => (parent, pos),
            _ => (token, pos),
        })
    }

    /// One of the branches that `parent` waits for is over.
    pub(super) fn join(&mut self, parent: u32, input: u32) -> Option<Pos> {
        self.tokens[parent].branches -= 1;
        if self.journeys[self.tokens[parent].journey].dead {
            if self.tokens[parent].branches == 0 {
                self.abandon(parent);
            }
            return None;
        }
        // It is no branch that would be waited for itself.
        let frame = std::mem::replace(&mut self.tokens[parent].frame, NONE);
        Some(self.program.returning(frame, input, &mut self.memory))
    }

    /// Gives back what a call held on to.
    pub(super) fn hang_up(&mut self, number: u32, input: u32) {
        let call = self.calls[number];
        if call.link != NOTHING && call.returns != Returns::Nobody {
            self.memory.count_active(call.link, false);
        }
        if call.held != NOTHING {
            self.release(number);
        }
        if call.connection != NONE {
            let answered = self
                .program
                .explorer
                .is_answer(crate::engine::explore::InputId(input));
            self.give_back(call.connection, answered);
        }
    }

    /// Work begins beside a token.
    pub(super) fn branch(&mut self, token: u32, pos: Pos, joined: bool, at: u64) {
        let journey = self.tokens[token].journey;
        let mut beside = Token::new(pos, journey);
        if joined {
            beside.frame = token;
            self.tokens[token].branches += 1;
        } else {
            let calls = &mut self.journeys[journey].calls;
            *calls += 1;
            if *calls >= MOST_CALLS {
                return;
            }
            beside.call = self.calls.insert(Call {
                around: NONE,
                returns: Returns::Nobody,
                blame: 0,
                connection: NONE,
                deadline: NEVER,
                arrived: 0,
                since: 0,
                held: NOTHING,
                link: NOTHING,
                depth: 0,
            });
        }
        self.journeys[journey].tokens += 1;
        let beside = self.tokens.insert(beside);
        self.watch(beside);
        self.wheel.push(at, LAST, beside);
    }

    /// A packet goes its way in vain, beside a token that waits for nothing of it.
    pub(super) fn lose(&mut self, token: u32, pos: Pos, at: u64) {
        let journey = self.tokens[token].journey;
        self.journeys[journey].tokens += 1;
        let packet = self.tokens.insert(Token::new(pos, journey));
        self.wheel.push(at, LAST, packet);
    }

    /// A token is gone, with the calls it is in. `idle`: its connection may be used again.
    pub(super) fn vanish(&mut self, token: u32, idle: bool) {
        let Token {
            mut call, journey, ..
        } = self.tokens[token];
        while call != NONE {
            let Call {
                around,
                connection,
                held,
                ..
            } = self.calls[call];
            if held != NOTHING {
                self.release(call);
            }
            if connection != NONE {
                self.give_back(connection, idle);
            }
            self.calls.remove(call);
            call = around;
        }
        let connection = self.tokens[token].connection;
        if connection != NONE {
            self.give_back(connection, idle);
        }
        self.unwatch(token);
        self.tokens[token].watch = Watch::Free;
        self.tokens.remove(token);
        if journey != NONE {
            let journey_tokens = &mut self.journeys[journey].tokens;
            *journey_tokens -= 1;
            if *journey_tokens == 0 {
                if self.follows {
                    self.note_over(journey);
                }
                self.journeys.remove(journey);
            }
        }
    }

    /// It is over for the client at `at`, and for the token.
    pub(super) fn end(&mut self, token: u32, outcome: u32, at: u64) {
        let kind = self.program.outcomes[outcome as usize];
        self.ended(token, kind, at);
        self.vanish(token, false);
    }

    fn ended(&mut self, token: u32, kind: OutcomeKind, at: u64) {
        let journey = &mut self.journeys[self.tokens[token].journey];
        journey.ended = true;
        let journey = *journey;
        self.note_length(at - journey.sent);
        if journey.sent >= self.counted_from {
            self.out = self.out.saturating_sub(1);
            self.tally.requests[journey.row as usize].end(length(at - journey.sent), kind);
            self.last_end = self.last_end.max(at);
        }
        self.think(at);
    }

    /// A request that goes in circles ends, with all that goes on for it. Where the client has
    /// given up before, this call is not made, and that is all.
    pub(super) fn stop_circling(&mut self, token: u32, at: u64) {
        let journey = self.tokens[token].journey;
        if self.journeys[journey].ended && !self.journeys[journey].dead {
            let waits = self.tokens[token].frame;
            let is_branch = self.tokens[token].call == NONE && waits != NONE;
            self.fall_silent(token, Program::silence_op(), false);
            if is_branch {
                self.tokens[waits].branches -= 1;
                if self.tokens[waits].branches == 0 {
                    self.fall_silent(waits, Program::silence_op(), false);
                }
            }
            return;
        }
        if !self.journeys[journey].dead {
            self.journeys[journey].dead = true;
            self.has_circled = true;
            self.ended(token, OutcomeKind::Limit, at);
        }
        self.abandon(token);
    }

    /// A token of a request that went in circles is gone, and so is whoever waits for nobody else.
    fn abandon(&mut self, token: u32) {
        let mut call = self.tokens[token].call;
        let mut waits = NONE;
        while call != NONE {
            if let Returns::Joins(parent) = self.calls[call].returns {
                waits = parent;
            }
            call = self.calls[call].around;
        }
        if self.tokens[token].call == NONE && self.tokens[token].frame != NONE {
            waits = self.tokens[token].frame;
        }
        self.vanish(token, false);
        if waits != NONE {
            self.join(waits, 0);
        }
    }
}

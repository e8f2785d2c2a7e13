//! Callers who wait no longer.
//!
//! No event is kept for a call. A list holds all tokens in the order in which they came, and is
//! looked at only when the first in it is as old as the shortest timer of all: most are long gone
//! by then. Of who is still there the timers are read.

use super::super::op::Op;
use super::super::source::NEVER;
use super::super::token::{Call, NONE, Returns, Token, Watch};
use super::super::wheel::{FIRST, LAST};
use super::Simulation;

/// The event that looks at the list, and at no token.
const LIST: u32 = NONE;

impl Simulation {
    /// Watches a token that has just begun.
    pub(super) fn watch(&mut self, token: u32) {
        let due = self.now.saturating_add(self.shortest);
        let last = self.watched.1;
        let there = &mut self.tokens[token];
        (there.due, there.watch) = (due, Watch::Listed);
        (there.before, there.behind) = (last, NONE);
        if last == NONE {
            self.watched.0 = token;
        } else {
            self.tokens[last].behind = token;
        }
        self.watched.1 = token;
        if !self.is_watching {
            self.is_watching = true;
            self.wheel.push(due, FIRST, LIST);
        }
    }

    /// Takes a token out of the list.
    #[inline]
    pub(super) fn unwatch(&mut self, token: u32) {
        let Token {
            watch,
            before,
            behind,
            ..
        } = self.tokens[token];
        if watch != Watch::Listed {
            return;
        }
        self.tokens[token].watch = Watch::Idle;
        if before == NONE {
            self.watched.0 = behind;
        } else {
            self.tokens[before].behind = behind;
        }
        if behind == NONE {
            self.watched.1 = before;
        } else {
            self.tokens[behind].before = before;
        }
    }

    /// A timer is due: that of a token, or the list's.
    pub(super) fn look_at_timer(&mut self, token: u32) {
        if token == LIST {
            return self.look_at_list();
        }
        let there = &self.tokens[token];
        if there.watch == Watch::Timed && there.due == self.now {
            self.read_timers(token);
        }
    }

    fn look_at_list(&mut self) {
        loop {
            let first = self.watched.0;
            if first == NONE {
                self.is_watching = false;
                return;
            }
            let due = self.tokens[first].due;
            if due > self.now {
                return self.wheel.push(due, FIRST, LIST);
            }
            self.unwatch(first);
            self.read_timers(first);
        }
    }

    /// Reads the timers of a token's callers: those that are due ring, and the next is watched.
    pub(super) fn read_timers(&mut self, token: u32) {
        let (mut earliest, mut outermost) = (NEVER, NONE);
        let mut number = self.tokens[token].call;
        while number != NONE {
            let call = &self.calls[number];
            if call.returns == Returns::Nobody {
                break;
            }
            earliest = earliest.min(call.deadline);
            if call.deadline <= self.now {
                outermost = number;
            }
            number = call.around;
        }
        if outermost != NONE {
            return self.give_up(token, outermost);
        }
        if earliest == NEVER {
            self.unwatch(token);
            let there = &mut self.tokens[token];
            (there.due, there.watch) = (NEVER, Watch::Idle);
        } else {
            self.set_timer(token, earliest);
        }
    }

    /// The timers of a token's callers are read then.
    pub(super) fn set_timer(&mut self, token: u32, due: u64) {
        self.unwatch(token);
        let there = &mut self.tokens[token];
        (there.due, there.watch) = (due, Watch::Timed);
        self.wheel.push(due, FIRST, token);
    }

    /// The caller of a call waits no longer, and goes on; the work behind goes on as well.
    fn give_up(&mut self, token: u32, number: u32) {
        let call = self.calls[number];
        let journey = self.tokens[token].journey;
        if call.link != u16::MAX {
            self.memory.count_active(call.link, false);
        }
        let abandoned = &mut self.calls[number];
        (abandoned.returns, abandoned.around) = (Returns::Nobody, NONE);
        // The caller goes on before what it left behind is looked at again.
        let blame = call.blame;
        let caller = match call.returns {
            Returns::Frame(frame) => {
                let mut caller = Token::new(0, journey);
                caller.call = call.around;
                let caller = self.tokens.insert(caller);
                self.read_timers(caller);
                let pos = self.program.returning(frame, blame, &mut self.memory);
                Some((caller, pos))
            }
            // Who waits for several branches hears of them one after the other.
            Returns::Joins(_) => {
                let mut caller = Token::new(0, journey);
                caller.call = self.calls.insert(Call {
                    connection: NONE,
                    deadline: NEVER,
                    held: u16::MAX,
                    link: u16::MAX,
                    ..call
                });
                let caller = self.tokens.insert(caller);
                Some((caller, self.program.return_op(blame)))
            }
            Returns::Nobody => None,
        };
        self.journeys[journey].tokens += u32::from(caller.is_some());
        self.leave_behind(token);
        if let Some((caller, pos)) = caller {
            // What is done at the same instant was done before.
            self.later(caller, pos, self.now, LAST);
        }
    }

    /// What goes on though its caller has given up; nothing, where it only waited.
    pub(super) fn leave_behind(&mut self, token: u32) {
        let Token {
            call,
            pos,
            branches,
            ..
        } = self.tokens[token];
        let is_left = call != NONE && self.calls[call].returns == Returns::Nobody;
        let op = self.program.code[pos as usize];
        match op {
            Op::Silence { idle } if is_left && branches == 0 => self.vanish(token, idle),
            // Nothing is asked any more.
            Op::Connection { pool, .. } if is_left && self.waits_in(pool, token) => {
                self.vanish(token, false);
            }
            _ => self.read_timers(token),
        }
    }
}

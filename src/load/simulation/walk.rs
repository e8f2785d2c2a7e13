//! A token walks the program until it has to wait.

use super::super::wheel::LAST;
use super::super::op::{Op, Pos};
use super::super::program::Program;
use super::super::token::{NONE, Returns, Watch, kept_cell, kept_copy};
use super::Simulation;
use crate::engine::Breaker;

/// No node, no link.
pub(super) const NOTHING: u16 = u16::MAX;

impl Simulation {
    /// Walks with a token from where it is.
    pub(super) fn walk(&mut self, token: u32) {
        let pos = self.tokens[token].pos;
        self.walk_from(token, pos);
    }

    /// Walks with a token from `pos`. `at` is its own time, which may be ahead of the clock.
    #[allow(clippy::too_many_lines, reason = "the machine's one table of steps")]
    pub(super) fn walk_from(&mut self, mut token: u32, mut pos: Pos) {
        let mut at = self.now;
        // What others could notice waits for its instant.
        macro_rules! in_time {
            () => {
                if at > self.now {
                    return self.later(token, pos, at, LAST);
                }
            };
        }
        loop {
            match self.program.code[pos as usize] {
                Op::Explore(entry) => pos = self.program.fill(pos, entry, &mut self.memory),
                Op::Goto(there) => pos = there,
                Op::Pass(nanos) => {
                    at += nanos;
                    pos += 1;
                }
                Op::Vain(over) => {
                    self.lose(token, pos + 1, at);
                    pos = over;
                }
                Op::Visit { node, slow, full } => {
                    in_time!();
                    match self.visit(token, pos, node, slow, full) {
                        Some((on, then)) => (pos, at) = (on, then),
                        None => return,
                    }
                }
                Op::Left { node } => {
                    self.leave(token, node);
                    pos += 1;
                }
                Op::Copy { cache, fork } => {
                    in_time!();
                    let object = self.journeys[self.tokens[token].journey].object;
                    let held = self.memory.holds(cache, object, at);
                    pos = self.way(token, fork, u32::from(held));
                }
                Op::Cell { cell, fork } => {
                    in_time!();
                    let until = self.memory.cell(cell);
                    self.journeys[self.tokens[token].journey].told = until;
                    let answer = self.memory.answer(cell, at);
                    pos = self.way(token, fork, answer);
                }
                Op::Given { nanos, fork } => {
                    let journey = &mut self.journeys[self.tokens[token].journey];
                    let until = journey.sent.saturating_add(nanos);
                    journey.told = until;
                    pos = self.way(token, fork, u32::from(until > at));
                }
                Op::OwnCopy { cache, fork } => {
                    in_time!();
                    let journey = &self.journeys[self.tokens[token].journey];
                    let (own, object) = (journey.kept & kept_copy(cache) != 0, journey.object);
                    let held = own && self.memory.holds(cache, object, at);
                    pos = self.way(token, fork, u32::from(held));
                }
                Op::OwnCell { cell, fork } => {
                    in_time!();
                    let until = self.memory.cell(cell);
                    let journey = &mut self.journeys[self.tokens[token].journey];
                    journey.told = until;
                    let own = journey.kept & kept_cell(cell) != 0;
                    let answer = u32::from(own) * self.memory.answer(cell, at);
                    pos = self.way(token, fork, answer);
                }
                Op::Connected { pool, fork } => {
                    in_time!();
                    let idle = self.memory.has_idle(pool, at);
                    pos = self.way(token, fork, u32::from(idle));
                }
                Op::Connection { pool, fork } => {
                    in_time!();
                    match self.take_connection(token, pos, pool, fork) {
                        Some(there) => pos = there,
                        None => return,
                    }
                }
                Op::Opens { link, fork } => {
                    in_time!();
                    let opens = self.breaks(link);
                    pos = self.way(token, fork, u32::from(opens));
                }
                Op::Lost { link, fork } => {
                    in_time!();
                    let lost = self.memory.loses(link, self.losses[link as usize]);
                    pos = self.way(token, fork, u32::from(lost));
                }
                Op::Choice { chooser, fork } => {
                    in_time!();
                    let place = self.memory.choose(chooser);
                    pos = self.way(token, fork, place);
                }
                Op::Keep { cache, ttl } => {
                    in_time!();
                    let journey = &mut self.journeys[self.tokens[token].journey];
                    journey.kept |= kept_copy(cache);
                    let object = journey.object;
                    self.memory.keep(cache, object, at.saturating_add(ttl));
                    pos += 1;
                }
                Op::Drop { cache } => {
                    in_time!();
                    let object = self.journeys[self.tokens[token].journey].object;
                    self.memory.keep(cache, object, 0);
                    pos += 1;
                }
                Op::Refresh { cell, ttl } => {
                    in_time!();
                    let until = at.saturating_add(ttl);
                    self.memory.set_cell(cell, until);
                    let journey = &mut self.journeys[self.tokens[token].journey];
                    (journey.told, journey.kept) = (until, journey.kept | kept_cell(cell));
                    pos += 1;
                }
                Op::Told { cell } => {
                    in_time!();
                    let until = self.journeys[self.tokens[token].journey].told;
                    self.memory.set_cell(cell, until);
                    pos += 1;
                }
                Op::Aim { cell, aim } => {
                    self.memory.aim(cell, aim);
                    pos += 1;
                }
                Op::Upstream { link, well } => {
                    in_time!();
                    self.note_upstream(link, well);
                    pos += 1;
                }
                Op::Tries { link } => {
                    in_time!();
                    self.set_breaker(link, Breaker::HalfOpen);
                    pos += 1;
                }
                Op::Open { pool, shape } => {
                    in_time!();
                    self.open_connection(token, pool, shape);
                    pos += 1;
                }
                Op::Call(number) => {
                    if !self.call(token, number, at) {
                        in_time!();
                        return self.stop_circling(token, at);
                    }
                    pos += 1;
                }
                Op::Blame(input) => {
                    let call = self.tokens[token].call;
                    if call != NONE {
                        self.calls[call].blame = input;
                    }
                    pos += 1;
                }
                Op::Sent(input) => {
                    in_time!();
                    let call = self.tokens[token].call;
                    if self.calls[call].returns == Returns::Nobody {
                        return self.vanish(token, true);
                    }
                    self.calls[call].blame = input;
                    let connection = self.calls[call].connection;
                    if connection != NONE {
                        self.connected(connection);
                    }
                    pos += 1;
                }
                Op::Branch { at: there, joined } => {
                    self.branch(token, there, joined, at);
                    pos += 1;
                }
                Op::Replied => {
                    let call = self.tokens[token].call;
                    if call != NONE && self.calls[call].held != NOTHING {
                        in_time!();
                        self.release(call);
                    }
                    pos += 1;
                }
                Op::Return(input) => {
                    let number = self.tokens[token].call;
                    let call = &self.calls[number];
                    if let Returns::Frame(frame) = call.returns
                        && call.connection == NONE
                        && call.link == NOTHING
                        && call.held == NOTHING
                        && at < call.deadline
                    {
                        // Nobody else hears of it.
                        self.tokens[token].call = call.around;
                        self.calls.remove(number);
                        pos = self.program.returning(frame, input, &mut self.memory);
                        continue;
                    }
                    let noticed = call.connection != NONE
                        || call.link != NOTHING
                        || !matches!(call.returns, Returns::Frame(_))
                        || at >= call.deadline;
                    if noticed && at > self.now {
                        return self.later(token, pos, at, LAST);
                    }
                    match self.finish_call(token, number, input) {
                        Some((there, on)) => (token, pos) = (there, on),
                        None => return,
                    }
                }
                Op::Await(_) if self.tokens[token].branches == 0 => {
                    // A branch went in circles and will not be heard of.
                    pos = Program::silence_op();
                }
                Op::Await(frame) => {
                    self.tokens[token].frame = frame;
                    self.tokens[token].pos = pos;
                    return;
                }
                Op::Silence { idle } => {
                    let call = self.tokens[token].call;
                    let waits = call != NONE && self.calls[call].returns != Returns::Nobody;
                    if !waits && self.tokens[token].branches == 0 {
                        self.vanish(token, idle);
                    } else {
                        self.tokens[token].pos = pos;
                    }
                    return;
                }
                Op::End { outcome, transfer } => {
                    let end = at.saturating_add(transfer);
                    let journey = self.tokens[token].journey;
                    // What goes on beside it may turn out to be a circle until then.
                    let alone = self.journeys[journey].tokens == 1;
                    if end > self.horizon || (!alone && end > self.now) {
                        return self.later(token, pos + 1, end, LAST);
                    }
                    self.end(token, outcome, end);
                    return self.vanish(token, false);
                }
                Op::Ended { outcome } => {
                    self.end(token, outcome, at);
                    return self.vanish(token, false);
                }
                Op::Stop => return self.vanish(token, false),
                Op::Send => {
                    self.tokens[token].watch = Watch::Free;
                    self.tokens.remove(token);
                    return self.send_again();
                }
                Op::Share { node } => {
                    return self.share(token, node);
                }
            }
        }
    }
}

//! A token walks the program until it has to wait.

use super::super::op::{Op, Pos};
use super::super::token::Returns;
use super::super::wheel::LAST;
use super::Simulation;

/// No node, no link.
pub(super) const NOTHING: u16 = u16::MAX;

impl Simulation {
    /// Walks with a token from `pos`. The steps from node to node are here; all others are in
    /// [`Self::step`].
    pub(super) fn walk(&mut self, mut token: u32, mut pos: Pos) {
        // The token's own time, which may be ahead of the clock.
        let mut at = self.now;
        loop {
            let op = &self.program.code[pos as usize];
            // What others could notice waits for its instant.
            if at > self.now && op.is_noticed() {
                return self.later(token, pos, at, LAST);
            }
            match *op {
                Op::Pass(nanos) => {
                    at += nanos;
                    pos += 1;
                }
                Op::Call(number) => {
                    if !self.call(token, number, at) {
                        if at > self.now {
                            return self.later(token, pos, at, LAST);
                        }
                        return self.stop_circling(token, at);
                    }
                    pos += 1;
                }
                Op::Visit { node, slow, full } => match self.visit(token, pos, node, slow, full) {
                    Some((on, then)) => (pos, at) = (on, then),
                    None => return,
                },
                Op::Copy { cache, fork } => {
                    let object = self.journeys[self.tokens[token].journey].object;
                    let held = self.memory.holds(cache, object, at);
                    pos = self.way(token, fork, u32::from(held));
                }
                Op::Return(input) => {
                    let number = self.tokens[token].call;
                    let call = &self.calls[number];
                    if let Returns::Frame(frame) = call.returns
                        && call.holds_nothing()
                        && at < call.deadline
                        && at <= self.horizon
                    {
                        // Nobody else hears of it.
                        self.tokens[token].call = call.around;
                        self.calls.remove(number);
                        pos = self.program.returning(frame, input, &mut self.memory);
                    } else {
                        match self.finish_call(token, pos, input, at) {
                            Some((there, on)) => (token, pos) = (there, on),
                            None => return,
                        }
                    }
                }
                Op::Goto(there) => pos = there,
                _ => match self.step(token, pos, at) {
                    Some((there, on)) => (token, pos) = (there, on),
                    None => return,
                },
            }
        }
    }
}

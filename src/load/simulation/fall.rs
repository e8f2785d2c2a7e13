//! A node goes down with work under way.
//!
//! Its machine lives, and the kernel resets all connections of the process that is gone: who waits
//! for its answer hears that as soon as a packet can be there. Who asked in a datagram hears
//! nothing. What it has asked of others they do, and nobody is there to hear of it. A box that only
//! forwards has no connections: packets that wait in it are gone, and what it has begun to send is
//! on its way.

use super::super::op::Op;
use super::super::program::Program;
use super::super::token::{Call, NONE, Returns, Token, Watch};
use super::super::wheel::{FIRST, LAST};
use super::Simulation;
use super::walk::NOTHING;
use crate::engine::explore::FrameId;
use crate::time::SimTime;
use crate::topology::{Kind, NodeId};

/// What a token is doing when a node goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// Something else.
    Else,
    /// The node works on it or waits for others, and it is that far.
    Here(Option<FrameId>),
    /// It waits for a connection of the node.
    Asking,
}

impl Simulation {
    /// A node does not run any more. All ways were forgotten a moment ago.
    pub(super) fn fall(&mut self, node: NodeId) {
        let waiting = self.clear_line(node);
        if self.topology[node].kind.facts().transit {
            for token in waiting {
                self.tokens[token].pos = Program::silence_op();
                self.wheel.push(self.now, LAST, token);
            }
            return;
        }
        let mut doing = vec![Doing::Else; self.tokens.items.len()];
        for token in waiting {
            let frame = self.program.frame_at(self.tokens[token].pos);
            doing[token as usize] = Doing::Here(frame);
        }
        for (token, frame) in self.clear_workers(node) {
            doing[token as usize] = Doing::Here(frame);
        }
        for (token, at) in self.tokens.items.iter().enumerate() {
            // It waits for branches.
            let frame = FrameId(at.frame);
            if at.watch != Watch::Free
                && at.branches > 0
                && self.program.explorer.node_at(frame) == node
            {
                doing[token] = Doing::Here(Some(frame));
            }
        }
        for token in self.clear_pools(node) {
            doing[token as usize] = Doing::Asking;
        }
        if self.topology[node].kind == Kind::Client {
            return;
        }
        for token in 0..doing.len() as u32 {
            let Token { watch, journey, .. } = self.tokens[token];
            if watch == Watch::Free || journey == NONE {
                continue;
            }
            let is_here = matches!(doing[token as usize], Doing::Here(_));
            if self.journeys[journey].dead {
                // It is gone at its next step.
                if is_here {
                    self.wheel.push(self.now, LAST, token);
                }
                continue;
            }
            self.cut_calls(token, node, &mut doing);
            if let Doing::Here(frame) = doing[token as usize] {
                self.hear_reset(token, frame);
            }
        }
    }

    /// Nobody waits at the node any more: those who did, beyond the work that they waited for.
    fn clear_line(&mut self, node: NodeId) -> Vec<u32> {
        let now = self.now;
        let mut waiting = self.send_away(node.0);
        let station = &mut self.stations[node.index()];
        while let Some(token) = station.next(&self.tokens) {
            waiting.push(token);
        }
        for &token in &waiting {
            let tally = &mut self.tally.nodes[node.index()];
            let at = &mut self.tokens[token];
            tally.leave_queue(SimTime(at.arrived), SimTime(now));
            tally.lose();
            at.pos += 1;
            if self.follows {
                // It is told to be worked on when the node goes down.
                let wait = now - self.tokens[token].arrived;
                self.note_visit(token, node.0, wait, 1);
            }
        }
        waiting
    }

    /// Nobody works at the node any more: those who were served or paused there, and how far they
    /// are.
    fn clear_workers(&mut self, node: NodeId) -> Vec<(u32, Option<FrameId>)> {
        let now = SimTime(self.now);
        let mut cleared = Vec::new();
        let (program, tokens) = (&self.program, &self.tokens);
        let is_left = |pos: u32| program.code[pos as usize] == Op::Left { node: node.0 };
        let gone = self.wheel.take_out(|event| {
            let token = tokens.items.get(event.token as usize);
            event.rank() != FIRST
                && token.is_some_and(|at| {
                    at.journey != NONE && (is_left(at.pos) || program.pauses(at.pos, node))
                })
        });
        let ahead = self.stations[node.index()].ahead.is_some();
        for event in gone {
            let Token {
                pos,
                arrived,
                started,
                ..
            } = self.tokens[event.token];
            let served = self.program.code[pos as usize] == Op::Left { node: node.0 };
            let frame = self.program.frame_at(pos + u32::from(served));
            cleared.push((event.token, frame));
            let tally = &mut self.tally.nodes[node.index()];
            if served && ahead {
                tally.stay(SimTime(arrived), SimTime(started), now);
                if self.follows {
                    let (wait, work) = (started - arrived, event.time - started);
                    self.note_visit(event.token, node.0, wait, work);
                }
            } else if served {
                tally.still(SimTime(started), false, now);
                tally.lose();
            }
        }
        for call in &mut self.calls.items {
            if call.held == node.0 {
                let tally = &mut self.tally.nodes[node.index()];
                tally.still(SimTime(call.since), false, now);
                tally.lose();
                call.held = NOTHING;
            }
        }
        let station = &mut self.stations[node.index()];
        station.busy = 0;
        if let Some(ahead) = &mut station.ahead {
            ahead.staff(station.workers, Vec::new(), 0);
        }
        let shared = match &mut station.share {
            Some(share) => {
                self.tally.nodes[node.index()].busy_ns += share.pass(station.workers, self.now);
                share.give_up()
            }
            None => Vec::new(),
        };
        for token in shared {
            self.tally.nodes[node.index()].lose();
            let Token { pos, arrived, .. } = self.tokens[token];
            if self.follows {
                self.note_visit(token, node.0, 0, self.now - arrived + 1);
            }
            cleared.push((token, self.program.frame_at(pos)));
        }
        cleared
    }

    /// Nobody waits for a connection of the node any more: who did.
    fn clear_pools(&mut self, node: NodeId) -> Vec<u32> {
        let mut asking = Vec::new();
        for pool in 0..self.memory.pools.len() as u32 {
            if !self.memory.pools[pool as usize].is_of(node) {
                continue;
            }
            while let Some(&token) = self.memory.pools[pool as usize].waiting.front() {
                self.waits_in(pool, token);
                asking.push(token);
            }
        }
        asking
    }

    /// The calls of a token that the node has made are nobody's any more, and those that it was
    /// called with are reset.
    fn cut_calls(&mut self, token: u32, node: NodeId, doing: &mut [Doing]) {
        let mut walker = token;
        let mut number = self.tokens[token].call;
        while number != NONE {
            let Call {
                around, returns, ..
            } = self.calls[number];
            let frame = match returns {
                Returns::Frame(frame) => FrameId(frame),
                Returns::Joins(parent) => {
                    if matches!(doing[parent as usize], Doing::Here(_)) {
                        self.abandon_call(number);
                        self.leave_work(walker, doing);
                    }
                    return;
                }
                Returns::Nobody => return,
            };
            if self.program.explorer.node_at(frame) == node {
                self.abandon_call(number);
                let mut above = NONE;
                if around != NONE && self.calls[around].returns == Returns::Nobody {
                    self.calls.remove(around);
                } else if around != NONE {
                    let journey = self.tokens[walker].journey;
                    let mut caller = Token::new(0, journey);
                    caller.call = around;
                    above = self.tokens.insert(caller);
                    // It may have the place of one that is gone.
                    if let Some(doing) = doing.get_mut(above as usize) {
                        *doing = Doing::Else;
                    }
                    self.journeys[journey].tokens += 1;
                    self.hear_reset(above, Some(frame));
                    self.read_timers(above);
                }
                self.leave_work(walker, doing);
                if above == NONE {
                    return;
                }
                walker = above;
            }
            number = around;
        }
    }

    /// Whoever made a call is gone, with its end of the connection.
    fn abandon_call(&mut self, number: u32) {
        let call = &mut self.calls[number];
        let (link, connection) = (call.link, call.connection);
        (call.returns, call.around) = (Returns::Nobody, NONE);
        (call.link, call.connection) = (NOTHING, NONE);
        if link != NOTHING {
            self.memory.count_active(link, false);
        }
        if connection != NONE {
            self.give_back(connection, false);
        }
    }

    /// What is done for whoever is gone goes on; nothing, where it only waited for a connection.
    fn leave_work(&mut self, token: u32, doing: &[Doing]) {
        let call = self.tokens[token].call;
        let asks = doing.get(token as usize) == Some(&Doing::Asking);
        if asks && self.calls[call].returns == Returns::Nobody {
            self.vanish(token, false);
        } else {
            self.leave_behind(token);
        }
    }

    /// Whoever waits for the innermost call of a token hears that its server is gone; nothing,
    /// where it asked in a datagram. Nobody may wait.
    fn hear_reset(&mut self, token: u32, frame: Option<FrameId>) {
        let call = self.tokens[token].call;
        if call == NONE || self.calls[call].returns == Returns::Nobody {
            return self.vanish(token, false);
        }
        self.tokens[token].branches = 0;
        self.tokens[token].pos = Program::silence_op();
        let Some(frame) = frame else {
            return;
        };
        match self.program.explorer.reset_by(frame) {
            Ok((input, after)) => {
                let pos = self.program.return_op(input.0);
                let at = self.now.saturating_add(after.nanos());
                self.later(token, pos, at, LAST);
            }
            Err(blame) => self.calls[call].blame = blame.0,
        }
    }
}

//! What becomes of a request whose server will not answer it, and how its caller tells of it.

use crate::time::SimTime;
use crate::trace::{Awaited, Beat, Cause, Decision};

use super::exchange::{Act, Exchange, ExchangeId, Failure, FailureKind, Op, Service, Stage};
use super::observe::{Observer, Packet};
use super::run::{Event, Run, account};
use super::script::Changed;
use super::travel::Sending;

impl<O: Observer> Run<'_, O> {
    /// Its server has no room for `x`: who reads HTTP says so, others reset the connection, and a
    /// datagram or a message that nobody waits for is dropped.
    pub(super) fn turn_away(&mut self, x: ExchangeId, now: SimTime) {
        let Exchange {
            node,
            op,
            connection,
            ..
        } = self.exchanges[x.index()];
        let cause = Cause::Full(node);
        self.exchanges[x.index()].service = Service::Apart;
        match (op, connection) {
            (Op::Http, Some(_)) => {
                if let Act::Reply(reply) = self.answer(x, 503, cause, now) {
                    self.reply(x, reply, now);
                }
            }
            (Op::Resolve, _) | (_, None) => self.exchanges[x.index()].blame = cause,
            (_, Some(c)) => self.reset(x, c as usize, cause, now),
        }
    }

    /// The server of `x` resets its connection.
    fn reset(&mut self, x: ExchangeId, c: usize, cause: Cause, now: SimTime) {
        let Exchange { node, op, .. } = self.exchanges[x.index()];
        let crossed = self.state.connections[c].links.len();
        let sending = Sending {
            packet: Packet::Reset,
            again: 0,
        };
        let at = self.inbound(x, c, crossed, sending, now, account(op), None);
        self.state.connections[c].closed = true;
        let failure = Failure {
            kind: FailureKind::Reset,
            by: node,
            cause,
        };
        self.queue.push(at, Event::Fail(x, failure));
    }

    /// Others have changed the circumstances: what is under way at a node that is down now is lost.
    pub(super) fn change(&mut self, changed: &Changed) {
        self.state.take_circumstances_of(&changed.state);
        for number in 0..self.exchanges.len() {
            let Exchange { service, node, .. } = self.exchanges[number];
            if service == Service::Under && self.under(node).down {
                let x = ExchangeId(number as u32);
                self.go_down(x, changed.at, Decision::WentDown);
            }
        }
    }

    /// The server of `x` does not run any more: its kernel resets the connection, and nobody is
    /// there who would hear the answers to what it has asked. Who asked in a datagram hears nothing.
    pub(super) fn go_down(&mut self, x: ExchangeId, now: SimTime, what: Decision) {
        let Exchange {
            node,
            op,
            connection,
            ..
        } = self.exchanges[x.index()];
        self.exchanges[x.index()].service = Service::Dead;
        for call in &mut self.exchanges {
            if call.parent == Some(x) && call.asked > now {
                // There is nobody any more who would ask.
                call.service = Service::Dead;
            }
            if call.parent == Some(x)
                && !std::mem::replace(&mut call.settled, true)
                && let Some(link) = call.link
            {
                let active = &mut self.state.links[link.index()].active;
                *active = active.saturating_sub(1);
            }
        }
        self.observer.died(x, now);
        self.observer.beat(x, Beat::Wait, node, now);
        match connection {
            Some(c) if op != Op::Resolve => {
                self.observer.decided(x, node, now, now, what);
                self.reset(x, c as usize, Cause::Down(node), now);
            }
            _ => {
                self.observer.decided(x, node, now, now, Decision::Silent);
                self.exchanges[x.index()].blame = Cause::Down(node);
            }
        }
    }

    /// Its server dies over `x` just before it would answer.
    pub(super) fn crash(&mut self, x: ExchangeId, now: SimTime) {
        let Exchange {
            node, connection, ..
        } = self.exchanges[x.index()];
        self.observer.beat(x, Beat::Wait, node, now);
        self.observer.decided(x, node, now, now, Decision::Crashed);
        let exchange = &mut self.exchanges[x.index()];
        (exchange.service, exchange.blame) = (Service::Apart, Cause::Crashed(node));
        if let Some(c) = connection {
            self.state.connections[c as usize].closed = true;
        }
    }

    /// Tells that `x` has given up waiting, where that is how its call failed.
    pub(super) fn tell_timeout(&mut self, x: ExchangeId, failure: Failure, now: SimTime) {
        let Exchange { node, stage, .. } = self.exchanges[x.index()];
        let awaited = match failure.kind {
            FailureKind::Refused | FailureKind::Reset => return,
            _ if stage == Stage::Resolving => Awaited::Address,
            FailureKind::Unconnected => Awaited::Connection,
            FailureKind::Unanswered => Awaited::Answer,
        };
        let what = Decision::TimedOut {
            waiting_for: failure.by,
            awaited,
            after: self.waited(x, now),
        };
        self.observer.decided(x, node, now, now, what);
    }
}

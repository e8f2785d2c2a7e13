//! What becomes of a request whose server will not answer it, and how its caller tells of it.

use crate::time::SimTime;
use crate::trace::{Awaited, Beat, Cause, Decision};

use super::exchange::{Act, Exchange, ExchangeId, Failure, FailureKind, Op, Stage};
use super::observe::{Observer, Packet};
use super::run::{Event, Run, account};
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
        match (op, connection) {
            (Op::Http, Some(_)) => {
                if let Act::Reply(reply) = self.answer(x, 503, cause, now) {
                    self.reply(x, reply, now);
                }
            }
            (Op::Resolve, _) | (_, None) => self.exchanges[x.index()].blame = cause,
            (_, Some(c)) => {
                let c = c as usize;
                let crossed = self.state.connections[c].links.len();
                let sending = Sending {
                    packet: Packet::Reset,
                    again: 0,
                };
                let account = account(op);
                let at = self.inbound(x, c, crossed, sending, now, account, None);
                self.state.connections[c].closed = true;
                let failure = Failure {
                    kind: FailureKind::Reset,
                    by: node,
                    cause,
                };
                self.queue.push(at, Event::Fail(x, failure));
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
        self.exchanges[x.index()].blame = Cause::Crashed(node);
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

//! Calls: a node waits for a connection, takes one or opens it, and asks.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::LinkId;
use crate::trace::Cause;

use super::connection::Opened;
use super::exchange::{Exchange, ExchangeId, Op};
use super::observe::{Observer, Packet};
use super::run::{Event, MAX_DEPTH, MAX_EXCHANGES, Run, account};

impl<O: Observer> Run<'_, O> {
    /// Asks the node that `link` leads to.
    pub(super) fn call(
        &mut self,
        parent: ExchangeId,
        link: LinkId,
        op: Op,
        now: SimTime,
        forked: bool,
    ) {
        let caller = self.exchanges[parent.index()];
        if caller.depth >= MAX_DEPTH || self.exchanges.len() >= MAX_EXCHANGES {
            self.limit(now);
            return;
        }
        let x = ExchangeId(self.exchanges.len() as u32);
        let mut exchange = Exchange::new(Some(parent), self.network.topology[link].to, op);
        exchange.link = Some(link);
        exchange.depth = caller.depth + 1;
        exchange.asynchronous = caller.asynchronous;
        self.exchanges.push(exchange);
        self.exchanges[parent.index()].outstanding += 1;
        self.exchanges[parent.index()].called = now;
        self.state.links[link.index()].active += 1;
        self.observer.called(x, Some(parent), op, now, forked);
        let asked = self.network.topology[link].to;
        let patient = if op == Op::Http { caller.node } else { asked };
        let deadline = now + self.network.topology[patient].timeout;
        self.exchanges[x.index()].deadline = deadline;
        self.queue.push(deadline, Event::Deadline(x));
        match self.observer.waits_for_connection(link) {
            // Its patience ends before.
            None => {}
            Some(waited) if waited.length == SimDuration::ZERO => self.connect(x, now),
            Some(waited) => {
                let free = now + waited.length;
                self.observer.spent(x, caller.node, Phase::Wait, now, free);
                self.queue.push(free, Event::Free(x, waited));
            }
        }
    }

    /// The caller of `x` takes an open connection or opens one, and asks.
    pub(super) fn connect(&mut self, x: ExchangeId, now: SimTime) {
        let Exchange {
            parent,
            link,
            op,
            deadline,
            settled,
            ..
        } = self.exchanges[x.index()];
        let (Some(parent), Some(link), false) = (parent, link, settled) else {
            return;
        };
        let from = self.exchanges[parent.index()].node;
        match self.open(x, from, link, op, now, deadline) {
            Opened::Ready {
                connection,
                at,
                early,
            } => self.question(x, connection, at, early, deadline),
            Opened::Failed { at, failure } => self.queue.push(at, Event::Fail(x, failure)),
            Opened::Silent { blame } => self.exchanges[x.index()].blame = blame,
        }
    }

    /// Sends the question of `x` over an open connection.
    fn question(&mut self, x: ExchangeId, c: usize, at: SimTime, early: bool, deadline: SimTime) {
        let to = self.state.connections[c].to;
        let exchange = &mut self.exchanges[x.index()];
        (exchange.node, exchange.blame) = (to, Cause::TooSlow(to));
        if at >= deadline {
            // The connection came too late: nothing is asked any more.
            return;
        }
        (exchange.connection, exchange.asked) = (Some(c as u32), at);
        let account = account(exchange.op);
        self.observer.connected(x, &self.state.connections[c]);
        self.observer.sent(x, at);
        let packet = Packet::Question { early };
        match self.persist(x, c, packet, at, deadline, account) {
            Ok(arrive) => {
                self.state.connections[c].used = self.absolute(arrive);
                self.queue.push(arrive, Event::Arrive(x));
            }
            Err(Opened::Failed { at, failure }) => self.queue.push(at, Event::Fail(x, failure)),
            Err(Opened::Silent { blame }) => self.exchanges[x.index()].blame = blame,
            Err(Opened::Ready { .. }) => {}
        }
    }
}

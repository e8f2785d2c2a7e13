//! Work beside the response: replication, delivery of queued messages.

use crate::time::SimTime;
use crate::topology::{LinkId, NodeId};
use crate::trace::{Beat, Decision, Direction};

use super::exchange::{Exchange, ExchangeId, Op};
use super::observe::{Leg, Observer, Packet};
use super::run::{Event, MAX_EXCHANGES, Run};

impl<O: Observer> Run<'_, O> {
    /// Work that starts when the answer has gone, over a drawn link, beside the total.
    pub(super) fn launch(
        &mut self,
        link: LinkId,
        from: NodeId,
        to: NodeId,
        op: Op,
        parent: ExchangeId,
        now: SimTime,
    ) {
        if self.exchanges.len() >= MAX_EXCHANGES {
            return;
        }
        let x = ExchangeId(self.exchanges.len() as u32);
        let mut exchange = Exchange::new(None, to, op);
        exchange.asynchronous = true;
        self.exchanges.push(exchange);
        self.observer.called(x, Some(parent), op, now, true);
        self.observer.beat(x, Beat::After, to, now);
        let forward = self.network.topology[link].from == from;
        let arrive = now + self.network.topology[link].latency;
        let down = self.under(to).is_down();
        let direction = if forward {
            Direction::Request
        } else {
            Direction::Response
        };
        let leg = Leg {
            link,
            from,
            to,
            direction,
            depart: now,
            arrive,
            lost: down,
        };
        self.observer
            .crossed(x, leg, Packet::Question { early: false });
        if down {
            self.observer
                .decided(x, to, arrive, arrive, Decision::Silent);
        } else {
            self.queue.push(arrive, Event::Arrive(x));
        }
    }
}

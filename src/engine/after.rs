//! Work beside the response: replication, delivery of queued messages.

use crate::time::SimTime;
use crate::topology::{HttpVersion, LinkId, NodeId};
use crate::trace::{Beat, Decision, Direction};

use super::exchange::{Exchange, ExchangeId, Op};
use super::observe::{Leg, Observer, Packet};
use super::run::{Event, MAX_EXCHANGES, Run};
use super::under::Filter;

/// What is lost beside the response is sent again so often; nobody waits for it.
const AGAIN: u8 = 5;

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
        let direction = if forward {
            Direction::Request
        } else {
            Direction::Response
        };
        let (mut depart, mut timer) = (now, self.data_timer(&[link], HttpVersion::H1));
        for again in 0..=AGAIN {
            self.observer.sends(x, depart, again);
            let arrive = depart + self.latency(link);
            let lost = self.loses(link);
            let what = self.unheard(to);
            let leg = Leg {
                link,
                from,
                to,
                direction,
                depart,
                arrive,
                lost: lost || what.is_some(),
                again,
            };
            self.observer
                .crossed(x, leg, Packet::Question { early: false });
            match what {
                _ if lost => {}
                Some(what) => return self.observer.decided(x, to, arrive, arrive, what),
                None => return self.queue.push(arrive, Event::Arrive(x)),
            }
            (depart, timer) = (depart + timer, timer.times(2));
        }
    }

    /// Why `node` does not take what is sent to it.
    fn unheard(&self, node: NodeId) -> Option<Decision> {
        let under = self.under(node);
        match under.filter {
            _ if under.down => Some(Decision::Silent),
            Filter::Drop => Some(Decision::Dropped),
            Filter::Reject => Some(Decision::Rejected),
            Filter::Pass | Filter::Block | Filter::RateLimit => None,
        }
    }
}

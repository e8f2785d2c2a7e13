//! What a node has done in this run so far, in numbers.

use super::Moment;
use crate::message::{Http, HttpStart, Message, Quic};
use crate::time::{SimDuration, SimTime};
use crate::topology::{Layer, NodeId, Topology};
use crate::trace::{Direction, Hop};

/// Counts of one node in one run so far. What a device cannot read it cannot count: one that only
/// forwards counts packets, an end counts requests and the bytes of bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    /// Packets that came in; a message of the model counts as one.
    pub packets: u32,
    /// Connections that were opened through it or to it.
    pub connections: u32,
    /// Questions that came in, in whatever protocol it serves.
    pub requests: u32,
    /// Bytes of bodies that came in.
    pub bytes_in: u64,
    /// Bytes of bodies that went out.
    pub bytes_out: u64,
    /// Time it worked itself on the request's way.
    pub own_work: SimDuration,
}

impl Numbers {
    /// The numbers of `node` at `moment`.
    pub(super) fn of(topology: &Topology, moment: &Moment, node: NodeId) -> Self {
        let kind = topology[node].kind.facts();
        let mut numbers = Self::default();
        for hop in &moment.trace.hops {
            if hop.from == node && hop.depart < moment.at && !kind.transit {
                numbers.bytes_out += body(hop);
            }
            if hop.to != node || hop.arrive > moment.at || hop.lost {
                continue;
            }
            numbers.packets += 1;
            let asks = hop.direction == Direction::Request;
            numbers.connections += u32::from(asks && is_first(&hop.message));
            if !kind.transit {
                numbers.requests += u32::from(asks && is_question(&hop.message));
                numbers.bytes_in += body(hop);
            }
        }
        let of_its_own = |phase| kind.layer != Layer::L3 && kind.phase == Some(phase);
        let segments = moment.trace.segments.iter();
        numbers.own_work = segments
            .filter(|segment| segment.node == node && of_its_own(segment.phase))
            .map(|segment| segment.end.min(moment.at).since(segment.start))
            .sum();
        if numbers.own_work == SimDuration::ZERO {
            numbers.own_work = beside(moment, node);
        }
        numbers
    }
}

/// Work after or beside the response.
fn beside(moment: &Moment, node: NodeId) -> SimDuration {
    let spans = moment.trace.spans.iter();
    spans
        .filter(|span| span.asynchronous && span.node == node)
        .map(|span| span.end.min(moment.at.max(SimTime::ZERO)).since(span.start))
        .sum()
}

fn body(hop: &Hop) -> u64 {
    match &hop.message {
        Message::Http(Http { body, .. }) => *body,
        _ => 0,
    }
}

fn is_first(message: &Message) -> bool {
    match message {
        Message::Tcp(tcp) => tcp.flags == "SYN" && tcp.retransmission == 0,
        Message::Quic(Quic::Handshake { .. }) => true,
        _ => false,
    }
}

fn is_question(message: &Message) -> bool {
    match message {
        Message::Dns(dns) => dns.answer.is_none(),
        Message::Http(http) => matches!(http.start, HttpStart::Request { .. }),
        Message::Resp(resp) => resp.reply.is_none(),
        Message::Sql(sql) => sql.rows.is_none() && sql.error.is_none(),
        Message::Broker(broker) => broker.verb != "ack",
        Message::Tcp(_) | Message::Tls(_) | Message::Quic(_) => false,
    }
}

//! Ways: hops cross links of the topology, requests reach whoever answers them, answers come back
//! the same way, and nobody reads what is sealed for another.

use hopwise::message::{Http, HttpStart, Message, Quic, TlsRecord};
use hopwise::time::SimTime;
use hopwise::topology::{HttpVersion, NodeId, Role, Tls};
use hopwise::trace::{Cause, Decision, Direction, Hop, OutcomeKind};

use crate::lesson::Run;
use crate::property::invariants;

/// Content of a request or response, readable or sealed; no handshake.
pub(crate) fn is_content(hop: &Hop) -> bool {
    match &hop.message {
        Message::Dns(_) | Message::Tcp(_) => false,
        Message::Tls(record) => matches!(record, TlsRecord::ApplicationData { .. }),
        Message::Quic(packet) => matches!(packet, Quic::Protected { .. }),
        Message::Http(_) | Message::Resp(_) | Message::Sql(_) | Message::Broker(_) => true,
    }
}

fn is_sealed(hop: &Hop) -> bool {
    is_content(hop) && matches!(hop.message, Message::Tls(_) | Message::Quic(_))
}

fn is_transit(run: &Run<'_>, node: NodeId) -> bool {
    run.topology[node].kind.facts().transit
}

/// The request hop that a response hop answers on its link: the last one before it.
fn asked_by<'a>(run: &Run<'a>, answer: &Hop) -> Option<&'a Hop> {
    run.trace.hops.iter().rev().find(|hop| {
        hop.direction == Direction::Request
            && hop.link == answer.link
            && is_content(hop)
            && hop.arrive <= answer.depart
    })
}

/// Whether the request hop may belong to a connection whose opener chose `sealed`: the first link
/// of some way by which it can have come over nodes that only forward.
pub(crate) fn may_come_from(run: &Run<'_>, hop: &Hop, sealed: bool, depth: usize) -> bool {
    if !is_transit(run, hop.from) {
        let link = &run.topology[hop.link];
        return (link.tls != Tls::None || link.http == HttpVersion::H3) == sealed;
    }
    depth > 0
        && run.trace.hops.iter().any(|before| {
            before.direction == Direction::Request
                && before.to == hop.from
                && is_content(before)
                && before.arrive <= hop.depart
                && may_come_from(run, before, sealed, depth - 1)
        })
}

pub(crate) fn request_in(hop: &Hop) -> Option<&Http> {
    match &hop.message {
        Message::Http(http) if matches!(http.start, HttpStart::Request { .. }) => Some(http),
        _ => None,
    }
}

fn status_in(hop: &Hop) -> Option<u16> {
    match &hop.message {
        Message::Http(Http {
            start: HttpStart::Response { status, .. },
            ..
        }) => Some(*status),
        _ => None,
    }
}

/// The statuses that `node` made at this instant, and why.
fn answered_at(run: &Run<'_>, node: NodeId, at: SimTime) -> impl Iterator<Item = (u16, Cause)> {
    let decisions = run.trace.decisions.iter();
    decisions.filter_map(move |decided| match decided.what {
        Decision::Answered { status, cause } if decided.node == node && decided.until == at => {
            Some((status, cause))
        }
        _ => None,
    })
}

/// Whether the response can have come to `at` by `until`: a way back, among the hops before
/// `place`, to where its maker made it, on which nobody else made one. Of several ways (loops and
/// answers that came too late make some) one has to be right.
fn comes_from_its_maker(run: &Run<'_>, at: NodeId, until: SimTime, place: usize) -> bool {
    let OutcomeKind::Response(status) = run.trace.outcome.kind else {
        return false;
    };
    let mut made = answered_at(run, at, until).peekable();
    if made.peek().is_some() {
        let cause = run.trace.outcome.cause;
        return at == run.trace.outcome.by && made.any(|made| made == (status, cause));
    }
    let before = run.trace.hops[..place].iter().enumerate().rev();
    before
        .filter(|(_, hop)| hop.to == at && hop.direction == Direction::Response)
        .filter(|(_, hop)| hop.arrive <= until)
        .filter(|(_, hop)| is_sealed(hop) || status_in(hop) == Some(status))
        .any(|(place, hop)| comes_from_its_maker(run, hop.from, hop.depart, place))
}

invariants! {
    fn a_hop_crosses_a_link_of_the_topology(run) {
        for hop in &run.trace.hops {
            let link = &run.topology[hop.link];
            // On a hand-off the traffic runs under the resolver, from the client itself.
            let handed_on = link.role == Role::Handoff;
            let start = if handed_on { run.topology[run.request].from } else { link.from };
            assert_eq!(hop.under, handed_on.then_some(link.from), "{hop:?}");
            let ends = match hop.direction {
                Direction::Request => (start, link.to),
                Direction::Response => (link.to, start),
            };
            if link.role == Role::Replicate {
                // Copying goes to the replica, whichever way the line is drawn.
                assert!([ends, (ends.1, ends.0)].contains(&(hop.from, hop.to)), "{hop:?}");
            } else {
                assert_eq!((hop.from, hop.to), ends, "{hop:?}");
            }
            assert!(!matches!(link.role, Role::Reply | Role::Caption), "{hop:?}");
        }
    }

    fn a_hop_takes_the_latency_of_its_link(run) {
        for hop in &run.trace.hops {
            assert!(hop.arrive >= hop.depart, "{hop:?}");
            let latency = run.topology[hop.link].latency + run.before.impairment(hop.link).delay;
            assert_eq!(hop.arrive.since(hop.depart), latency, "{hop:?}");
        }
    }

    /// Whoever sends something has been reached by something before, and that starts at the client.
    fn outbound_hops_are_connected_to_the_client(run) {
        let mut reached: Vec<(NodeId, SimTime)> = vec![(run.topology[run.request].from, SimTime::ZERO)];
        for hop in &run.trace.hops {
            assert!(
                reached.iter().any(|(node, since)| *node == hop.from && *since <= hop.depart),
                "{hop:?} leaves a node that nothing has reached"
            );
            if !hop.lost {
                reached.push((hop.to, hop.arrive));
            }
        }
    }

    fn an_answer_goes_back_over_a_link_that_was_asked_over(run) {
        for hop in run.trace.hops.iter().filter(|hop| is_content(hop)) {
            let copied = run.topology[hop.link].role == Role::Replicate;
            if hop.direction == Direction::Response && !copied {
                let asked = asked_by(run, hop);
                assert!(asked.is_some_and(|asked| asked.from == hop.to && asked.to == hop.from), "{hop:?}");
            }
        }
    }

    fn the_request_reaches_the_maker_of_the_response(run) {
        let OutcomeKind::Response(_) = run.trace.outcome.kind else { return };
        let (client, maker) = (run.topology[run.request].from, run.trace.outcome.by);
        if maker == client {
            assert!(run.trace.hops.is_empty(), "its own copy needs no network");
            return;
        }
        let mut hops = run.trace.hops.iter();
        assert!(
            hops.any(|hop| hop.to == maker && !hop.lost && request_in(hop).is_some()),
            "no request reached the maker"
        );
    }

    /// One maker: the status is made where the way back begins, and nobody makes one on the way.
    fn a_status_has_one_maker_and_the_others_hand_it_on(run) {
        let client = run.topology[run.request].from;
        if matches!(run.trace.outcome.kind, OutcomeKind::Response(_)) && run.trace.outcome.by != client {
            let first_byte = SimTime(run.trace.ttfb.expect("a response").nanos());
            let mut hops = run.trace.hops.iter();
            assert!(hops.any(|hop| hop.to == client && hop.arrive == first_byte));
            assert!(comes_from_its_maker(run, client, first_byte, run.trace.hops.len()));
        }
    }

    fn a_failure_brings_the_client_no_http(run) {
        if !matches!(run.trace.outcome.kind, OutcomeKind::Response(_)) {
            let client = run.topology[run.request].from;
            let mut to_client = run.trace.hops.iter()
                .filter(|hop| hop.to == client && !hop.asynchronous && !hop.lost);
            let limit = run.trace.total.nanos();
            assert!(!to_client.any(|hop| status_in(hop).is_some() && hop.arrive.nanos() < limit));
        }
    }

    /// A node that only forwards is handed sealed records where the opener of the connection
    /// chose TLS or QUIC, and clear text where it did not.
    fn nobody_on_the_way_reads_what_is_sealed(run) {
        for hop in run.trace.hops.iter().filter(|hop| is_content(hop) && is_transit(run, hop.to)) {
            let asked = match hop.direction {
                Direction::Request => Some(hop),
                Direction::Response => asked_by(run, hop),
            };
            let asked = asked.expect("an answer to something");
            assert!(may_come_from(run, asked, is_sealed(hop), 64), "{hop:?}");
        }
    }

    fn an_end_of_a_connection_reads_what_it_is_sent(run) {
        for hop in &run.trace.hops {
            assert!(is_transit(run, hop.to) || !is_sealed(hop), "{hop:?}");
        }
    }
}

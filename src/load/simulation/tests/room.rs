//! A box that only forwards has few places: packets that find none are gone, and are sent again.

use super::super::Simulation;
use super::{advance, constant};
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, Topology};
use crate::trace::{Cause, Decision, Direction, OutcomeKind};

const ROUTER: NodeId = NodeId(1);

/// A client and a server behind a router that takes so long for each packet, and has one place.
fn behind(service: &str, timeout: &str) -> Topology {
    let text = format!(
        "format = 1\ntitle = \"Router\"\n\
         node.client = {{ kind = \"client\", name = \"C\", timeout = \"{timeout}\" }}\n\
         node.router = {{ kind = \"router\", name = \"R\", capacity = 1, queue = 0, service = \"{service}\" }}\n\
         node.server = {{ kind = \"web\", name = \"S\", service = \"1ms\" }}\n\
         link = [\n\
         {{ from = \"client\", to = \"router\", latency = \"10ms\", pool = \"warm\" }},\n\
         {{ from = \"router\", to = \"server\", latency = \"0ms\" }},\n]\n\
         request = [{{ id = \"one\", path = \"/x.png\", given = {{ client = \"warm\" }} }}]\n"
    );
    Topology::parse("router", &text).expect("a sound file")
}

/// The second of two requests finds the router at work. Its packet is gone; the client's timer for
/// data is a second (RFC 6298), and what is sent then gets through.
#[test]
fn a_packet_that_finds_no_room_is_sent_again() {
    let topology = behind("150ms", "30s");
    let mut load = Simulation::new(&topology, &constant(&topology, 10.0), 0);
    advance(&mut load, 50);
    load.follow_next();
    advance(&mut load, 150);
    load.apply(super::super::super::plan::Change::Rate(0.0));
    advance(&mut load, 5_000);
    assert_eq!(load.tally().nodes[ROUTER.index()].refused, 1);
    let all = &load.tally().requests[0];
    assert_eq!(all.ends(), [(OutcomeKind::Response(200), 2)]);
    let ms = SimDuration::from_millis;
    let total = ms(1000 + 10 + 150 + 1 + 10);
    assert_eq!(all.latency.max(), total);
    let trace = load.followed().expect("over");
    assert_eq!((trace.total, trace.phases.total()), (total, total));
    let mut decided = trace.decisions.iter();
    let dropped = decided.find(|decided| decided.what == Decision::Dropped);
    let dropped = dropped.map(|decided| (decided.node, decided.at));
    assert_eq!(dropped, Some((ROUTER, SimTime::ZERO + ms(10))));
    let to_router =
        |hop: &&crate::trace::Hop| hop.to == ROUTER && hop.direction == Direction::Request;
    let sent: Vec<_> = trace
        .hops
        .iter()
        .filter(to_router)
        .map(|hop| (hop.lost, hop.again))
        .collect();
    assert_eq!(sent, [(true, 0), (false, 1)]);
}

/// Where there is no room until the client gives up, the trace says whose fault it is.
#[test]
fn whoever_never_finds_room_gives_up() {
    let topology = behind("1h", "5s");
    let mut load = Simulation::new(&topology, &constant(&topology, 10.0), 0);
    advance(&mut load, 50);
    load.follow_next();
    advance(&mut load, 150);
    load.apply(super::super::super::plan::Change::Rate(0.0));
    advance(&mut load, 10_000);
    // Sent after 0, 1 and 3 s.
    assert_eq!(load.tally().nodes[ROUTER.index()].refused, 3);
    let trace = load.followed().expect("over");
    assert_eq!(trace.outcome.kind, OutcomeKind::Timeout);
    assert_eq!(
        (trace.outcome.by, trace.outcome.cause),
        (ROUTER, Cause::Full(ROUTER))
    );
    assert_eq!(trace.phases.total(), trace.total);
    let dropped = |decided: &&crate::trace::Decided| decided.what == Decision::Dropped;
    assert_eq!(trace.decisions.iter().filter(dropped).count(), 3);
}

//! A node goes down over requests: who hears of it, when, and what a trace tells of it.

use super::super::super::plan::{Change, LoadPlan};
use super::super::Simulation;
use super::{advance, constant};
use crate::engine::Fault;
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, Topology};
use crate::trace::{Decision, OutcomeKind};

/// A client, a proxy, and two servers behind it, 5 ms from box to box.
fn two_servers(proxy: &str) -> (Topology, LoadPlan) {
    let text = format!(
        "format = 1\ntitle = \"Two\"\n\
         node.client = {{ kind = \"client\", name = \"C\" }}\n\
         node.proxy = {{ kind = \"proxy\", name = \"P\", {proxy} }}\n\
         node.first = {{ kind = \"app\", name = \"A\", service = \"300ms\", capacity = 1 }}\n\
         node.second = {{ kind = \"app\", name = \"B\", service = \"300ms\" }}\n\
         link = [\n\
         {{ from = \"client\", to = \"proxy\", latency = \"5ms\", pool = \"warm\" }},\n\
         {{ from = \"proxy\", to = \"first\", latency = \"5ms\", pool = \"warm\" }},\n\
         {{ from = \"proxy\", to = \"second\", latency = \"5ms\", pool = \"warm\" }},\n]\n\
         request = [{{ id = \"one\", path = \"/x\", given = {{ client = \"warm\" }} }}]\n"
    );
    let topology = Topology::parse("two", &text).expect("a sound file");
    let plan = constant(&topology, 10.0);
    (topology, plan)
}

const FIRST: NodeId = NodeId(2);

/// Sent at once, with the server at 10 ms, which goes down at 150 ms: the proxy hears that at
/// 155 ms. It says so, and the client has it at 160 ms; or it asks the other server.
#[test]
fn a_reset_is_heard_one_link_later() {
    let ms = SimDuration::from_millis;
    let rows = [
        ("retries = 0", OutcomeKind::Response(502), ms(160)),
        (
            "retries = 1",
            OutcomeKind::Response(200),
            ms(155 + 5 + 300 + 10),
        ),
    ];
    for (proxy, outcome, total) in rows {
        let (topology, plan) = two_servers(proxy);
        let mut load = Simulation::new(&topology, &plan, 0);
        load.follow_next();
        advance(&mut load, 150);
        load.apply(Change::Fault(FIRST, Some(Fault::Down)));
        advance(&mut load, 2_000);
        let trace = load.followed().expect("over");
        assert_eq!(trace.outcome.kind, outcome, "{proxy}");
        assert_eq!(
            (trace.total, trace.phases.total()),
            (total, total),
            "{proxy}"
        );
        let mut decided = trace.decisions.iter();
        let down = decided.find(|decided| decided.what == Decision::WentDown);
        let down = down.expect("it is told");
        assert_eq!((down.node, down.at), (FIRST, SimTime::ZERO + ms(150)));
        let mut hops = trace.hops.iter();
        let reset = hops.find(|hop| hop.from == FIRST).expect("a reset");
        assert_eq!(reset.arrive, SimTime::ZERO + ms(155), "{proxy}");
        let work = trace.spans.iter().find(|span| span.node == FIRST);
        assert_eq!(work.map(|span| span.end), Some(down.at), "{proxy}");
    }
}

/// Whoever waits in the line is reset as well, and the worker is there for others when it is back.
#[test]
fn a_line_is_reset_with_the_work_before_it() {
    let (topology, plan) = two_servers("retries = 0");
    let mut load = Simulation::new(&topology, &plan, 0);
    advance(&mut load, 1_450);
    assert!(load.queue_len(FIRST) >= 2, "{}", load.queue_len(FIRST));
    let there = u64::from(load.queue_len(FIRST) + load.busy(FIRST));
    load.apply(Change::Fault(FIRST, Some(Fault::Down)));
    assert_eq!((load.queue_len(FIRST), load.busy(FIRST)), (0, 0));
    load.apply(Change::Fault(FIRST, None));
    advance(&mut load, 1_461);
    let failed = [(OutcomeKind::Response(502), there)];
    let ends = load.tally().requests[0].ends();
    assert_eq!(ends.iter().filter(|end| end.0 == failed[0].0).count(), 1);
    assert!(ends.contains(&failed[0]), "{ends:?}, {there} were there");
    advance(&mut load, 1_990);
    assert_eq!(load.busy(FIRST), 1);
    let kinds = load.tally().requests[0].ends();
    assert!(kinds.contains(&failed[0]), "nobody else: {kinds:?}");
}

//! Few connections: who waits for one gets it in turn, whatever becomes of the others.

use super::super::super::plan::{Change, LoadPlan};
use super::super::Simulation;
use super::{advance, constant};
use crate::engine::Fault;
use crate::topology::{NodeId, Topology};
use crate::trace::OutcomeKind;

/// A client, a proxy, and a server behind a line with these options.
fn line(server: &str, options: &str) -> Topology {
    let text = format!(
        "format = 1\ntitle = \"Line\"\n\
         node.client = {{ kind = \"client\", name = \"C\" }}\n\
         node.proxy = {{ kind = \"proxy\", name = \"P\", retries = 0 }}\n\
         node.server = {{ kind = \"app\", name = \"S\", {server} }}\n\
         link = [\n{{ from = \"client\", to = \"proxy\", latency = \"0ms\" }},\n\
         {{ from = \"proxy\", to = \"server\", latency = \"5ms\", {options} }},\n]\n\
         request = [{{ id = \"one\", path = \"/x\" }}]\n"
    );
    Topology::parse("line", &text).expect("a sound file")
}

const SERVER: NodeId = NodeId(2);

/// When connections fail those who wait for them open others, and fail as well: nobody is forgotten
/// until the time-out.
#[test]
fn who_waits_for_a_connection_is_not_forgotten_when_it_fails() {
    for (fault, options) in [
        (Fault::Reject, "connections = 1"),
        (Fault::Reject, "connections = 1, http = \"2\""),
        (Fault::Down, "connections = 1"),
        (Fault::Down, "connections = 2, http = \"2\""),
    ] {
        let what = format!("{fault:?} {options}");
        let topology = line("service = \"1s\", capacity = 200", options);
        let mut load = Simulation::new(&topology, &constant(&topology, 1000.0), 0);
        advance(&mut load, 500);
        load.apply(Change::Rate(0.0));
        let waiting = load.tally().pools[0].1.queue;
        assert!(waiting > 200, "{waiting} wait: {what}");
        load.apply(Change::Fault(SERVER, Some(fault)));
        advance(&mut load, 20_000);
        let all = &load.tally().requests[0];
        let failed = all
            .ends()
            .iter()
            .filter(|(kind, _)| *kind != OutcomeKind::Response(200));
        let failed: u64 = failed.map(|(_, count)| count).sum();
        assert!(
            failed >= u64::from(waiting),
            "{failed} of {waiting}: {what}"
        );
        assert_eq!(all.ended(), all.sent, "{what}");
        let pool = &load.tally().pools[0].1;
        assert_eq!((pool.queue, pool.in_system), (0, 0), "{what}");
    }
}

/// A stream that nobody answers is given up; the connection of the others is as good as before, or
/// another takes its place.
#[test]
fn streams_are_as_many_after_one_has_failed() {
    let topology = line(
        "service = \"1h\", capacity = 1000",
        "connections = 1, http = \"2\"",
    );
    let mut load = Simulation::new(&topology, &constant(&topology, 1000.0), 0);
    advance(&mut load, 500);
    assert_eq!(load.busy(SERVER), 100);
    load.apply(Change::Fault(SERVER, Some(Fault::Down)));
    load.apply(Change::Fault(SERVER, None));
    advance(&mut load, 1000);
    assert_eq!(load.busy(SERVER), 100, "a new connection carries as many");
}

/// Connections are no more than allowed at any time, and given in the order of asking.
#[test]
fn connections_are_given_in_turn() {
    let topology = line("service = \"7ms\"", "connections = 2");
    let mut load = Simulation::new(&topology, &constant(&topology, 1000.0), 0);
    for millis in 0..300 {
        advance(&mut load, millis);
        assert!(load.busy(SERVER) <= 2);
    }
    load.apply(Change::Rate(0.0));
    advance(&mut load, 20_000);
    // In turn: each waits as long as those before it, and 17 ms for each two of them.
    let pool = &load.tally().pools[0].1;
    assert_eq!(pool.wait.count(), load.tally().requests[0].sent);
    let all = &load.tally().requests[0];
    assert_eq!(all.ends(), [(OutcomeKind::Response(200), all.sent)]);
    let most = 17 * all.sent / 2 + 100 - 300;
    assert!(
        all.latency.max().nanos() / 1_000_000 <= most,
        "{}",
        all.latency.max()
    );
}

/// One connection, and a server that never answers: as many requests get there as it carries.
#[test]
fn a_connection_carries_as_many_requests_as_its_protocol_says() {
    let rows = [
        ("pool = \"warm\"", 1),
        ("pool = \"warm\", http = \"2\"", 100),
        ("tls = \"1.3\", http = \"2\"", 100),
        ("http = \"3\"", 100),
    ];
    for (line, carried) in rows {
        let text = format!(
            "format = 1\ntitle = \"Line\"\n\
             node.client = {{ kind = \"client\", name = \"C\" }}\n\
             node.proxy = {{ kind = \"proxy\", name = \"P\" }}\n\
             node.server = {{ kind = \"app\", name = \"S\", service = \"1h\" }}\n\
             link = [\n{{ from = \"client\", to = \"proxy\", latency = \"0ms\" }},\n\
             {{ from = \"proxy\", to = \"server\", latency = \"5ms\", connections = 1, {line} }},\n]\n\
             request = [{{ id = \"one\", path = \"/x\" }}]\n"
        );
        let topology = Topology::parse("line", &text).expect("a sound file");
        let mut load = Simulation::new(&topology, &LoadPlan::steady(&topology, 100.0), 0);
        advance(&mut load, 2_500);
        assert_eq!(load.busy(NodeId(2)), carried, "{line}");
        let sent = load.tally().requests[0].sent as u32;
        let pool = &load.tally().pools[0].1;
        assert_eq!(pool.queue, sent - carried, "{line}");
        assert_eq!(pool.workers(), Some(carried), "{line}");
    }
}

/// Shared connections make a difference while they are opened: who comes then opens one of his own
/// and arrives together with those who share it a moment later, so that the line behind grows
/// longer than where everybody has one of his own. From then on all come and wait alike.
#[test]
fn sharing_connections_matters_only_until_they_are_open() {
    let shared = include_str!("../../../../topologies/aws.toml");
    let apart = shared.replace("http = \"2\"", "http = \"1.1\"");
    let [shared, apart] = [shared, &apart].map(|text| {
        let topology = Topology::parse("aws", text).expect("a sound file");
        let app = topology.find_node("app1").expect("an app server");
        let mut load = Simulation::new(&topology, &constant(&topology, 3600.0), 0);
        advance(&mut load, 500);
        let first = load.counted().nodes[app.index()].queue_max;
        load.reset_statistics();
        advance(&mut load, 3_000);
        let tally = load.counted();
        let waits = tally.nodes.iter().map(|node| node.wait.sum());
        let waits: Vec<u128> = waits.collect();
        (first, waits)
    });
    assert!(shared.0 > apart.0, "{} and {}", shared.0, apart.0);
    assert_eq!(shared.1, apart.1);
    assert!(shared.1.iter().any(|waited| *waited > 0));
}

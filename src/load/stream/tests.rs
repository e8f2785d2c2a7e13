//! Streams against the event loop: both count the same, to the last nanosecond.

use std::fmt::Write as _;

use super::super::plan::{Arrivals, Limit, LoadPlan, Profile, Shape};
use super::super::run::{Progress, replicate};
use super::super::simulation::{Simulation, Status};
use super::super::tally::{NodeTally, Tally};
use crate::time::{SimDuration, SimTime};
use crate::topology::Topology;

/// Stations one after the other behind a client: the keys of each, and the latency of the link to
/// it.
fn tandem(stations: &[(&str, &str)]) -> Topology {
    let mut text = String::from(
        "format = 1\ntitle = \"Row\"\n[node.client]\nkind = \"client\"\nname = \"C\"\n",
    );
    let mut from = "client".to_owned();
    for (number, (keys, latency)) in stations.iter().enumerate() {
        let last = number + 1 == stations.len();
        let kind = if last { "web" } else { "proxy" };
        let to = format!("s{number}");
        let _ = write!(
            text,
            "[node.{to}]\nkind = \"{kind}\"\nname = \"S\"\n{keys}\n[[link]]\nfrom = \"{from}\"\n\
             to = \"{to}\"\nlatency = \"{latency}\"\npool = \"warm\"\n"
        );
        from = to;
    }
    text += "[[request]]\nid = \"one\"\npath = \"/x\"\ngiven = { client = \"warm\" }\n";
    Topology::parse("row", &text).expect("a sound file")
}

/// What the event loop counts.
fn simulated(topology: &Topology, plan: &LoadPlan) -> Tally {
    let mut load = Simulation::new(topology, plan, 0);
    let start = SimTime::ZERO + plan.warmup;
    if plan.warmup > SimDuration::ZERO {
        while load.advance(start) == Status::Paused {}
        load.reset_statistics();
    }
    let end = match plan.limit {
        Limit::Requests(_) => SimTime(u64::MAX),
        Limit::Duration(length) => start + length,
    };
    while load.advance(end) == Status::Paused {}
    load.counted()
}

fn streams(topology: &Topology, plan: &LoadPlan) -> bool {
    Simulation::new(topology, plan, 0).stream(plan).is_some()
}

fn assert_alike(what: &str, topology: &Topology, plan: &LoadPlan) {
    let (stream, events) = (
        replicate(topology, plan, 0, &Progress::new()),
        simulated(topology, plan),
    );
    for (node, (stream, events)) in stream.nodes.iter().zip(&events.nodes).enumerate() {
        let few = |tally: &NodeTally| {
            format!(
                "{:?}",
                (
                    (tally.arrivals, tally.completions, tally.in_system),
                    (tally.queue, tally.queue_max, tally.queue_area),
                    (tally.busy_ns, tally.wait.sum(), tally.sojourn.sum()),
                )
            )
        };
        assert_eq!(few(stream), few(events), "{what}: node {node}");
    }
    assert!(stream == events, "{what}: {} {}", stream.end, events.end);
}

const ROWS: [&str; 7] = [
    "capacity = 1\nservice = { mean = \"700us\" }",
    "capacity = 4\nservice = { mean = \"2800us\" }",
    "capacity = 2\nservice = { mean = \"1400us\" }",
    "capacity = 8\nservice = { mean = \"5600us\" }",
    "capacity = 8\nservice = { mean = \"5600us\" }",
    "capacity = 16\nservice = { mean = \"11200us\" }",
    "capacity = 4\nservice = { mean = \"2800us\" }",
];

fn topologies() -> Vec<(&'static str, Topology)> {
    let all = |latency| ROWS.map(|keys| (keys, latency));
    let mixed = [
        (ROWS[0], "1ms"),
        ("service = { mean = \"3ms\" }", "2ms"),
        ("capacity = 100\nservice = { mean = \"70ms\" }", "0ms"),
        ("service = \"5ms\"", "300us"),
        ("capacity = 1\nservice = \"700us\"", "0ms"),
        (ROWS[1], "10us"),
    ];
    vec![
        ("seven", tandem(&all("0ms"))),
        ("seven with latency", tandem(&all("150us"))),
        ("all kinds", tandem(&mixed)),
        ("one", tandem(&all("0ms")[..1])),
        (
            "overrun",
            tandem(&[("capacity = 1\nservice = { mean = \"2ms\" }", "0ms")]),
        ),
    ]
}

#[test]
fn streams_count_what_the_event_loop_counts() {
    for (name, topology) in topologies() {
        let steady = LoadPlan::steady(&topology, 1000.0);
        let warmup = SimDuration::from_millis(500);
        let plans = [
            ("requests", Limit::Requests(5000), SimDuration::ZERO),
            ("few", Limit::Requests(3), SimDuration::ZERO),
            ("a block", Limit::Requests(512), SimDuration::ZERO),
            (
                "a while",
                Limit::Duration(SimDuration::from_secs(3)),
                SimDuration::ZERO,
            ),
            ("warm", Limit::Requests(5000), warmup),
            (
                "warm for a while",
                Limit::Duration(SimDuration::from_secs(3)),
                warmup,
            ),
        ];
        for (what, limit, warmup) in plans {
            let plan = LoadPlan {
                limit,
                warmup,
                ..steady.clone()
            };
            assert!(streams(&topology, &plan), "{name}, {what}");
            assert_alike(&format!("{name}, {what}"), &topology, &plan);
        }
    }
}

/// Equal gaps and equal work: much happens at the same instant, and its order matters.
#[test]
fn what_happens_at_one_instant_counts_the_same() {
    for works in [["1ms", "1ms"], ["500us", "1ms"], ["2ms", "2ms"]] {
        let keys = works.map(|work| format!("capacity = 2\nservice = \"{work}\""));
        let topology = tandem(&[(&keys[0], "0ms"), (&keys[1], "1ms"), (&keys[1], "0ms")]);
        let plan = LoadPlan {
            arrivals: Arrivals::Open {
                shape: Shape::Constant,
                rate: Profile::constant(1000.0),
            },
            limit: Limit::Requests(2000),
            ..LoadPlan::steady(&topology, 1000.0)
        };
        assert!(streams(&topology, &plan));
        assert_alike(works[0], &topology, &plan);
    }
}

/// Far too much comes: callers give up, which only events can tell.
#[test]
fn who_gives_up_is_simulated() {
    let keys = "capacity = 1\nservice = { mean = \"20ms\" }\ntimeout = \"200ms\"";
    let topology = tandem(&[(keys, "0ms"), (keys, "0ms")]);
    let plan = LoadPlan {
        limit: Limit::Requests(1000),
        ..LoadPlan::steady(&topology, 100.0)
    };
    assert!(streams(&topology, &plan));
    assert_alike("giving up", &topology, &plan);
    let tally = simulated(&topology, &plan);
    assert!(tally.requests[0].ends().len() > 1);
}

#[test]
fn what_is_no_straight_line_does_not_stream() {
    let no_room = tandem(&[("capacity = 1\nqueue = 3\nservice = \"1ms\"", "0ms")]);
    let shared = tandem(&[(
        "capacity = 1\ndiscipline = \"ps\"\nservice = \"1ms\"",
        "0ms",
    )]);
    for topology in [&no_room, &shared] {
        assert!(!streams(topology, &LoadPlan::steady(topology, 100.0)));
    }
}

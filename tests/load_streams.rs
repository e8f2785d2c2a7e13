//! Streams against the event loop: both count the same, to the last nanosecond.

use hopwise::load::plan::{Arrivals, Limit, LoadPlan, Profile, Shape};
use hopwise::load::run::{Progress, replicate, replicate_by_events};
use hopwise::load::simulation::Simulation;
use hopwise::load::tally::NodeTally;
use hopwise::time::SimDuration;
use hopwise::topology::Topology;
use row::tandem;

#[path = "support/row.rs"]
mod row;

fn streams(topology: &Topology, plan: &LoadPlan) -> bool {
    Simulation::new(topology, plan, 0).streams(plan)
}

fn assert_alike(what: &str, topology: &Topology, plan: &LoadPlan) {
    let (stream, events) = (
        replicate(topology, plan, 0, &Progress::new()),
        replicate_by_events(topology, plan, 0, &Progress::new()),
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

/// Links.
const AT_ONCE: &str = "latency = \"0ms\"";
const LATER: &str = "latency = \"1ms\"";

/// Stations.
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
        (ROWS[0], LATER),
        ("service = { mean = \"3ms\" }", "latency = \"2ms\""),
        ("capacity = 100\nservice = { mean = \"70ms\" }", AT_ONCE),
        ("service = \"5ms\"", "latency = \"300us\""),
        ("capacity = 1\nservice = \"700us\"", AT_ONCE),
        (ROWS[1], "latency = \"10us\""),
    ];
    vec![
        ("seven", tandem(&all(AT_ONCE))),
        ("seven with latency", tandem(&all("latency = \"150us\""))),
        ("all kinds", tandem(&mixed)),
        ("one", tandem(&all(AT_ONCE)[..1])),
        // Some end at a cache on the way, the others come to an app that holds its workers.
        (
            "cache-aside",
            Topology::parse("aside", include_str!("../benches/load/aside.toml"))
                .expect("a sound file"),
        ),
        (
            "overrun",
            tandem(&[("capacity = 1\nservice = { mean = \"2ms\" }", AT_ONCE)]),
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
        let topology = tandem(&[(&keys[0], AT_ONCE), (&keys[1], LATER), (&keys[1], AT_ONCE)]);
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
    let topology = tandem(&[(keys, AT_ONCE), (keys, AT_ONCE)]);
    let plan = LoadPlan {
        limit: Limit::Requests(1000),
        ..LoadPlan::steady(&topology, 100.0)
    };
    assert!(streams(&topology, &plan));
    assert_alike("giving up", &topology, &plan);
    let tally = replicate_by_events(&topology, &plan, 0, &Progress::new());
    assert!(tally.requests[0].ends().len() > 1);
}

#[test]
fn what_is_no_straight_line_does_not_stream() {
    let no_room = tandem(&[("capacity = 1\nqueue = 3\nservice = \"1ms\"", AT_ONCE)]);
    let shared = tandem(&[(
        "capacity = 1\ndiscipline = \"ps\"\nservice = \"1ms\"",
        AT_ONCE,
    )]);
    for topology in [&no_room, &shared] {
        assert!(!streams(topology, &LoadPlan::steady(topology, 100.0)));
    }
}

/// Told to stop at its first pause: nobody is sent any more, all who were are answered, and the
/// time that is counted ends with the last of them.
#[test]
fn who_is_under_way_when_a_run_is_stopped_is_waited_for() {
    for (name, topology) in topologies() {
        for limit in [
            Limit::Duration(SimDuration::from_secs(1 << 20)),
            Limit::Requests(u64::MAX - 1),
        ] {
            let plan = LoadPlan {
                limit,
                ..LoadPlan::steady(&topology, 300.0)
            };
            assert!(streams(&topology, &plan), "{name}");
            let progress = Progress::new();
            progress.stop();
            let tally = replicate(&topology, &plan, 0, &progress);
            let all = &tally.requests[0];
            assert!(all.sent > 1000, "{name}: {} sent", all.sent);
            assert_eq!(all.ended(), all.sent, "{name}");
            let rate = all.sent as f64 / tally.length().nanos() as f64 * 1e9;
            assert!((rate / 300.0 - 1.0).abs() < 0.1, "{name}: {rate} a second");
            assert!(tally.nodes.iter().all(|node| node.in_system == 0), "{name}");
        }
    }
}

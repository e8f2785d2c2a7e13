//! One request of a load, where nobody else is, is the request of a trace: the same outcome, the
//! same total to the nanosecond, the same visits of every node.

use hopwise::engine::{Fault, Impairment, State, simulate};
use hopwise::load::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use hopwise::load::simulation::{Simulation, Status};
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{Distribution, Kind, LinkId, Node, NodeId, RequestId, Topology};
use hopwise::trace::{Decided, Decision, Direction, OutcomeKind, Seed, Trace};
use proptest::prelude::*;

use crate::generate;
use crate::tape::Tape;

/// Spans of a request that goes in circles.
const LOOP: usize = 2_000;

/// A generated topology in which nobody waits for a worker.
fn topology(tape: &mut Tape) -> (String, Topology) {
    let text = generate::topology(tape);
    let limits = |line: &&str| !line.starts_with("capacity");
    let text: Vec<&str> = text.lines().filter(limits).collect();
    let text = text.join("\n");
    let topology = Topology::parse("generated", &text).expect("a sound file");
    (text, topology)
}

/// One request, then none for days.
fn alone(topology: &Topology, request: RequestId, seed: Seed) -> LoadPlan {
    LoadPlan {
        arrivals: Arrivals::Open {
            shape: Shape::Constant,
            rate: Profile::constant(1e-6),
        },
        mix: vec![(request, 1.0)],
        limit: Limit::Duration(SimDuration::from_secs(86_400)),
        seed,
        ..LoadPlan::steady(topology, 1.0)
    }
}

/// How often each node worked, as the trace tells it.
fn visits(topology: &Topology, trace: &Trace) -> Vec<u64> {
    let visits = |node: NodeId| {
        let kind = topology[node].kind;
        if kind.facts().transit {
            let passed = |hop: &&hopwise::trace::Hop| {
                hop.from == node && hop.direction == Direction::Request
            };
            return trace.hops.iter().filter(passed).count();
        }
        let own = |span: &&hopwise::trace::Span| {
            span.node == node && kind != Kind::Client && span.phase == kind.facts().phase
        };
        let cached = |decided: &&Decided| {
            decided.node == node && matches!(decided.what, Decision::NameCached { .. })
        };
        trace.spans.iter().filter(own).count() - trace.decisions.iter().filter(cached).count()
    };
    topology
        .node_ids()
        .map(|node| visits(node) as u64)
        .collect()
}

/// What is broken before the request is sent.
#[derive(Debug, Clone, Copy, Default)]
struct Broken {
    node: Option<(NodeId, Fault)>,
    line: Option<(LinkId, Impairment)>,
}

impl Broken {
    /// Something, or nothing.
    fn read(tape: &mut Tape, topology: &Topology) -> Self {
        let node = tape.chance(70).then(|| {
            let node = NodeId::from(tape.below(topology.nodes().len()));
            let faults = [
                Fault::Down,
                Fault::Slow { factor: 3 },
                Fault::Drop,
                Fault::Reject,
                Fault::Crash,
            ];
            (node, faults[tape.below(faults.len())])
        });
        let impaired = !topology.links().is_empty() && tape.chance(40);
        let line = impaired.then(|| {
            let link = LinkId::from(tape.below(topology.links().len()));
            let loss = [300_000, 0, 20_000, Impairment::ALL][tape.below(4)];
            let delay = SimDuration::from_millis([0, 1, 80, 2000][tape.below(4)]);
            (link, Impairment { loss, delay })
        });
        Self { node, line }
    }
}

/// Sends one request both ways, and follows it.
fn compare(text: &str, topology: &Topology, request: RequestId, broken: Broken, seed: Seed) {
    let mut state = State::new(topology);
    let mut load = Simulation::new(topology, &alone(topology, request, seed), 0);
    if let Some((node, fault)) = broken.node {
        state.set_fault(node, Some(fault));
        load.apply(Change::Fault(node, Some(fault)));
    }
    if let Some((link, impairment)) = broken.line {
        state.impair(link, impairment);
        load.apply(Change::Impair(link, impairment));
    }
    let (trace, _) = simulate(topology, &state, request, seed);
    load.follow_next();
    let day = SimTime::ZERO + SimDuration::from_secs(86_400);
    while load.advance(day) == Status::Paused {}
    let what = format!("{text}\n{} under {broken:?}", topology[request].id);
    let Some(followed) = load.followed() else {
        panic!("something goes on for ever: {what}");
    };
    // Which of several packets that are on their way at once is lost, or worked on for how long, is
    // a matter of order: a trace draws for all that one step sends, a load when it gets there. The
    // trace of what was drawn in the load is the same nevertheless.
    let loses = broken
        .line
        .is_some_and(|(_, line)| (1..Impairment::ALL).contains(&line.loss));
    let mut nodes = topology.nodes().iter();
    let draws =
        |node: &Node| node.kind.facts().transit && !matches!(node.service, Distribution::Fixed(_));
    let chance = loses || nodes.any(draws);
    let beside = text.contains("parallel") || trace.spans.iter().any(|span| span.asynchronous);
    let is_ordered = chance && (gave_up(&trace) || circled(&trace) || beside);
    let trace = if is_ordered { &followed } else { &trace };
    let tally = load.tally();
    let ended = &tally.requests[0];
    assert_eq!(ended.ends(), [(trace.outcome.kind, 1)], "outcome of {what}");
    let total = u128::from(trace.total.nanos());
    assert_eq!(ended.latency.sum(), total, "total of {what}");
    assert_eq!(followed.outcome, trace.outcome, "followed, {what}");
    assert_eq!(followed.total, trace.total, "followed, {what}");
    assert_eq!(followed.phases, trace.phases, "followed, {what}");
    // A trace knows at once that an answer will come too late and asks no more, so what goes on
    // behind a caller who has given up may differ; so may what is cut off in a circle.
    if gave_up(trace) || circled(trace) {
        return;
    }
    let got: Vec<u64> = tally.nodes.iter().map(|node| node.arrivals).collect();
    assert_eq!(got, visits(topology, trace), "visits of {what}");
}

/// Whether somebody waited in vain.
fn gave_up(trace: &Trace) -> bool {
    let gave_up = |decided: &Decided| matches!(decided.what, Decision::TimedOut { .. });
    trace.decisions.iter().any(gave_up)
}

/// Whether it goes in circles.
fn circled(trace: &Trace) -> bool {
    trace.outcome.kind == OutcomeKind::Limit || trace.spans.len() > LOOP
}

proptest! {
    #![proptest_config(crate::property::config())]

    #[test]
    fn one_request_of_a_load_is_that_of_a_trace(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let mut tape = Tape::new(bytes);
        let (text, topology) = topology(&mut tape);
        for request in topology.request_ids() {
            compare(&text, &topology, request, Broken::default(), Seed(7));
            let broken = Broken::read(&mut tape, &topology);
            compare(&text, &topology, request, broken, Seed(7));
        }
    }
}

/// A topology, and what is broken: a node, the last line.
type Row = (
    &'static str,
    Option<(&'static str, Fault)>,
    Option<Impairment>,
);

/// What once was not the same.
const ROWS: [Row; 11] = [
    (include_str!("load/late.toml"), None, Some(LATE)),
    (include_str!("load/passed.toml"), None, Some(LOSSY)),
    (include_str!("load/sessions.toml"), None, None),
    (
        include_str!("load/both.toml"),
        Some(("api", Fault::Crash)),
        None,
    ),
    (include_str!("load/circle.toml"), None, None),
    (include_str!("load/overtaken.toml"), None, None),
    (include_str!("load/branches.toml"), None, None),
    (include_str!("load/pool.toml"), None, None),
    (include_str!("load/unwound.toml"), None, None),
    (
        include_str!("load/breaker.toml"),
        Some(("web", Fault::Reject)),
        None,
    ),
    (
        include_str!("load/breaker.toml"),
        Some(("web", Fault::Crash)),
        None,
    ),
];

const LOSSY: Impairment = Impairment {
    loss: 300_000,
    delay: SimDuration::ZERO,
};

const LATE: Impairment = Impairment {
    delay: SimDuration::from_secs(2),
    ..LOSSY
};

/// At many seeds.
#[test]
fn what_once_was_not_the_same_is() {
    for (text, node, line) in ROWS {
        let topology = Topology::parse("row", text).expect("a sound file");
        let node = node.map(|(id, fault)| (topology.find_node(id).expect("a node"), fault));
        let last = topology.link_ids().last().expect("a line");
        let line = line.map(|line| (last, line));
        for seed in 0..50 {
            compare(
                text,
                &topology,
                RequestId(0),
                Broken { node, line },
                Seed(seed),
            );
        }
    }
}

//! A request of a load that is followed is told as it was counted: the same end, the same latency
//! to the nanosecond, and phases that add up to it.

use std::fmt::Write;

use hopwise::engine::{Fault, Impairment};
use hopwise::load::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use hopwise::load::simulation::{Simulation, Status};
use hopwise::load::tally::RequestTally;
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{LinkId, NodeId, Topology, builtin};
use hopwise::trace::{OutcomeKind, Trace};
use proptest::prelude::*;

use crate::generate;
use crate::tape::Tape;

/// One request every so often: a length that nothing else is a multiple of.
const GAP: SimDuration = SimDuration(7_919_003);

/// So many requests of all kinds, so often that they meet.
fn plan(topology: &Topology, requests: u64, mut schedule: Vec<(SimTime, Change)>) -> LoadPlan {
    let rate = 1e9 / GAP.nanos() as f64;
    schedule.push((sent(requests), Change::Rate(0.0)));
    LoadPlan {
        arrivals: Arrivals::Open {
            shape: Shape::Constant,
            rate: Profile::constant(rate),
        },
        mix: topology.request_ids().map(|id| (id, 1.0)).collect(),
        limit: Limit::Duration(SimDuration::from_secs(1 << 20)),
        schedule,
        ..LoadPlan::steady(topology, rate)
    }
}

fn advance(load: &mut Simulation, until: SimTime) {
    while load.advance(until) == Status::Paused {}
}

/// When the request of this number is sent.
fn sent(number: u64) -> SimTime {
    SimTime::ZERO + GAP.times(number)
}

/// The request of this number, followed; `None` where its work is not over for long. All others
/// are gone by then as well.
fn follow(topology: &Topology, plan: &LoadPlan, number: u64) -> Option<Trace> {
    let mut load = Simulation::new(topology, plan, 0);
    advance(&mut load, SimTime(sent(number).nanos() - 1));
    load.follow_next();
    advance(&mut load, sent(number) + SimDuration::from_secs(4000));
    // Where workers are few and wait for each other in a circle it takes for ever.
    if topology.nodes().iter().all(|node| node.capacity.is_none()) {
        let nodes = load.tally().nodes.iter();
        let there: Vec<u32> = nodes.map(|node| node.in_system).collect();
        assert!(there.iter().all(|there| *there == 0), "left: {there:?}");
    }
    load.followed()
}

/// Those of one row of the mix that are over, their latencies added up, and how many ended so.
fn ended(tally: &RequestTally, outcome: OutcomeKind) -> (u64, u128, u64) {
    let so = tally.ends().iter().filter(|(kind, _)| *kind == outcome);
    let so = so.map(|(_, count)| count).sum();
    (tally.ended(), tally.latency.sum(), so)
}

/// At the instant when the followed request ends, one of its kind is counted, with its latency.
/// False where it did not end.
fn holds(what: &str, topology: &Topology, plan: &LoadPlan, number: u64) -> bool {
    let Some(trace) = follow(topology, plan, number) else {
        return false;
    };
    let is_limited = |id: LinkId| topology[id].connections.is_some();
    if trace.outcome.kind == OutcomeKind::Limit && topology.link_ids().any(is_limited) {
        // Which of the many calls of a circle waits for which connection is a matter of order.
        return true;
    }
    let row = plan.mix.iter().position(|(id, _)| *id == trace.request);
    let row = row.expect("a request of the mix");
    assert_eq!(trace.phases.total(), trace.total, "phases of {what}");
    let end = sent(number) + trace.total;
    let mut load = Simulation::new(topology, plan, 0);
    let outcome = trace.outcome.kind;
    advance(&mut load, SimTime(end.nanos() - 1));
    let before = ended(&load.tally().requests[row], outcome);
    advance(&mut load, end);
    let after = ended(&load.tally().requests[row], outcome);
    let counted = (after.0 - before.0, after.1 - before.1, after.2 - before.2);
    let so = format!("{what}: {:?}", trace.outcome);
    if counted.0 > 1 && counted.2 > 0 {
        // Several that waited for the same connection end together.
        assert!(counted.1 >= u128::from(trace.total.nanos()), "{so}");
    } else {
        let expected = (1, u128::from(trace.total.nanos()), 1);
        assert_eq!(counted, expected, "{so}");
    }
    true
}

#[test]
fn followed_requests_of_built_in_topologies_are_as_counted() {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        let plan = plan(&topology, 3_000, Vec::new());
        for number in [1, 2, 50, 51, 1000, 2345] {
            let what = format!("{} {number}", builtin.name);
            assert!(holds(&what, &topology, &plan, number), "{what} never ends");
        }
    }
}

/// The same topology, with few connections over some of its lines, and few places at some of its
/// nodes.
pub(crate) fn with_little_room(text: &str, tape: &mut Tape) -> String {
    let mut few = String::new();
    for line in text.lines() {
        few.push_str(line);
        few.push('\n');
        if line.starts_with("latency") && tape.chance(60) {
            let _ = writeln!(few, "connections = {}", 1 + tape.below(2));
        }
        if line.starts_with("capacity") && tape.chance(40) {
            let _ = writeln!(few, "queue = {}", tape.below(3));
        }
    }
    few
}

/// Up to so many changes at any time until all are sent.
pub(crate) fn schedule(topology: &Topology, tape: &mut Tape) -> Vec<(SimTime, Change)> {
    let mut schedule = Vec::new();
    for _ in 0..tape.below(6) {
        let at = tape.below(200) * 2000 + tape.below(256);
        let at = SimTime::ZERO + SimDuration::from_micros(at as u64);
        let node = NodeId::from(tape.below(topology.nodes().len()));
        let faults = [
            None,
            Some(Fault::Down),
            Some(Fault::Drop),
            Some(Fault::Slow { factor: 3 }),
            Some(Fault::Crash),
            Some(Fault::Reject),
        ];
        let change = match tape.below(8) {
            0 if !topology.links().is_empty() => {
                let link = LinkId::from(tape.below(topology.links().len()));
                let loss = [0, 300_000, Impairment::ALL][tape.below(3)];
                let delay = SimDuration::from_millis([0, 7][tape.below(2)]);
                Change::Impair(link, Impairment { loss, delay })
            }
            1 => Change::Capacity(node, 1 + tape.below(4) as u32),
            _ => Change::Fault(node, faults[tape.below(faults.len())]),
        };
        schedule.push((at, change));
    }
    schedule.sort_by_key(|(at, _)| *at);
    schedule
}

proptest! {
    #![proptest_config(crate::property::config())]

    #[test]
    fn followed_requests_are_as_counted(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        room in prop::collection::vec(any::<u8>(), 0..40),
        changes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut tape = Tape::new(bytes);
        let text = generate::topology(&mut tape);
        let text = with_little_room(&text, &mut Tape::new(room));
        let topology = Topology::parse("generated", &text).expect("a sound file");
        let mut tape = Tape::new(changes);
        let plan = plan(&topology, 50, schedule(&topology, &mut tape));
        let number = 1 + tape.below(40) as u64;
        let what = format!("{text}\n{number} under {:?}", plan.schedule);
        holds(&what, &topology, &plan, number);
    }
}

//! A load against queueing theory: what it comes to at fixed seeds lies inside the 99.9 %
//! confidence interval around what theory says, over independent replications.

#[path = "support/cases.rs"]
mod cases;
#[path = "support/row.rs"]
mod row;
#[path = "support/theory.rs"]
mod theory;

use hopwise::load::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use hopwise::load::run::{Progress, fitting_rate, replicate};
use hopwise::load::simulation::{Simulation, Status};
use hopwise::load::tally::Tally;
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{NodeId, Topology, builtin};
use hopwise::trace::OutcomeKind;

use cases::{cases, little, row_of_queues, steady};
use row::tandem;

/// Replications, and the 99.95 % point of Student's t with one degree of freedom less.
const REPLICATIONS: u32 = 12;
const T: f64 = 4.437;

/// The tallies of all replications, after a warm-up.
fn tallies(topology: &Topology, plan: &LoadPlan, requests: u64) -> Vec<Tally> {
    let plan = LoadPlan {
        limit: Limit::Requests(requests),
        ..plan.clone()
    };
    let replicate = |number| replicate(topology, &plan, number, &Progress::new());
    (0..REPLICATIONS).map(replicate).collect()
}

/// Theory lies inside the interval around what was seen, and the interval says something.
fn assert_near(what: &str, seen: &[f64], theory: f64) {
    let count = seen.len() as f64;
    let mean = seen.iter().sum::<f64>() / count;
    let squares = seen.iter().map(|value| (value - mean) * (value - mean));
    let error = (squares.sum::<f64>() / (count - 1.0) / count).sqrt();
    let half = T * error;
    assert!(
        (mean - theory).abs() <= half + 1e-9,
        "{what}: {mean} ± {half}, not {theory}"
    );
    assert!(
        half < 0.2 * theory.max(1e-3),
        "{what}: {mean} ± {half} says nothing"
    );
}

#[test]
fn loads_come_to_what_theory_says() {
    for case in cases() {
        let tallies = tallies(&case.topology, &case.plan, 20_000);
        for row in case.rows {
            let seen = tallies.iter().map(|tally| row.measure.of(tally));
            let what = format!("{}, {:?}", case.what, row.measure);
            assert_near(&what, &seen.collect::<Vec<_>>(), row.theory);
        }
    }
}

/// Who finds no place is told so.
#[test]
fn an_http_server_with_no_place_answers_503() {
    let topology = tandem(&[(
        "capacity = 1\nqueue = 0\nservice = \"4ms\"",
        "latency = \"0ms\"",
    )]);
    for tally in tallies(&topology, &steady(&topology, 500.0), 500) {
        let ends = tally.requests[0].ends().iter();
        let refused = ends.filter(|end| end.0 == OutcomeKind::Response(503));
        assert_eq!(
            refused.map(|end| end.1).sum::<u64>(),
            tally.nodes[1].refused
        );
        assert!(tally.nodes[1].refused > 0);
    }
}

/// Replicas follow the load: as many as its work needs to keep their target, between the rule's
/// ends, and never sooner than its delay.
#[test]
fn replicas_follow_the_rule() {
    // 10 ms of work each, two workers to a replica, busy for 60 %: rate / 120 replicas.
    let rows = [
        (20.0, 2, 10, 2),
        (300.0, 1, 10, 3),
        (900.0, 1, 10, 8),
        (900.0, 1, 5, 5),
    ];
    for (rate, min, max, expected) in rows {
        let keys = format!(
            "capacity = 2\nservice = \"10ms\"\n\
             scale = {{ min = {min}, max = {max}, target = 0.6, delay = \"5s\" }}"
        );
        let topology = tandem(&[(&keys, "latency = \"0ms\"")]);
        let plan = LoadPlan {
            arrivals: Arrivals::Open {
                shape: Shape::Constant,
                rate: Profile::constant(rate),
            },
            limit: Limit::Duration(SimDuration::from_secs(1000)),
            schedule: vec![(
                SimTime::ZERO + SimDuration::from_secs(500),
                Change::Rate(1.0),
            )],
            ..LoadPlan::steady(&topology, rate)
        };
        let mut load = Simulation::new(&topology, &plan, 0);
        let mut replicas = |second: u64| {
            let until = SimTime::ZERO + (SimDuration::from_secs(second) - SimDuration(1));
            while load.advance(until) == Status::Paused {}
            load.workers(NodeId(1)).expect("a capacity") / 2
        };
        let what = format!("{rate} a second, {min} to {max}");
        assert_eq!(replicas(5), min, "{what}: before anybody looked");
        let mut before = min;
        for look in 2..100 {
            let now = replicas(5 * look);
            // Nobody is busier than always: a look multiplies by 1 / 0.6 at most.
            assert!(
                now <= (f64::from(before) / 0.6).ceil() as u32,
                "{what}: {before} to {now}"
            );
            assert!((min..=max).contains(&now), "{what}: {now}");
            before = now;
        }
        assert_eq!(before, expected, "{what}: in the end");
        assert_eq!(replicas(900), min, "{what}: when hardly anybody comes");
    }
}

#[test]
fn littles_law_at_every_node() {
    let (topology, plan) = row_of_queues();
    let ratios = (0..REPLICATIONS).map(|number| little(&topology, &plan, number, 4_000));
    let ratios: Vec<Vec<f64>> = ratios.collect();
    for node in 0..topology.nodes().len() - 1 {
        let seen: Vec<f64> = ratios.iter().map(|ratios| ratios[node]).collect();
        assert_near(&format!("Little's law at node {node}"), &seen, 1.0);
    }
}

/// Little's law for the queues of every built-in topology, at the rate that fits it.
#[test]
fn queues_of_built_in_topologies_are_as_long_as_little_says() {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        let rate = fitting_rate(&topology, &steady(&topology, 1.0));
        for tally in tallies(&topology, &steady(&topology, rate), 4_000) {
            for node in &tally.nodes {
                let (area, waited) = (node.queue_area as f64, node.wait.sum() as f64);
                // A request that waits at either end of the window counts in one of them only.
                let apart = (area - waited).abs() / tally.length().nanos() as f64;
                assert!(apart < 0.02, "{}: {area} and {waited}", builtin.name);
            }
        }
    }
}

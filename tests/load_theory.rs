//! A load against queueing theory: what it comes to at fixed seeds lies inside the 99.9 %
//! confidence interval around what theory says, over independent replications.

#[path = "support/theory.rs"]
mod theory;

use std::fmt::Write as _;

use hopwise::load::plan::{Arrivals, Limit, LoadPlan};
use hopwise::load::run::fitting_rate;
use hopwise::load::simulation::{Simulation, Status};
use hopwise::load::tally::Tally;
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{Distribution, Topology, builtin};
use theory::{
    closed, erlang_b, erlang_c, jackson, sojourn_ps, wait_mg1, wait_mmc, waits_longer_mmc,
};

/// Replications, and the 99.95 % point of Student's t with one degree of freedom less.
const REPLICATIONS: u32 = 12;
const T: f64 = 4.437;

/// Stations one after the other behind a client, each with these keys.
fn tandem(stations: &[&str]) -> Topology {
    let mut text = String::from(
        "format = 1\ntitle = \"Theory\"\n[node.client]\nkind = \"client\"\nname = \"C\"\n",
    );
    let mut from = "client".to_owned();
    for (number, keys) in stations.iter().enumerate() {
        let last = number + 1 == stations.len();
        let kind = if last { "web" } else { "proxy" };
        let to = format!("s{number}");
        let _ = write!(
            text,
            "[node.{to}]\nkind = \"{kind}\"\nname = \"S\"\n{keys}\n[[link]]\nfrom = \"{from}\"\n\
             to = \"{to}\"\nlatency = \"0ms\"\npool = \"warm\"\n"
        );
        from = to;
    }
    text += "[[request]]\nid = \"one\"\npath = \"/x\"\ngiven = { client = \"warm\" }\n";
    Topology::parse("theory", &text).expect("a sound file")
}

/// The tallies of all replications, after a warm-up.
fn tallies(topology: &Topology, plan: &LoadPlan) -> Vec<Tally> {
    let end = match plan.limit {
        Limit::Requests(_) => SimTime(u64::MAX),
        Limit::Duration(length) => SimTime::ZERO + plan.warmup + length,
    };
    let replicate = |replication| {
        let mut load = Simulation::new(topology, plan, replication);
        while load.advance(SimTime::ZERO + plan.warmup) == Status::Paused {}
        load.reset_statistics();
        while load.advance(end) == Status::Paused {}
        load.counted()
    };
    (0..REPLICATIONS).map(replicate).collect()
}

fn open(topology: &Topology, rate: f64, requests: u64) -> LoadPlan {
    LoadPlan {
        limit: Limit::Requests(requests),
        warmup: SimDuration::from_secs(2),
        ..LoadPlan::steady(topology, rate)
    }
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

/// Mean wait at the `station`th node, in seconds.
fn waits(tallies: &[Tally], station: usize) -> Vec<f64> {
    let mean = |tally: &Tally| tally.nodes[station + 1].wait.mean() / 1e9;
    tallies.iter().map(mean).collect()
}

fn sojourns(tallies: &[Tally], station: usize) -> Vec<f64> {
    let mean = |tally: &Tally| tally.nodes[station + 1].sojourn.mean() / 1e9;
    tallies.iter().map(mean).collect()
}

/// Waits at one station, by its keys; the mean service is 1 ms or c ms.
#[test]
fn waits_at_one_station() {
    let rows = [
        (
            "M/M/1",
            "capacity = 1\nservice = { mean = \"1ms\" }",
            600.0,
            wait_mmc(1, 600.0, 1e-3),
        ),
        (
            "M/M/4",
            "capacity = 4\nservice = { mean = \"4ms\" }",
            700.0,
            wait_mmc(4, 700.0, 4e-3),
        ),
        (
            "M/D/1",
            "capacity = 1\nservice = \"1ms\"",
            700.0,
            wait_mg1(700.0, 1e-3, 1e-6),
        ),
        (
            "M/G/1",
            "capacity = 1\nservice = { min = \"0ms\", max = \"2ms\" }",
            650.0,
            // The mean square of a uniform length from 0 to 2 ms is 4/3 ms².
            wait_mg1(650.0, 1e-3, 4e-6 / 3.0),
        ),
    ];
    for (what, keys, rate, theory) in rows {
        let topology = tandem(&[keys]);
        let tallies = tallies(&topology, &open(&topology, rate, 12_000));
        assert_near(what, &waits(&tallies, 0), theory);
    }
}

/// Not only the mean: the share of those who wait at all, and longer than a time.
#[test]
fn waits_are_distributed_as_erlang_says() {
    let topology = tandem(&["capacity = 3\nservice = { mean = \"1ms\" }"]);
    let tallies = tallies(&topology, &open(&topology, 2000.0, 40_000));
    for millis in [0, 1, 2] {
        let time = SimDuration::from_millis(millis);
        let longer = |tally: &Tally| {
            let wait = &tally.nodes[1].wait;
            1.0 - wait.up_to(time) as f64 / wait.count() as f64
        };
        let seen: Vec<f64> = tallies.iter().map(longer).collect();
        let theory = match millis {
            0 => erlang_c(3, 2.0),
            _ => waits_longer_mmc(3, 2.0, 1.0, millis as f64),
        };
        assert_near(&format!("longer than {millis} ms"), &seen, theory);
    }
}

/// Who finds all workers taken, and no place to wait, is lost.
#[test]
fn losses_without_a_queue() {
    let topology = tandem(&["capacity = 3\nqueue = 0\nservice = { mean = \"4ms\" }"]);
    let tallies = tallies(&topology, &open(&topology, 500.0, 12_000));
    let share = |tally: &Tally| tally.nodes[1].refused as f64 / tally.nodes[1].arrivals as f64;
    let seen: Vec<f64> = tallies.iter().map(share).collect();
    assert_near("Erlang B", &seen, erlang_b(3, 2.0));
    for tally in &tallies {
        let failed = |outcome| tally.requests[0].ends().iter().find(|end| end.0 == outcome);
        let refused = failed(hopwise::trace::OutcomeKind::Response(503));
        assert!(
            refused.is_some_and(|(_, count)| *count > 0),
            "an HTTP server answers 503"
        );
    }
}

/// Three stations one after the other are three M/M/c queues.
#[test]
fn a_network_of_queues() {
    let topology = tandem(&[
        "capacity = 1\nservice = { mean = \"1ms\" }",
        "capacity = 2\nservice = { mean = \"2ms\" }",
        "capacity = 3\nservice = { mean = \"3ms\" }",
    ]);
    let stations = [(1, 1e-3, 600.0), (2, 2e-3, 0.0), (3, 3e-3, 0.0)];
    let stations = stations.map(|(servers, service, outside)| theory::Station {
        servers,
        service,
        outside,
    });
    let routing: [&[f64]; 3] = [&[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0], &[0.0, 0.0, 0.0]];
    let tallies = tallies(&topology, &open(&topology, 600.0, 12_000));
    for (station, (rate, sojourn)) in jackson(&stations, &routing).into_iter().enumerate() {
        assert!((rate - 600.0).abs() < 1e-6);
        assert_near("Jackson", &sojourns(&tallies, station), sojourn);
    }
}

/// Under processor sharing the mean time depends on the mean of the work only.
#[test]
fn shared_workers() {
    for service in [
        "\"1ms\"",
        "{ mean = \"1ms\" }",
        "{ min = \"0ms\", max = \"2ms\" }",
    ] {
        let keys = format!("capacity = 1\ndiscipline = \"ps\"\nservice = {service}");
        let topology = tandem(&[&keys]);
        let tallies = tallies(&topology, &open(&topology, 600.0, 10_000));
        assert_near(
            service,
            &sojourns(&tallies, 0),
            sojourn_ps(600.0, 1e-3, 1e-3),
        );
    }
}

/// Clients who think and come back: mean value analysis.
#[test]
fn a_closed_network() {
    let topology = tandem(&[
        "capacity = 1\nservice = { mean = \"2ms\" }",
        "capacity = 2\nservice = { mean = \"3ms\" }",
    ]);
    let plan = LoadPlan {
        arrivals: Arrivals::Closed {
            clients: 10,
            think: Distribution::Exponential {
                mean: SimDuration::from_millis(20),
            },
        },
        limit: Limit::Duration(SimDuration::from_secs(25)),
        ..open(&topology, 1.0, 0)
    };
    let tallies = tallies(&topology, &plan);
    let (throughput, times) = closed(10, 20e-3, &[(1, 2e-3), (2, 3e-3)]);
    let rate = |tally: &Tally| tally.requests[0].ended() as f64 / 25.0;
    assert_near(
        "throughput",
        &tallies.iter().map(rate).collect::<Vec<_>>(),
        throughput,
    );
    for (station, time) in times.into_iter().enumerate() {
        assert_near("closed", &sojourns(&tallies, station), time);
    }
}

/// At every node those who are there are the arrivals in a unit of time, times their time there
/// (J. D. C. Little, A Proof for the Queuing Formula: L = λW, Operations Research 9, 1961).
#[test]
fn littles_law_at_every_node() {
    let topology = tandem(&[
        "capacity = 1\nservice = { mean = \"1ms\" }",
        "capacity = 3\nservice = { median = \"2ms\", p99 = \"9ms\" }",
        "capacity = 2\nservice = { min = \"1ms\", max = \"3ms\" }",
    ]);
    for tally in tallies(&topology, &open(&topology, 700.0, 4_000)) {
        for node in &tally.nodes[1..] {
            let there = node.busy_ns + node.queue_area;
            let gone = node.sojourn.sum();
            let off = there.abs_diff(gone) as f64 / there as f64;
            assert!(off < 0.02, "{there} and {gone}");
        }
    }
}

/// Little's law for the queues of every built-in topology, at the rate that fits it.
#[test]
fn queues_of_built_in_topologies_are_as_long_as_little_says() {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        let rate = fitting_rate(&topology, &open(&topology, 1.0, 1));
        for tally in tallies(&topology, &open(&topology, rate, 4_000)) {
            for node in &tally.nodes {
                let (area, waited) = (node.queue_area as f64, node.wait.sum() as f64);
                // A request that waits at either end of the window counts in one of them only.
                let apart = (area - waited).abs() / tally.length().nanos() as f64;
                assert!(apart < 0.02, "{}: {area} and {waited}", builtin.name);
            }
        }
    }
}

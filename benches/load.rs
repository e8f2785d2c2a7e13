//! How fast a load runs, and how close it comes to theory: `cargo bench --bench load`.
//!
//! Speed is node visits a second of processor time on one core, every visit counted in full. Words
//! after `--` choose rows: `speed`, `threads`, `memory`, `theory` (20 million requests of each
//! system that theory knows: the bench fails where one is more than 1 % off).

#[path = "../tests/support/cases.rs"]
mod cases;
#[path = "../tests/support/row.rs"]
mod row;
#[path = "../tests/support/theory.rs"]
mod theory;

use std::process::ExitCode;
use std::time::Instant;

use hopwise::load::plan::{Limit, LoadPlan};
use hopwise::load::run::{Progress, replicate, replicate_by_events, run};
use hopwise::load::tally::Tally;
use hopwise::topology::Topology;

const TANDEM: &str = include_str!("load/tandem.toml");
const ASIDE: &str = include_str!("load/aside.toml");

/// Requests a second in all rows.
const RATE: f64 = 1000.0;

fn topology(name: &str, text: &str) -> Topology {
    Topology::parse(name, text).expect("a sound file")
}

fn plan(topology: &Topology, requests: u64, replications: u32) -> LoadPlan {
    LoadPlan {
        limit: Limit::Requests(requests),
        replications,
        ..LoadPlan::steady(topology, RATE)
    }
}

/// Processor time of this thread in seconds, where the system tells it; else the clock's.
fn processor(began: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat");
    let nanos = told
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| began.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// What one replication counts, by whatever way is the fastest.
fn fastest(topology: &Topology, plan: &LoadPlan) -> Tally {
    replicate(topology, plan, 0, &Progress::new())
}

/// What one replication counts, one event after the other.
fn events(topology: &Topology, plan: &LoadPlan) -> Tally {
    replicate_by_events(topology, plan, 0, &Progress::new())
}

type Way = fn(&Topology, &LoadPlan) -> Tally;

/// Visits of one replication, and seconds of processor time.
fn measure(topology: &Topology, plan: &LoadPlan, way: Way) -> (u64, f64) {
    let began = Instant::now();
    let before = processor(began);
    let tally = way(topology, plan);
    let took = processor(began) - before;
    let visits = tally.nodes.iter().map(|node| node.arrivals).sum();
    (visits, took)
}

fn speed(name: &str, text: &str, requests: u64, way: Way) {
    let topology = topology(name, text);
    let plan = plan(&topology, requests, 1);
    let (visits, seconds) = measure(&topology, &plan, way);
    println!(
        "{name:<24} {:>6.1} million visits a second, {:.1} ns each, {visits} visits",
        visits as f64 / seconds / 1e6,
        seconds / visits as f64 * 1e9
    );
}

/// Requests that theory is held to, and how far they may be off.
const MANY: u64 = 20_000_000;
const OFF: f64 = 0.01;

/// One row of theory; whether it holds.
fn holds(what: &str, theory: f64, seen: f64) -> bool {
    let off = seen / theory - 1.0;
    let holds = off.abs() <= OFF;
    let word = if holds { "" } else { "  BEYOND 1 %" };
    println!(
        "{what:<52} theory {theory:>12.9}  seen {seen:>12.9}  {:>+7.3} %{word}",
        off * 100.0
    );
    holds
}

/// Every system that theory knows; whether all rows hold.
fn theory_holds() -> bool {
    let mut all = true;
    for case in cases::cases() {
        let plan = LoadPlan {
            limit: Limit::Requests(MANY),
            ..case.plan
        };
        let tally = fastest(&case.topology, &plan);
        for row in case.rows {
            let what = format!("{}, {:?}", case.what, row.measure);
            all &= holds(&what, row.theory, row.measure.of(&tally));
        }
    }
    // 700 requests a second, looked at every 5 ms.
    let looks = (MANY as f64 / 700.0 / 0.005) as u32;
    let (topology, plan) = cases::row_of_queues();
    for (node, ratio) in cases::little(&topology, &plan, 0, looks)
        .into_iter()
        .enumerate()
    {
        all &= holds(
            &format!("Little's law at node {node}, L / (λ W)"),
            1.0,
            ratio,
        );
    }
    all
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |word: &str| words.is_empty() || words.iter().any(|other| other == word);
    if wanted("speed") {
        speed("tandem", TANDEM, 1_000_000, fastest);
        speed("tandem by events", TANDEM, 1_000_000, events);
        speed("cache-aside", ASIDE, 1_000_000, fastest);
        speed("cache-aside by events", ASIDE, 1_000_000, events);
    }
    if wanted("threads") {
        let topology = topology("aside", ASIDE);
        let plan = plan(&topology, 1_000_000, 4);
        let mut took = [0.0; 2];
        for (threads, took) in (1..).zip(&mut took) {
            let began = Instant::now();
            run(&topology, &plan, threads, &Progress::new());
            *took = began.elapsed().as_secs_f64();
        }
        println!(
            "two threads              {:>6.2} times as fast as one",
            took[0] / took[1]
        );
    }
    if words.iter().any(|word| word == "memory") {
        speed("tandem, 100 million", TANDEM, 100_000_000, fastest);
    }
    let wrong = words.iter().any(|word| word == "theory") && !theory_holds();
    ExitCode::from(u8::from(wrong))
}

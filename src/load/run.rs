//! Independent replications of one plan, on as many threads as are given, put together in their
//! order: the report has the same bytes for any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use super::plan::{Limit, LoadPlan};
use super::report::LoadReport;
use super::simulation::{Simulation, Status};
use super::tally::Tally;
use crate::time::{SimDuration, SimTime};
use crate::topology::Topology;

/// Parts of a replication that progress is counted in.
const PARTS: u64 = 1000;

/// Requests of a run that finds out how much a topology bears.
const PILOT: u64 = 400;

/// Utilisation that a load aims at where nobody says how much is sent: busy, and not overrun.
const AIM: f64 = 0.7;

/// Requests a second where nothing limits a topology.
const UNLIMITED: f64 = 100.0;

/// How far a run is, and whether it shall stop: shared with whoever watches it.
#[derive(Debug, Default)]
pub struct Progress {
    stop: AtomicBool,
    done: AtomicU64,
    whole: AtomicU64,
}

impl Progress {
    /// A run that nobody has begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the run soon, with a report of what was counted so far.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The share of all announced runs that is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        let done = self.done.load(Ordering::Relaxed) as f64;
        let whole = self.whole.load(Ordering::Relaxed);
        if whole == 0 {
            0.0
        } else {
            (done / whole as f64).min(1.0)
        }
    }

    /// So many more parts are done.
    fn add(&self, parts: u64) {
        self.done.fetch_add(parts, Ordering::Relaxed);
    }

    /// Announces so many replications.
    pub fn expect(&self, replications: u64) {
        self.whole
            .fetch_add(replications * PARTS, Ordering::Relaxed);
    }
}

/// Runs every replication of `plan` on at most `threads` threads. Stopped early, the report says
/// so, and counts what there is.
pub fn run(
    topology: &Topology,
    plan: &LoadPlan,
    threads: usize,
    progress: &Progress,
) -> LoadReport {
    let count = plan.replications.max(1);
    let next = AtomicU32::new(0);
    let tallies: Mutex<Vec<Option<Tally>>> = Mutex::new(vec![None; count as usize]);
    let work = || loop {
        let replication = next.fetch_add(1, Ordering::Relaxed);
        if replication >= count || progress.is_stopped() {
            return;
        }
        let tally = replicate(topology, plan, replication, progress);
        if let Ok(mut tallies) = tallies.lock() {
            tallies[replication as usize] = Some(tally);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, count as usize) {
            scope.spawn(work);
        }
        work();
    });
    let tallies = tallies.into_inner().unwrap_or_default();
    let tallies: Vec<Tally> = tallies.into_iter().flatten().collect();
    LoadReport::new(topology, plan, &tallies, progress.is_stopped())
}

/// One replication, from the warm-up to the limit: what it counts. Requests stream as far as all
/// take one straight way; the rest, and everything where a stream cannot tell what comes of it, is
/// simulated one event after the other, which comes to the same.
pub fn replicate(
    topology: &Topology,
    plan: &LoadPlan,
    replication: u32,
    progress: &Progress,
) -> Tally {
    let mut simulation = Simulation::new(topology, plan, replication);
    if !simulation.let_stream(plan) {
        return simulate(plan, simulation, progress).counted();
    }
    let simulation = simulate(plan, simulation, progress);
    if simulation.ends_clear() || progress.is_stopped() {
        return simulation.counted();
    }
    progress.add(0_u64.wrapping_sub(PARTS));
    replicate_by_events(topology, plan, replication, progress)
}

/// The same one event after the other, whether or not it could stream: slower, and no different.
pub fn replicate_by_events(
    topology: &Topology,
    plan: &LoadPlan,
    replication: u32,
    progress: &Progress,
) -> Tally {
    let simulation = Simulation::new(topology, plan, replication);
    simulate(plan, simulation, progress).counted()
}

/// Runs to the limit of the plan, or until it is unclear or stopped.
fn simulate(plan: &LoadPlan, mut simulation: Simulation, progress: &Progress) -> Simulation {
    let start = SimTime::ZERO + plan.warmup;
    let end = match plan.limit {
        Limit::Requests(_) => SimTime(u64::MAX),
        Limit::Duration(length) => start + length,
    };
    let (mut told, mut is_stopped) = (0, false);
    let has_warmup = plan.warmup > SimDuration::ZERO;
    for until in [start, end].into_iter().skip(usize::from(!has_warmup)) {
        while simulation.advance(until) == Status::Paused && simulation.is_clear() {
            if progress.is_stopped() && !is_stopped {
                simulation.stop();
                is_stopped = true;
            }
            let (over, now) = simulation.progress();
            let parts = share(plan, over, now, start);
            progress.add(parts.saturating_sub(told));
            told = told.max(parts);
        }
        if has_warmup && until == start && !is_stopped {
            simulation.reset_statistics();
        }
    }
    progress.add(PARTS - told);
    simulation
}

/// How many of its parts a replication has done, with so many requests over at `now`.
fn share(plan: &LoadPlan, over: u64, now: SimTime, start: SimTime) -> u64 {
    let (done, whole) = match plan.limit {
        Limit::Requests(most) => (over, most),
        Limit::Duration(length) => (now.since(start).nanos(), length.nanos()),
    };
    let parts = u128::from(done) * u128::from(PARTS) / u128::from(whole.max(1));
    parts.min(u128::from(PARTS)) as u64
}

/// A rate at which the busiest node of `topology` is busy for 70 % of its time, in two digits, by
/// the utilisation law: utilisation grows with the rate. It is measured twice, with requests that
/// come one after the other and then at half of what follows from that, where copies and
/// connections live long enough to be used again. 100 a second where nothing limits it.
pub fn fitting_rate(topology: &Topology, plan: &LoadPlan) -> f64 {
    const SLOW: f64 = 0.1;
    let fitting = |rate: f64, requests: u64| {
        let pilot = LoadPlan {
            mix: plan.mix.clone(),
            keys: plan.keys,
            limit: Limit::Requests(requests),
            seed: plan.seed,
            ..LoadPlan::steady(topology, rate)
        };
        let report = run(topology, &pilot, 1, &Progress::new());
        let (_, utilisation) = report.bottleneck()?;
        Some(rate * AIM / utilisation)
    };
    let first = fitting(SLOW, PILOT);
    let second = first.and_then(|first| fitting(first / 2.0, 5 * PILOT));
    second.or(first).map_or(UNLIMITED, two_digits)
}

/// Requests that are over a second, as a few of them show.
pub fn throughput(topology: &Topology, plan: &LoadPlan) -> f64 {
    let pilot = LoadPlan {
        limit: Limit::Requests(PILOT),
        warmup: SimDuration::ZERO,
        replications: 1,
        ..plan.clone()
    };
    run(topology, &pilot, 1, &Progress::new()).throughput.mean
}

/// A number rounded down to two significant digits.
fn two_digits(number: f64) -> f64 {
    let scale = libm::pow(10.0, libm::floor(libm::log10(number)) - 1.0);
    libm::floor(number / scale + 1e-9) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_two_digits() {
        for (number, expected) in [(1234.5, 1200.0), (0.0456, 0.045), (99.0, 99.0), (7.0, 7.0)] {
            assert!((two_digits(number) - expected).abs() < 1e-9, "{number}");
        }
    }
}

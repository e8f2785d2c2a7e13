//! Independent replications of one plan, on as many threads as are given, put together in their
//! order: the report has the same bytes for any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use super::plan::{Limit, LoadPlan};
use super::report::LoadReport;
use super::simulation::{Simulation, Status};
use super::stream::{Flow, Passing, Stream};
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

/// One replication, from the warm-up to the limit: what it counts. Where all requests take one
/// straight way they stream; else, and where a stream cannot tell, they are simulated one event
/// after the other, which comes to the same.
pub fn replicate(
    topology: &Topology,
    plan: &LoadPlan,
    replication: u32,
    progress: &Progress,
) -> Tally {
    let simulation = Simulation::new(topology, plan, replication);
    let stream = simulation.stream(plan);
    stream
        .and_then(|stream| flow(plan, stream, progress))
        .unwrap_or_else(|| simulate(plan, simulation, progress))
}

/// The same one event after the other, whether or not it could stream: slower, and no different.
pub fn replicate_by_events(
    topology: &Topology,
    plan: &LoadPlan,
    replication: u32,
    progress: &Progress,
) -> Tally {
    simulate(plan, Simulation::new(topology, plan, replication), progress)
}

/// Lets a stream flow to its end; `None` where it cannot tell what comes of it.
fn flow(plan: &LoadPlan, mut stream: Stream, progress: &Progress) -> Option<Tally> {
    let start = SimTime::ZERO + plan.warmup;
    let (mut buffers, mut told) = (<[Vec<Passing>; 2]>::default(), 0);
    loop {
        match stream.advance(&mut buffers) {
            Flow::On => {}
            Flow::Over => break,
            Flow::Unclear => {
                progress.add(0_u64.wrapping_sub(told));
                return None;
            }
        }
        if progress.is_stopped() {
            stream.stop();
        }
        let parts = share(plan, stream.sent(), stream.now(), start);
        progress.add(parts.saturating_sub(told));
        told = told.max(parts);
    }
    progress.add(PARTS - told);
    Some(stream.counted())
}

/// Simulates one event after the other.
fn simulate(plan: &LoadPlan, mut simulation: Simulation, progress: &Progress) -> Tally {
    let start = SimTime::ZERO + plan.warmup;
    if plan.warmup > SimDuration::ZERO {
        while simulation.advance(start) == Status::Paused && !progress.is_stopped() {}
        if progress.is_stopped() {
            return simulation.counted();
        }
        simulation.reset_statistics();
    }
    let end = match plan.limit {
        Limit::Requests(_) => SimTime(u64::MAX),
        Limit::Duration(length) => start + length,
    };
    let mut told = 0;
    while simulation.advance(end) == Status::Paused && !progress.is_stopped() {
        let parts = share(plan, simulation.over(), simulation.now(), start);
        progress.add(parts.saturating_sub(told));
        told = told.max(parts);
    }
    progress.add(PARTS - told);
    simulation.counted()
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

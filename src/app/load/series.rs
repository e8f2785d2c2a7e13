//! What was seen of a load: samples for the curves, and the last moments of every box.

use std::collections::VecDeque;

use crate::load::histogram::Histogram;
use crate::load::report::is_failure;
use crate::load::simulation::Simulation;
use crate::playback::scene::Gauge;
use crate::time::{SimDuration, SimTime};
use crate::topology::NodeId;

/// Samples that are kept: as many as a wide curve has cells.
const KEPT: usize = 240;
/// Samples that numbers are taken over.
const WINDOW: usize = 5;
/// Looks that a box's numbers are taken over.
const LOOKED: usize = 20;

/// One point of the curves. Rates are over one sample, latencies over the last moments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// Requests sent, a second of model time.
    pub sent: f64,
    /// Requests over, a second.
    pub done: f64,
    /// Share of those over that failed, over the last moments.
    pub failed: f64,
    /// Latencies that 50, 95 and 99 % stayed below; `None` where no request was over.
    pub latency: Option<[SimDuration; 3]>,
}

/// What was counted until one moment.
#[derive(Debug, Clone)]
struct Counted {
    at: SimTime,
    sent: u64,
    done: u64,
    failed: u64,
    latency: Histogram,
    visits: Vec<u64>,
}

/// A look at one box.
#[derive(Debug, Clone, Copy)]
struct Look {
    busy: u32,
    waiting: u32,
    seen: bool,
}

/// What was seen.
#[derive(Debug, Clone)]
pub(super) struct Series {
    samples: VecDeque<Sample>,
    counted: VecDeque<Counted>,
    looks: VecDeque<Vec<Look>>,
}

impl Counted {
    fn of(simulation: &Simulation) -> Self {
        let tally = simulation.tally();
        let total = tally.total();
        let failed = total
            .ends()
            .iter()
            .filter(|(outcome, _)| is_failure(*outcome));
        Self {
            at: simulation.now(),
            sent: total.sent,
            done: total.ended(),
            failed: failed.map(|(_, count)| count).sum(),
            latency: total.latency,
            visits: tally.nodes.iter().map(|node| node.arrivals).collect(),
        }
    }
}

impl Series {
    pub(super) fn new(simulation: &Simulation) -> Self {
        Self {
            samples: VecDeque::new(),
            counted: VecDeque::from([Counted::of(simulation)]),
            looks: VecDeque::new(),
        }
    }

    pub(super) fn samples(&self) -> impl ExactSizeIterator<Item = &Sample> + DoubleEndedIterator {
        self.samples.iter()
    }

    /// Looks at every box; the flag says whether it is one that is looked at.
    pub(super) fn look(
        &mut self,
        simulation: &Simulation,
        nodes: impl Iterator<Item = (NodeId, bool)>,
    ) {
        if self.looks.len() == LOOKED {
            self.looks.pop_front();
        }
        let look = |(node, seen)| Look {
            busy: simulation.busy(node),
            waiting: simulation.queue_len(node),
            seen,
        };
        self.looks.push_back(nodes.map(look).collect());
    }

    /// Adds a point to the curves.
    pub(super) fn sample(&mut self, simulation: &Simulation) {
        let now = Counted::of(simulation);
        let (Some(last), Some(first)) = (self.counted.back(), self.counted.front()) else {
            return;
        };
        let seconds = now.at.since(last.at).nanos() as f64 / 1e9;
        let rate = |count: u64| {
            if seconds > 0.0 {
                count as f64 / seconds
            } else {
                0.0
            }
        };
        let done = now.done - first.done;
        let latency = now.latency.since(&first.latency);
        self.samples.push_back(Sample {
            sent: rate(now.sent - last.sent),
            done: rate(now.done - last.done),
            failed: (now.failed - first.failed) as f64 / done.max(1) as f64,
            latency: (done > 0).then(|| [0.5, 0.95, 0.99].map(|q| latency.quantile(q))),
        });
        if self.samples.len() > KEPT {
            self.samples.pop_front();
        }
        self.counted.push_back(now);
        if self.counted.len() > WINDOW {
            self.counted.pop_front();
        }
    }

    /// What a box shows.
    pub(super) fn gauge(&self, node: NodeId, workers: Option<u32>) -> Option<Gauge> {
        let index = node.index();
        if !self.looks.back()?[index].seen {
            return None;
        }
        let (first, last) = (self.counted.front()?, self.counted.back()?);
        if last.visits[index] == 0 {
            return None;
        }
        let nanos = u128::from(last.at.since(first.at).nanos().max(1));
        let visits = u128::from(last.visits[index] - first.visits[index]);
        let count = self.looks.len() as u64;
        let sum = |of: fn(&Look) -> u32| -> u64 {
            self.looks
                .iter()
                .map(|look| u64::from(of(&look[index])))
                .sum()
        };
        let used = workers.map(|workers| {
            let whole = u64::from(workers.max(1)) * count;
            (sum(|look| look.busy) * 1000 / whole).min(1000) as u16
        });
        Some(Gauge {
            visits: (visits * 1_000_000_000_000 / nanos) as u64,
            used,
            workers: workers.unwrap_or(0),
            waiting: ((sum(|look| look.waiting) + count / 2) / count) as u32,
        })
    }
}

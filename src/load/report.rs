//! What a load came to: the tallies of independent replications, put together.

use super::histogram::Histogram;
use super::plan::LoadPlan;
use super::tally::{NodeTally, RequestTally, Tally};
use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId, RequestId, Role, Topology};
use crate::trace::{OutcomeKind, Seed};

mod interval;

pub use interval::Interval;

/// From here on a station counts as saturated: at this utilisation a queue of random arrivals is
/// some twenty times as long as what is served, and still growing.
pub const SATURATED: f64 = 0.95;

/// What a load came to.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadReport {
    /// The seed of the plan.
    pub seed: Seed,
    /// Independent runs that it is made from.
    pub replications: u32,
    /// Model time that was counted, over all replications.
    pub duration: SimDuration,
    /// Requests ended a second of model time.
    pub throughput: Interval,
    /// All requests together.
    pub total: RequestReport,
    /// By request of the mix, in its order.
    pub requests: Vec<(RequestId, RequestReport)>,
    /// By node, in declared order.
    pub nodes: Vec<(NodeId, NodeReport)>,
    /// By link with a limited pool of connections.
    pub pools: Vec<(LinkId, NodeReport)>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// Whether it ended because more went on at once than the plan allows.
    pub overrun: bool,
    bottleneck: Option<NodeId>,
}

/// The times of one kind of request.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestReport {
    /// Requests that are over, and counted.
    pub ended: u64,
    /// Mean latency in nanoseconds.
    pub mean: Interval,
    /// Every latency, those of failures too.
    pub latency: Histogram,
    /// How many ended how, in order of [`order`].
    pub ends: Vec<(OutcomeKind, u64)>,
}

/// What one station did.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeReport {
    /// Visits.
    pub arrivals: u64,
    /// Visits that found no place.
    pub refused: u64,
    /// Share of its workers' time that was taken; `None` where they are not limited.
    pub utilisation: Option<Interval>,
    /// Mean number of visits served at once.
    pub busy: f64,
    /// Mean number of workers; `None` where they are not limited.
    pub workers: Option<f64>,
    /// Mean number of those who wait.
    pub queue_mean: Interval,
    /// Most who waited at once.
    pub queue_max: u32,
    /// Mean wait in nanoseconds.
    pub wait_mean: Interval,
    /// Every wait.
    pub wait: Histogram,
    /// Every time from arrival to departure.
    pub sojourn: Histogram,
}

impl LoadReport {
    /// Puts the tallies of replications together, in their order.
    pub fn new(topology: &Topology, plan: &LoadPlan, tallies: &[Tally], stopped: bool) -> Self {
        let totals: Vec<RequestTally> = tallies.iter().map(Tally::total).collect();
        let requests = plan.mix.iter().enumerate().map(|(index, (id, _))| {
            let each = tallies.iter().map(|tally| &tally.requests[index]);
            (*id, RequestReport::new(&each.collect::<Vec<_>>()))
        });
        let nodes = topology.node_ids().map(|id| {
            let each = tallies
                .iter()
                .map(|tally| (&tally.nodes[id.index()], tally));
            (id, NodeReport::new(&each.collect::<Vec<_>>()))
        });
        let pools = tallies.first().map_or(0, |tally| tally.pools.len());
        let pools = (0..pools).map(|index| {
            let each = tallies.iter().map(|tally| (&tally.pools[index].1, tally));
            let id = tallies[0].pools[index].0;
            (id, NodeReport::new(&each.collect::<Vec<_>>()))
        });
        let mut report = Self {
            seed: plan.seed,
            replications: tallies.len() as u32,
            duration: tallies.iter().map(Tally::length).sum(),
            throughput: Interval::of(
                tallies
                    .iter()
                    .zip(&totals)
                    .map(|(tally, total)| ratio(total.ended() as f64, seconds(tally.length()))),
            ),
            total: RequestReport::new(&totals.iter().collect::<Vec<_>>()),
            requests: requests.collect(),
            nodes: nodes.collect(),
            pools: pools.collect(),
            stopped,
            overrun: tallies.iter().any(|tally| tally.overrun),
            bottleneck: None,
        };
        report.bottleneck = report.narrowest(topology);
        report
    }

    /// Where more load breaks first, and how much of its workers' time is taken; `None` where no
    /// node limits them or none did anything.
    pub fn bottleneck(&self) -> Option<(NodeId, f64)> {
        let node = self.bottleneck?;
        Some((node, self.used(node)))
    }

    /// The node whose workers are the most taken. One that is saturated because it holds its
    /// workers while it waits for another saturated node is not where the way is narrow.
    fn narrowest(&self, topology: &Topology) -> Option<NodeId> {
        let limited = self.nodes.iter().map(|(id, _)| *id);
        let limited = limited.filter(|id| self.used(*id) > 0.0);
        // The first of equals.
        let most = limited.reduce(|best, next| {
            if self.used(next) > self.used(best) {
                next
            } else {
                best
            }
        });
        let saturated = |node: NodeId| self.nodes[node.index()].1.is_saturated();
        Some(downstream(topology, most?, saturated))
    }

    /// Share of a node's workers' time that was taken.
    fn used(&self, node: NodeId) -> f64 {
        let used = self.nodes[node.index()].1.utilisation;
        used.map_or(0.0, |used| used.mean)
    }

    /// How many ended in a failure: with no status, or with one of 400 and more.
    pub fn failures(&self) -> u64 {
        let ends = self.total.ends.iter();
        ends.filter(|(outcome, _)| is_failure(*outcome))
            .map(|(_, count)| count)
            .sum()
    }
}

impl RequestReport {
    fn new(tallies: &[&RequestTally]) -> Self {
        let mut sum = RequestTally::default();
        for tally in tallies {
            sum.merge(tally);
        }
        let mut ends = sum.ends().to_vec();
        ends.sort_by_key(|(outcome, _)| order(*outcome));
        Self {
            ended: sum.ended(),
            mean: Interval::of(
                tallies
                    .iter()
                    .filter(|tally| tally.ended() > 0)
                    .map(|tally| tally.latency.mean()),
            ),
            latency: sum.latency,
            ends,
        }
    }
}

impl NodeReport {
    fn new(tallies: &[(&NodeTally, &Tally)]) -> Self {
        let (mut wait, mut sojourn) = (Histogram::new(), Histogram::new());
        for (node, _) in tallies {
            wait.merge(&node.wait);
            sojourn.merge(&node.sojourn);
        }
        let length = |tally: &Tally| tally.length().nanos() as f64;
        let whole: f64 = tallies.iter().map(|(_, tally)| length(tally)).sum();
        let workers = |(node, tally): &(&NodeTally, &Tally)| node.worker_time(tally.end) as f64;
        let worker_time: f64 = tallies.iter().map(workers).sum();
        let busy: f64 = tallies.iter().map(|(node, _)| node.busy_ns as f64).sum();
        let limited = worker_time > 0.0;
        let each = tallies.iter();
        Self {
            arrivals: each.clone().map(|(node, _)| node.arrivals).sum(),
            refused: each.clone().map(|(node, _)| node.refused).sum(),
            utilisation: limited.then(|| {
                Interval::of(
                    each.clone()
                        .map(|row| ratio(row.0.busy_ns as f64, workers(row))),
                )
            }),
            busy: ratio(busy, whole),
            workers: limited.then(|| ratio(worker_time, whole)),
            queue_mean: Interval::of(
                each.clone()
                    .map(|(node, tally)| ratio(node.queue_area as f64, length(tally))),
            ),
            queue_max: each
                .clone()
                .map(|(node, _)| node.queue_max)
                .max()
                .unwrap_or(0),
            wait_mean: Interval::of(
                each.filter(|(node, _)| node.wait.count() > 0)
                    .map(|(node, _)| node.wait.mean()),
            ),
            wait,
            sojourn,
        }
    }

    /// Whether its workers can hardly keep up.
    pub fn is_saturated(&self) -> bool {
        self.utilisation
            .is_some_and(|share| share.mean >= SATURATED)
    }
}

/// From a saturated node on to the saturated node that it waits for, if any, and so on: the end of
/// the queue of queues. `node` itself where it is not saturated.
pub fn downstream(topology: &Topology, node: NodeId, saturated: impl Fn(NodeId) -> bool) -> NodeId {
    let mut node = node;
    let mut seen = vec![node];
    while saturated(node) {
        let links = topology.outgoing(node).iter().map(|link| &topology[*link]);
        let asked = links.filter(|link| matches!(link.role, Role::Request | Role::Lookup));
        let mut next = asked.map(|link| link.to);
        let next = next.find(|next| saturated(*next) && !seen.contains(next));
        match next {
            Some(next) => node = next,
            None => break,
        }
        seen.push(node);
    }
    node
}

/// How an outcome is called in a list of errors: its status, or what happened instead of one.
pub fn word(outcome: OutcomeKind) -> String {
    match outcome {
        OutcomeKind::Response(status) => status.to_string(),
        OutcomeKind::Refused => "refused".to_owned(),
        OutcomeKind::Timeout => "timeout".to_owned(),
        OutcomeKind::Limit => "limit".to_owned(),
    }
}

/// Statuses first, from the lowest; then what has none.
pub const fn order(outcome: OutcomeKind) -> u32 {
    match outcome {
        OutcomeKind::Response(status) => status as u32,
        OutcomeKind::Refused => 1 << 16,
        OutcomeKind::Timeout => (1 << 16) + 1,
        OutcomeKind::Limit => (1 << 16) + 2,
    }
}

/// Whether the client did not get what it asked for.
pub const fn is_failure(outcome: OutcomeKind) -> bool {
    !matches!(outcome, OutcomeKind::Response(status) if status < 400)
}

/// Seconds of a length of time.
pub fn seconds(length: SimDuration) -> f64 {
    length.nanos() as f64 / 1e9
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

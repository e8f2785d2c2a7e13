//! What is counted while a load runs: at every node, and for every request.

use super::histogram::Histogram;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, Topology};
use crate::trace::OutcomeKind;

mod visits;

pub(super) use visits::{Visit, Visits};

/// Everything counted between two instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// By node, in declared order.
    pub nodes: Vec<NodeTally>,
    /// Of the links with a limited pool of connections: their waiting line.
    pub pools: Vec<(LinkId, NodeTally)>,
    /// By request, in the order of the plan's mix.
    pub requests: Vec<RequestTally>,
    /// Since when.
    pub start: SimTime,
    /// Until when.
    pub end: SimTime,
    /// More went on at once than the plan allows, and that was the end.
    pub overrun: bool,
}

/// What is counted at one station. Times overlap the window that is counted: a wait that began
/// before the window counts in the means of the queue from its start on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeTally {
    /// Visits that came.
    pub arrivals: u64,
    /// Visits that are over.
    pub completions: u64,
    /// Visits that found every place taken.
    pub refused: u64,
    /// From arrival until a worker took it.
    pub wait: Histogram,
    /// From arrival until it left.
    pub sojourn: Histogram,
    /// Time that workers were held, over all of them.
    pub busy_ns: u128,
    /// Time spent waiting, over all who waited: the area under the queue's length.
    pub queue_area: u128,
    /// Longest queue.
    pub queue_max: u32,
    /// Those who wait at this moment.
    pub queue: u32,
    /// Those who are there at this moment: waiting and served.
    pub in_system: u32,
    /// Time that workers were there, over all of them; zero where they are not limited.
    pub worker_ns: u128,
    /// When this window began.
    since: SimTime,
    /// Workers since `changed`; `None`: unlimited.
    workers: Option<u32>,
    changed: SimTime,
}

impl NodeTally {
    /// An empty one, for a station of `workers`.
    pub fn new(workers: Option<u32>) -> Self {
        Self {
            workers,
            ..Self::default()
        }
    }

    /// Somebody comes.
    #[inline]
    pub const fn arrive(&mut self) {
        self.arrivals += 1;
        self.in_system += 1;
    }

    /// Somebody who came finds every place taken and goes.
    #[inline]
    pub const fn refuse(&mut self) {
        self.refused += 1;
        self.in_system = self.in_system.saturating_sub(1);
    }

    /// Somebody who came begins to wait.
    #[inline]
    pub const fn join_queue(&mut self) {
        self.queue += 1;
        if self.queue > self.queue_max {
            self.queue_max = self.queue;
        }
    }

    /// Somebody who waited since `from` waits no longer.
    #[inline]
    pub fn leave_queue(&mut self, from: SimTime, now: SimTime) {
        self.queue = self.queue.saturating_sub(1);
        self.queue_area += u128::from(now.since(from.max(self.since)).nanos());
    }

    /// A worker takes somebody who waited this long, which may be no time.
    #[inline]
    pub fn start(&mut self, wait: SimDuration) {
        self.wait.record(wait);
    }

    /// Of somebody who was taken at once at `started` this is counted when he goes instead.
    pub(super) fn unstart(&mut self, started: SimTime) {
        if started > self.since || self.since == SimTime::ZERO {
            self.wait.take_back(SimDuration::ZERO);
        }
    }

    /// Somebody comes of whom more is counted when he goes.
    #[inline]
    pub(super) const fn come(&mut self) {
        self.arrivals += 1;
    }

    /// Somebody who came at `arrived` and was taken at `started` goes: all that is counted of his
    /// visit but that he came.
    #[inline]
    pub(super) fn go(&mut self, arrived: SimTime, started: SimTime, now: SimTime) {
        let sojourn = now.since(arrived);
        self.completions += 1;
        self.sojourn.record(sojourn);
        if arrived <= self.since && self.since > SimTime::ZERO {
            return self.stay(arrived, started, now);
        }
        let wait = started.since(arrived);
        self.wait.record(wait);
        self.queue_area += u128::from(wait.nanos());
        self.busy_ns += u128::from((sojourn - wait).nanos());
    }

    /// Somebody who came at `arrived` and is taken at `started` has not gone: what is counted of
    /// his visit until `now`.
    #[cold]
    pub(super) fn stay(&mut self, arrived: SimTime, started: SimTime, now: SimTime) {
        let taken = started.min(now);
        self.queue_area += u128::from(taken.since(arrived.max(self.since)).nanos());
        self.busy_ns += u128::from(now.since(taken.max(self.since)).nanos());
        if started <= now && (started > self.since || self.since == SimTime::ZERO) {
            self.wait.record(started.since(arrived));
        }
    }

    /// Somebody who came at `arrived` and was taken at `started` is done.
    #[inline]
    pub fn leave(&mut self, arrived: SimTime, started: SimTime, now: SimTime) {
        self.completions += 1;
        self.in_system = self.in_system.saturating_sub(1);
        self.sojourn.record(now.since(arrived));
        self.busy_ns += u128::from(now.since(started.max(self.since)).nanos());
    }

    /// Somebody who came is lost before a worker was done with it.
    pub const fn lose(&mut self) {
        self.in_system = self.in_system.saturating_sub(1);
    }

    /// Somebody is held by a worker since `started`, or waits since then, when the window ends.
    pub fn still(&mut self, started: SimTime, waits: bool, now: SimTime) {
        let area = u128::from(now.since(started.max(self.since)).nanos());
        if waits {
            self.queue_area += area;
        } else {
            self.busy_ns += area;
        }
    }

    /// Another number of workers from `now` on.
    pub fn set_workers(&mut self, workers: Option<u32>, now: SimTime) {
        self.worker_ns = self.worker_time(now);
        self.workers = workers;
        self.changed = now;
    }

    /// Workers at this moment.
    pub const fn workers(&self) -> Option<u32> {
        self.workers
    }

    /// Forgets what was counted; those who are there stay.
    pub fn reset(&mut self, now: SimTime) {
        *self = Self {
            queue: self.queue,
            queue_max: self.queue,
            in_system: self.in_system,
            workers: self.workers,
            changed: now,
            since: now,
            ..Self::default()
        };
    }

    /// Time that workers were there until `now`, over all of them.
    pub fn worker_time(&self, now: SimTime) -> u128 {
        let workers = u128::from(self.workers.unwrap_or(0));
        self.worker_ns + workers * u128::from(now.since(self.changed.max(self.since)).nanos())
    }
}

/// What is counted of one request of the mix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestTally {
    /// Sent.
    pub sent: u64,
    /// From sending to the end, however it ended.
    pub latency: Histogram,
    /// How many ended how, in the order of the ways to end.
    ends: Vec<(OutcomeKind, u64)>,
}

impl RequestTally {
    /// One is over.
    #[inline]
    pub fn end(&mut self, latency: SimDuration, outcome: OutcomeKind) {
        self.latency.record(latency);
        self.count(outcome, 1);
    }

    #[inline]
    fn count(&mut self, outcome: OutcomeKind, more: u64) {
        let at_or_after = |(known, _): &(OutcomeKind, u64)| *known >= outcome;
        let place = self.ends.iter().position(at_or_after);
        match place.and_then(|place| self.ends.get_mut(place)) {
            Some((known, count)) if *known == outcome => *count += more,
            _ => {
                let place = place.unwrap_or(self.ends.len());
                self.ends.insert(place, (outcome, more));
            }
        }
    }

    /// How many ended how.
    pub fn ends(&self) -> &[(OutcomeKind, u64)] {
        &self.ends
    }

    /// How many are over.
    pub fn ended(&self) -> u64 {
        self.ends.iter().map(|(_, count)| count).sum()
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        self.sent += other.sent;
        self.latency.merge(&other.latency);
        for (outcome, count) in &other.ends {
            self.count(*outcome, *count);
        }
    }
}

impl Tally {
    /// Nothing counted yet, of a mix of `requests`.
    pub fn new(topology: &Topology, requests: usize) -> Self {
        let links = topology.link_ids();
        Self {
            nodes: topology
                .nodes()
                .iter()
                .map(|node| NodeTally::new(node.capacity))
                .collect(),
            pools: links
                .filter_map(|id| {
                    let limit = topology[id].connections?;
                    Some((id, limit.saturating_mul(topology[id].streams())))
                })
                .map(|(id, limit)| (id, NodeTally::new(Some(limit))))
                .collect(),
            requests: vec![RequestTally::default(); requests],
            start: SimTime::ZERO,
            end: SimTime::ZERO,
            overrun: false,
        }
    }

    /// Forgets what was counted: a window begins.
    pub fn reset(&mut self, now: SimTime) {
        for node in &mut self.nodes {
            node.reset(now);
        }
        for (_, pool) in &mut self.pools {
            pool.reset(now);
        }
        self.requests.fill(RequestTally::default());
        (self.start, self.end) = (now, now);
    }

    /// The length of the window.
    pub const fn length(&self) -> SimDuration {
        self.end.since(self.start)
    }

    /// All requests of the mix together.
    pub fn total(&self) -> RequestTally {
        let mut total = RequestTally::default();
        for request in &self.requests {
            total.merge(request);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_millis(millis)
    }

    /// Two come at 0 and 1 ms to one worker who needs 4 ms for each; the window begins at 2 ms.
    #[test]
    fn a_window_counts_what_overlaps_it() {
        let mut node = NodeTally::new(Some(1));
        node.arrive();
        node.start(SimDuration::ZERO);
        node.arrive();
        node.join_queue();
        node.reset(ms(2));
        node.leave(ms(0), ms(0), ms(4));
        node.leave_queue(ms(1), ms(4));
        node.start(ms(4) - ms(1));
        node.still(ms(4), false, ms(7));
        assert_eq!(node.queue_area, 2_000_000);
        assert_eq!(node.busy_ns, 5_000_000);
        assert_eq!(node.worker_time(ms(7)), 5_000_000);
        assert_eq!((node.arrivals, node.completions), (0, 1));
        assert_eq!((node.queue, node.queue_max, node.in_system), (0, 1, 1));
        assert_eq!(node.wait.max(), SimDuration::from_millis(3));
    }

    #[test]
    fn workers_who_come_and_go_count_while_they_are_there() {
        let mut node = NodeTally::new(Some(2));
        node.set_workers(Some(4), ms(10));
        node.set_workers(Some(1), ms(20));
        assert_eq!(node.worker_time(ms(30)), (20 + 40 + 10) * 1_000_000);
    }

    #[test]
    fn ends_are_counted_by_kind() {
        let mut request = RequestTally::default();
        for status in [200, 503, 200] {
            request.end(SimDuration(1), OutcomeKind::Response(status));
        }
        let mut both = request.clone();
        both.merge(&request);
        assert_eq!(both.ended(), 6);
        assert_eq!(
            both.ends(),
            [
                (OutcomeKind::Response(200), 4),
                (OutcomeKind::Response(503), 2)
            ]
        );
    }
}

//! Many visits counted together.

use super::NodeTally;
use crate::time::SimDuration;

/// Visits of a station that began one after the other.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Visits<'a> {
    /// When each came.
    pub(in crate::load) came: &'a [u64],
    /// When a worker took each.
    pub(in crate::load) started: &'a [u64],
    /// How long it worked on each.
    pub(in crate::load) work: &'a [u64],
}

/// One visit of a station, from its beginning to its end.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Visit {
    at: u64,
    started: u64,
    /// When it left.
    pub(in crate::load) left: u64,
}

impl Visits<'_> {
    /// One after the other.
    pub(in crate::load) fn iter(&self) -> impl Iterator<Item = Visit> {
        let rows = self.came.iter().zip(self.started).zip(self.work);
        rows.map(|((&at, &started), work)| Visit {
            at,
            started,
            left: started.saturating_add(*work),
        })
    }

    /// Whether one of them is not over by then.
    pub(in crate::load) fn outlast(&self, until: u64) -> bool {
        until < u64::MAX && self.iter().map(|visit| visit.left).fold(0, u64::max) > until
    }
}

impl NodeTally {
    /// Visits that came one after the other: what of them is from `first` to `until` counts, as if
    /// it had been told bit by bit.
    pub(in crate::load) fn passed(&mut self, visits: Visits<'_>, first: u64, until: u64) {
        let begins = visits.came.first().is_none_or(|came| *came >= first);
        if !begins || visits.outlast(until) {
            for visit in visits.iter() {
                self.passed_partly(&visit, first, until);
            }
            return;
        }
        self.arrivals += visits.came.len() as u64;
        self.completions += visits.came.len() as u64;
        let waits = || {
            visits
                .started
                .iter()
                .zip(visits.came)
                .map(|(to, from)| to - from)
        };
        let waited = self.wait.record_all(waits());
        let sojourns = waits().zip(visits.work).map(|(wait, work)| wait + work);
        let stayed = self.sojourn.record_all(sojourns);
        self.queue_area += waited;
        self.busy_ns += stayed - waited;
    }

    fn passed_partly(&mut self, visit: &Visit, first: u64, until: u64) {
        let Visit { at, started, left } = *visit;
        let inside = |instant: u64| first <= instant && instant <= until;
        let since = self.since.nanos();
        let overlap =
            |from: u64, to: u64| u128::from(to.min(until).saturating_sub(from.max(since)));
        self.arrivals += u64::from(inside(at));
        self.completions += u64::from(inside(left));
        self.queue += u32::from(started > until);
        self.in_system += u32::from(left > until);
        self.queue_area += overlap(at, started);
        self.busy_ns += overlap(started, left);
        if inside(started) {
            self.wait.record(SimDuration(started - at));
        }
        if inside(left) {
            self.sojourn.record(SimDuration(left - at));
        }
    }
}

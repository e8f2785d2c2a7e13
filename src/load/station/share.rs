//! Processor sharing: everybody who is there is served at once, at an equal share of the workers
//! and at most by one of them.
//!
//! Served work is counted on one clock for all: a clock that runs slower the more there are. Who
//! comes with some work is done when that clock has gone on by as much.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Parts of a nanosecond in which work is counted.
const PART: u32 = 24;

/// Who is there, and how much everybody was served.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// Work that each of them was given since the beginning, in parts.
    served: u128,
    /// Until when it is counted, in nanoseconds.
    counted: u64,
    /// When each is done on that clock, in what order they came, and who.
    present: BinaryHeap<Reverse<(u128, u64, u32)>>,
    came: u64,
    /// The event that looks at it next is due then.
    pub(super) due: Option<u64>,
}

impl Share {
    pub(super) const fn new() -> Self {
        Self {
            served: 0,
            counted: 0,
            present: BinaryHeap::new(),
            came: 0,
            due: None,
        }
    }

    /// Counts what was served until `now` by so many workers; how long they worked in all since
    /// the last time.
    pub(crate) fn pass(&mut self, workers: u32, now: u64) -> u128 {
        let worked = self.worked(workers, now);
        self.counted = now;
        let there = self.present.len() as u128;
        self.served += (worked << PART).checked_div(there).unwrap_or(0);
        worked
    }

    /// How long so many workers have worked in all since it was counted last.
    pub(crate) fn worked(&self, workers: u32, now: u64) -> u128 {
        let there = self.present.len() as u128;
        u128::from(now - self.counted) * u128::from(workers).min(there)
    }

    /// Somebody comes with so much work.
    pub(crate) fn come(&mut self, token: u32, work: u64) {
        let done = self.served + (u128::from(work) << PART);
        self.present.push(Reverse((done, self.came, token)));
        self.came += 1;
    }

    /// Somebody whose work is done, taken out.
    pub(crate) fn done(&mut self) -> Option<u32> {
        let Reverse((done, _, token)) = *self.present.peek()?;
        // What is left of a part of a nanosecond is no work.
        (done < self.served + (1 << PART)).then(|| {
            self.present.pop();
            token
        })
    }

    /// Everybody who is there, taken out, in the order in which they would have been done.
    pub(crate) fn give_up(&mut self) -> Vec<u32> {
        let mut all = std::mem::take(&mut self.present).into_vec();
        all.sort_unstable();
        all.into_iter()
            .rev()
            .map(|Reverse((_, _, token))| token)
            .collect()
    }

    /// When the next is done, if nobody else comes; an event is due then unless there is one that
    /// early.
    pub(crate) fn next_event(&mut self, workers: u32, now: u64) -> Option<u64> {
        let Reverse((done, ..)) = *self.present.peek()?;
        let there = self.present.len() as u128;
        let work = done.saturating_sub(self.served);
        let rate = u128::from(workers).min(there).max(1);
        let nanos = (work * there).div_ceil(rate << PART);
        let at = now.saturating_add(u64::try_from(nanos).unwrap_or(u64::MAX));
        if self.due.is_some_and(|due| due >= now && due <= at) {
            return None;
        }
        self.due = Some(at);
        Some(at)
    }

    /// The event of that instant has come; whether it is the one that counts.
    pub(crate) fn is_due(&mut self, now: u64) -> bool {
        let counts = self.due == Some(now);
        if counts {
            self.due = None;
        }
        counts
    }

    /// How many are there.
    pub(crate) fn len(&self) -> usize {
        self.present.len()
    }
}

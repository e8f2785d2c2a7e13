//! Workers who take everybody in the order of arrival: what becomes of a visit is known when it
//! begins.
//!
//! Who comes is taken at once or when the first worker is free (J. Kiefer, J. Wolfowitz, On the
//! Theory of Queues with Many Servers, Trans. Amer. Math. Soc. 78, 1955). Whoever leaves at an
//! instant has left when somebody comes at that instant.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// When those are taken for whom there is no worker: so late that nothing else is, and that the
/// length of their work can be added.
pub(in crate::load) const FAR: u64 = 1 << 63;

/// Up to so many it is faster to look at all than to keep an order, and at this many always than
/// to stop at the last: what is done for every station alike needs no guess.
const FEW: usize = 1 << PLACE;

/// Bits of a place among a few.
const PLACE: u32 = 3;

/// The latest instant that can be told of a few: 73 years. It is that of those who are not there.
const ABSENT: u64 = u64::MAX >> PLACE;

/// The workers of a station, and the line before them.
#[derive(Debug, Clone)]
pub(in crate::load) struct Workers {
    free: Free,
    /// When those leave who are at work though there are fewer workers now.
    leaving: Vec<u64>,
    pub(in crate::load) line: Line,
}

/// When each worker has done all that is known.
#[derive(Debug, Clone)]
enum Free {
    /// Each with his place in the last bits, so that the least of them is whose turn it is.
    Few([u64; FEW]),
    Many(BinaryHeap<Reverse<u64>>),
}

impl Workers {
    /// Nobody has come yet.
    pub(in crate::load) fn new(count: u32) -> Self {
        Self {
            free: Free::new(vec![0; count as usize]),
            leaving: Vec::new(),
            line: Line::new(),
        }
    }

    /// Somebody comes at `at` with so much work: when it begins, and when it ends.
    #[inline]
    pub(in crate::load) fn take(&mut self, at: u64, work: u64) -> (u64, u64) {
        let (started, left) = match &mut self.free {
            Free::Few(free) => take_of_few(free, at, work),
            Free::Many(free) => take_of_many(free, at, work),
        };
        self.line.note(at, started);
        (started, left)
    }

    /// How many are at work.
    pub(in crate::load) fn busy(&self, now: u64) -> u32 {
        let at_work = |free: u64| (now + 1..FAR).contains(&free);
        let too_many = self.leaving.iter().filter(|left| at_work(**left)).count();
        let busy = match &self.free {
            Free::Few(free) => {
                let few = free.iter().map(|free| free >> PLACE);
                few.filter(|free| *free < ABSENT && at_work(*free)).count()
            }
            Free::Many(free) => free.iter().filter(|free| at_work(free.0)).count(),
        };
        (busy + too_many) as u32
    }

    /// There are so many from now on. `served`: when those who are served leave; where there are
    /// more of them than workers, the first to be done are not needed any more. Those who wait
    /// come again.
    pub(in crate::load) fn staff(&mut self, count: u32, mut served: Vec<u64>, waiting: usize) {
        served.sort_unstable_by_key(|left| Reverse(*left));
        self.leaving = served.split_off(served.len().min(count as usize));
        served.resize(count as usize, 0);
        self.free = Free::new(served);
        self.line.count -= waiting as u64;
    }
}

impl Free {
    fn new(free: Vec<u64>) -> Self {
        if free.len() <= FEW {
            let told = free.into_iter().chain(std::iter::repeat(ABSENT));
            let mut few = [0; FEW];
            for ((place, few), at) in (0..).zip(&mut few).zip(told) {
                *few = at_place(at, place);
            }
            Self::Few(few)
        } else {
            Self::Many(free.into_iter().map(Reverse).collect())
        }
    }
}

/// An instant, and the place of the worker who is free then.
#[inline]
fn at_place(at: u64, place: u64) -> u64 {
    at.min(ABSENT) << PLACE | place
}

#[inline]
fn take_of_few(free: &mut [u64; FEW], at: u64, work: u64) -> (u64, u64) {
    let first = free.iter().fold(u64::MAX, |first, free| first.min(*free));
    let (least, place) = (first >> PLACE, first % FEW as u64);
    if least == ABSENT {
        return (FAR, FAR.saturating_add(work));
    }
    let started = at.max(least);
    let left = started.saturating_add(work);
    free[place as usize] = at_place(left, place);
    (started, left)
}

fn take_of_many(free: &mut BinaryHeap<Reverse<u64>>, at: u64, work: u64) -> (u64, u64) {
    let Some(mut first) = free.peek_mut() else {
        return (FAR, FAR.saturating_add(work));
    };
    let started = at.max(first.0);
    let left = started.saturating_add(work);
    first.0 = left;
    (started, left)
}

/// The line before a station, and how long it ever was.
#[derive(Debug, Clone)]
pub(in crate::load) struct Line {
    /// When the latest were taken, by number: at least one more than the line was ever long.
    started: Vec<u64>,
    /// How many came.
    pub(in crate::load) count: u64,
    /// The longest line.
    pub(in crate::load) longest: u64,
}

impl Line {
    pub(in crate::load) fn new() -> Self {
        Self::new_of(vec![0; 16])
    }

    const fn new_of(started: Vec<u64>) -> Self {
        Self {
            started,
            count: 0,
            longest: 0,
        }
    }

    /// Somebody came at `at` and was taken at `started`, not before anybody who came before. The
    /// line is longer than ever if whoever came as many places before is still in it.
    #[inline]
    pub(in crate::load) fn note(&mut self, at: u64, started: u64) {
        let mask = self.started.len() - 1;
        self.started[self.count as usize & mask] = started;
        let before = self.started[self.count.wrapping_sub(self.longest) as usize & mask];
        self.count += 1;
        if before > at {
            self.longest += 1;
            if self.longest + 1 >= self.started.len() as u64 {
                let started = std::mem::take(&mut self.started);
                self.started = widened(&started, self.count);
            }
        }
    }

    /// The same of many, one after the other.
    pub(in crate::load) fn note_all(&mut self, came: &[u64], started: &[u64]) {
        // The line is at hand while it is looked at.
        let mut line = std::mem::replace(self, Self::new_of(Vec::new()));
        for (at, started) in came.iter().zip(started) {
            line.note(*at, *started);
        }
        *self = line;
    }

    /// How many wait.
    pub(in crate::load) fn waiting(&self, now: u64) -> u64 {
        let mask = self.started.len() as u64 - 1;
        let waits = |number: &u64| self.started[(number & mask) as usize] > now;
        let oldest = self.count.saturating_sub(mask + 1);
        (oldest..self.count).rev().take_while(waits).count() as u64
    }

    /// A window begins after `now`: the line is as long as it is.
    pub(in crate::load) fn begin(&mut self, now: u64) {
        self.longest = self.waiting(now);
    }
}

/// Twice the room for the latest of so many.
#[cold]
fn widened(started: &[u64], count: u64) -> Vec<u64> {
    let (old, room) = (started.len() as u64, started.len() as u64 * 2);
    let mut wider = vec![0; room as usize];
    for number in count.saturating_sub(old)..count {
        wider[(number & (room - 1)) as usize] = started[(number & (old - 1)) as usize];
    }
    wider
}

//! One station of a stream: arrivals go in, departures come out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::station::{Draws, Station, UNLIMITED};
use super::super::tally::{NodeTally, Visit};
use super::Window;

/// A request between two stations.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Passing {
    /// When it left the station before.
    pub(in crate::load) at: u64,
    /// When it was sent.
    pub(in crate::load) sent: u64,
}

/// A station, and who is served there.
#[derive(Debug)]
pub(in crate::load) struct Stage {
    /// Whose it is.
    pub(in crate::load) node: usize,
    /// The longest that any was on its way who was still there at the end.
    pub(super) longest: u64,
    draws: Draws,
    slow: u64,
    /// From the station before, in nanoseconds.
    delay: u64,
    served: Served,
    line: Waiting,
    /// The work of those who come, while they do.
    work: Vec<u64>,
    visits: Vec<Visit>,
}

/// Who is served, by the end of it.
#[derive(Debug)]
enum Served {
    /// A few workers: whom each serves or served last, from the first to leave.
    Few(Vec<Passing>),
    /// Many workers, with the order in which they came.
    Many(BinaryHeap<Reverse<(u64, u64, u64)>>, usize),
    /// A worker for everybody, and the same time for all: nobody overtakes.
    Delay,
}

/// Up to so many workers their ends are kept in order.
const FEW: u32 = 64;

/// Nobody was sent then.
const NOBODY: u64 = u64::MAX;

/// A worker who has not served anybody yet.
const IDLE: Passing = Passing {
    at: 0,
    sent: NOBODY,
};

/// Up to so many it is faster to compare with all than to find the place.
const FEWEST: usize = 8;

/// Puts one in place of the first, and in order behind all that leave no later.
#[inline]
fn sort_in(served: &mut [Passing], one: Passing) {
    let mut moved = one;
    if served.len() <= FEWEST {
        for place in 1..served.len() {
            let next = served[place];
            let goes = next.at <= one.at;
            served[place - 1] = if goes { next } else { moved };
            moved = if goes { moved } else { next };
        }
        if let Some(last) = served.last_mut() {
            *last = moved;
        }
        return;
    }
    let mut place = 0;
    for next in 1..served.len() {
        if served[next].at > one.at {
            break;
        }
        served[place] = served[next];
        place = next;
    }
    served[place] = one;
}

impl Stage {
    /// The station of a node, so many times slower, this long after the one before.
    pub(in crate::load) fn new(node: usize, station: &Station, slow: u32, delay: u64) -> Self {
        let workers = station.workers;
        let served = if workers == UNLIMITED && station.draws.is_fixed() {
            Served::Delay
        } else if workers <= FEW {
            Served::Few(vec![IDLE; workers as usize])
        } else {
            Served::Many(BinaryHeap::new(), workers as usize)
        };
        Self {
            node,
            longest: 0,
            draws: station.draws.clone(),
            slow: u64::from(slow),
            delay,
            served,
            line: Waiting::new(),
            work: Vec::new(),
            visits: Vec::new(),
        }
    }

    /// Arrivals in order of time; departures that none to come can overtake, or all, in order of
    /// time.
    pub(super) fn pass(
        &mut self,
        coming: &[Passing],
        going: &mut Vec<Passing>,
        tally: &mut NodeTally,
        window: Window,
        is_last: bool,
    ) {
        // Who comes after the end is on the way at the end.
        let counts = |one: &Passing| one.at.saturating_add(self.delay) <= window.until;
        let (coming, late) = coming.split_at(coming.partition_point(counts));
        let there = |one: &Passing| window.until.saturating_sub(one.sent);
        self.longest = late.iter().map(there).fold(self.longest, u64::max);
        self.work.resize(coming.len(), 0);
        self.draws.fill(&mut self.work);
        let works = self.work.iter().map(|work| work.saturating_mul(self.slow));
        let coming = coming.iter().zip(works).map(|(one, work)| {
            let at = one.at.saturating_add(self.delay);
            (at, one.sent, work)
        });
        self.visits.clear();
        let mut count = |at: u64, started: u64, left: u64, sent: u64| {
            if left > window.until {
                self.longest = self.longest.max(window.until - sent);
            }
            self.visits.push(Visit { at, started, left });
        };
        let line = &mut self.line;
        match &mut self.served {
            Served::Delay => {
                for (at, sent, work) in coming {
                    let left = at.saturating_add(work);
                    going.push(Passing { at: left, sent });
                    count(at, at, left, sent);
                }
            }
            Served::Few(served) => {
                let served = served.as_mut_slice();
                going.resize(coming.len(), IDLE);
                for ((at, sent, work), gone) in coming.zip(going.iter_mut()) {
                    // The first who is free is taken; whom he served has left by then.
                    let first = served[0];
                    *gone = first;
                    let started = at.max(first.at);
                    let tied = at == first.at && first.sent != NOBODY;
                    let left = started.saturating_add(work);
                    sort_in(served, Passing { at: left, sent });
                    line.note(at, started, tied, window.from);
                    count(at, started, left, sent);
                }
                if is_last {
                    going.extend_from_slice(served);
                }
                // Workers who have not served anybody yet come first.
                let nobody = going.partition_point(|one| one.sent == NOBODY);
                going.drain(..nobody);
            }
            Served::Many(served, workers) => {
                for (at, sent, work) in coming {
                    let was_full = served.len() == *workers;
                    let mut tied = false;
                    let mut started = at;
                    while let Some(&Reverse((first, _, sent))) = served.peek()
                        && (first <= at || served.len() == *workers)
                    {
                        tied |= was_full && first == at;
                        started = started.max(first);
                        going.push(Passing { at: first, sent });
                        served.pop();
                    }
                    let left = started.saturating_add(work);
                    served.push(Reverse((left, line.count, sent)));
                    line.note(at, started, tied, window.from);
                    count(at, started, left, sent);
                }
                if is_last {
                    while let Some(Reverse((at, _, sent))) = served.pop() {
                        going.push(Passing { at, sent });
                    }
                }
            }
        }
        tally.passed(&self.visits, window.first(), window.until);
        if is_last {
            self.line.begin(window.from);
        }
        tally.queue_max = self.line.max as u32;
    }

    /// Whether the longest queue is the same in whatever order those came and went who did at the
    /// same instant.
    pub(super) const fn is_clear(&self) -> bool {
        self.line.perhaps <= self.line.max
    }
}

/// The longest line before a station.
#[derive(Debug)]
struct Waiting {
    /// When the latest were taken, by number: at least one more than the line was ever long.
    started: Vec<u64>,
    /// How many came.
    count: u64,
    /// The longest line.
    max: u64,
    /// How long it may have been if somebody came before another left at the same instant.
    perhaps: u64,
    /// The longest line before the window counts no longer.
    has_begun: bool,
}

impl Waiting {
    fn new() -> Self {
        Self {
            started: vec![0; 16],
            count: 0,
            max: 0,
            perhaps: 0,
            has_begun: false,
        }
    }

    /// Somebody came at `at` and was taken at `started`, later than all before. The line is longer
    /// than ever if whoever came as many places before is still in it.
    #[inline]
    fn note(&mut self, at: u64, started: u64, tied: bool, from: u64) {
        if !self.has_begun && at > from {
            self.begin(from);
        }
        let mask = self.started.len() as u64 - 1;
        self.started[(self.count & mask) as usize] = started;
        let before = self.started[(self.count.wrapping_sub(self.max) & mask) as usize];
        self.count += 1;
        if before >= at {
            self.deepen(at, before, tied);
        }
    }

    #[cold]
    fn deepen(&mut self, at: u64, before: u64, tied: bool) {
        if before > at {
            self.max += 1;
            if self.max + 1 >= self.started.len() as u64 {
                self.grow();
            }
        } else if self.max > 0 || tied {
            self.perhaps = self.perhaps.max(self.max + 1);
        }
    }

    /// Twice the room.
    fn grow(&mut self) {
        let (old, room) = (self.started.len() as u64, self.started.len() as u64 * 2);
        let mut wider = vec![0; room as usize];
        for number in self.count.saturating_sub(old)..self.count {
            wider[(number & (room - 1)) as usize] = self.started[(number & (old - 1)) as usize];
        }
        self.started = wider;
    }

    /// The window begins after `from`: the line is as long as it was then.
    fn begin(&mut self, from: u64) {
        if self.has_begun {
            return;
        }
        self.has_begun = true;
        if from > 0 {
            let mask = self.started.len() as u64 - 1;
            let oldest = self.count.saturating_sub(self.started.len() as u64);
            let latest = (oldest..self.count).map(|number| self.started[(number & mask) as usize]);
            self.max = latest.filter(|&started| started > from).count() as u64;
            self.perhaps = 0;
        }
    }
}

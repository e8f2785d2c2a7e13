//! One station of a stream: arrivals go in, departures come out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::select_unpredictable;

use super::super::station::{Draws, Line, Station, UNLIMITED};
use super::super::tally::{NodeTally, Visit, Visits};
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
#[derive(Debug, Clone)]
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
    line: Line,
    /// The window has begun, from which on the longest line counts.
    has_begun: bool,
    /// The work of those who come, while they do.
    work: Vec<u64>,
    /// When they come, and when they are taken.
    came: Vec<u64>,
    started: Vec<u64>,
}

/// Who is served, by the end of it.
#[derive(Debug, Clone)]
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

/// A worker who is not there.
const ABSENT: Passing = Passing {
    at: u64::MAX,
    sent: NOBODY,
};

/// Puts one in place of the first, and in order behind all that leave no later. All are compared:
/// of a few that is faster than to guess where to stop.
#[inline]
fn sort_in<const WORKERS: usize>(served: &mut [Passing; WORKERS], one: Passing) {
    let mut moved = one;
    for place in 1..WORKERS {
        let next = served[place];
        let goes = next.at <= one.at;
        served[place - 1] = Passing {
            at: select_unpredictable(goes, next.at, moved.at),
            sent: select_unpredictable(goes, next.sent, moved.sent),
        };
        moved = Passing {
            at: select_unpredictable(goes, moved.at, next.at),
            sent: select_unpredictable(goes, moved.sent, next.sent),
        };
    }
    served[WORKERS - 1] = moved;
}

/// The same of any number.
#[inline]
fn sort_in_many(served: &mut [Passing], one: Passing) {
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
            // Up to eight there are more places, for numbers that are known beforehand.
            let places = match workers as usize {
                few @ ..=8 => few.next_power_of_two(),
                some => some,
            };
            let mut served = vec![IDLE; workers as usize];
            served.resize(places, ABSENT);
            Served::Few(served)
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
            line: Line::new(),
            has_begun: false,
            work: Vec::new(),
            came: Vec::new(),
            started: Vec::new(),
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
        let delay = self.delay;
        let comes = |one: &Passing| one.at.saturating_add(delay);
        let in_time = coming.partition_point(|one| comes(one) <= window.until);
        let (coming, late) = coming.split_at(in_time);
        let there = |one: &Passing| window.until.saturating_sub(one.sent);
        self.longest = late.iter().map(there).fold(self.longest, u64::max);
        // Until the window begins, the longest line does not count.
        let early = coming.partition_point(|one| comes(one) <= window.from);
        let (early, coming) = if self.has_begun || window.from == 0 {
            (&[][..], coming)
        } else {
            coming.split_at(early)
        };
        if !early.is_empty() {
            self.serve(early, going, tally, window);
        }
        if !self.has_begun && (!coming.is_empty() || is_last) {
            self.has_begun = true;
            if window.from > 0 {
                self.line.begin(window.from);
            }
        }
        self.serve(coming, going, tally, window);
        if is_last {
            self.served.leave(going);
        }
        tally.queue_max = self.line.longest as u32;
    }

    /// Some come one after the other.
    fn serve(
        &mut self,
        coming: &[Passing],
        going: &mut Vec<Passing>,
        tally: &mut NodeTally,
        window: Window,
    ) {
        self.work.resize(coming.len(), 0);
        self.draws.fill(&mut self.work);
        if self.slow > 1 {
            let slower = |work: &mut u64| *work = work.saturating_mul(self.slow);
            self.work.iter_mut().for_each(slower);
        }
        let comes = coming.iter().map(|one| one.at.saturating_add(self.delay));
        self.came.clear();
        self.came.extend(comes);
        self.started.resize(coming.len(), 0);
        let mut pass = Pass {
            coming,
            came: &self.came,
            work: &self.work,
            started: &mut self.started,
        };
        match &mut self.served {
            Served::Delay => pass.delayed(going),
            Served::Many(served, workers) => {
                pass.many(served, *workers, self.line.count, going);
            }
            Served::Few(served) => {
                let already = going.len();
                going.resize(already + coming.len(), IDLE);
                let gone = &mut going[already..];
                match served.len() {
                    1 => pass.few::<1>(served, gone),
                    2 => pass.few::<2>(served, gone),
                    4 => pass.few::<4>(served, gone),
                    8 => pass.few::<8>(served, gone),
                    _ => pass.some(served.as_mut_slice(), gone, sort_in_many),
                }
                // Workers who have not served anybody yet come first.
                let nobody = gone.partition_point(|one| one.sent == NOBODY);
                going.drain(already..already + nobody);
            }
        }
        if !matches!(self.served, Served::Delay) {
            self.line.note_all(&self.came, &self.started);
        }
        let visits = Visits {
            came: &self.came,
            started: &self.started,
            work: &self.work,
        };
        if visits.outlast(window.until) {
            let stays = |(one, visit): (&Passing, Visit)| {
                (visit.left > window.until).then(|| window.until - one.sent)
            };
            let longest = coming.iter().zip(visits.iter()).filter_map(stays).max();
            self.longest = self.longest.max(longest.unwrap_or(0));
        }
        tally.passed(visits, window.first(), window.until);
    }
}

impl Served {
    /// All leave, in order.
    fn leave(&mut self, going: &mut Vec<Passing>) {
        match self {
            Self::Few(served) => {
                going.extend(served.iter().filter(|one| one.sent != NOBODY));
            }
            Self::Many(served, _) => {
                while let Some(Reverse((at, _, sent))) = served.pop() {
                    going.push(Passing { at, sent });
                }
            }
            Self::Delay => {}
        }
    }
}

/// Those who come one after the other, with their work, and when they are taken.
struct Pass<'a> {
    coming: &'a [Passing],
    came: &'a [u64],
    work: &'a [u64],
    started: &'a mut [u64],
}

impl Pass<'_> {
    /// Each is taken by the first who is free; whom that one served has left by then.
    #[inline]
    fn few<const WORKERS: usize>(&mut self, served: &mut [Passing], gone: &mut [Passing]) {
        if let Some(served) = served.first_chunk_mut::<WORKERS>() {
            let sort_in = |served: &mut [Passing; WORKERS], one| sort_in(served, one);
            self.some(served, gone, sort_in);
        }
    }

    #[inline]
    fn some<S: AsRef<[Passing]> + ?Sized>(
        &mut self,
        served: &mut S,
        gone: &mut [Passing],
        sort_in: impl Fn(&mut S, Passing),
    ) {
        let rows = self.came.iter().zip(self.work).zip(self.coming).zip(gone);
        for ((((came, work), one), gone), started) in rows.zip(self.started.iter_mut()) {
            let first = served.as_ref()[0];
            *gone = first;
            *started = (*came).max(first.at);
            let at = started.saturating_add(*work);
            sort_in(served, Passing { at, sent: one.sent });
        }
    }

    /// The same, where there are too many to keep them in order; `number`: how many came before.
    fn many(
        &mut self,
        served: &mut BinaryHeap<Reverse<(u64, u64, u64)>>,
        workers: usize,
        number: u64,
        going: &mut Vec<Passing>,
    ) {
        let rows = self.came.iter().zip(self.work).zip(self.coming);
        let rows = rows.zip(self.started.iter_mut()).zip(number..);
        for ((((came, work), one), started), number) in rows {
            *started = *came;
            while let Some(&Reverse((first, _, sent))) = served.peek()
                && (first <= *came || served.len() == workers)
            {
                *started = first.max(*started);
                going.push(Passing { at: first, sent });
                served.pop();
            }
            let left = started.saturating_add(*work);
            served.push(Reverse((left, number, one.sent)));
        }
    }

    /// The same, where there is a worker for everybody.
    fn delayed(&mut self, going: &mut Vec<Passing>) {
        self.started.copy_from_slice(self.came);
        let rows = self.came.iter().zip(self.work).zip(self.coming);
        going.extend(rows.map(|((came, work), one)| Passing {
            at: came.saturating_add(*work),
            sent: one.sent,
        }));
    }
}

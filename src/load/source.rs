//! Where requests come from: when the next is sent, which one it is, what it asks for.

use super::plan::{Arrivals, LoadPlan, Profile, Shape};
use crate::engine::chance::{Law, Purpose, Source, Stream};
use crate::time::SimTime;
use crate::topology::{Keys, NodeId, Topology};

/// Never.
pub(super) const NEVER: u64 = u64::MAX;

/// Draws requests.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    arrivals: Stream,
    mix: Stream,
    key: Stream,
    /// Exponential lengths of mean 2^32, for gaps at any rate.
    unit: Law,
    pace: Pace,
    /// Gaps at a rate that never changes.
    steady: Option<Law>,
    /// Shares of the mix, added up, of 2^64.
    shares: Vec<u64>,
    /// What each of the mix asks for.
    objects: Vec<Objects>,
}

/// When requests are sent.
#[derive(Debug, Clone)]
enum Pace {
    /// At a rate.
    Open { shape: Shape, rate: Profile },
    /// By clients who think in between.
    Closed { think: Law },
}

/// The objects that one of the mix asks for.
#[derive(Debug, Clone)]
struct Objects {
    /// The number of the first.
    first: u32,
    /// How the others follow; `None`: there is one.
    popularity: Option<Popularity>,
}

/// A draw from many objects by two tables (A. J. Walker's alias method, ACM Trans. Math. Softw. 3,
/// 1977): a place at random, then the place or its alias.
#[derive(Debug, Clone)]
struct Popularity {
    /// Share of each place that is its own, of 2^32.
    own: Vec<u32>,
    alias: Vec<u32>,
}

impl Requests {
    /// The requests of a plan; `filed` says under which number the object of each of the mix is
    /// filed.
    pub(super) fn new(topology: &Topology, plan: &LoadPlan, source: Source, filed: &[u32]) -> Self {
        let whole = NodeId(0);
        let total: f64 = plan.mix.iter().map(|(_, share)| share.max(0.0)).sum();
        let mut sum = 0.0;
        let mut shares = Vec::new();
        for (_, share) in &plan.mix {
            sum += share.max(0.0);
            shares.push(libm::ldexp(sum / total.max(f64::MIN_POSITIVE), 64) as u64);
        }
        if let Some(last) = shares.last_mut() {
            *last = u64::MAX;
        }
        let mut rows: Vec<(u32, u32, Keys)> = Vec::new();
        let mut next = 0;
        let mut objects = Vec::new();
        for ((request, _), &filed) in plan.mix.iter().zip(filed) {
            let keys = plan.keys_of(topology, *request);
            let known = rows.iter().find(|row| row.0 == filed && row.2 == keys);
            let first = known.map_or(next, |row| row.1);
            if known.is_none() {
                rows.push((filed, next, keys));
                next += keys.count;
            }
            objects.push(Objects {
                first,
                popularity: (keys.count > 1).then(|| Popularity::new(keys)),
            });
        }
        let pace = match &plan.arrivals {
            Arrivals::Open { shape, rate } => Pace::Open {
                shape: *shape,
                rate: rate.clone(),
            },
            Arrivals::Closed { think, .. } => Pace::Closed {
                think: Law::of(*think),
            },
        };
        Self {
            steady: pace.steady(),
            pace,
            arrivals: source.stream(whole, Purpose::Arrival),
            mix: source.stream(whole, Purpose::Mix),
            key: source.stream(whole, Purpose::Key),
            unit: Law::exponential(UNIT),
            shares,
            objects,
        }
    }

    /// How many objects the requests of a plan ask for, over all of them.
    pub(super) fn count(topology: &Topology, plan: &LoadPlan) -> u32 {
        let keys = plan
            .mix
            .iter()
            .map(|(request, _)| plan.keys_of(topology, *request).count);
        keys.sum()
    }

    /// Which of the mix comes next.
    #[inline]
    pub(super) fn row(&mut self) -> u32 {
        if self.shares.len() == 1 {
            return 0;
        }
        let draw = self.mix.bits();
        let row = self.shares.iter().position(|share| draw < *share);
        row.unwrap_or(self.shares.len() - 1) as u32
    }

    /// What the next of them asks for.
    #[inline]
    pub(super) fn object(&mut self, row: u32) -> u32 {
        let objects = &self.objects[row as usize];
        match &objects.popularity {
            None => objects.first,
            Some(popularity) => objects.first + popularity.draw(&mut self.key),
        }
    }

    /// Whether all requests ask for the same.
    pub(super) fn has_one_object(&self) -> bool {
        matches!(&self.objects[..], [objects] if objects.popularity.is_none())
    }

    /// When the first request of an open load is sent: the first of constant arrivals at once.
    pub(super) fn first(&mut self) -> u64 {
        match &self.pace {
            Pace::Open {
                shape: Shape::Constant,
                rate,
            } if rate.rate(SimTime::ZERO) > 0.0 => 0,
            _ => self.next(0),
        }
    }

    /// When the next request of an open load is sent, after one at `now`.
    #[inline]
    pub(super) fn next(&mut self, now: u64) -> u64 {
        let Pace::Open { shape, rate } = &self.pace else {
            return NEVER;
        };
        if let (Shape::Poisson, Some(law)) = (shape, &self.steady) {
            return now.saturating_add(law.draw(&mut self.arrivals).nanos());
        }
        // Expected requests until the next one.
        let requests = match shape {
            Shape::Poisson => self.unit.draw(&mut self.arrivals).nanos() as f64 / UNIT,
            Shape::Constant => 1.0,
        };
        after(rate, now, requests)
    }

    /// Arrivals of an open load come at this rate from now on.
    pub(super) fn set_rate(&mut self, rate: f64) {
        if let Pace::Open { rate: pace, .. } = &mut self.pace {
            *pace = Profile::constant(rate.max(0.0));
            self.steady = self.pace.steady();
        }
    }

    /// Whether clients send again when they have their answer.
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.pace, Pace::Closed { .. })
    }

    /// How long a client thinks.
    pub(super) fn think(&mut self) -> u64 {
        match &self.pace {
            Pace::Closed { think, .. } => think.draw(&mut self.arrivals).nanos(),
            Pace::Open { .. } => NEVER,
        }
    }
}

impl Pace {
    /// The gaps of an open load at a rate that never changes.
    fn steady(&self) -> Option<Law> {
        let Self::Open { rate, .. } = self else {
            return None;
        };
        let rate = rate.fixed().filter(|rate| *rate > 0.0)?;
        Some(Law::exponential(1e9 / rate))
    }
}

/// The mean of unit draws: fine enough that rounding to whole numbers does no harm.
const UNIT: f64 = (1_u64 << 32) as f64;

/// When so many requests have come at this rate, counted from `now`.
fn after(rate: &Profile, now: u64, mut requests: f64) -> u64 {
    const SECOND: f64 = 1e9;
    let pieces = rate.pieces();
    let mut now = now;
    loop {
        let next = pieces.partition_point(|piece| piece.at.nanos() <= now);
        let piece = pieces[next.saturating_sub(1)];
        let (ramp, end) = if now < piece.until.nanos() {
            (true, piece.until.nanos())
        } else {
            (
                false,
                pieces.get(next).map_or(NEVER, |next| next.at.nanos()),
            )
        };
        let start = rate.rate(SimTime(now)) / SECOND;
        let length = (end - now) as f64;
        let slope = if ramp {
            let whole = piece.until.since(piece.at).nanos() as f64;
            (piece.to - piece.from) / SECOND / whole
        } else {
            0.0
        };
        let area = (start + 0.5 * slope * length) * length;
        if area >= requests {
            // start * x + slope / 2 * x^2 = requests
            let root = libm::sqrt((start * start + 2.0 * slope * requests).max(0.0));
            let passed = 2.0 * requests / (start + root);
            return now.saturating_add((passed + 0.5) as u64);
        }
        if end == NEVER {
            return NEVER;
        }
        requests -= area;
        now = end;
    }
}

impl Popularity {
    fn new(keys: Keys) -> Self {
        let count = keys.count as usize;
        let weights: Vec<f64> = (1..=count)
            .map(|rank| libm::pow(rank as f64, -keys.zipf))
            .collect();
        let mean = weights.iter().sum::<f64>() / count as f64;
        let mut share: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
        let mut own = vec![u32::MAX; count];
        let mut alias: Vec<u32> = (0..count as u32).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
            (0..count).partition(|&place| share[place] < 1.0);
        while let (Some(low), Some(&high)) = (poor.pop(), rich.last()) {
            own[low] = (share[low] * f64::from(u32::MAX)) as u32;
            alias[low] = high as u32;
            share[high] -= 1.0 - share[low];
            if share[high] < 1.0 {
                rich.pop();
                poor.push(high);
            }
        }
        Self { own, alias }
    }

    #[inline]
    fn draw(&self, stream: &mut Stream) -> u32 {
        let bits = stream.bits();
        let place = (((bits >> 32) * self.own.len() as u64) >> 32) as usize;
        if (bits as u32) <= self.own[place] {
            place as u32
        } else {
            self.alias[place]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::Piece;
    use super::*;
    use crate::time::SimDuration;

    fn second(seconds: u64) -> u64 {
        SimDuration::from_secs(seconds).nanos()
    }

    /// Requests at a rate that steps and ramps are as many as the area under it.
    #[test]
    fn requests_are_spaced_by_the_rate() {
        let ramp = Piece {
            at: SimTime(second(20)),
            from: 10.0,
            until: SimTime(second(30)),
            to: 0.0,
        };
        let profile = Profile::new(vec![
            Piece::step(SimTime::ZERO, 2.0),
            Piece::step(SimTime(second(10)), 10.0),
            ramp,
        ]);
        let profile = profile.expect("a sound profile");
        let table = [
            (0, 1.0, second(1) / 2),
            (0, 20.0, second(10)),
            (0, 21.0, second(10) + second(1) / 10),
            (0, 120.0, second(20)),
            (second(20), 37.5, second(25)),
            (second(20), 50.1, NEVER),
        ];
        for (from, requests, expected) in table {
            let got = after(&profile, from, requests);
            assert!(
                got.abs_diff(expected) <= 2,
                "{from} + {requests}: {got}, not {expected}"
            );
        }
    }

    #[test]
    fn objects_are_as_popular_as_zipf_says() {
        let popularity = Popularity::new(Keys {
            count: 4,
            zipf: 1.0,
        });
        let mut stream = Stream::new(3);
        let mut counts = [0_u32; 4];
        for _ in 0..100_000 {
            counts[popularity.draw(&mut stream) as usize] += 1;
        }
        // 1 + 1/2 + 1/3 + 1/4 = 25/12
        for (rank, count) in (1_u32..).zip(counts) {
            let expected = 48_000.0 / f64::from(rank);
            assert!(
                (f64::from(count) - expected).abs() < 1_000.0,
                "{rank}: {count}"
            );
        }
    }
}

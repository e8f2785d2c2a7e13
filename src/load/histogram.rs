//! Counts of durations, in buckets fine enough for percentiles and few enough to be small.

use crate::time::SimDuration;

/// Buckets an octave; an octave's share of them is the relative error: 1 / 64.
const FINE: u64 = 64;
/// Bits of `FINE`.
const BITS: u32 = FINE.trailing_zeros();
/// Buckets in all: up to 2^47 ns, more than a day. What is longer counts in the last.
const BUCKETS: usize = (48 - BITS as usize) * FINE as usize;

/// Durations by length: log-linear buckets, 64 to an octave, from 1 ns to more than a day. The sum
/// and the longest are kept beside them, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Histogram {
    /// As many as the longest so far needs.
    counts: Vec<u64>,
    sum: u128,
    max: u64,
}

impl Histogram {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            counts: Vec::new(),
            sum: 0,
            max: 0,
        }
    }

    /// Counts one duration.
    #[inline]
    pub fn record(&mut self, length: SimDuration) {
        let nanos = length.nanos();
        let bucket = bucket(nanos);
        match self.counts.get_mut(bucket) {
            Some(count) => *count += 1,
            None => self.grow(bucket),
        }
        self.sum += u128::from(nanos);
        self.max = self.max.max(nanos);
    }

    /// One of those that were counted has not been; it was not the longest of several.
    pub(super) fn take_back(&mut self, length: SimDuration) {
        let nanos = length.nanos();
        if let Some(count) = self.counts.get_mut(bucket(nanos)) {
            *count = count.saturating_sub(1);
            self.sum -= u128::from(nanos);
        }
    }

    /// Counts many durations, in nanoseconds; their sum.
    #[inline]
    pub(super) fn record_all(&mut self, lengths: impl Iterator<Item = u64>) -> u128 {
        let (mut sum, mut max) = (0, self.max);
        for nanos in lengths {
            let bucket = bucket(nanos);
            match self.counts.get_mut(bucket) {
                Some(count) => *count += 1,
                None => self.grow(bucket),
            }
            sum += u128::from(nanos);
            max = max.max(nanos);
        }
        self.sum += sum;
        self.max = max;
        sum
    }

    #[cold]
    fn grow(&mut self, bucket: usize) {
        let bucket = bucket.min(BUCKETS - 1);
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// What was counted since `earlier`, an older copy of this one. The longest is known to its
    /// bucket only.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut counts = self.counts.clone();
        for (count, less) in counts.iter_mut().zip(&earlier.counts) {
            *count = count.saturating_sub(*less);
        }
        let last = counts.iter().rposition(|count| *count > 0);
        counts.truncate(last.map_or(0, |last| last + 1));
        Self {
            max: last.map_or(0, |last| edge(last).min(self.max)),
            sum: self.sum.saturating_sub(earlier.sum),
            counts,
        }
    }

    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Their sum in nanoseconds, exactly.
    pub const fn sum(&self) -> u128 {
        self.sum
    }

    /// The longest, exactly.
    pub const fn max(&self) -> SimDuration {
        SimDuration(self.max)
    }

    /// Their mean in nanoseconds, exactly but for the last bits of a float; 0 of none.
    pub fn mean(&self) -> f64 {
        match self.count() {
            0 => 0.0,
            count => self.sum as f64 / count as f64,
        }
    }

    /// The duration that a share `q` of them does not exceed: the upper edge of its bucket, at
    /// most 1.6 % too long and never longer than the longest; zero of none.
    pub fn quantile(&self, q: f64) -> SimDuration {
        let count = self.count();
        let rank = libm::ceil(q.clamp(0.0, 1.0) * count as f64) as u64;
        let rank = rank.clamp(1, count.max(1));
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return SimDuration(edge(bucket).min(self.max));
            }
        }
        SimDuration::ZERO
    }

    /// How many are at most `length`, to the bucket.
    pub fn up_to(&self, length: SimDuration) -> u64 {
        let end = (bucket(length.nanos()) + 1).min(self.counts.len());
        self.counts[..end].iter().sum()
    }
}

/// The bucket of a duration, beyond the last where that counts it.
#[inline]
const fn bucket(nanos: u64) -> usize {
    // The first two octaves share their width: no case apart for the shortest.
    let octave = (nanos | FINE).ilog2() - BITS;
    (octave as u64 * FINE + (nanos >> octave)) as usize
}

/// The longest duration of a bucket.
const fn edge(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < FINE {
        return bucket;
    }
    if bucket == BUCKETS as u64 - 1 {
        return u64::MAX;
    }
    let octave = bucket / FINE - 1;
    ((FINE + bucket % FINE + 1) << octave) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(lengths: &[u64]) -> Histogram {
        let mut histogram = Histogram::new();
        for length in lengths {
            histogram.record(SimDuration(*length));
        }
        histogram
    }

    #[test]
    fn every_bucket_holds_its_edge_and_ends_before_the_next() {
        for index in 0..BUCKETS - 1 {
            assert_eq!(bucket(edge(index)), index);
            assert_eq!(bucket(edge(index) + 1), index + 1);
        }
        assert_eq!(of(&[u64::MAX]).counts.len(), BUCKETS);
    }

    #[test]
    fn nothing_has_no_quantile_and_no_mean() {
        let none = Histogram::new();
        assert_eq!((none.count(), none.mean()), (0, 0.0));
        assert_eq!(none.quantile(0.99), SimDuration::ZERO);
    }

    #[test]
    fn quantiles_of_a_hundred() {
        let histogram = of(&(1..=100).map(|n| n * 1_000_000).collect::<Vec<_>>());
        for (q, expected) in [
            (0.0, 1.0),
            (0.5, 50.0),
            (0.9, 90.0),
            (0.99, 99.0),
            (1.0, 100.0),
        ] {
            let got = histogram.quantile(q).nanos() as f64 / 1e6;
            assert!(got >= expected && got <= expected * 1.016, "{q}: {got}");
        }
        assert_eq!(histogram.max(), SimDuration::from_millis(100));
        assert!((histogram.mean() - 50.5e6).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn quantiles_bound_the_sorted_durations(
            mut lengths in prop::collection::vec(0_u64..1 << 46, 1..200),
            q in 0.0_f64..=1.0,
        ) {
            let histogram = of(&lengths);
            lengths.sort_unstable();
            let rank = ((q * lengths.len() as f64).ceil() as usize).clamp(1, lengths.len());
            let exact = lengths[rank - 1];
            let got = histogram.quantile(q).nanos();
            prop_assert!(got >= exact);
            prop_assert!(got as f64 <= exact as f64 * (1.0 + 1.0 / 64.0) + 1.0);
        }

        #[test]
        fn merged_is_counted_together_and_the_rest_is_the_difference(
            first in prop::collection::vec(any::<u64>(), 0..50),
            second in prop::collection::vec(any::<u64>(), 0..50),
        ) {
            let together = of(&[first.clone(), second.clone()].concat());
            let mut merged = of(&first);
            merged.merge(&of(&second));
            prop_assert_eq!(&merged, &together);
            let rest = merged.since(&of(&first));
            prop_assert_eq!(rest.counts, of(&second).counts);
            prop_assert_eq!(rest.sum, of(&second).sum);
        }
    }
}

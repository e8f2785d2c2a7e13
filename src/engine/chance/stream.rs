//! A stream of random bits: `ChaCha8`, the same on every machine.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// A stream of random bits, the same on every machine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stream(ChaCha8Rng);

impl Clone for Stream {
    /// The crate clones no generator by itself, lest keys be used twice; here that is meant.
    fn clone(&self) -> Self {
        Self(ChaCha8Rng::deserialize_state(&self.0.serialize_state()))
    }
}

impl Stream {
    /// The stream of a key.
    pub(crate) fn new(key: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(key))
    }

    /// 64 random bits.
    #[inline]
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `count`.
    #[inline]
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(count)) >> 64) as u64
    }

    /// A draw above zero and at most one.
    #[inline]
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_a_bound_and_units_stay_inside() {
        let mut stream = Stream::new(7);
        for _ in 0..10_000 {
            assert!(stream.below(7) < 7);
            let unit = stream.unit();
            assert!(unit > 0.0 && unit <= 1.0);
        }
    }
}

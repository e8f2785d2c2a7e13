//! A stream of random bits: xoshiro256++ 1.0 (D. Blackman, S. Vigna, Scrambled Linear
//! Pseudorandom Number Generators, ACM Trans. Math. Softw. 47, 2021).

use super::mix;

/// A stream of random bits, the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stream([u64; 4]);

impl Stream {
    /// The stream of a key. Its state is drawn by `SplitMix64`, as the authors advise.
    pub(crate) const fn new(key: u64) -> Self {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        Self([
            mix(key),
            mix(key.wrapping_add(STEP)),
            mix(key.wrapping_add(STEP.wrapping_mul(2))),
            mix(key.wrapping_add(STEP.wrapping_mul(3))),
        ])
    }

    /// 64 random bits.
    #[inline]
    pub(crate) const fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.0 = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number below `count`.
    #[inline]
    pub(crate) const fn below(&mut self, count: u64) -> u64 {
        ((self.bits() as u128 * count as u128) >> 64) as u64
    }

    /// A draw above zero and at most one.
    #[inline]
    pub(crate) const fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * (1.0 / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of the authors' reference program from the state 1, 2, 3, 4.
    #[test]
    fn bits_are_those_of_the_reference() {
        let mut stream = Stream([1, 2, 3, 4]);
        let got: [u64; 4] = std::array::from_fn(|_| stream.bits());
        assert_eq!(
            got,
            [
                41_943_041,
                58_720_359,
                3_588_806_011_781_223,
                3_591_011_842_654_386
            ]
        );
    }

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

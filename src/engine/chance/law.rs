//! A distribution made ready for drawing.

use crate::time::SimDuration;
use crate::topology::Distribution;

use super::stream::Stream;
use super::ziggurat::Layers;

/// A distribution of lengths of time, made ready for drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Law {
    /// Always so many nanoseconds.
    Fixed(u64),
    /// From `.0` on, one of `.1` whole nanoseconds.
    Uniform(u64, u64),
    /// Exponential with this mean in nanoseconds.
    Exponential(f64, &'static Layers),
    /// Log-normal: the median in nanoseconds and the logarithm's deviation.
    LogNormal(f64, f64, &'static Layers),
}

impl Law {
    /// The law of a distribution.
    pub(crate) fn of(distribution: Distribution) -> Self {
        match distribution {
            Distribution::Fixed(length) => Self::Fixed(length.nanos()),
            Distribution::Uniform { min, max } => {
                Self::Uniform(min.nanos(), (max.nanos() - min.nanos()).saturating_add(1))
            }
            Distribution::Exponential { mean } if mean.nanos() == 0 => Self::Fixed(0),
            Distribution::Exponential { mean } => Self::exponential(mean.nanos() as f64),
            Distribution::LogNormal { median, p99 } => {
                // The 99 % point of the standard normal distribution.
                const Z99: f64 = 2.326_347_874_040_841;
                let ratio = p99.nanos() as f64 / median.nanos().max(1) as f64;
                let sigma = libm::log(ratio.max(1.0)) / Z99;
                Self::LogNormal(median.nanos() as f64, sigma, Layers::normal())
            }
        }
    }

    /// The exponential law of this mean in nanoseconds.
    pub(crate) fn exponential(mean: f64) -> Self {
        Self::Exponential(mean, Layers::exponential())
    }

    /// The shortest there is, in nanoseconds.
    pub(crate) const fn least(&self) -> u64 {
        match *self {
            Self::Fixed(length) => length,
            Self::Uniform(min, _) => min,
            Self::Exponential(..) | Self::LogNormal(..) => LEAST as u64,
        }
    }

    /// One length, to the nanosecond.
    #[inline]
    pub(crate) fn draw(&self, stream: &mut Stream) -> SimDuration {
        match *self {
            Self::Fixed(length) => SimDuration(length),
            Self::Uniform(min, width) => SimDuration(min + stream.below(width)),
            Self::Exponential(mean, layers) => rounded(mean * layers.draw_exponential(stream)),
            Self::LogNormal(median, sigma, layers) => {
                rounded(median * libm::exp(sigma * layers.draw_normal(stream)))
            }
        }
    }

    /// As many lengths as there is room for, in nanoseconds: as if drawn one by one.
    pub(crate) fn fill(&self, stream: &mut Stream, lengths: &mut [u64]) {
        match *self {
            Self::Fixed(length) => lengths.fill(length),
            Self::Exponential(mean, layers) => {
                for length in lengths {
                    *length = rounded(mean * layers.draw_exponential(stream)).nanos();
                }
            }
            _ => lengths.fill_with(|| self.draw(stream).nanos()),
        }
    }
}

/// The shortest of lengths that may be as short as one likes: something happens in between.
const LEAST: i64 = 1;

/// To the nearest nanosecond that is not zero.
#[inline]
fn rounded(nanos: f64) -> SimDuration {
    // By way of a signed number, which processors convert to at once.
    SimDuration(((nanos + 0.5) as i64).max(LEAST) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: u32 = 200_000;

    /// Draws in milliseconds.
    fn draws(distribution: Distribution) -> Vec<f64> {
        let (law, mut stream) = (Law::of(distribution), Stream::new(7));
        let draw = |_| law.draw(&mut stream).nanos() as f64 / 1e6;
        (0..DRAWS).map(draw).collect()
    }

    fn mean(values: impl Iterator<Item = f64>) -> f64 {
        values.sum::<f64>() / f64::from(DRAWS)
    }

    /// Mean and variance of each law, within some five standard errors.
    #[test]
    fn draws_follow_their_distribution() {
        let ms = SimDuration::from_millis;
        // Log-normal: sigma = ln(4) / 2.326 = 0.5959, mean = exp(sigma^2 / 2) = 1.1943 ms,
        // variance = (exp(sigma^2) - 1) * mean^2 = 0.6080.
        let table = [
            (Distribution::Fixed(ms(3)), 3.0, 0.0),
            (
                Distribution::Uniform {
                    min: ms(1),
                    max: ms(3),
                },
                2.0,
                1.0 / 3.0,
            ),
            (Distribution::Exponential { mean: ms(2) }, 2.0, 4.0),
            (
                Distribution::LogNormal {
                    median: ms(1),
                    p99: ms(4),
                },
                1.1943,
                0.6080,
            ),
        ];
        for (distribution, expected, variance) in table {
            let draws = draws(distribution);
            let average = mean(draws.iter().copied());
            let spread = mean(draws.iter().map(|draw| (draw - average) * (draw - average)));
            let error = |value: f64, right: f64| (value - right).abs() <= 0.04 * right + 1e-9;
            assert!(
                (average / expected - 1.0).abs() < 0.01,
                "{distribution:?}: {average}"
            );
            assert!(error(spread, variance), "{distribution:?}: {spread}");
        }
    }

    /// The share of draws beyond a point, in the body and far out in the tail.
    #[test]
    fn tails_are_as_long_as_they_should_be() {
        let second = SimDuration::from_secs(1);
        let exponential = draws(Distribution::Exponential { mean: second });
        let p99 = SimDuration::from_millis(1000 * 10);
        let lognormal = draws(Distribution::LogNormal {
            median: second,
            p99,
        });
        // exp(-1), exp(-5), exp(-8); 1 - Phi(1), 1 - Phi(2.326), 1 - Phi(3.7) for ln 10 / 2.326.
        let rows = [
            (&exponential, 1_000.0, 0.367_879),
            (&exponential, 5_000.0, 0.006_738),
            (&exponential, 8_000.0, 0.000_335),
            (&lognormal, 2_690.6, 0.158_655),
            (&lognormal, 10_000.0, 0.01),
            (&lognormal, 38_956.0, 0.000_108),
        ];
        for (draws, beyond, share) in rows {
            let count = draws.iter().filter(|draw| **draw > beyond).count() as f64;
            let expected = share * f64::from(DRAWS);
            assert!(
                (count - expected).abs() < 5.0 * expected.sqrt(),
                "{beyond}: {count}, not {expected}"
            );
        }
    }
}

//! Every random choice, derived from the seed: one generator for each node and purpose, so that
//! adding a node shifts no other draw.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use crate::time::SimDuration;
use crate::topology::{Distribution, LinkId, NodeId};
use crate::trace::Seed;

/// What a draw is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Length of work.
    Service,
    /// Choice of a next node.
    Pick,
}

/// The generators of one run, made when first used.
#[derive(Debug)]
pub(super) struct Chance {
    key: u64,
    generators: Vec<[Option<ChaCha8Rng>; 2]>,
    links: Vec<Option<ChaCha8Rng>>,
}

/// Keeps the keys of links apart from those of nodes.
const LINK: u64 = 1 << 32;

impl Chance {
    /// `sent` is the number of requests sent before in this state: two requests of one session
    /// draw differently under one seed.
    pub(super) fn new(seed: Seed, sent: u64, nodes: usize, links: usize) -> Self {
        Self {
            key: mix(seed.0 ^ mix(sent)),
            generators: (0..nodes).map(|_| [None, None]).collect(),
            links: (0..links).map(|_| None).collect(),
        }
    }

    fn generator(&mut self, node: NodeId, purpose: Purpose) -> &mut ChaCha8Rng {
        let key = self.key;
        self.generators[node.index()][purpose as usize].get_or_insert_with(|| {
            ChaCha8Rng::seed_from_u64(mix(key ^ mix((node.index() as u64) << 8 | purpose as u64)))
        })
    }

    /// A number below `count`.
    pub(super) fn pick(&mut self, node: NodeId, count: usize) -> usize {
        let draw = self.generator(node, Purpose::Pick).next_u64();
        ((u128::from(draw) * count as u128) >> 64) as usize
    }

    /// Whether a packet is lost on `link`, which loses `loss` of a million. A link that loses
    /// nothing draws nothing.
    pub(super) fn loses(&mut self, link: LinkId, loss: u32) -> bool {
        if loss == 0 {
            return false;
        }
        let key = self.key;
        let generator = self.links[link.index()].get_or_insert_with(|| {
            ChaCha8Rng::seed_from_u64(mix(key ^ mix(LINK | link.index() as u64)))
        });
        let draw = generator.next_u64();
        (u128::from(draw) * 1_000_000) >> 64 < u128::from(loss)
    }

    /// A length of work at `node`.
    pub(super) fn service(&mut self, node: NodeId, distribution: Distribution) -> SimDuration {
        match distribution {
            Distribution::Fixed(length) => length,
            Distribution::Uniform { min, max } => {
                let draw = self.generator(node, Purpose::Service).next_u64();
                let width = u128::from(max.nanos() - min.nanos()) + 1;
                SimDuration(min.nanos() + ((u128::from(draw) * width) >> 64) as u64)
            }
            Distribution::Exponential { mean } => {
                let u = self.unit(node);
                scaled(mean, -libm::log(u))
            }
            Distribution::LogNormal { median, p99 } => {
                // The 99 % point of the standard normal distribution.
                const Z99: f64 = 2.326_347_874_040_841;
                let ratio = p99.nanos() as f64 / median.nanos().max(1) as f64;
                let sigma = libm::log(ratio.max(1.0)) / Z99;
                // Box and Muller's transform of two uniform draws to a normal one.
                let (u, v) = (self.unit(node), self.unit(node));
                let z = libm::sqrt(-2.0 * libm::log(u)) * libm::cos(std::f64::consts::TAU * v);
                scaled(median, libm::exp(sigma * z))
            }
        }
    }

    /// A draw above zero and at most one.
    fn unit(&mut self, node: NodeId) -> f64 {
        let bits = self.generator(node, Purpose::Service).next_u64() >> 11;
        (bits + 1) as f64 / (1_u64 << 53) as f64
    }
}

/// `libm` computes the same bits on every machine, so the rounding does too.
fn scaled(length: SimDuration, factor: f64) -> SimDuration {
    SimDuration(libm::round(length.nanos() as f64 * factor) as u64)
}

/// The finalizer of `SplitMix64`: spreads every bit of the key.
pub(super) const fn mix(key: u64) -> u64 {
    let mut z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean of many draws, in nanoseconds.
    fn mean(distribution: Distribution) -> f64 {
        let mut chance = Chance::new(Seed(7), 0, 1, 0);
        let draws = 20_000;
        let sum: u64 = (0..draws)
            .map(|_| chance.service(NodeId(0), distribution).nanos())
            .sum();
        sum as f64 / f64::from(draws)
    }

    #[test]
    fn draws_follow_their_distribution() {
        let ms = SimDuration::from_millis;
        let table = [
            (Distribution::Fixed(ms(3)), 3.0e6, 0.0),
            (
                Distribution::Uniform {
                    min: ms(1),
                    max: ms(3),
                },
                2.0e6,
                0.02,
            ),
            (Distribution::Exponential { mean: ms(2) }, 2.0e6, 0.03),
            // sigma = ln(4) / 2.326 = 0.596; mean = median * exp(sigma^2 / 2) = 1.194 ms.
            (
                Distribution::LogNormal {
                    median: ms(1),
                    p99: ms(4),
                },
                1.194e6,
                0.03,
            ),
        ];
        for (distribution, expected, tolerance) in table {
            let got = mean(distribution);
            assert!(
                (got / expected - 1.0).abs() <= tolerance,
                "{distribution:?}: {got}"
            );
        }
    }

    #[test]
    fn packets_are_lost_as_often_as_the_link_says() {
        for loss in [0, 1, 20_000, 500_000, 1_000_000] {
            let mut chance = Chance::new(Seed(7), 0, 0, 1);
            let draws = 50_000;
            let lost = (0..draws).filter(|_| chance.loses(LinkId(0), loss)).count() as f64;
            let expected = f64::from(draws) * f64::from(loss) / 1e6;
            assert!(
                (lost - expected).abs() <= 4.0 * libm::sqrt(expected),
                "{loss}: {lost}"
            );
        }
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        let draw = |seed, sent| Chance::new(Seed(seed), sent, 2, 0).pick(NodeId(1), 1000);
        assert_eq!(draw(1, 0), draw(1, 0));
        assert_ne!((draw(1, 0), draw(1, 1)), (draw(2, 0), draw(2, 1)));
    }
}

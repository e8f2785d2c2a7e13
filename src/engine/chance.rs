//! Every random choice, derived from the seed: one stream for each node and purpose, so that
//! adding a node shifts no other draw.

use crate::topology::{LinkId, NodeId};
use crate::trace::Seed;

mod law;
mod stream;
mod ziggurat;

pub(crate) use law::Law;
pub(crate) use stream::Stream;

use crate::time::SimDuration;
use crate::topology::Distribution;

/// What a draw is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Length of work.
    Service,
    /// Choice of a next node.
    Pick,
    /// Whether a copy is found, where a share of hits is fixed.
    Hit,
    /// When requests are sent; of the whole, not of a node.
    Arrival,
    /// Which request is sent; of the whole.
    Mix,
    /// Which object is asked for; of the whole.
    Key,
}

/// What the streams of one run derive from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source(u64);

impl Source {
    /// `sent` is the number of requests sent before in this state: two requests of one session
    /// draw differently under one seed.
    pub(crate) const fn new(seed: Seed, sent: u64) -> Self {
        Self(mix(seed.0 ^ mix(sent)))
    }

    /// The stream of the packets that one link loses.
    pub(crate) fn losses(self, link: LinkId) -> Stream {
        // Apart from the keys of nodes.
        const LINK: u64 = 1 << 32;
        Stream::new(mix(self.0 ^ mix(LINK | link.index() as u64)))
    }

    /// The stream of one node for one purpose.
    pub(crate) fn stream(self, node: NodeId, purpose: Purpose) -> Stream {
        Stream::new(mix(
            self.0 ^ mix((node.index() as u64) << 8 | purpose as u64)
        ))
    }
}

/// The streams of one run, made when first used.
#[derive(Debug)]
pub(super) struct Chance {
    source: Source,
    streams: Vec<[Option<Stream>; 2]>,
    links: Vec<Option<Stream>>,
}

impl Chance {
    /// Streams from `source` for so many nodes and links.
    pub(super) fn new(source: Source, nodes: usize, links: usize) -> Self {
        Self {
            source,
            streams: (0..nodes).map(|_| [None, None]).collect(),
            links: (0..links).map(|_| None).collect(),
        }
    }

    fn stream(&mut self, node: NodeId, purpose: Purpose) -> &mut Stream {
        let source = self.source;
        self.streams[node.index()][purpose as usize]
            .get_or_insert_with(|| source.stream(node, purpose))
    }

    /// A number below `count`.
    pub(super) fn pick(&mut self, node: NodeId, count: usize) -> usize {
        self.stream(node, Purpose::Pick).below(count as u64) as usize
    }

    /// Whether a packet is lost on `link`, which loses `loss` of a million. A link that loses
    /// nothing draws nothing.
    pub(super) fn loses(&mut self, link: LinkId, loss: u32) -> bool {
        if loss == 0 {
            return false;
        }
        let source = self.source;
        let stream = self.links[link.index()].get_or_insert_with(|| source.losses(link));
        stream.below(1_000_000) < u64::from(loss)
    }

    /// A length of work at `node`.
    pub(super) fn service(&mut self, node: NodeId, distribution: Distribution) -> SimDuration {
        match Law::of(distribution) {
            Law::Fixed(length) => SimDuration(length),
            law => law.draw(self.stream(node, Purpose::Service)),
        }
    }
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

    #[test]
    fn one_seed_gives_one_sequence() {
        let draw = |seed, sent| {
            Chance::new(Source::new(Seed(seed), sent), 2, 0).pick(NodeId(1), 1_000_000)
        };
        assert_eq!(draw(1, 0), draw(1, 0));
        assert_ne!((draw(1, 0), draw(1, 1)), (draw(2, 0), draw(2, 1)));
    }
}

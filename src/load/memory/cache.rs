//! What a cache holds, or how often it is hit.

use crate::engine::chance::{Purpose, Source, Stream};
use crate::topology::{NodeId, Topology};

/// Objects of one node, by number: until when each is good.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    pub(super) node: NodeId,
    expiry: Vec<u64>,
    hits: Hits,
}

/// What of a cache is a hit.
#[derive(Debug, Clone)]
enum Hits {
    /// Objects that it holds.
    Held,
    /// A fixed share, whatever it holds.
    Drawn(Box<Ratio>),
    /// The same, drawn elsewhere.
    Lent,
}

/// A fixed share of hits, and how they are drawn.
#[derive(Debug, Clone)]
pub(in crate::load) struct Ratio {
    /// Of 2^64.
    share: u64,
    draws: Stream,
}

impl Ratio {
    /// Whether the next is a hit.
    #[inline]
    pub(in crate::load) fn hits(&mut self) -> bool {
        self.draws.bits() < self.share || self.share == u64::MAX
    }
}

impl Cache {
    /// The cache of a node, which holds none of so many objects yet.
    pub(super) fn new(topology: &Topology, node: NodeId, source: Source, objects: u32) -> Self {
        let hits = topology[node].hit_ratio.map_or(Hits::Held, |share| {
            Hits::Drawn(Box::new(Ratio {
                share: libm::ldexp(share.clamp(0.0, 1.0), 64) as u64,
                draws: source.stream(node, Purpose::Hit),
            }))
        });
        Self {
            node,
            expiry: vec![0; objects as usize],
            hits,
        }
    }

    /// Whether it holds the object; `None` where that is drawn elsewhere.
    #[inline]
    pub(super) fn holds(&mut self, object: u32, now: u64) -> Option<bool> {
        match &mut self.hits {
            Hits::Held => Some(self.expiry[object as usize] > now),
            Hits::Drawn(ratio) => Some(ratio.hits()),
            Hits::Lent => None,
        }
    }

    /// It keeps the object until then; or not at all.
    #[inline]
    pub(super) fn keep(&mut self, object: u32, until: u64) {
        self.expiry[object as usize] = until;
    }

    /// The share of its hits, where that is fixed.
    pub(super) fn ratio(&self) -> Option<&Ratio> {
        match &self.hits {
            Hits::Drawn(ratio) => Some(ratio),
            Hits::Held | Hits::Lent => None,
        }
    }

    /// From now on its hits are drawn elsewhere.
    pub(super) fn lend(&mut self) {
        self.hits = Hits::Lent;
    }
}

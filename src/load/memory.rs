//! What nodes remember while a load runs: objects, names, sessions, connections and turns.

use std::sync::Arc;

use super::token::Slab;
use crate::engine::chance::{self, Purpose, Source};
use crate::engine::policy;
use crate::topology::{LinkId, NodeId, Topology};

mod cache;
mod pool;
mod turns;

use cache::Cache;
pub(super) use cache::Ratio;
use pool::Connection;
pub(super) use pool::{Pool, Stream};
use turns::{Among, Chooser, Turns};

/// All that is remembered.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    topology: Arc<Topology>,
    source: Source,
    caches: Vec<Cache>,
    /// Until when a name or a session is good, in nanoseconds.
    cells: Vec<u64>,
    cell_of: Vec<CellKey>,
    /// Of a name: the way it stands for, as in [`super::op::Op::Aim`].
    aims: Vec<u32>,
    pub(super) pools: Vec<Pool>,
    connections: Slab<Connection>,
    streams: Slab<Stream>,
    choosers: Vec<Chooser>,
    turns: Turns,
    losses: Vec<Option<chance::Stream>>,
    /// Objects there are, over all requests.
    objects: u32,
    /// A cache was asked whose hits are drawn elsewhere.
    pub(super) asked_in_vain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum CellKey {
    Name(NodeId, u32),
    Session(NodeId, NodeId),
}

impl Memory {
    /// Nothing remembered, of so many objects.
    pub(super) fn new(topology: &Arc<Topology>, source: Source, objects: u32) -> Self {
        let (nodes, links) = (topology.nodes().len(), topology.links().len());
        let picks = topology
            .node_ids()
            .map(|node| source.stream(node, Purpose::Pick));
        Self {
            topology: Arc::clone(topology),
            source,
            caches: Vec::new(),
            cells: Vec::new(),
            cell_of: Vec::new(),
            aims: Vec::new(),
            pools: Vec::new(),
            connections: Slab::new(),
            streams: Slab::new(),
            choosers: Vec::new(),
            turns: Turns {
                taken: vec![0; nodes],
                credits: vec![0; links],
                active: vec![0; links],
                picks: picks.collect(),
            },
            losses: vec![None; links],
            objects,
            asked_in_vain: false,
        }
    }

    /// The number of a node's cache.
    pub(super) fn cache(&mut self, node: NodeId) -> u32 {
        let known = self.caches.iter().position(|cache| cache.node == node);
        known.unwrap_or_else(|| {
            let (topology, objects) = (&self.topology, self.objects);
            let cache = Cache::new(topology, node, self.source, objects);
            self.caches.push(cache);
            self.caches.len() - 1
        }) as u32
    }

    /// The number of the cell for a name at a node.
    pub(super) fn name(&mut self, node: NodeId, host: u32) -> u32 {
        self.cell_for(CellKey::Name(node, host))
    }

    /// The number of the cell for a session.
    pub(super) fn session(&mut self, client: NodeId, server: NodeId) -> u32 {
        self.cell_for(CellKey::Session(client, server))
    }

    fn cell_for(&mut self, key: CellKey) -> u32 {
        let known = self.cell_of.iter().position(|known| *known == key);
        known.unwrap_or_else(|| {
            self.cell_of.push(key);
            self.cells.push(0);
            self.aims.push(0);
            self.cells.len() - 1
        }) as u32
    }

    /// The number of a pool.
    pub(super) fn pool(&mut self, from: NodeId, link: LinkId) -> u32 {
        let is = |pool: &Pool| pool.is(from, link);
        let known = self.pools.iter().position(is);
        known.unwrap_or_else(|| {
            let limit = self.topology[link].connections;
            let limited = self.topology.link_ids();
            let counted = limit.and_then(|_| {
                limited
                    .filter(|&id| self.topology[id].connections.is_some())
                    .position(|id| id == link)
            });
            let streams = self.topology[link].streams();
            self.pools
                .push(Pool::new(from, link, limit, streams, counted));
            self.pools.len() - 1
        }) as u32
    }

    /// The number of a choice.
    pub(super) fn chooser(&mut self, node: NodeId, peer: NodeId, among: &[LinkId]) -> u32 {
        let topology = &self.topology;
        let chooser = Chooser {
            node,
            peer: policy::hash_of(topology, peer),
            policy: topology[node].policy,
            among: among.to_vec(),
            weights: among
                .iter()
                .map(|&link| topology[topology[link].to].weight)
                .collect(),
        };
        let known = self.choosers.iter().position(|known| *known == chooser);
        known.unwrap_or_else(|| {
            self.choosers.push(chooser);
            self.choosers.len() - 1
        }) as u32
    }

    /// Whether the cache holds the object.
    #[inline]
    pub(super) fn holds(&mut self, cache: u32, object: u32, now: u64) -> bool {
        let held = self.caches[cache as usize].holds(object, now);
        self.asked_in_vain |= held.is_none();
        held == Some(true)
    }

    /// The share of hits of a cache, where that is fixed.
    pub(super) fn ratio_of(&self, cache: u32) -> Option<&Ratio> {
        self.caches[cache as usize].ratio()
    }

    /// The hits of a cache are drawn elsewhere from now on.
    pub(super) fn lend(&mut self, cache: u32) {
        self.caches[cache as usize].lend();
    }

    /// The cache keeps the object until then; or not at all.
    #[inline]
    pub(super) fn keep(&mut self, cache: u32, object: u32, until: u64) {
        self.caches[cache as usize].keep(object, until);
    }

    /// Until when the cell is good.
    #[inline]
    pub(super) fn cell(&self, cell: u32) -> u64 {
        self.cells[cell as usize]
    }

    /// The answer to whether a cell is good at `now`: 0, or 1 and the way it stands for.
    #[inline]
    pub(super) fn answer(&self, cell: u32, now: u64) -> u32 {
        if self.cells[cell as usize] > now {
            1 + self.aims[cell as usize]
        } else {
            0
        }
    }

    /// A name stands for a way.
    pub(super) fn aim(&mut self, cell: u32, aim: u32) {
        self.aims[cell as usize] = aim;
    }

    #[inline]
    pub(super) fn set_cell(&mut self, cell: u32, until: u64) {
        self.cells[cell as usize] = until;
    }

    /// The place that is chosen.
    #[inline]
    pub(super) fn choose(&mut self, chooser: u32) -> u32 {
        let chooser = &self.choosers[chooser as usize];
        let mut among = Among {
            chooser,
            turns: &mut self.turns,
        };
        policy::choose(chooser.policy, chooser.among.len(), &mut among) as u32
    }

    /// A call over a link begins, or ends.
    #[inline]
    pub(super) fn count_active(&mut self, link: u16, begins: bool) {
        if let Some(active) = self.turns.active.get_mut(link as usize) {
            *active = if begins {
                *active + 1
            } else {
                active.saturating_sub(1)
            };
        }
    }

    /// Whether a link that loses `loss` of a million packets loses this one.
    pub(super) fn loses(&mut self, link: u16, loss: u32) -> bool {
        let source = self.source;
        let stream = self.losses[link as usize].get_or_insert_with(|| source.losses(LinkId(link)));
        loss > 0 && stream.below(1_000_000) < u64::from(loss)
    }
}

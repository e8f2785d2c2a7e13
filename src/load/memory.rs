//! What nodes remember while a load runs: objects, names, sessions, connections and turns.

use std::collections::VecDeque;
use std::sync::Arc;

use super::tally::NodeTally;
use super::token::NONE;
use crate::engine::chance::{Purpose, Source, Stream};
use crate::engine::explore::{IDLE, Shape};
use crate::engine::policy;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId, Topology};

mod streams;
mod turns;

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
    pub(super) connections: Vec<Connection>,
    free: Vec<u32>,
    choosers: Vec<Chooser>,
    turns: Turns,
    losses: Vec<Option<Stream>>,
    /// Objects there are, over all requests.
    objects: u32,
}

/// Objects of one node, by number: until when each is good.
#[derive(Debug, Clone)]
struct Cache {
    node: NodeId,
    expiry: Vec<u64>,
    /// A fixed share of hits, of 2^64.
    ratio: Option<(u64, Stream)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum CellKey {
    Name(NodeId, u32),
    Session(NodeId, NodeId),
}

/// The connections of a node over one link.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    from: NodeId,
    pub(super) link: LinkId,
    /// Those that nobody uses, from the one that is idle the longest.
    idle: VecDeque<u32>,
    open: u32,
    limit: Option<u32>,
    /// Requests that one connection carries at once.
    streams: u32,
    /// A connection that is known to be there.
    ready: Option<Shape>,
    /// Tokens that wait for a connection.
    pub(super) waiting: VecDeque<u32>,
    /// Its place among the pools that are counted.
    pub(super) counted: Option<usize>,
}

/// One connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connection {
    pub(super) pool: u32,
    pub(super) shape: Shape,
    used: u64,
    /// The request that uses it; [`NONE`] for nobody.
    pub(super) user: u32,
    /// When its user came, and when it was given to him.
    pub(super) arrived: u64,
    pub(super) taken: u64,
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
            connections: Vec::new(),
            free: Vec::new(),
            choosers: Vec::new(),
            turns: Turns {
                taken: vec![0; nodes],
                credits: vec![0; links],
                active: vec![0; links],
                picks: picks.collect(),
            },
            losses: vec![None; links],
            objects,
        }
    }

    /// The number of a node's cache.
    pub(super) fn cache(&mut self, node: NodeId) -> u32 {
        let known = self.caches.iter().position(|cache| cache.node == node);
        known.unwrap_or_else(|| {
            let ratio = self.topology[node].hit_ratio.map(|share| {
                let of = libm::ldexp(share.clamp(0.0, 1.0), 64);
                (of as u64, self.source.stream(node, Purpose::Hit))
            });
            self.caches.push(Cache {
                node,
                expiry: vec![0; self.objects as usize],
                ratio,
            });
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
        let is = |pool: &Pool| pool.from == from && pool.link == link;
        let known = self.pools.iter().position(is);
        known.unwrap_or_else(|| {
            let limit = self.topology[link].connections;
            let limited = self.topology.link_ids();
            let counted = limit.and_then(|_| {
                limited
                    .filter(|&id| self.topology[id].connections.is_some())
                    .position(|id| id == link)
            });
            self.pools.push(Pool {
                from,
                link,
                idle: VecDeque::new(),
                open: 0,
                limit,
                streams: self.topology[link].streams(),
                ready: None,
                waiting: VecDeque::new(),
                counted,
            });
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
        let cache = &mut self.caches[cache as usize];
        match &mut cache.ratio {
            None => cache.expiry[object as usize] > now,
            Some((share, stream)) => stream.bits() < *share || *share == u64::MAX,
        }
    }

    /// The cache keeps the object until then; or not at all.
    #[inline]
    pub(super) fn keep(&mut self, cache: u32, object: u32, until: u64) {
        self.caches[cache as usize].expiry[object as usize] = until;
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

    /// An idle connection of the pool, taken out of it. Those that were idle too long are closed.
    #[inline]
    pub(super) fn take_idle(&mut self, pool: u32, now: u64) -> Option<u32> {
        self.close_old(pool, now);
        self.pools[pool as usize].idle.pop_front()
    }

    /// Whether the pool has an idle connection.
    #[inline]
    pub(super) fn has_idle(&mut self, pool: u32, now: u64) -> bool {
        self.close_old(pool, now);
        !self.pools[pool as usize].idle.is_empty()
    }

    #[inline]
    fn close_old(&mut self, pool: u32, now: u64) {
        let pool = &mut self.pools[pool as usize];
        while let Some(&first) = pool.idle.front() {
            if self.connections[first as usize].used + IDLE.nanos() > now {
                break;
            }
            pool.idle.pop_front();
            pool.shrink(1);
            self.free.push(first);
        }
    }

    /// Opens a connection.
    pub(super) fn open(&mut self, pool: u32, shape: Shape, now: u64) -> u32 {
        self.pools[pool as usize].open += 1;
        let connection = Connection {
            pool,
            shape,
            used: now,
            user: NONE,
            arrived: now,
            taken: now,
        };
        if let Some(free) = self.free.pop() {
            self.connections[free as usize] = connection;
            return free;
        }
        self.connections.push(connection);
        self.connections.len() as u32 - 1
    }

    /// Gives a connection back to its pool.
    #[inline]
    pub(super) fn give_back(&mut self, connection: u32, now: u64) {
        let pool = self.connections[connection as usize].pool;
        let given = &mut self.connections[connection as usize];
        (given.used, given.user) = (now, NONE);
        let shape = given.shape;
        let pool = &mut self.pools[pool as usize];
        pool.ready = Some(shape);
        pool.idle.push_back(connection);
    }

    /// Closes a connection.
    pub(super) fn close(&mut self, connection: u32) {
        let pool = self.connections[connection as usize].pool;
        let pool = &mut self.pools[pool as usize];
        pool.shrink(1);
        pool.ready = None;
        self.connections[connection as usize].user = NONE;
        self.free.push(connection);
    }

    /// The shape of a connection of the pool that this request uses already. It may be used for
    /// another of its calls at the same time, as in a trace.
    pub(super) fn shared(&self, pool: u32, journey: u32) -> Option<Shape> {
        let mut all = self.connections.iter();
        all.find(|known| known.user == journey && known.pool == pool)
            .map(|known| known.shape)
    }

    /// Closes the idle connections that `ends` says are gone.
    pub(super) fn close_idle(&mut self, gone: impl Fn(Shape) -> bool) {
        for pool in &mut self.pools {
            let before = pool.idle.len();
            let (connections, free) = (&self.connections, &mut self.free);
            pool.idle.retain(|&id| {
                let goes = gone(connections[id as usize].shape);
                if goes {
                    free.push(id);
                }
                !goes
            });
            pool.shrink((before - pool.idle.len()) as u32);
        }
    }
}

/// Counts at a pool that is limited: somebody has waited for a connection and got it.
pub(super) fn count_taken(tally: &mut NodeTally, arrived: u64, now: u64) {
    tally.start(SimDuration(now - arrived));
}

/// Counts at a pool that is limited: a connection was given back.
pub(super) fn count_returned(tally: &mut NodeTally, connection: Connection, now: u64) {
    tally.leave(
        SimTime(connection.arrived),
        SimTime(connection.taken),
        SimTime(now),
    );
}

//! One box of a topology, and how it behaves among others.

use serde::{Deserialize, Serialize};

use super::{BreakerRule, Discipline, GroupId, Kind, NodeId, Product, Scale};
use crate::time::SimDuration;

/// One box: what it is decides how it behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Id text of the file.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// First line in the box.
    pub name: String,
    /// Name for narrow places (path strip, chips); the name where the file gives none.
    pub short: String,
    /// Second line in the box; may be empty.
    pub detail: String,
    /// Words in the box's top border; may be empty.
    pub badge: String,
    /// `ip` or `ip:port`, as the file gives it; may be empty.
    pub address: String,
    /// The public address a client behind network address translation is seen under; may be empty.
    pub nat: String,
    /// What a teacher says of it; may be empty.
    pub about: String,
    /// The frame it stands in.
    pub group: Option<GroupId>,
    /// Place on the drawing grid, where the file gives one.
    pub at: Option<GridCell>,
    /// Time of its own work on one request.
    pub service: Distribution,
    /// How long what it caches (or hands out, for DNS) stays valid; `None`: it caches nothing.
    pub ttl: Option<SimDuration>,
    /// Requests served at once; `None` is unlimited.
    pub capacity: Option<u32>,
    /// How many may wait while all of them are taken; `None` is unlimited.
    pub queue: Option<u32>,
    /// How its capacity is shared.
    pub discipline: Discipline,
    /// How many replicas of it run, where that changes with the load.
    pub scale: Option<Scale>,
    /// Share of questions that find a copy, where it is fixed and does not follow from what is
    /// asked for; from 0 to 1.
    pub hit_ratio: Option<f64>,
    /// What a database may do.
    pub role: DatabaseRole,
    /// How it chooses among several next nodes.
    pub policy: Policy,
    /// How an application makes several service calls.
    pub calls: Calls,
    /// Share under the weighted policy of whoever chooses this node.
    pub weight: u32,
    /// How long it waits for a connection or an answer before it gives up.
    pub timeout: SimDuration,
    /// How its balancer finds out that it is down.
    pub health: HealthCheck,
    /// The product whose statuses a gateway answers with for what it cannot reach.
    pub errors: Option<Product>,
    /// How often a gateway sends an idempotent request again that failed; `None`: once, where
    /// its kind balances and another backend is there.
    pub retries: Option<u32>,
    /// How long a gateway waits before the first retry; twice as long before each one after it.
    pub backoff: SimDuration,
    /// The circuit breaker of a gateway, one for each upstream.
    pub breaker: Option<BreakerRule>,
    /// For a primary database: how long after its failure a replica is promoted in its place.
    pub failover: Option<SimDuration>,
    /// Takes part and is not drawn.
    pub hidden: bool,
    /// For a stage: the nodes it lights up with.
    pub mirrors: Vec<NodeId>,
}

/// Column and row on the drawing grid, from the top left, zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridCell {
    /// Column, left to right.
    pub column: u16,
    /// Row, top to bottom.
    pub row: u16,
}

/// Health checking by whoever balances over a node: detection takes `interval` x `threshold`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthCheck {
    /// Time between two checks.
    pub interval: SimDuration,
    /// Failed checks in a row until the node counts as down.
    pub threshold: u32,
}

impl HealthCheck {
    /// Time from a failure to its being noticed.
    pub fn detection(self) -> SimDuration {
        self.interval.times(u64::from(self.threshold))
    }
}

/// How a database takes writes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DatabaseRole {
    /// Takes writes and reads.
    #[default]
    Primary,
    /// Reads only; refuses writes.
    Replica,
}

/// How one of several next nodes is chosen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// In turn, in declared order.
    #[default]
    RoundRobin,
    /// The one with the fewest requests under way.
    LeastConnections,
    /// By chance, from the seed.
    Random,
    /// In turn by weight (smooth weighted round-robin).
    Weighted,
    /// By a hash of the client's address: one client, one backend.
    IpHash,
}

/// How an application makes several service calls.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Calls {
    /// One after the other, in declared order.
    #[default]
    Sequential,
    /// All at once; the slowest decides.
    Parallel,
}

/// A time that may vary from request to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Always the same.
    Fixed(SimDuration),
    /// Exponential with this mean.
    Exponential {
        /// Mean.
        mean: SimDuration,
    },
    /// Uniform between the two, both included.
    Uniform {
        /// Shortest.
        min: SimDuration,
        /// Longest.
        max: SimDuration,
    },
    /// Log-normal through two quantiles.
    LogNormal {
        /// Half of the draws are below.
        median: SimDuration,
        /// 99 of 100 draws are below.
        p99: SimDuration,
    },
}

impl Node {
    /// Whether packets are addressed to it though it only forwards them: a balancer's or a
    /// Service's virtual address, or a router or firewall with an address of its own, which
    /// rewrites the destination (RFC 2663 section 4, network address translation).
    pub fn rewrites_destination(&self) -> bool {
        match self.kind {
            Kind::L4Lb | Kind::Service => true,
            Kind::Router | Kind::Firewall => !self.address.is_empty(),
            _ => false,
        }
    }
}

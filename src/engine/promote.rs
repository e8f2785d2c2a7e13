//! Which database takes writes: the primary, or the replica that was promoted in its place.
//!
//! It follows from faults and the clock alone: when the old primary is back, it takes over again.

use crate::time::SimTime;
use crate::topology::{DatabaseRole, LinkId, NodeId, Topology};

use super::network::replicas;
use super::observe::Observer;
use super::run::Run;
use super::state::State;

/// The replica that stands in for `primary`: the first that is up itself, when the primary has
/// failed for as long as its `failover` says. `fails` tells since when a node has failed.
fn promoted(
    topology: &Topology,
    primary: NodeId,
    now: SimTime,
    fails: impl Fn(NodeId) -> Option<SimTime>,
) -> Option<(NodeId, SimTime)> {
    let at = fails(primary)? + topology[primary].failover?;
    let mut up = replicas(topology, primary).filter(|(_, replica)| fails(*replica).is_none());
    let (_, replica) = up.next().filter(|_| now >= at)?;
    Some((replica, at))
}

impl State {
    /// The replica that stands in for `primary` now, and since when.
    pub fn promoted(&self, topology: &Topology, primary: NodeId) -> Option<(NodeId, SimTime)> {
        promoted(topology, primary, self.clock, |node| self.fails_since(node))
    }
}

impl<O: Observer> Run<'_, O> {
    /// The primary that `node` stands in for at `now`.
    pub(super) fn stands_in_for(&self, node: NodeId, now: SimTime) -> Option<NodeId> {
        let topology = self.network.topology;
        let mut primaries = topology
            .node_ids()
            .filter(|id| topology[*id].failover.is_some());
        primaries.find(|&primary| self.promoted(primary, now) == Some(node))
    }

    /// Whether `node` takes writes at `now`.
    pub(super) fn takes_writes(&self, node: NodeId, now: SimTime) -> bool {
        match self.network.topology[node].role {
            DatabaseRole::Primary => self.promoted(node, now).is_none(),
            DatabaseRole::Replica => self.stands_in_for(node, now).is_some(),
        }
    }

    /// The link of an application to the database that takes its read or its write at `now`.
    pub(super) fn database(&self, node: NodeId, write: bool, now: SimTime) -> Option<LinkId> {
        let takes = |link: &LinkId| self.takes_writes(self.network.end_of(*link), now);
        let writable = self.network.databases(node).find(takes);
        writable
            .filter(|_| write)
            .or_else(|| self.network.database(node, write))
    }

    fn promoted(&self, primary: NodeId, now: SimTime) -> Option<NodeId> {
        let fails = |node| self.fails_since(node);
        let found = promoted(self.network.topology, primary, self.absolute(now), fails);
        found.map(|(replica, _)| replica)
    }
}

//! The topology as one request meets it: which links each node may take, as plain lists.

use std::sync::Arc;

use crate::topology::route::{Routes, to_resolver};
use crate::topology::{
    Circumstance, DatabaseRole, Kind, Link, LinkId, NodeId, Request, RequestId, Role, Topology,
};

pub(super) use crate::topology::route::TIME_TO_LIVE;

/// Routes of one request, resolved before it is sent.
#[derive(Debug)]
pub(super) struct Network<'t> {
    pub(super) topology: &'t Topology,
    pub(super) request: &'t Request,
    ways: Arc<Ways>,
}

/// What is resolved: owned, to be kept for the next request of the kind.
#[derive(Debug)]
pub(super) struct Ways {
    /// What caches file the object under: the first request with the same host and path.
    key: u32,
    /// What resolvers file the name under: the first request with the same host.
    host: u32,
    /// The links each node may take for this request.
    routes: Routes,
    to_resolver: Vec<LinkId>,
}

impl<'t> Network<'t> {
    pub(super) fn new(topology: &'t Topology, id: RequestId) -> Self {
        let request = &topology[id];
        let first = |same: &dyn Fn(&Request) -> bool| {
            topology
                .requests()
                .iter()
                .position(same)
                .unwrap_or(id.index()) as u32
        };
        let key = first(&|other| other.host == request.host && other.path == request.path);
        let host = first(&|other| other.host == request.host);
        let ways = Ways {
            key,
            host,
            routes: Routes::of(topology, request),
            to_resolver: to_resolver(topology, request.from),
        };
        Self::along(topology, id, Arc::new(ways))
    }

    /// The network along ways that were resolved before, for the same request.
    pub(super) fn along(topology: &'t Topology, id: RequestId, ways: Arc<Ways>) -> Self {
        Self {
            topology,
            request: &topology[id],
            ways,
        }
    }

    /// What was resolved.
    pub(super) fn ways(&self) -> &Arc<Ways> {
        &self.ways
    }

    /// What caches file the object under.
    pub(super) fn key(&self) -> u32 {
        self.ways.key
    }

    /// What resolvers file the name under.
    pub(super) fn host(&self) -> u32 {
        self.ways.host
    }

    fn speaks_http(&self, link: LinkId) -> bool {
        self.leads_to(link).speaks_http()
    }

    /// The links `node` may take, conditional ones before unconditional ones.
    pub(super) fn next(&self, node: NodeId) -> &[LinkId] {
        self.ways.routes.next(node)
    }

    /// The links from the client to its resolver; empty where it has none.
    pub(super) fn to_resolver(&self) -> &[LinkId] {
        &self.ways.to_resolver
    }

    /// The client's resolver.
    pub(super) fn resolver(&self) -> Option<NodeId> {
        self.ways
            .to_resolver
            .last()
            .map(|&link| self.topology[link].to)
    }

    /// The node a link leads to, past the nodes that only forward packets.
    pub(super) fn end_of(&self, link: LinkId) -> NodeId {
        self.ways.routes.end_of(self.topology, link)
    }

    /// The kind a link leads to, past the nodes that only forward packets.
    pub(super) fn leads_to(&self, link: LinkId) -> Kind {
        self.topology[self.end_of(link)].kind
    }

    /// The link of an application to its cache.
    pub(super) fn cache(&self, node: NodeId) -> Option<LinkId> {
        let links = self.topology.outgoing(node).iter().copied();
        links
            .filter(|&link| matches!(self.topology[link].role, Role::Lookup | Role::Request))
            .find(|&link| self.leads_to(link) == Kind::Cache)
    }

    /// The link of an application to the database that takes a read or a write: a replica for
    /// reads where it is linked to one, the primary for writes.
    pub(super) fn database(&self, node: NodeId, write: bool) -> Option<LinkId> {
        let wanted = if write {
            DatabaseRole::Primary
        } else {
            DatabaseRole::Replica
        };
        self.databases(node)
            .find(|&link| self.topology[self.end_of(link)].role == wanted)
            .or_else(|| self.databases(node).next())
    }

    /// The links of an application to databases.
    pub(super) fn databases(&self, node: NodeId) -> impl Iterator<Item = LinkId> + '_ {
        self.stores(node, Kind::Database)
    }

    /// The link of an application to its queue.
    pub(super) fn queue(&self, node: NodeId) -> Option<LinkId> {
        self.stores(node, Kind::Queue).next()
    }

    /// Whether a web server fetches what it serves itself, with no application behind it.
    pub(super) fn serves_from_stores(&self, node: NodeId) -> bool {
        self.next(node).is_empty()
            && (!self.ways.routes.stores(node).is_empty() || self.cache(node).is_some())
    }

    fn stores(&self, node: NodeId, kind: Kind) -> impl Iterator<Item = LinkId> + '_ {
        let links = self.next(node).iter().chain(self.ways.routes.stores(node));
        links
            .copied()
            .filter(move |&link| self.leads_to(link) == kind)
    }

    /// The service calls of an application, in declared order.
    pub(super) fn services(&self, node: NodeId) -> impl Iterator<Item = LinkId> + '_ {
        let links = self.next(node).iter().copied();
        links.filter(|&link| self.speaks_http(link))
    }

    /// The links a queue hands messages on over, or a worker writes over.
    pub(super) fn onward(&self, node: NodeId) -> impl Iterator<Item = LinkId> + '_ {
        self.topology
            .outgoing(node)
            .iter()
            .copied()
            .filter(|&link| matches!(self.topology[link].role, Role::Request | Role::Lookup))
    }

    /// The node that packets sent over `link` are addressed to: the first on the way that does not
    /// only forward them. In a circle of forwarders there is none: then the one declared first, so
    /// that packets have one address wherever on the circle they are.
    pub(super) fn addressee(&self, mut link: LinkId) -> NodeId {
        for _ in 0..TIME_TO_LIVE {
            match self.forwarded(link) {
                Some(onward) => link = onward,
                None => return self.topology[link].to,
            }
        }
        let round = std::iter::successors(Some(link), |&link| self.forwarded(link));
        let round = round.take(TIME_TO_LIVE);
        let nodes = round.map(|link| self.topology[link].to);
        nodes.min().unwrap_or(self.topology[link].to)
    }

    /// The link that packets take on behind `link`, where its end only forwards them.
    fn forwarded(&self, link: LinkId) -> Option<LinkId> {
        let to = self.topology[link].to;
        let node = &self.topology[to];
        let passes = node.kind.facts().transit && !node.rewrites_destination();
        self.next(to).first().copied().filter(|_| passes)
    }

    /// The circumstances the request gives `node`.
    pub(super) fn given(&self, node: NodeId) -> impl Iterator<Item = Circumstance> + '_ {
        self.request
            .given
            .iter()
            .filter(move |(at, _)| *at == node)
            .map(|(_, what)| *what)
    }
}

/// The replication links of a primary with the replica each leads to, whichever way drawn.
pub(super) fn replicas(
    topology: &Topology,
    primary: NodeId,
) -> impl Iterator<Item = (LinkId, NodeId)> + '_ {
    topology.link_ids().filter_map(move |id| {
        let link = &topology[id];
        let other = match link {
            Link {
                role: Role::Replicate,
                from,
                to,
                ..
            } if *from == primary => *to,
            Link {
                role: Role::Replicate,
                from,
                to,
                ..
            } if *to == primary => *from,
            _ => return None,
        };
        (topology[other].role == DatabaseRole::Replica).then_some((id, other))
    })
}

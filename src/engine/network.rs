//! The topology as one request meets it: which links each node may take, as plain lists.

use std::collections::VecDeque;

use crate::topology::{
    Circumstance, DatabaseRole, Kind, Link, LinkId, NodeId, Request, RequestId, Role, Topology,
};

/// A packet crosses at most this many links between two ends of a connection: the usual initial
/// time to live of IP.
pub(super) const TIME_TO_LIVE: usize = 64;

/// Routes of one request, resolved before it is sent.
#[derive(Debug)]
pub(super) struct Network<'t> {
    pub(super) topology: &'t Topology,
    pub(super) request: &'t Request,
    /// What caches file the object under: the first request with the same host and path.
    pub(super) key: u32,
    /// What resolvers file the name under: the first request with the same host.
    pub(super) host: u32,
    /// Request links each node may take for this request, in declared order.
    next: Vec<Vec<LinkId>>,
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
        let next = topology
            .node_ids()
            .map(|node| {
                let kind = topology[node].kind;
                // An application's links are different things (database, queue, services).
                let choice = !matches!(kind, Kind::App | Kind::Worker | Kind::Queue);
                let own = admitted(
                    topology,
                    topology.outgoing(node),
                    Role::Request,
                    request,
                    choice,
                );
                if own.is_empty() && kind == Kind::Client {
                    let resolver = lookup(topology, node).last().map(|&link| topology[link].to);
                    resolver.map_or_else(Vec::new, |dns| {
                        admitted(
                            topology,
                            topology.outgoing(dns),
                            Role::Handoff,
                            request,
                            true,
                        )
                    })
                } else {
                    own
                }
            })
            .collect();
        let mut network = Self {
            topology,
            request,
            key,
            host,
            to_resolver: lookup(topology, request.from),
            next,
        };
        network.keep_to_http();
        network
    }

    /// Takes out the links on which a client or a gateway would speak HTTP to what speaks another
    /// protocol: a database linked to a load balancer is no backend of it.
    fn keep_to_http(&mut self) {
        for node in self.topology.node_ids() {
            let kind = self.topology[node].kind;
            if kind == Kind::Client || kind.is_gateway() {
                let mut next = std::mem::take(&mut self.next[node.index()]);
                next.retain(|&link| self.speaks_http(link));
                self.next[node.index()] = next;
            }
        }
    }

    fn speaks_http(&self, link: LinkId) -> bool {
        !matches!(
            self.leads_to(link),
            Kind::Cache | Kind::Database | Kind::Queue | Kind::Worker
        )
    }

    /// The links `node` may take, conditional ones before unconditional ones.
    pub(super) fn next(&self, node: NodeId) -> &[LinkId] {
        &self.next[node.index()]
    }

    /// The links from the client to its resolver; empty where it has none.
    pub(super) fn to_resolver(&self) -> &[LinkId] {
        &self.to_resolver
    }

    /// The client's resolver.
    pub(super) fn resolver(&self) -> Option<NodeId> {
        self.to_resolver.last().map(|&link| self.topology[link].to)
    }

    /// The node a link leads to, past the nodes that only forward packets.
    pub(super) fn end_of(&self, link: LinkId) -> NodeId {
        let mut to = self.topology[link].to;
        for _ in 0..TIME_TO_LIVE {
            match self.next(to).first() {
                Some(&onward) if self.topology[to].kind.facts().transit => {
                    to = self.topology[onward].to;
                }
                _ => break,
            }
        }
        to
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
        let databases = || {
            self.next(node)
                .iter()
                .copied()
                .filter(|&link| self.leads_to(link) == Kind::Database)
        };
        databases()
            .find(|&link| self.topology[self.topology[link].to].role == wanted)
            .or_else(|| databases().next())
    }

    /// The link of an application to its queue.
    pub(super) fn queue(&self, node: NodeId) -> Option<LinkId> {
        self.next(node)
            .iter()
            .copied()
            .find(|&link| self.leads_to(link) == Kind::Queue)
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

    /// The replication links of a primary with the replica each leads to, whichever way drawn.
    pub(super) fn replicas(&self, primary: NodeId) -> impl Iterator<Item = (LinkId, NodeId)> + '_ {
        self.topology.link_ids().filter_map(move |id| {
            let link = &self.topology[id];
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
            (self.topology[other].role == DatabaseRole::Replica).then_some((id, other))
        })
    }

    /// The node whose address the client is given.
    pub(super) fn entry(&self) -> Option<NodeId> {
        let first = *self.next(self.request.from).first()?;
        Some(self.addressee(first))
    }

    /// The node that packets sent over `link` are addressed to: the first on the way that does not
    /// only forward them.
    pub(super) fn addressee(&self, mut link: LinkId) -> NodeId {
        for _ in 0..TIME_TO_LIVE {
            let to = self.topology[link].to;
            let node = &self.topology[to];
            match self.next(to).first() {
                Some(&onward) if node.kind.facts().transit && !node.rewrites_destination() => {
                    link = onward;
                }
                _ => break,
            }
        }
        self.topology[link].to
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

/// The links from `node` to the nearest resolver, past nodes that only forward packets; empty
/// where there is none.
fn lookup(topology: &Topology, node: NodeId) -> Vec<LinkId> {
    let mut ways = VecDeque::from([(node, Vec::new())]);
    let mut seen = vec![false; topology.nodes().len()];
    while let Some((at, way)) = ways.pop_front() {
        for &link in topology.outgoing(at) {
            let Link { to, role, .. } = topology[link];
            let mut longer = way.clone();
            longer.push(link);
            if role == Role::Lookup && topology[to].kind == Kind::Dns {
                return longer;
            }
            let forwards = role == Role::Request && topology[to].kind.facts().transit;
            if forwards && !std::mem::replace(&mut seen[to.index()], true) {
                ways.push_back((to, longer));
            }
        }
    }
    Vec::new()
}

/// The links of one role that admit the request, in declared order. Where they are a choice and
/// some are conditional, only those: a condition that holds beats none.
fn admitted(
    topology: &Topology,
    links: &[LinkId],
    role: Role,
    request: &Request,
    choice: bool,
) -> Vec<LinkId> {
    let admits = |&id: &LinkId| {
        let link = &topology[id];
        link.role == role && link.when.as_ref().is_none_or(|when| when.admits(request))
    };
    let mut all: Vec<LinkId> = links.iter().copied().filter(admits).collect();
    if choice && all.iter().any(|&id| topology[id].when.is_some()) {
        all.retain(|&id| topology[id].when.is_some());
    }
    all
}

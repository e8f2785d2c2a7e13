//! Where one request may go from each node. The engine sends it along these links, and the lint
//! judges by the same ones.

use std::collections::VecDeque;

use super::{Kind, Link, LinkId, NodeId, Request, Role, Topology};

/// A packet crosses at most this many links between two ends of a connection: the usual initial
/// time to live of IP.
pub(crate) const TIME_TO_LIVE: usize = 64;

/// The links each node may take for one request.
#[derive(Debug)]
pub(crate) struct Routes {
    next: Vec<Vec<LinkId>>,
    /// Links of clients and gateways to what speaks no HTTP.
    stores: Vec<Vec<LinkId>>,
}

impl Routes {
    /// Resolves the conditions of all links for `request`.
    pub(crate) fn of(topology: &Topology, request: &Request) -> Self {
        let next = topology
            .node_ids()
            .map(|node| {
                let kind = topology[node].kind;
                // An application's links are different things (database, queue, services).
                let choice = !matches!(kind, Kind::App | Kind::Worker | Kind::Queue);
                let own = admitted(topology, node, Role::Request, request, choice);
                if own.is_empty() && node == request.from {
                    let dns = to_resolver(topology, node)
                        .last()
                        .map(|&link| topology[link].to);
                    dns.map_or_else(Vec::new, |dns| {
                        admitted(topology, dns, Role::Handoff, request, true)
                    })
                } else {
                    own
                }
            })
            .collect();
        let stores = vec![Vec::new(); topology.nodes().len()];
        let mut routes = Self { next, stores };
        routes.keep_to_http(topology);
        routes
    }

    /// Takes out the links on which a client or a gateway would speak HTTP to what speaks another
    /// protocol: a database linked to a load balancer is no backend of it.
    fn keep_to_http(&mut self, topology: &Topology) {
        for node in topology.node_ids() {
            let kind = topology[node].kind;
            if kind == Kind::Client || kind.is_gateway() {
                let links = std::mem::take(&mut self.next[node.index()]);
                let speaks_http =
                    |link: &LinkId| topology[self.end_of(topology, *link)].kind.speaks_http();
                let (http, other) = links.into_iter().partition(speaks_http);
                self.next[node.index()] = http;
                self.stores[node.index()] = other;
            }
        }
    }

    /// The links `node` may take, in declared order.
    pub(crate) fn next(&self, node: NodeId) -> &[LinkId] {
        &self.next[node.index()]
    }

    /// The links from a gateway to databases, caches and queues, in declared order: a web server
    /// without an application behind it uses them itself.
    pub(crate) fn stores(&self, node: NodeId) -> &[LinkId] {
        &self.stores[node.index()]
    }

    /// The node a link leads to, past the nodes that only forward packets.
    pub(crate) fn end_of(&self, topology: &Topology, link: LinkId) -> NodeId {
        let mut to = topology[link].to;
        for _ in 0..TIME_TO_LIVE {
            match self.next(to).first() {
                Some(&onward) if topology[to].kind.facts().transit => to = topology[onward].to,
                _ => break,
            }
        }
        to
    }
}

/// The links from `node` to the nearest resolver, past nodes that only forward packets; empty
/// where there is none.
pub(crate) fn to_resolver(topology: &Topology, node: NodeId) -> Vec<LinkId> {
    let mut nearest = VecDeque::from([node]);
    let mut came: Vec<Option<LinkId>> = vec![None; topology.nodes().len()];
    while let Some(at) = nearest.pop_front() {
        for &link in topology.outgoing(at) {
            let Link { to, role, .. } = topology[link];
            if role == Role::Lookup && topology[to].kind == Kind::Dns {
                let back = |link: &LinkId| came[topology[*link].from.index()];
                let mut way: Vec<LinkId> = std::iter::successors(Some(link), back).collect();
                way.reverse();
                return way;
            }
            let forwards = role == Role::Request && topology[to].kind.facts().transit;
            if forwards && to != node && came[to.index()].is_none() {
                came[to.index()] = Some(link);
                nearest.push_back(to);
            }
        }
    }
    Vec::new()
}

/// The links of one role out of `node` that admit the request, in declared order. Where they are
/// a choice and some are conditional, only those: a condition that holds beats none.
fn admitted(
    topology: &Topology,
    node: NodeId,
    role: Role,
    request: &Request,
    choice: bool,
) -> Vec<LinkId> {
    let admits = |link: &Link| {
        link.role == role && link.when.as_ref().is_none_or(|when| when.admits(request))
    };
    let links = topology.outgoing(node).iter().copied();
    let mut all: Vec<LinkId> = links.filter(|&id| admits(&topology[id])).collect();
    if choice && all.iter().any(|&id| topology[id].when.is_some()) {
        all.retain(|&id| topology[id].when.is_some());
    }
    all
}

//! What rules look at: the topology, its places, and what follows from both.

use std::ops::Range;

use crate::topology::place::Places;
use crate::topology::route::Routes;
use crate::topology::{
    HttpVersion, Kind, Layer, Link, LinkId, Node, NodeId, RequestId, Role, Tls, Topology,
};

/// A topology under the eyes of the rules.
pub(super) struct Subject<'t> {
    pub(super) topology: &'t Topology,
    pub(super) places: &'t Places,
    pub(super) connections: Vec<Connection>,
    /// For each node the connections through it.
    passing: Vec<Vec<usize>>,
    routes: Vec<Routes>,
    /// For each request the nodes it can come to.
    reached: Vec<Vec<bool>>,
}

/// All ways a connection may take that is opened over one link.
pub(super) struct Connection {
    /// Who opens it.
    pub(super) opener: NodeId,
    /// The link it starts with.
    pub(super) first: LinkId,
    /// The nodes that may forward its packets.
    pub(super) through: Vec<NodeId>,
    /// The nodes it may end at.
    pub(super) ends: Vec<NodeId>,
}

impl<'t> Subject<'t> {
    pub(super) fn new(topology: &'t Topology, places: &'t Places) -> Self {
        let requests = topology.requests();
        let routes: Vec<Routes> = requests
            .iter()
            .map(|request| Routes::of(topology, request))
            .collect();
        let reached = requests.iter().zip(&routes).map(|(request, routes)| {
            let next = |node| {
                routes
                    .next(node)
                    .iter()
                    .map(|link| topology[*link].to)
                    .collect()
            };
            reach(topology, &[request.from], next)
        });
        let reached = reached.collect();
        let mut subject = Self {
            topology,
            places,
            connections: Vec::new(),
            passing: vec![Vec::new(); topology.nodes().len()],
            routes,
            reached,
        };
        subject.connections = subject
            .starts()
            .map(|start| subject.follow(start))
            .collect();
        for (index, connection) in subject.connections.iter().enumerate() {
            for node in &connection.through {
                subject.passing[node.index()].push(index);
            }
        }
        subject
    }

    /// Who opens a connection over which link.
    fn starts(&self) -> impl Iterator<Item = (NodeId, LinkId)> {
        let topology = self.topology;
        let opens = move |id: &LinkId| {
            let link = &topology[*id];
            let kind = topology[link.from].kind;
            let asks = kind.is_gateway() || matches!(kind, Kind::Client | Kind::App | Kind::Worker);
            let side = link.role == Role::Lookup && topology[link.to].kind == Kind::Cache;
            asks && (link.role == Role::Request || side)
        };
        let own = topology.link_ids().filter(opens);
        let own = own.map(move |id| (topology[id].from, id));
        // A hand-off is a client's connection where some request takes it.
        let mut handed: Vec<(NodeId, LinkId)> = topology
            .request_ids()
            .flat_map(|id| {
                let from = topology[id].from;
                let next = self.next(id, from).iter();
                next.map(move |&link| (from, link))
            })
            .filter(|(_, link)| topology[*link].role == Role::Handoff)
            .collect();
        handed.sort_unstable_by_key(|(from, link)| (*link, *from));
        handed.dedup();
        own.chain(handed)
    }

    fn follow(&self, (opener, first): (NodeId, LinkId)) -> Connection {
        let mut connection = Connection {
            opener,
            first,
            through: Vec::new(),
            ends: Vec::new(),
        };
        let mut seen = vec![false; self.topology.nodes().len()];
        let mut open = vec![first];
        while let Some(link) = open.pop() {
            let to = self.topology[link].to;
            if std::mem::replace(&mut seen[to.index()], true) {
                continue;
            }
            if self.transit(to) {
                connection.through.push(to);
                open.extend(self.onward(to));
            } else {
                connection.ends.push(to);
            }
        }
        connection
    }

    /// Whether a node only forwards packets.
    pub(super) fn transit(&self, node: NodeId) -> bool {
        self.topology[node].kind.facts().transit
    }

    /// The request links out of a node, whatever their conditions.
    pub(super) fn onward(&self, node: NodeId) -> impl Iterator<Item = LinkId> + use<'t> {
        let topology = self.topology;
        let links = topology.outgoing(node).iter().copied();
        links.filter(move |link| topology[*link].role == Role::Request)
    }

    /// The links that `node` may take for a request.
    pub(super) fn next(&self, request: RequestId, node: NodeId) -> &[LinkId] {
        self.routes[request.index()].next(node)
    }

    /// Whether a request can come to a node.
    pub(super) fn comes_to(&self, request: RequestId, node: NodeId) -> bool {
        self.reached[request.index()][node.index()]
    }

    /// The node a link leads to for a request, past the nodes that only forward packets.
    pub(super) fn end_of(&self, request: RequestId, link: LinkId) -> NodeId {
        self.routes[request.index()].end_of(self.topology, link)
    }

    /// The connections that pass through a node.
    pub(super) fn passing(&self, node: NodeId) -> impl Iterator<Item = &Connection> {
        let through = self.passing[node.index()].iter();
        through.map(|&index| &self.connections[index])
    }

    /// The first link of a connection, where its TLS and HTTP are said.
    pub(super) fn opening(&self, connection: &Connection) -> &'t Link {
        &self.topology[connection.first]
    }

    /// Whether what a connection carries is sealed. QUIC always is (RFC 9001).
    pub(super) fn encrypted(&self, connection: &Connection) -> bool {
        let first = self.opening(connection);
        first.tls != Tls::None || first.http == HttpVersion::H3
    }

    /// Whether a node reads HTTP.
    pub(super) fn reads_http(&self, node: NodeId) -> bool {
        let kind = self.topology[node].kind;
        kind.facts().layer == Layer::L7 && kind.speaks_http()
    }

    /// The ids of both ends of a link, as messages write them.
    pub(super) fn ends(&self, link: LinkId) -> String {
        let Link { from, to, .. } = &self.topology[link];
        format!("`{}` -> `{}`", self.id(*from), self.id(*to))
    }

    pub(super) fn id(&self, node: NodeId) -> &'t str {
        &self.topology[node].id
    }

    /// What a sentence calls the kind of a node, with its article.
    pub(super) fn noun(&self, node: NodeId) -> String {
        let noun = self.topology[node].kind.facts().noun;
        // L4 and L7 are read "ell".
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u', 'L']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {noun}")
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (NodeId, &'t Node)> + use<'t> {
        let topology = self.topology;
        topology.node_ids().map(|id| (id, &topology[id]))
    }

    pub(super) fn links(&self) -> impl Iterator<Item = (LinkId, &'t Link)> + use<'t> {
        let topology = self.topology;
        topology.link_ids().map(|id| (id, &topology[id]))
    }

    /// The place of a node's key, or of the node where the file leaves the key out.
    pub(super) fn at_node(&self, node: NodeId, key: &str) -> Range<usize> {
        self.places.nodes[node.index()].key(key)
    }

    /// Whether the file gives a node this key.
    pub(super) fn given(&self, node: NodeId, key: &str) -> bool {
        self.places.nodes[node.index()].has(key)
    }

    /// The place of a link's key, or of the link where the file leaves the key out.
    pub(super) fn at_link(&self, link: LinkId, key: &str) -> Range<usize> {
        self.places.links[link.index()].key(key)
    }
}

/// The nodes that can be come to from `starts` when each leads to those that `next` gives.
pub(super) fn reach(
    topology: &Topology,
    starts: &[NodeId],
    next: impl Fn(NodeId) -> Vec<NodeId>,
) -> Vec<bool> {
    let mut reached = vec![false; topology.nodes().len()];
    let mut open = starts.to_vec();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node.index()], true) {
            open.extend(next(node));
        }
    }
    reached
}

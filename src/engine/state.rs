//! What survives from one request to the next.

use crate::time::{SimDuration, SimTime};
use crate::topology::{HttpVersion, LinkId, NodeId, Tls, Topology};

mod breaker;
mod fault;
mod memory;

pub use breaker::Breaker;
pub use fault::{Fault, Impairment};
pub use memory::{OpenConnection, Remembered};

/// A connection nobody uses closes after this long: the idle time-out of AWS ALB (60 s), close to
/// nginx's `keepalive_timeout` (75 s).
pub(crate) const IDLE: SimDuration = SimDuration::from_secs(60);

/// A TLS session can be taken up again for this long. RFC 8446 section 4.6.1 allows seven days;
/// common servers give two hours.
pub(crate) const TICKET: SimDuration = SimDuration::from_secs(7200);

/// Where the clock of a session starts: far enough from zero that what a request gives as cached
/// can be older than the session.
const BEGINNING: SimTime = SimTime(400 * 86_400_000_000_000);

/// Cached names and objects, open connections, TLS sessions, round-robin positions, health,
/// and the model clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub(super) clock: SimTime,
    pub(super) sent: u64,
    pub(super) nodes: Vec<NodeState>,
    pub(super) links: Vec<LinkState>,
    pub(super) connections: Vec<Connection>,
    pub(super) sessions: Vec<Session>,
}

/// What one node remembers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NodeState {
    /// The fault and since when.
    pub(super) fault: Option<(Fault, SimTime)>,
    /// Choices made so far, for round-robin.
    pub(super) turn: u32,
    /// Objects held, by key.
    pub(super) copies: Vec<Copy>,
    /// Names known, by host.
    pub(super) names: Vec<Copy>,
    /// Connections opened so far; gives each its own port.
    pub(super) ports: u16,
}

/// What the chooser remembers of one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LinkState {
    /// Credit under smooth weighted round-robin.
    pub(super) credit: i64,
    /// Requests under way.
    pub(super) active: u32,
    /// What is wrong with it.
    pub(super) impairment: Impairment,
    /// The circuit breaker of whoever it starts at.
    pub(super) breaker: Breaker,
}

/// One remembered thing with its lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copy {
    /// Which.
    pub(super) key: u32,
    /// Since.
    pub(super) stored: SimTime,
    /// Until, excluded.
    pub(super) expires: SimTime,
    /// Of a name: the link towards the address it stands for, where there is a choice.
    pub(super) aim: Option<LinkId>,
}

/// An open connection between two nodes that end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Connection {
    /// Who opened it.
    pub(super) from: NodeId,
    /// Over which links, first to last.
    pub(super) links: Vec<LinkId>,
    /// Who accepted it.
    pub(super) to: NodeId,
    /// Its encryption.
    pub(super) tls: Tls,
    /// The HTTP version on it.
    pub(super) http: HttpVersion,
    /// Last used.
    pub(super) used: SimTime,
    /// How long its ends wait for an acknowledgement before they send again.
    pub(super) timer: SimDuration,
    /// Which of the opener's connections, counted from zero; gives the port.
    pub(super) port: u16,
    /// Closed, and swept when the request is over.
    pub(super) closed: bool,
}

/// A TLS session that can be taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) client: NodeId,
    pub(super) server: NodeId,
    /// Since when: calls that are made at once do not find what another of them will agree on.
    pub(super) agreed: SimTime,
    /// Until, excluded.
    pub(super) expires: SimTime,
}

impl State {
    /// Nothing cached, nothing open, nothing broken.
    pub fn new(topology: &Topology) -> Self {
        Self {
            clock: BEGINNING,
            sent: 0,
            nodes: vec![NodeState::default(); topology.nodes().len()],
            links: vec![LinkState::default(); topology.links().len()],
            connections: Vec::new(),
            sessions: Vec::new(),
        }
    }

    /// Forgets caches, names, connections and sessions; faults and the clock stay.
    pub fn make_cold(&mut self) {
        for node in &mut self.nodes {
            node.copies.clear();
            node.names.clear();
        }
        self.connections.clear();
        self.sessions.clear();
    }

    /// The model clock: time since the session began.
    pub fn clock(&self) -> SimTime {
        SimTime(self.clock.nanos() - BEGINNING.nanos())
    }

    /// The same at another instant of the session.
    pub(super) fn rewind(&mut self, clock: SimTime) {
        self.clock = BEGINNING + clock.since(SimTime::ZERO);
    }

    /// Lets model time pass between two requests.
    pub fn wait(&mut self, length: SimDuration) {
        self.clock = self.clock + length;
    }

    /// Ends a request that took until `end`.
    pub(super) fn settle(&mut self, end: SimTime) {
        self.clock = self.clock + end.since(SimTime::ZERO);
        let now = self.clock;
        self.sent += 1;
        self.connections
            .retain(|c| !c.closed && c.used + IDLE > now);
        self.sessions.retain(|s| s.expires > now);
        for node in &mut self.nodes {
            node.copies.retain(|copy| copy.expires > now);
            node.names.retain(|name| name.expires > now);
        }
        for link in &mut self.links {
            link.active = 0;
            if link.breaker == Breaker::HalfOpen {
                // The request that was to try it was cut short.
                link.breaker = Breaker::Open { since: now };
            }
        }
    }

    /// Is broken as `other` is: its faults, its impaired links, its circuit breakers.
    pub(super) fn take_circumstances_of(&mut self, other: &Self) {
        for (node, other) in self.nodes.iter_mut().zip(&other.nodes) {
            node.fault = other.fault;
        }
        for (link, other) in self.links.iter_mut().zip(&other.links) {
            (link.impairment, link.breaker) = (other.impairment, other.breaker);
        }
    }

    /// Closes every connection that ends at `node` or runs from it.
    pub(super) fn close_connections_of(&mut self, node: NodeId) {
        for connection in &mut self.connections {
            connection.closed |= connection.from == node || connection.to == node;
        }
    }

    /// Forgets what one client knows: its names, own copies, connections and sessions.
    pub(super) fn forget_client(&mut self, client: NodeId) {
        let node = &mut self.nodes[client.index()];
        node.copies.clear();
        node.names.clear();
        self.connections.retain(|c| c.from != client);
        self.sessions.retain(|s| s.client != client);
    }
}

/// Finds a fresh thing among remembered ones.
pub(super) fn fresh(list: &[Copy], key: u32, now: SimTime) -> Option<Copy> {
    list.iter()
        .copied()
        .find(|copy| copy.key == key && copy.expires > now)
}

/// Remembers a thing from `stored` until `expires`, in place of an older one.
pub(super) fn remember(list: &mut Vec<Copy>, copy: Copy) {
    list.retain(|old| old.key != copy.key);
    list.push(copy);
}

/// A service time made `factor` times longer.
pub(super) fn slowed(length: SimDuration, factor: u32) -> SimDuration {
    length.times(u64::from(factor))
}

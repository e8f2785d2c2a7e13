//! Looking into a state: what each node remembers. Reads only.

use super::{Connection, Copy, State};
use crate::message::Channel;
use crate::time::SimTime;
use crate::topology::{NodeId, RequestId};

/// A copy or a name that a node remembers. Instants count on the scale of [`State::instant`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// The request it was first remembered for: its path (of a copy), its host (of a name).
    pub of: RequestId,
    /// Since.
    pub stored: SimTime,
    /// Until, excluded.
    pub expires: SimTime,
}

/// An open connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenConnection {
    /// Who with whom, and how.
    pub channel: Channel,
    /// Closes at this instant unless it is used again.
    pub until: SimTime,
}

impl State {
    /// The instant this state is of, on the scale of what it remembers.
    pub fn instant(&self) -> SimTime {
        self.clock
    }

    /// Objects that `node` holds, stale ones included, in the order they were stored.
    pub fn copies(&self, node: NodeId) -> impl Iterator<Item = Remembered> + '_ {
        self.nodes[node.index()].copies.iter().map(Copy::remembered)
    }

    /// Names that `node` knows, stale ones included.
    pub fn names(&self, node: NodeId) -> impl Iterator<Item = Remembered> + '_ {
        self.nodes[node.index()].names.iter().map(Copy::remembered)
    }

    /// Open connections that `node` is an end of.
    pub fn connections(&self, node: NodeId) -> impl Iterator<Item = OpenConnection> + '_ {
        let own = move |c: &&Connection| !c.closed && (c.from == node || c.to == node);
        self.connections.iter().filter(own).map(|c| OpenConnection {
            channel: c.channel(),
            until: c.used + super::IDLE,
        })
    }

    /// The servers whose TLS sessions `client` can take up again, each with the end of that.
    pub fn sessions(&self, client: NodeId) -> impl Iterator<Item = (NodeId, SimTime)> + '_ {
        let own = self.sessions.iter().filter(move |s| s.client == client);
        own.map(|s| (s.server, s.expires))
    }

    /// How many choices `node` has made by turn or by chance.
    pub fn turns(&self, node: NodeId) -> u32 {
        self.nodes[node.index()].turn
    }
}

impl Copy {
    fn remembered(&self) -> Remembered {
        Remembered {
            of: RequestId(self.key as u16),
            stored: self.stored,
            expires: self.expires,
        }
    }
}

impl Connection {
    /// Its two ends and how it is sealed.
    pub(in super::super) fn channel(&self) -> Channel {
        Channel {
            opener: self.from,
            end: self.to,
            tls: self.tls,
            http: self.http,
        }
    }
}

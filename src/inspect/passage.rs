//! In and out, side by side: what a device on the way changes in what it passes on.

use super::content::content;
use super::hop::hop;
use super::{Fact, Sight};
use crate::message::{Flow, Message, Quic, TlsRecord};
use crate::topology::{Kind, NodeId, Topology};
use crate::trace::{Direction, Hop, HopId, Trace};

/// What came in at a device and what goes out of it, as far as they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The device.
    pub node: NodeId,
    /// Why the two differ, in a few words: `address translation`, `a connection of its own`.
    pub by: &'static str,
    /// What differs.
    pub rows: Vec<Row>,
    /// How many things pass unchanged.
    pub kept: usize,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub name: &'static str,
    /// As it came in; `None`: it was not there.
    pub came: Option<String>,
    /// As it goes out; `None`: it is taken away.
    pub goes: Option<String>,
}

/// The changes around hop `id`: the address translation that it passes on its way from or to a
/// client, and what its receiver changes before it passes it on. Empty where nothing changes.
pub fn passages(topology: &Topology, trace: &Trace, id: HopId) -> Vec<Passage> {
    let hop = &trace.hops[id.index()];
    let mut all: Vec<Passage> = translation(topology, hop).into_iter().collect();
    if !hop.lost
        && let Some(onward) = onward(topology, trace, hop)
    {
        let here = Here {
            topology,
            trace,
            node: hop.to,
        };
        all.extend(here.passage(id, onward));
    }
    all
}

/// A client behind network address translation (RFC 2663) has a private address that nobody
/// outside sees; the translator keeps the port where it can (RFC 4787 section 4.2.1).
fn translation(topology: &Topology, hop: &Hop) -> Option<Passage> {
    let (client, name, inside) = match hop.direction {
        Direction::Request => (hop.from, "source", &hop.flow.source),
        Direction::Response => (hop.to, "destination", &hop.flow.destination),
    };
    let node = &topology[client];
    if node.kind != Kind::Client || node.nat.is_empty() || node.address.is_empty() {
        return None;
    }
    let port = inside.rsplit_once(':').map_or("", |(_, port)| port);
    let address = node.address.parse::<std::net::SocketAddr>();
    let private = match address {
        Ok(both) => format!("{}:{port}", both.ip()),
        Err(_) => format!("{}:{port}", node.address),
    };
    let public = inside.clone();
    let (came, goes) = match hop.direction {
        Direction::Request => (private, public),
        Direction::Response => (public, private),
    };
    let row = Row {
        name,
        came: Some(came),
        goes: Some(goes),
    };
    Some(Passage {
        node: client,
        by: "address translation at its router",
        rows: vec![row],
        kept: 1,
    })
}

/// The hop that carries on what `hop` brought to its receiver.
fn onward(topology: &Topology, trace: &Trace, hop: &Hop) -> Option<HopId> {
    let kind = topology[hop.to].kind;
    let transit = kind.facts().transit;
    let relays = kind.is_gateway() && carries(&hop.message) == Load::Http;
    if !transit && !relays {
        return None;
    }
    let follows = |next: &Hop| {
        next.from == hop.to
            && next.depart >= hop.arrive
            && next.direction == hop.direction
            && next.asynchronous == hop.asynchronous
            && if transit {
                next.channel == hop.channel
                    && own_end(&next.flow, hop.direction) == own_end(&hop.flow, hop.direction)
            } else {
                matches!(carries(&next.message), Load::Http | Load::Sealed)
            }
    };
    let place = trace.hops.iter().position(follows)?;
    Some(HopId(place as u32))
}

/// The address of whoever opened the connection, which nobody on the way changes.
fn own_end(flow: &Flow, direction: Direction) -> &str {
    match direction {
        Direction::Request => &flow.source,
        Direction::Response => &flow.destination,
    }
}

/// What a message is, as far as passing on goes.
#[derive(PartialEq, Eq)]
enum Load {
    Http,
    Sealed,
    Other,
}

fn carries(message: &Message) -> Load {
    match message {
        Message::Http(_) => Load::Http,
        Message::Tls(TlsRecord::ApplicationData { .. }) | Message::Quic(Quic::Protected { .. }) => {
            Load::Sealed
        }
        _ => Load::Other,
    }
}

struct Here<'a> {
    topology: &'a Topology,
    trace: &'a Trace,
    node: NodeId,
}

impl Here<'_> {
    fn passage(&self, came: HopId, goes: HopId) -> Option<Passage> {
        let transit = self.topology[self.node].kind.facts().transit;
        let (old, new) = (self.facts(came, came), self.facts(goes, came));
        let mut rows = Vec::new();
        let mut kept = 0;
        for fact in &old {
            match new.iter().find(|other| other.name == fact.name) {
                Some(other) if other.value == fact.value => kept += 1,
                other => rows.push(Row {
                    name: fact.name,
                    came: Some(fact.value.clone()),
                    goes: other.map(|other| other.value.clone()),
                }),
            }
        }
        let added = new
            .into_iter()
            .filter(|fact| !old.iter().any(|other| other.name == fact.name));
        rows.extend(added.map(|fact| Row {
            name: fact.name,
            came: None,
            goes: Some(fact.value),
        }));
        let by = if transit {
            "the address is rewritten"
        } else {
            "a connection of its own, and headers"
        };
        (!rows.is_empty()).then_some(Passage {
            node: self.node,
            by,
            rows,
            kept,
        })
    }

    /// What the device knows of a hop it receives or sends: where the hop goes through others to
    /// the far end of the device's own connection, what it sent is what arrives there.
    fn facts(&self, id: HopId, came: HopId) -> Vec<Fact> {
        let hop_here = &self.trace.hops[id.index()];
        let mut facts = vec![
            Fact::kept("source", &hop_here.flow.source),
            Fact::kept("destination", &hop_here.flow.destination),
        ];
        if self.topology[self.node].kind.facts().transit {
            return facts;
        }
        let sealed = hop_here.channel.is_some_and(|channel| channel.is_sealed());
        let words = if sealed { "encrypted" } else { "clear text" };
        facts.push(Fact::kept("transport", words));
        let opened = if id == came {
            Some(id)
        } else {
            self.far_end(id)
        };
        let Some(opened) = opened else {
            return facts;
        };
        let report = hop(self.topology, self.trace, opened);
        if let Some((title, _)) = content(&self.trace.hops[opened.index()].message) {
            facts.push(Fact::kept("version", title));
        }
        if let Some(Sight::Seen(seen)) = report.sections.last().map(|section| &section.sight) {
            let same = |fact: &&Fact| !matches!(fact.name, ":authority" | "Host");
            facts.extend(seen.iter().filter(same).cloned());
        }
        facts
    }

    /// Where the message of hop `id` arrives at the end of its connection.
    fn far_end(&self, id: HopId) -> Option<HopId> {
        let mut at = id;
        for _ in 0..self.trace.hops.len() {
            let hop = &self.trace.hops[at.index()];
            if !self.topology[hop.to].kind.facts().transit {
                return (!hop.lost).then_some(at);
            }
            let next = self.trace.hops.iter().position(|next| {
                next.from == hop.to
                    && next.depart >= hop.arrive
                    && next.direction == hop.direction
                    && next.channel == hop.channel
                    && carries(&next.message) != Load::Other
            })?;
            at = HopId(next as u32);
        }
        None
    }
}

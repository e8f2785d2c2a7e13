//! One hop in layers, through the eyes of its receiver.

use super::content::{content, http_title};
use super::{Fact, HopReport, Seal, Section, Sight};
use crate::message::{Channel, Message, Quic, TlsRecord};
use crate::topology::{HttpVersion, Layer, NodeId, Tls, Topology};
use crate::trace::{Direction, Hop, HopId, Trace};

/// How far up a device looks into a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// Addresses.
    Addresses,
    /// Ports, flags and the parts of a handshake that are not sealed.
    Ports,
    /// All: it is an end of the connection.
    All,
}

/// What the receiver of `id` sees, layer by layer. `id` is one of the hops of `trace`.
pub fn hop(topology: &Topology, trace: &Trace, id: HopId) -> HopReport {
    let hop = &trace.hops[id.index()];
    let eye = Eye {
        topology,
        trace,
        hop,
        depth: depth(topology, hop),
    };
    HopReport {
        hop: id,
        from: hop.from,
        to: hop.to,
        direction: hop.direction,
        depart: hop.depart,
        arrive: hop.arrive,
        sections: vec![
            eye.link(),
            eye.addresses(),
            eye.transport(),
            eye.security(),
            eye.application(),
        ],
    }
}

fn depth(topology: &Topology, hop: &Hop) -> Depth {
    let node = &topology[hop.to];
    let facts = node.kind.facts();
    if !facts.transit {
        Depth::All
    } else if facts.layer == Layer::L3 && !node.rewrites_destination() {
        Depth::Addresses
    } else {
        Depth::Ports
    }
}

struct Eye<'a> {
    topology: &'a Topology,
    trace: &'a Trace,
    hop: &'a Hop,
    depth: Depth,
}

impl Eye<'_> {
    fn name(&self, node: NodeId) -> &str {
        &self.topology[node].name
    }

    /// Both ends of the conversation, the one who asks first.
    fn ends(&self) -> (NodeId, NodeId) {
        match (self.hop.channel, self.hop.direction) {
            (Some(channel), _) => (channel.opener, channel.end),
            (None, Direction::Request) => (self.hop.from, self.hop.to),
            (None, Direction::Response) => (self.hop.to, self.hop.from),
        }
    }

    fn is_sealed(&self) -> bool {
        self.hop.channel.is_some_and(|channel| channel.is_sealed())
    }

    fn not_read(&self) -> Sight {
        Sight::Sealed(Seal::NotRead(self.hop.to))
    }

    fn link(&self) -> Section {
        let latency = self.topology[self.hop.link].latency;
        let mut facts = vec![Fact::kept("one way", latency.to_string())];
        if let Some(resolver) = self.hop.under {
            let words = format!("under {}, which does not see it", self.name(resolver));
            facts.push(Fact::kept("drawn", words));
        }
        if self.hop.lost {
            let words = format!("discarded at the door of {}", self.name(self.hop.to));
            facts.push(Fact::kept("lost", words));
        }
        Section {
            title: "Link",
            sight: Sight::Seen(facts),
        }
    }

    fn addresses(&self) -> Section {
        let (source, destination) = (&self.hop.flow.source, &self.hop.flow.destination);
        Section {
            title: "IP",
            sight: Sight::Seen(vec![Fact::kept(
                "addresses",
                format!("{} to {}", split(source).0, split(destination).0),
            )]),
        }
    }

    fn transport(&self) -> Section {
        let quic = self.hop.channel.is_some_and(|c| c.http == HttpVersion::H3);
        let title = match self.hop.message {
            Message::Dns(_) => "UDP",
            _ if quic => "UDP",
            _ => "TCP",
        };
        if self.depth == Depth::Addresses {
            return Section {
                title,
                sight: self.not_read(),
            };
        }
        let (source, destination) = (&self.hop.flow.source, &self.hop.flow.destination);
        let ports = format!("{} to {}", split(source).1, split(destination).1);
        let mut facts = vec![Fact::kept("ports", ports)];
        if let Message::Tcp(tcp) = &self.hop.message {
            facts.push(Fact::kept("flags", tcp.flags));
            if tcp.retransmission > 0 {
                let words = format!("for the {}. time", tcp.retransmission + 1);
                facts.push(Fact::kept("sent", words));
            }
        }
        if self.depth == Depth::All {
            let (opener, end) = self.ends();
            let words = format!("{} to {}", self.name(opener), self.name(end));
            facts.push(Fact::kept("between", words));
        }
        Section {
            title,
            sight: Sight::Seen(facts),
        }
    }

    fn security(&self) -> Section {
        let title = match self.hop.channel {
            Some(Channel {
                http: HttpVersion::H3,
                ..
            }) => "QUIC",
            _ => "TLS",
        };
        Section {
            title,
            sight: self.handshake(),
        }
    }

    fn handshake(&self) -> Sight {
        if matches!(self.hop.message, Message::Dns(_)) {
            return Sight::Absent("none: the question and the answer travel in clear text");
        }
        let Some(channel) = self.hop.channel.filter(Channel::is_sealed) else {
            return Sight::Absent("none: this connection is in clear text");
        };
        if matches!(self.hop.message, Message::Tcp(_)) {
            return Sight::Absent("not yet: TCP first");
        }
        if self.depth == Depth::Addresses {
            return self.not_read();
        }
        let version = Fact::kept("version", tls_name(channel));
        let mut facts = vec![version];
        match flight(&self.hop.message) {
            Some(shown) => {
                let readable = if self.depth == Depth::All {
                    shown.words.to_owned()
                } else {
                    on_the_way(channel, &shown, self.hop.direction)
                };
                facts.push(Fact::kept("handshake", readable));
                if self.hop.direction == Direction::Request && shown.words.contains("ClientHello") {
                    facts.push(Fact::kept("SNI", shown.server_name));
                    facts.push(Fact::kept("session", session(shown.resumed)));
                }
            }
            None if self.depth == Depth::All => {
                facts.push(Fact::kept("session", self.earlier_handshake(channel)));
            }
            None => facts.push(Fact::kept("record", "application data, ciphertext")),
        }
        if self.depth == Depth::All {
            let words = format!(
                "{} and {}",
                self.name(channel.opener),
                self.name(channel.end)
            );
            facts.push(Fact::kept("ends at", words));
        }
        Sight::Seen(facts)
    }

    /// How the connection that this hop uses was sealed.
    fn earlier_handshake(&self, channel: Channel) -> &'static str {
        let before = self.trace.hops.iter();
        let hello = before
            .filter(|hop| hop.depart < self.hop.depart && hop.channel == Some(channel))
            .filter_map(|hop| flight(&hop.message))
            .next_back();
        hello.map_or("open since before this request", |shown| {
            session(shown.resumed)
        })
    }

    fn application(&self) -> Section {
        if let Some((title, facts)) = content(&self.hop.message) {
            let sight = match self.depth {
                Depth::All => Sight::Seen(facts),
                _ => Sight::Sealed(Seal::Clear(self.hop.to)),
            };
            // Whoever does not read it is not told what it is either.
            let title = match self.depth {
                Depth::All => title,
                _ => "Content",
            };
            return Section { title, sight };
        }
        let handshake =
            matches!(self.hop.message, Message::Tcp(_)) || flight(&self.hop.message).is_some();
        let sight = if handshake {
            Sight::Absent("nothing yet: the connection is being opened")
        } else {
            let (opener, end) = self.ends();
            Sight::Sealed(Seal::Encrypted(opener, end))
        };
        let title = match self.hop.channel {
            Some(channel) if self.depth == Depth::All && self.is_sealed() => {
                http_title(channel.http)
            }
            _ => "Content",
        };
        Section { title, sight }
    }
}

/// A flight of a TLS or QUIC handshake.
struct Flight<'a> {
    words: &'static str,
    server_name: &'a str,
    resumed: bool,
}

fn flight(message: &Message) -> Option<Flight<'_>> {
    match message {
        Message::Tls(TlsRecord::Handshake {
            flight,
            server_name,
            resumed,
            ..
        })
        | Message::Quic(Quic::Handshake {
            flight,
            server_name,
            resumed,
        }) => Some(Flight {
            words: flight,
            server_name,
            resumed: *resumed,
        }),
        _ => None,
    }
}

/// What of a flight is in clear text: all of it in TLS 1.2 up to the change of cipher; in TLS 1.3 the
/// two hellos only (RFC 8446 section 2).
fn on_the_way(channel: Channel, flight: &Flight, direction: Direction) -> String {
    let is_old = channel.tls == Tls::V1_2 && channel.http != HttpVersion::H3;
    match direction {
        _ if is_old || flight.words.contains("ClientHello") => flight.words.to_owned(),
        Direction::Request => "sealed".to_owned(),
        Direction::Response => "ServerHello, the rest is sealed".to_owned(),
    }
}

const fn session(resumed: bool) -> &'static str {
    if resumed {
        "resumed: no certificate is sent again"
    } else {
        "full handshake with certificate"
    }
}

const fn tls_name(channel: Channel) -> &'static str {
    match (channel.http, channel.tls) {
        (HttpVersion::H3, _) => "TLS 1.3 inside QUIC",
        (_, Tls::V1_3) => "TLS 1.3",
        (_, Tls::V1_2) => "TLS 1.2",
        (_, Tls::None) => "none",
    }
}

/// Address and port; an IPv6 address stands in brackets.
pub(super) fn split(endpoint: &str) -> (&str, &str) {
    endpoint.rsplit_once(':').unwrap_or((endpoint, ""))
}

//! Addresses and ports of a message at the place where it is.

use std::net::{IpAddr, SocketAddr};

use crate::message::Flow;
use crate::topology::{Kind, NodeId, Tls};
use crate::trace::Direction;

use super::super::exchange::Op;
use super::super::observe::Leg;
use super::{Recorder, Seen};

/// First port of the dynamic range, RFC 6335 section 6.
const DYNAMIC: u16 = 49_152;

impl Recorder<'_> {
    /// The address pair of a message: a forwarding balancer or Service keeps the source and
    /// rewrites the destination; a node that ends the connection opens another one.
    pub(super) fn flow(&self, seen: &Seen, leg: &Leg) -> Flow {
        let Some(connection) = &seen.connection else {
            let source = format!("{}:{DYNAMIC}", self.ip(leg.from));
            return Flow {
                source,
                destination: self.listening(leg.to, Tls::None),
            };
        };
        let opener = connection.from;
        let near = match leg.direction {
            Direction::Request => leg.to,
            Direction::Response => leg.from,
        };
        let nodes = connection.links.iter().map(|&link| self.topology[link].to);
        let named = nodes
            .skip_while(|&node| node != near)
            .find(|&node| self.topology[node].rewrites_destination() || node == connection.to);
        let far = self.listening(named.unwrap_or(connection.to), connection.tls);
        let port = match parsed(&self.topology[opener].address) {
            Some((_, Some(port)))
                if self.topology[opener].kind == Kind::Client && seen.op != Op::Resolve =>
            {
                port.wrapping_add(connection.port)
            }
            _ => {
                DYNAMIC
                    + (opener.0.wrapping_mul(97).wrapping_add(connection.port))
                        % (u16::MAX - DYNAMIC)
            }
        };
        let own = format!("{}:{port}", self.ip(opener));
        match leg.direction {
            Direction::Request => Flow {
                source: own,
                destination: far,
            },
            Direction::Response => Flow {
                source: far,
                destination: own,
            },
        }
    }

    /// The address others see: the public one of a client behind address translation; one from
    /// the private range of RFC 1918 where the file gives none.
    pub(super) fn ip(&self, node: NodeId) -> String {
        let it = &self.topology[node];
        if !it.nat.is_empty() {
            return it.nat.clone();
        }
        match parsed(&it.address) {
            Some((ip, _)) => ip.to_string(),
            None => format!("10.0.{}.{}", node.0 / 250, node.0 % 250 + 1),
        }
    }

    /// Where `node` listens.
    pub(super) fn listening(&self, node: NodeId, tls: Tls) -> String {
        let it = &self.topology[node];
        let ports = it.kind.facts().ports;
        let usual = match if tls == Tls::None { ports.0 } else { ports.1 } {
            // Who listens nowhere, such as a worker, has opened the connection itself.
            0 => DYNAMIC,
            port => port,
        };
        let port = parsed(&it.address)
            .and_then(|(_, port)| port)
            .unwrap_or(usual);
        match parsed(&it.address) {
            Some((ip @ IpAddr::V6(_), _)) => format!("[{ip}]:{port}"),
            _ => format!("{}:{port}", self.ip(node)),
        }
    }
}

fn parsed(address: &str) -> Option<(IpAddr, Option<u16>)> {
    address
        .parse::<SocketAddr>()
        .map(|both| (both.ip(), Some(both.port())))
        .or_else(|_| address.parse::<IpAddr>().map(|ip| (ip, None)))
        .ok()
}

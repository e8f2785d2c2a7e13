//! Addresses that packets cannot be sent to.

use std::net::{IpAddr, SocketAddr};

use super::subject::Subject;
use super::{Finding, Rule};
use crate::topology::{Kind, NodeId, Role};

/// A private address across the Internet: RFC 1918 section 3.
pub(super) const PRIVATE_ADDRESS_ON_INTERNET: Rule = Rule {
    code: "private-address-on-internet",
    finds: "a private address at one side of an `internet` node and a public one at the other",
    why: "private addresses mean something else in every network and are not routed between them, so packets to this \
          one would be discarded",
    mend: "give a client its public address as `nat`, a server a public `address`, or put the router that translates \
           between",
    source: "RFC 1918 section 3 and RFC 4193: private addresses are not routed on the Internet.",
    check: private_address_on_internet,
};

fn private_address_on_internet(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings = Vec::new();
    for (internet, _) in subject
        .nodes()
        .filter(|(_, node)| node.kind == Kind::Internet)
    {
        let near = topology
            .incoming(internet)
            .iter()
            .map(|link| &topology[*link]);
        let near: Vec<NodeId> = near
            .filter(|link| link.role == Role::Request && topology[link.from].kind == Kind::Client)
            .map(|link| link.from)
            .collect();
        let far = subject.onward(internet).map(|link| topology[link].to);
        let far: Vec<NodeId> = far
            .filter(|node| !subject.transit(*node) || topology[*node].rewrites_destination())
            .collect();
        let of = |side: &[NodeId], private: bool| {
            let nodes = side.iter().copied();
            nodes
                .filter(|node| seen_as(subject, *node).is_some_and(|ip| is_private(ip) == private))
                .collect::<Vec<_>>()
        };
        for (here, there) in [(&near, &far), (&far, &near)] {
            let Some(public) = of(there, false).first().copied() else {
                continue;
            };
            for node in of(here, true) {
                let message = format!(
                    "`{}` has a private address and meets `{}` across the Internet",
                    subject.id(node),
                    subject.id(public)
                );
                findings.push(Finding::new(message).at(
                    subject.at_node(node, "address"),
                    "not routed on the Internet",
                ));
            }
        }
    }
    findings
}

/// The address a node is seen under from outside its own network.
fn seen_as(subject: &Subject<'_>, node: NodeId) -> Option<IpAddr> {
    let node = &subject.topology[node];
    parsed(if node.nat.is_empty() {
        &node.address
    } else {
        &node.nat
    })
}

/// The IP of an address with or without a port.
fn parsed(address: &str) -> Option<IpAddr> {
    let with_port = address.parse::<SocketAddr>().map(|address| address.ip());
    with_port.or_else(|_| address.parse()).ok()
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

/// An address of no single machine: RFC 1122 section 3.2.1.3, RFC 4291 section 2.
pub(super) const NO_UNICAST_ADDRESS: Rule = Rule {
    code: "no-unicast-address",
    finds: "an address that is not of one machine: 0.0.0.0, ::, a multicast or broadcast address",
    why: "a server may listen on 0.0.0.0, meaning all addresses of its host, but nobody can connect to that; a group \
          or broadcast address belongs to many hosts",
    mend: "write the address that the others reach it under, or leave `address` out",
    source: "RFC 1122 section 3.2.1.3 (IPv4); RFC 4291 sections 2.5.2 and 2.7 (IPv6).",
    check: no_unicast_address,
};

fn no_unicast_address(subject: &Subject<'_>) -> Vec<Finding> {
    let shared = |ip: IpAddr| {
        let broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
        ip.is_unspecified() || ip.is_multicast() || broadcast
    };
    subject
        .nodes()
        .filter_map(|(id, node)| {
            let ip = parsed(&node.address).filter(|ip| shared(*ip))?;
            let message = format!("`{}` cannot be reached under {ip}", node.id);
            Some(Finding::new(message).at(subject.at_node(id, "address"), "no machine's address"))
        })
        .collect()
}

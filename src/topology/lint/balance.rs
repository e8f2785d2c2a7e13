//! Balancing: what a policy goes by has to differ.

use std::collections::BTreeSet;

use super::subject::Subject;
use super::{Finding, Rule};
use crate::topology::{Kind, NodeId, Policy, Role};

/// A hash of one and the same address: Kubernetes, "Virtual IPs and Service Proxies".
pub(super) const IP_HASH_BEHIND_GATEWAY: Rule = Rule {
    code: "ip-hash-behind-gateway",
    finds: "an L4 balancer that chooses by the source address, with one gateway in front of it",
    why: "a gateway opens a connection of its own, so an L4 device behind it sees the gateway's address for every \
          client and always chooses the same backend",
    mend: "choose by another policy here, or by address at the gateway, which knows the client's",
    source: "RFC 7239 section 1: behind a proxy the client's address is lost below HTTP. Kubernetes, Virtual IPs: session \
             affinity by client IP.",
    check: ip_hash_behind_gateway,
};

fn ip_hash_behind_gateway(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let by_address = |kind| matches!(kind, Kind::L4Lb | Kind::Service);
    subject
        .nodes()
        .filter(|(_, node)| by_address(node.kind) && node.policy == Policy::IpHash)
        .filter_map(|(id, _)| {
            let backends: BTreeSet<NodeId> =
                subject.onward(id).map(|link| topology[link].to).collect();
            let openers: BTreeSet<NodeId> = subject.passing(id).map(|c| c.opener).collect();
            let only = openers.first().filter(|_| openers.len() == 1)?;
            if backends.len() < 2 || topology[*only].kind == Kind::Client {
                return None;
            }
            let message = format!(
                "`{}` chooses by source address, which is always that of `{}`",
                subject.id(id),
                subject.id(*only)
            );
            Some(Finding::new(message).at(subject.at_node(id, "policy"), "always the same backend"))
        })
        .collect()
}

/// A weight that nobody reads: ipvsadm(8), schedulers `rr` and `wrr`.
pub(super) const WEIGHT_WITHOUT_POLICY: Rule = Rule {
    code: "weight-without-policy",
    finds: "a weight at a node that nobody chooses by weight",
    why: "a weight is a share under the policy `weighted` of whoever chooses the node; every other policy ignores it",
    mend: "write `policy = \"weighted\"` at the node in front, or take `weight` out",
    source: "Linux Virtual Server, ipvsadm(8): `rr` treats all servers alike, `wrr` goes by weight.",
    check: weight_without_policy,
};

fn weight_without_policy(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let read = |node: NodeId| {
        let mut links = topology.incoming(node).iter().map(|link| &topology[*link]);
        links.any(|link| {
            link.role == Role::Request && topology[link.from].policy == Policy::Weighted
        })
    };
    subject
        .nodes()
        .filter(|(id, node)| node.weight != 1 && !read(*id))
        .map(|(id, node)| {
            let message = format!("nobody chooses `{}` by its weight {}", node.id, node.weight);
            Finding::new(message).at(subject.at_node(id, "weight"), "ignored")
        })
        .collect()
}

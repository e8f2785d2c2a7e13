//! Ways of requests: loops, ends that are none, and nodes beside every way.

use std::collections::BTreeSet;

use super::subject::{Subject, reach};
use super::{Finding, Rule};
use crate::topology::{
    Circumstance, Content, Kind, LinkId, NodeId, RequestId, Role, Topology, route,
};

/// A request that comes back to where it was: RFC 9110 section 7.6.3, RFC 8586.
pub(super) const REQUEST_LOOP: Rule = Rule {
    code: "request-loop",
    finds: "request links that lead a request in a circle",
    why: "on that way each node waits for the next one, round and round, so nobody ever answers",
    mend: "take out the link that leads back; the response needs none, it goes back over the same links (a line \
           drawn for it has `role = \"reply\"`)",
    source: "RFC 9110 section 7.6.3 (Via exists to find such loops) and RFC 8586 (CDN-Loop).",
    check: request_loop,
};

fn request_loop(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut known = BTreeSet::new();
    let mut findings = Vec::new();
    for id in topology.request_ids() {
        let Some((circle, back)) = circle(subject, id) else {
            continue;
        };
        if !known.insert(circle.iter().copied().collect::<BTreeSet<_>>()) {
            continue;
        }
        let message = format!(
            "request `{}` can go round in a circle: {}",
            topology[id].id,
            round(subject, &circle)
        );
        let label = format!("leads back to `{}`", subject.id(topology[back].to));
        findings.push(Finding::new(message).at(subject.at_link(back, ""), label));
    }
    findings
}

/// A circle as a message writes it, a long one cut short.
fn round(subject: &Subject<'_>, circle: &[NodeId]) -> String {
    const SHOWN: usize = 4;
    let quoted = |node: &NodeId| format!("`{}`", subject.id(*node));
    let mut nodes: Vec<String> = circle.iter().take(SHOWN).map(quoted).collect();
    if circle.len() > SHOWN {
        nodes.push("...".to_owned());
    }
    nodes.extend(circle.first().map(quoted));
    nodes.join(" -> ")
}

/// A circle on the way of a request, and the link that closes it: depth first.
fn circle(subject: &Subject<'_>, request: RequestId) -> Option<(Vec<NodeId>, LinkId)> {
    let mut seen = vec![false; subject.topology.nodes().len()];
    let mut depth = vec![None; subject.topology.nodes().len()];
    let mut path: Vec<(NodeId, Vec<LinkId>)> = Vec::new();
    let mut enter = Some(subject.topology[request].from);
    loop {
        if let Some(node) = enter.take() {
            seen[node.index()] = true;
            depth[node.index()] = Some(path.len());
            path.push((node, passes_to(subject, request, node)));
        }
        let (node, open) = path.last_mut()?;
        let Some(link) = open.pop() else {
            depth[node.index()] = None;
            path.pop();
            continue;
        };
        let to = subject.topology[link].to;
        if let Some(start) = depth[to.index()] {
            return Some((path[start..].iter().map(|(node, _)| *node).collect(), link));
        }
        enter = Some(to).filter(|to| !seen[to.index()]);
    }
}

/// The links over which a node passes a request on and waits for the answer, last one first.
fn passes_to(subject: &Subject<'_>, request: RequestId, node: NodeId) -> Vec<LinkId> {
    let kind = subject.topology[node].kind;
    let serves = kind == Kind::Web && subject.topology[request].content == Content::Static;
    let passes = kind.facts().transit || kind.is_gateway() || kind == Kind::App;
    if serves || !passes && kind != Kind::Client {
        return Vec::new();
    }
    let links = subject.next(request, node).iter().copied().rev();
    links
        .filter(|&link| {
            let end = subject.end_of(request, link);
            subject.topology[end].kind.speaks_http()
        })
        .collect()
}

/// A gateway that passes nothing on: RFC 9110 section 15.6.4.
pub(super) const GATEWAY_WITHOUT_BACKEND: Rule = Rule {
    code: "gateway-without-backend",
    finds: "a CDN, WAF, L7 balancer, proxy or ingress with no link to a backend",
    why: "a gateway has no content of its own; with nobody behind it all it can answer is 503",
    mend: "add a `[[link]]` from it to the node that serves, such as a `web` or an `app`",
    source: "RFC 9110 sections 3.7 and 15.6.4. AWS, Troubleshoot your Application Load Balancers: HTTP 503, no \
             registered targets.",
    check: gateway_without_backend,
};

fn gateway_without_backend(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .nodes()
        .filter(|(_, node)| node.kind.is_gateway() && node.kind != Kind::Web)
        .filter(|(id, _)| subject.onward(*id).next().is_none() && entered(subject, *id))
        .map(|(id, _)| {
            let message = format!("`{}` has no backend to pass requests to", subject.id(id));
            let label = format!("{} that leads nowhere", subject.noun(id));
            Finding::new(message).at(subject.at_node(id, ""), label)
        })
        .collect()
}

/// Whether requests are sent to a node at all.
fn entered(subject: &Subject<'_>, node: NodeId) -> bool {
    let mut links = subject.topology.incoming(node).iter();
    links.any(|link| matches!(subject.topology[*link].role, Role::Request | Role::Handoff))
}

/// A device that forwards to nobody: RFC 1812 section 5.2.7.1.
pub(super) const DEAD_END: Rule = Rule {
    code: "dead-end",
    finds: "an L3 or L4 device that packets are sent to and that sends them to nobody",
    why: "it answers nothing itself: packets that it has no next node for are lost or refused",
    mend: "add a `[[link]]` from it to the next node on the way",
    source: "RFC 1812 section 5.2.7.1: a router without a route discards the packet (destination unreachable).",
    check: dead_end,
};

fn dead_end(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .nodes()
        .filter(|(id, _)| subject.transit(*id) && entered(subject, *id))
        .filter(|(id, _)| subject.onward(*id).next().is_none())
        .map(|(id, _)| {
            let message = format!(
                "`{}` is {} and forwards packets to nobody",
                subject.id(id),
                subject.noun(id)
            );
            Finding::new(message).at(subject.at_node(id, ""), "no request link leaves it")
        })
        .collect()
}

/// A request for which no condition holds: Kubernetes "Ingress", default backend.
pub(super) const NO_LINK_ADMITS: Rule = Rule {
    code: "no-link-admits",
    finds: "a request of the menu that comes to a node where no link takes it",
    why: "all links there have conditions and none of them holds for this request, so it ends there without a backend",
    mend: "add a link without `when`, which takes what no other takes, or correct the condition",
    source: "Kubernetes, Ingress: the default backend takes what no rule matches. AWS, listener rules: the default rule.",
    check: no_link_admits,
};

fn no_link_admits(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings = Vec::new();
    for (id, node) in subject.nodes() {
        let client = node.kind == Kind::Client;
        if !client && (!node.kind.is_gateway() || node.kind == Kind::Web) {
            continue;
        }
        let links = ways_out(subject, id);
        let stuck = topology.request_ids().find(|&request| {
            let asked = &topology[request];
            let takes = |link: &LinkId| {
                let when = topology[*link].when.as_ref();
                when.is_none_or(|when| when.admits(asked))
            };
            let hit = asked.given.contains(&(id, Circumstance::Hit));
            subject.comes_to(request, id) && !hit && !links.iter().any(takes)
        });
        let (Some(request), false) = (stuck, links.is_empty()) else {
            continue;
        };
        let name = &topology[request].id;
        let message = format!("no link of `{}` takes request `{name}`", node.id);
        findings.push(
            Finding::new(message)
                .at(
                    subject.at_node(id, ""),
                    "every link from here has a condition",
                )
                .at(
                    subject.places.requests[request.index()].clone(),
                    "none holds for this",
                ),
        );
    }
    findings
}

/// Links a request could take from a node; for a client also the hand-offs of its resolver.
fn ways_out(subject: &Subject<'_>, node: NodeId) -> Vec<LinkId> {
    let topology = subject.topology;
    let mut links: Vec<LinkId> = subject.onward(node).collect();
    if topology[node].kind == Kind::Client
        && let Some(&link) = route::to_resolver(topology, node).last()
    {
        let handed = topology.outgoing(topology[link].to).iter().copied();
        links.extend(handed.filter(|&link| topology[link].role == Role::Handoff));
    }
    links
}

/// A node beside every way.
pub(super) const UNREACHABLE: Rule = Rule {
    code: "unreachable",
    finds: "a node that no request of any client can come to",
    why: "no links lead from a client to it, in the direction they are drawn, so it stands in the picture and never \
          takes part",
    mend: "add a `[[link]]` to it from the node that asks it, or turn its link round: links point the way that requests and messages go",
    source: "It follows from the file alone: links are followed as drawn, replication both ways, replies not at all.",
    check: unreachable,
};

fn unreachable(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let clients: Vec<NodeId> = subject
        .nodes()
        .filter(|(_, node)| node.kind == Kind::Client)
        .map(|(id, _)| id)
        .collect();
    if !clients
        .iter()
        .any(|client| !ways_out(subject, *client).is_empty())
    {
        return Vec::new(); // Said by `leads-nowhere`.
    }
    // A replica may be drawn as the one who fetches.
    let next = |node: NodeId| {
        let leads = |link: &&LinkId| !matches!(topology[**link].role, Role::Reply | Role::Caption);
        let copies = |link: &&LinkId| topology[**link].role == Role::Replicate;
        let onward = topology.outgoing(node).iter().filter(leads);
        let onward = onward.map(|link| topology[*link].to);
        let back = topology.incoming(node).iter().filter(copies);
        onward
            .chain(back.map(|link| topology[*link].from))
            .collect()
    };
    let reached = reach(topology, &clients, next);
    let cut_off: Vec<NodeId> = topology
        .node_ids()
        .filter(|id| !reached[id.index()] && topology[*id].kind != Kind::Stage)
        .filter(|id| !topology.incoming(*id).is_empty() || !topology.outgoing(*id).is_empty())
        .collect();
    heads(topology, &cut_off, next)
        .into_iter()
        .map(|id| {
            let message = format!("no request can come to `{}`", subject.id(id));
            Finding::new(message).at(subject.at_node(id, ""), "no way leads here from a client")
        })
        .collect()
}

/// Of these nodes those that no other one of them leads to; of a circle of them the first. One
/// word for a whole island is enough.
fn heads(
    topology: &Topology,
    nodes: &[NodeId],
    next: impl Fn(NodeId) -> Vec<NodeId>,
) -> BTreeSet<NodeId> {
    let led_to: BTreeSet<NodeId> = nodes.iter().flat_map(|node| next(*node)).collect();
    let mut heads: BTreeSet<NodeId> = nodes.iter().copied().collect();
    heads.retain(|node| !led_to.contains(node));
    let starts: Vec<NodeId> = heads.iter().copied().collect();
    let mut covered = reach(topology, &starts, &next);
    for node in nodes {
        if !covered[node.index()] {
            heads.insert(*node);
            let more = reach(topology, &[*node], &next);
            covered
                .iter_mut()
                .zip(more)
                .for_each(|(known, new)| *known |= new);
        }
    }
    heads
}

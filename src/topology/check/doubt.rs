//! Warnings: a valid topology that probably does not say what its author means.

use std::collections::BTreeMap;

use crate::topology::place::Places;
use crate::topology::problem::Problem;
use crate::topology::{Kind, NodeId, Role, Topology};

/// All doubts about a topology.
pub(super) fn doubts(topology: &Topology, places: &Places) -> Vec<Problem> {
    let mut doubts = Vec::new();
    if topology.requests().is_empty() {
        let message = "the topology has no request, so nothing can be sent";
        doubts.push(
            Problem::warning("no-request", message)
                .help("add one: `[[request]]` with `id = \"home\"`"),
        );
    }
    doubts.extend(empty_groups(topology, places));
    doubts.extend(unlinked_nodes(topology, places));
    doubts.extend(senders_without_a_way(topology, places));
    doubts.extend(double_links(topology, places));
    doubts.extend(lonely_primaries(topology, places));
    doubts
}

fn empty_groups(topology: &Topology, places: &Places) -> Vec<Problem> {
    let mut used = vec![false; topology.groups().len()];
    for group in topology.nodes().iter().filter_map(|node| node.group) {
        used[group.index()] = true;
    }
    let rows = topology.groups().iter().zip(&places.groups).zip(used);
    rows.filter(|(_, used)| !used)
        .map(|((group, place), _)| {
            Problem::warning("empty-group", format!("group `{}` has no node", group.id))
                .at(place.clone(), "nothing stands in this frame")
                .help(format!(
                    "write `group = \"{}\"` in a node, or take the group out",
                    group.id
                ))
        })
        .collect()
}

fn unlinked_nodes(topology: &Topology, places: &Places) -> Vec<Problem> {
    topology
        .node_ids()
        .filter(|id| topology.nodes().len() > 1 && topology[*id].kind != Kind::Stage)
        .filter(|id| topology.outgoing(*id).is_empty() && topology.incoming(*id).is_empty())
        .map(|id| {
            Problem::warning(
                "unlinked-node",
                format!("no link joins node `{}`", topology[id].id),
            )
            .at(
                places.nodes[id.index()].head.clone(),
                "no request can come here",
            )
            .help("add a `[[link]]` to it, or take the node out")
        })
        .collect()
}

/// Clients that requests are sent from, without a link that a request could take.
fn senders_without_a_way(topology: &Topology, places: &Places) -> Vec<Problem> {
    let leads = |id: NodeId, role: Role| {
        let mut links = topology.outgoing(id).iter().map(|link| &topology[*link]);
        links.any(|link| link.role == role)
    };
    topology
        .node_ids()
        .filter(|id| {
            topology
                .requests()
                .iter()
                .any(|request| request.from == *id)
        })
        .filter(|id| {
            let mut asked = topology.outgoing(*id).iter().map(|link| topology[*link].to);
            !leads(*id, Role::Request) && !asked.any(|node| leads(node, Role::Handoff))
        })
        .map(|id| {
            let message = format!("requests from `{}` lead nowhere", topology[id].id);
            Problem::warning("leads-nowhere", message)
                .at(
                    places.nodes[id.index()].head.clone(),
                    "no link for a request starts here",
                )
                .help("add a `[[link]]` from here to the node that serves it")
        })
        .collect()
}

/// Links that say the same a second time.
fn double_links(topology: &Topology, places: &Places) -> Vec<Problem> {
    let mut seen = BTreeMap::new();
    let mut doubts = Vec::new();
    for id in topology.link_ids() {
        let link = &topology[id];
        let place = &places.links[id.index()].head;
        let when = format!("{:?}", link.when);
        let Some(first) = seen.insert((link.from, link.to, link.role, when), place) else {
            continue;
        };
        let (from, to) = (&topology[link.from].id, &topology[link.to].id);
        doubts.push(
            Problem::warning("double-link", format!("`{from}` is linked to `{to}` twice"))
                .at(place.clone(), "second link between the two")
                .at(first.clone(), "first link")
                .help("take one out, or tell them apart by `when`"),
        );
    }
    doubts
}

/// Primaries that a replica is to stand in for, where nobody who writes is linked to one.
fn lonely_primaries(topology: &Topology, places: &Places) -> Vec<Problem> {
    let replicas = |id: NodeId| {
        let copies = topology.links().iter();
        let copies = copies.filter(|link| link.role == Role::Replicate);
        copies
            .filter(move |link| link.from == id || link.to == id)
            .map(move |link| if link.from == id { link.to } else { link.from })
    };
    let is_asked = |id: NodeId| {
        let mut links = topology.incoming(id).iter().map(|link| &topology[*link]);
        links.any(|link| link.role != Role::Replicate)
    };
    let primaries = topology
        .node_ids()
        .filter(|id| topology[*id].failover.is_some() && !replicas(*id).any(is_asked));
    primaries
        .map(|id| {
            let message = format!("no replica can stand in for `{}`", topology[id].id);
            Problem::warning("no-replica", message)
                .at(
                    places.nodes[id.index()].head.clone(),
                    "it has `failover`, and no replica that anybody asks",
                )
                .help("link it to a replica, and whoever writes to both")
        })
        .collect()
}

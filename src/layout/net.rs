//! Links that may share a trunk.
//!
//! A trunk belongs to one source or to one sink: from its line and its heads a reader can tell who
//! talks to whom. So every link is in exactly one net, and a net has one source or one sink.

use std::collections::BTreeSet;

use super::graph::{Graph, Link};
use super::place::Grid;
use crate::topology::{LinkId, NodeId, Role};

/// Links drawn as one connected line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Net {
    pub(super) links: Vec<LinkId>,
    /// Whether its links have one source (and branch on the way) or one sink (and join).
    pub(super) fan: Fan,
}

/// Which end is common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fan {
    Out,
    In,
}

/// Whether the line of `link` is dashed.
pub(super) fn is_dashed(link: &Link) -> bool {
    matches!(link.role, Role::Handoff | Role::Replicate)
}

/// Divides the drawn links: the largest fan first, the rest one by one.
pub(super) fn nets(graph: &Graph, grid: &Grid) -> Vec<Net> {
    let mut left: Vec<LinkId> = Vec::new();
    let mut nets = Vec::new();
    let mut joined = BTreeSet::new();
    for (id, link) in graph.drawn_links() {
        if grid.cell(link.from).is_none() || grid.cell(link.to).is_none() {
            continue;
        }
        // A second line between the same two boxes, and one that is to carry its own words,
        // stand for themselves.
        let twin = !joined.insert((link.from, link.to));
        if twin || link.from == link.to || stands_alone(graph, id) {
            nets.push(Net {
                links: vec![id],
                fan: Fan::Out,
            });
        } else {
            left.push(id);
        }
    }
    let key = |id: LinkId, fan: Fan| -> (NodeId, bool) {
        let link = &graph[id];
        let hub = if fan == Fan::Out { link.from } else { link.to };
        (hub, is_dashed(link))
    };
    // Sizes of all fans; the largest is taken out until none has two links.
    let slots = graph.nodes().len() * 4;
    let slot = |id: LinkId, fan: Fan| {
        let (hub, dashed) = key(id, fan);
        hub.index() * 4 + usize::from(dashed) * 2 + usize::from(fan == Fan::In)
    };
    let mut fans: Vec<Vec<LinkId>> = vec![Vec::new(); slots];
    for &id in &left {
        fans[slot(id, Fan::Out)].push(id);
        fans[slot(id, Fan::In)].push(id);
    }
    let mut queue: BTreeSet<(std::cmp::Reverse<usize>, usize)> = (0..slots)
        .filter(|&s| !fans[s].is_empty())
        .map(|s| (std::cmp::Reverse(fans[s].len()), s))
        .collect();
    while let Some((_, chosen)) = queue.pop_first() {
        let fan = if chosen % 2 == 1 { Fan::In } else { Fan::Out };
        let links = std::mem::take(&mut fans[chosen]);
        let other = if fan == Fan::In { Fan::Out } else { Fan::In };
        for &id in &links {
            let s = slot(id, other);
            queue.remove(&(std::cmp::Reverse(fans[s].len()), s));
            fans[s].retain(|&l| l != id);
            if !fans[s].is_empty() {
                queue.insert((std::cmp::Reverse(fans[s].len()), s));
            }
        }
        nets.push(Net { links, fan });
    }
    nets.sort_by_key(|net| net.links[0]);
    nets
}

/// Labelled links of a node with few of them do not share a trunk: each shows its own words.
fn stands_alone(graph: &Graph, id: LinkId) -> bool {
    const FEW: usize = 4;
    let link = &graph[id];
    !link.label.is_empty()
        && graph.outgoing(link.from).len() <= FEW
        && graph.incoming(link.to).len() <= FEW
}

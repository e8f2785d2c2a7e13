//! The marks of nodes.

use super::badge;
use super::passage::{Moment, Passage};
use super::{Badge, Mark, NodeMark};
use crate::topology::{Kind, NodeId, Role, Topology};

/// One mark for each node. A hidden node's mark shows at the box that calls it, a stage's at the
/// nodes it mirrors.
pub(super) fn marks(topology: &Topology, moment: &Moment) -> Vec<NodeMark> {
    let mut nodes = vec![NodeMark::default(); topology.nodes().len()];
    hops(moment, &mut nodes);
    decisions(moment, &mut nodes);
    for node in &mut nodes {
        let failed = node.badge.is_some_and(Badge::is_failure);
        if failed && node.mark == Mark::Done {
            node.mark = Mark::Failed;
        }
    }
    let own = nodes.clone();
    for id in topology.node_ids() {
        let node = &topology[id];
        if node.kind == Kind::Stage {
            let mirrored = node.mirrors.iter().map(|mirror| own[mirror.index()].mark);
            nodes[id.index()].mark = mirrored.fold(Mark::Idle, Mark::or);
        } else if let Some(host) = host(topology, id).filter(|_| node.hidden) {
            let mark = &mut nodes[host.index()].mark;
            *mark = mark.or(own[id.index()].mark);
        }
    }
    nodes
}

fn hops(moment: &Moment, nodes: &mut [NodeMark]) {
    let mut put = |node: NodeId, mark: Mark| {
        let old = &mut nodes[node.index()].mark;
        *old = old.or(mark);
    };
    let mut moving = false;
    for (_, hop, passage) in moment.passages() {
        let (from, to) = match passage {
            Passage::Ahead => (Mark::Pending, Mark::Pending),
            Passage::Under => (Mark::Active, Mark::Active),
            Passage::Landed => (Mark::Done, Mark::Active),
            Passage::Past => (Mark::Done, Mark::Done),
        };
        moving |= to == Mark::Active;
        put(hop.from, from);
        // A packet that got lost has reached nobody; who discards it says so himself.
        if !hop.lost || matches!(passage, Passage::Ahead | Passage::Under) {
            put(hop.to, to);
        }
    }
    let step = moment.trace.steps.get(moment.position.step);
    if let Some(step) = step.filter(|_| !moving && !moment.position.ended) {
        put(step.focus, Mark::Active);
    }
}

fn decisions(moment: &Moment, nodes: &mut [NodeMark]) {
    for decided in &moment.trace.decisions {
        let is_made = moment.is_made(decided);
        for left_out in badge::left_out(&decided.what).iter().filter(|_| is_made) {
            nodes[left_out.index()].badge.get_or_insert(Badge::Down);
        }
        let node = &mut nodes[decided.node.index()];
        if is_made {
            node.badge = badge::after(node.badge, &decided.what);
            node.mark = node.mark.or(Mark::Done);
        } else {
            node.mark = node.mark.or(Mark::Pending);
        }
    }
}

/// The drawn box that calls a hidden node: the nearest one against the direction of its links.
fn host(topology: &Topology, hidden: NodeId) -> Option<NodeId> {
    let mut seen = vec![hidden];
    let mut next = 0;
    while let Some(node) = seen.get(next).copied() {
        if !topology[node].hidden {
            return Some(node);
        }
        next += 1;
        for link in topology.incoming(node) {
            let link = &topology[*link];
            if link.role != Role::Caption && !seen.contains(&link.from) {
                seen.push(link.from);
            }
        }
    }
    None
}

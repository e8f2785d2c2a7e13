//! Ranks: how many links a node lies away from where requests start.

use crate::topology::{NodeId, Role, Topology};

/// Completes the given places.
pub(super) fn places(topology: &Topology, given: &[Option<(u32, u32)>]) -> Vec<Option<(u32, u32)>> {
    let ranks = ranks(topology);
    let mut places = given.to_vec();
    for node in topology.node_ids() {
        if topology[node].hidden || places[node.index()].is_some() {
            continue;
        }
        let column = ranks[node.index()];
        let mut row = 0;
        while places.contains(&Some((column, row))) {
            row += 1;
        }
        places[node.index()] = Some((column, row));
    }
    places
}

/// The longest way from a source to each node, links that close a cycle left out.
fn ranks(topology: &Topology) -> Vec<u32> {
    let order = topological(topology);
    let mut ranks = vec![0; topology.nodes().len()];
    let mut seen = vec![false; topology.nodes().len()];
    for node in order {
        seen[node.index()] = true;
        for &link in topology.outgoing(node) {
            let link = &topology[link];
            if shapes(link.role) && !seen[link.to.index()] {
                ranks[link.to.index()] = ranks[link.to.index()].max(ranks[node.index()] + 1);
            }
        }
    }
    ranks
}

/// Whether links of this role say what comes after what.
fn shapes(role: Role) -> bool {
    !matches!(role, Role::Reply | Role::Replicate)
}

/// Reverse postorder of a depth-first walk from the sources in declared order.
fn topological(topology: &Topology) -> Vec<NodeId> {
    let mut order = Vec::new();
    let mut state = vec![0_usize; topology.nodes().len()];
    let entered = |node: &NodeId| {
        topology
            .incoming(*node)
            .iter()
            .any(|&link| shapes(topology[link].role))
    };
    let (sources, others): (Vec<_>, Vec<_>) = topology.node_ids().partition(|n| !entered(n));
    for root in sources.into_iter().chain(others).rev() {
        let mut stack = vec![root];
        while let Some(&node) = stack.last() {
            let at = state[node.index()];
            let links = topology.outgoing(node);
            if at == 0 || at <= links.len() {
                state[node.index()] = at + 1;
                // Last link first, so that in the reversed order the first declared comes first.
                if let Some(&link) = links.len().checked_sub(at + 1).and_then(|i| links.get(i)) {
                    let next = topology[link].to;
                    if shapes(topology[link].role) && state[next.index()] == 0 {
                        stack.push(next);
                    }
                }
                if at < links.len() {
                    continue;
                }
            }
            stack.pop();
            if state[node.index()] == links.len() + 1 {
                state[node.index()] += 1;
                order.push(node);
            }
        }
    }
    order.reverse();
    order
}

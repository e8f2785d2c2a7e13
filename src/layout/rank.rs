//! Ranks: how many links a node lies behind where requests start.

use super::graph::{Graph, Link};
use crate::topology::{NodeId, Role};

/// What follows what: the drawn links that shape a layout, with no cycle left.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// The nodes that come right after each node, in declared order, each once.
    pub(super) after: Vec<Vec<NodeId>>,
    pub(super) before: Vec<Vec<NodeId>>,
    /// Nodes in an order in which nobody comes before one it follows; hidden ones left out.
    pub(super) sorted: Vec<NodeId>,
    /// The longest way to each node from a source.
    pub(super) ranks: Vec<usize>,
}

impl Flow {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut flow = Self {
            after: vec![Vec::new(); graph.nodes().len()],
            before: vec![Vec::new(); graph.nodes().len()],
            sorted: Vec::new(),
            ranks: vec![0; graph.nodes().len()],
        };
        for (_, link) in graph.drawn_links() {
            let known = flow.after[link.from.index()].contains(&link.to);
            if !known && link.from != link.to && shapes(graph, link) {
                flow.after[link.from.index()].push(link.to);
            }
        }
        flow.cut_cycles(graph);
        for node in graph.node_ids() {
            for &next in &flow.after[node.index()] {
                flow.before[next.index()].push(node);
            }
        }
        flow.rank();
        flow
    }

    /// Leaves out the links that lead back to where a depth-first walk in declared order came
    /// from, and sorts the nodes. Clients go first, then what nothing leads to, then the rest.
    fn cut_cycles(&mut self, graph: &Graph) {
        let mut entered = vec![false; self.after.len()];
        for next in self.after.iter().flatten() {
            entered[next.index()] = true;
        }
        let mut roots: Vec<NodeId> = graph.node_ids().filter(|&n| !graph[n].hidden).collect();
        roots.sort_by_key(|&n| (!graph[n].is_client, entered[n.index()]));
        let mut state = vec![Visit::New; self.after.len()];
        let mut left = Vec::new();
        for root in roots {
            if state[root.index()] != Visit::New {
                continue;
            }
            state[root.index()] = Visit::Open;
            let mut stack = vec![(root, 0)];
            while let Some((node, place)) = stack.pop() {
                let Some(&next) = self.after[node.index()].get(place) else {
                    state[node.index()] = Visit::Done;
                    left.push(node);
                    continue;
                };
                match state[next.index()] {
                    Visit::Open => {
                        self.after[node.index()].remove(place);
                        stack.push((node, place));
                    }
                    Visit::Done => stack.push((node, place + 1)),
                    Visit::New => {
                        state[next.index()] = Visit::Open;
                        stack.push((node, place + 1));
                        stack.push((next, 0));
                    }
                }
            }
        }
        left.reverse();
        self.sorted = left;
    }

    /// The longest way to each node; what nothing leads to moves right up to what it leads to.
    fn rank(&mut self) {
        for node in &self.sorted {
            let rank = self.ranks[node.index()] + 1;
            for next in &self.after[node.index()] {
                self.ranks[next.index()] = self.ranks[next.index()].max(rank);
            }
        }
        for &node in &self.sorted {
            let next = self.after[node.index()].iter();
            let nearest = next.map(|next| self.ranks[next.index()]).min();
            if let Some(nearest) = nearest.filter(|_| self.before[node.index()].is_empty()) {
                self.ranks[node.index()] = nearest - 1;
            }
        }
    }

    /// The longest way there is, from the first client where one starts it: the main path.
    pub(super) fn spine(&self, graph: &Graph) -> Vec<NodeId> {
        let mut length = vec![0_usize; self.ranks.len()];
        let mut next = vec![None; self.ranks.len()];
        for &node in self.sorted.iter().rev() {
            for &after in &self.after[node.index()] {
                if length[after.index()] + 1 > length[node.index()] {
                    length[node.index()] = length[after.index()] + 1;
                    next[node.index()] = Some(after);
                }
            }
        }
        let client = graph.first_client().filter(|&n| length[n.index()] > 0);
        let longest = |&&node: &&NodeId| (length[node.index()], std::cmp::Reverse(node));
        let start = client.or_else(|| self.sorted.iter().max_by_key(longest).copied());
        std::iter::successors(start, |node| next[node.index()]).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Whether a link says what comes after what. A reply does not; a copy between databases only
/// where nothing else leads to its target.
fn shapes(graph: &Graph, link: &Link) -> bool {
    match link.role {
        Role::Reply => false,
        Role::Replicate => !graph
            .incoming(link.to)
            .iter()
            .any(|&id| !matches!(graph[id].role, Role::Reply | Role::Replicate)),
        _ => true,
    }
}

//! The order of the nodes of each rank from top to bottom: few crossings, declared order where it
//! makes no difference.
//!
//! Medians of neighbours' places, swept back and forth, and swaps of neighbours (Gansner et al.,
//! A Technique for Drawing Directed Graphs, 1993); crossings are counted with an accumulator tree
//! (Barth, Jünger, Mutzel, 2002).

use std::collections::BTreeMap;

use super::graph::Graph;
use super::rank::Flow;
use crate::topology::{GroupId, NodeId};

/// Sweeps over all ranks, at most; fewer when nothing gets better any more.
const SWEEPS: usize = 24;
const PATIENCE: usize = 4;
/// So many places are looked at in all sweeps together, so that large graphs get fewer of them.
const PLACES: usize = 400_000;
/// Long links have a place in each rank they pass, as long as there are no more than so many;
/// above that only short links do.
const PASSED: usize = 40_000;

/// A node, or a place where a longer link passes a rank.
#[derive(Debug, Clone, Default)]
struct Vertex {
    node: Option<NodeId>,
    group: Option<GroupId>,
    spine: bool,
    /// Neighbours in the rank before and after.
    before: Vec<usize>,
    after: Vec<usize>,
}

/// The nodes of each rank from top to bottom.
pub(super) fn order(graph: &Graph, flow: &Flow, spine: &[NodeId]) -> Vec<Vec<NodeId>> {
    let mut layers = Layers::new(graph, flow, spine);
    layers.settle();
    layers
        .ranks
        .iter()
        .map(|rank| {
            rank.iter()
                .filter_map(|&v| layers.vertices[v].node)
                .collect()
        })
        .collect()
}

struct Layers {
    vertices: Vec<Vertex>,
    ranks: Vec<Vec<usize>>,
    /// The place of each vertex in its rank.
    place: Vec<usize>,
}

impl Layers {
    fn new(graph: &Graph, flow: &Flow, spine: &[NodeId]) -> Self {
        let count = flow.sorted.iter().map(|n| flow.ranks[n.index()] + 1).max();
        let mut layers = Self {
            vertices: vec![Vertex::default(); graph.nodes().len()],
            ranks: vec![Vec::new(); count.unwrap_or(0)],
            place: Vec::new(),
        };
        // Depth first in declared order, from clients first: the first way of each node comes out
        // on top.
        let mut seen = vec![false; graph.nodes().len()];
        let starts = flow.sorted.iter().copied();
        let mut stack: Vec<NodeId> = starts
            .filter(|node| flow.before[node.index()].is_empty())
            .collect();
        stack.sort_by_key(|&node| std::cmp::Reverse((!graph[node].is_client, node)));
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut seen[node.index()], true) {
                continue;
            }
            let vertex = &mut layers.vertices[node.index()];
            vertex.node = Some(node);
            vertex.group = graph[node].group;
            layers.ranks[flow.ranks[node.index()]].push(node.index());
            stack.extend(flow.after[node.index()].iter().rev());
        }
        for &node in spine {
            layers.vertices[node.index()].spine = true;
        }
        let longest = layers.longest(flow);
        for &node in &flow.sorted {
            for &next in &flow.after[node.index()] {
                if flow.ranks[next.index()] - flow.ranks[node.index()] <= longest {
                    layers.connect(flow, node, next, graph);
                }
            }
        }
        layers.place = vec![0; layers.vertices.len()];
        for rank in 0..layers.ranks.len() {
            layers.renumber(rank);
        }
        layers
    }

    /// How many ranks on a link may lead and still get a place in each.
    fn longest(&self, flow: &Flow) -> usize {
        let mut lengths = vec![0_usize; self.ranks.len() + 1];
        for &node in &flow.sorted {
            for &next in &flow.after[node.index()] {
                lengths[flow.ranks[next.index()] - flow.ranks[node.index()]] += 1;
            }
        }
        let mut places = 0;
        let too_long = lengths.iter().enumerate().position(|(length, links)| {
            places += length * links;
            places > PASSED
        });
        too_long.map_or(usize::MAX, |length| length.max(2) - 1)
    }

    /// Joins two nodes by a chain of vertices, one in each rank between.
    fn connect(&mut self, flow: &Flow, from: NodeId, to: NodeId, graph: &Graph) {
        let mut last = from.index();
        for rank in flow.ranks[from.index()] + 1..flow.ranks[to.index()] {
            let middle = self.vertices.len();
            let same = graph[from].group == graph[to].group;
            self.vertices.push(Vertex {
                group: graph[from].group.filter(|_| same),
                before: vec![last],
                ..Vertex::default()
            });
            self.vertices[last].after.push(middle);
            self.ranks[rank].push(middle);
            last = middle;
        }
        self.vertices[last].after.push(to.index());
        self.vertices[to.index()].before.push(last);
    }

    fn renumber(&mut self, rank: usize) {
        for (place, &vertex) in self.ranks[rank].iter().enumerate() {
            self.place[vertex] = place;
        }
    }

    /// Sweeps until it gets no better, and keeps the best order met.
    fn settle(&mut self) {
        for rank in 0..self.ranks.len() {
            self.gather(rank);
        }
        let mut best = (self.crossings(), self.ranks.clone());
        let mut idle = 0;
        let sweeps = (PLACES / self.vertices.len().max(1)).clamp(2, SWEEPS);
        for sweep in 0..sweeps {
            if best.0 == 0 || idle == PATIENCE {
                break;
            }
            let downward = sweep % 2 == 0;
            for step in 0..self.ranks.len() {
                let rank = if downward {
                    step
                } else {
                    self.ranks.len() - 1 - step
                };
                self.sort_by_median(rank, downward);
            }
            self.transpose();
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.ranks.clone());
                idle = 0;
            } else {
                idle += 1;
            }
        }
        self.ranks = best.1;
        for rank in 0..self.ranks.len() {
            self.renumber(rank);
        }
    }

    fn neighbours(&self, vertex: usize, before: bool) -> &[usize] {
        let vertex = &self.vertices[vertex];
        if before {
            &vertex.before
        } else {
            &vertex.after
        }
    }

    /// Twice the median place of the neighbours; a vertex without any stays where it is.
    fn median(&self, vertex: usize, before: bool) -> usize {
        let mut places: Vec<usize> = self
            .neighbours(vertex, before)
            .iter()
            .map(|&other| self.place[other])
            .collect();
        places.sort_unstable();
        match places.len() {
            0 => self.place[vertex] * 2,
            n => places[(n - 1) / 2] + places[n / 2],
        }
    }

    fn sort_by_median(&mut self, rank: usize, before: bool) {
        let mut keyed: Vec<(usize, usize)> = self.ranks[rank]
            .iter()
            .map(|&vertex| (self.median(vertex, before), vertex))
            .collect();
        keyed.sort_by_key(|&(median, _)| median);
        self.ranks[rank] = keyed.into_iter().map(|(_, vertex)| vertex).collect();
        self.gather(rank);
    }

    /// Brings the members of a group together where the first of them stands, and the main path
    /// with its group to the top.
    fn gather(&mut self, rank: usize) {
        let main = self.ranks[rank].iter().find(|&&v| self.vertices[v].spine);
        let main = main.and_then(|&v| self.vertices[v].group);
        let mut first: BTreeMap<GroupId, usize> = BTreeMap::new();
        let mut keyed: Vec<(bool, usize, bool, usize)> = Vec::new();
        for (place, &v) in self.ranks[rank].iter().enumerate() {
            let vertex = &self.vertices[v];
            let key = match vertex.group {
                None => place,
                Some(group) => *first.entry(group).or_insert(place),
            };
            let leads = vertex.spine || (main.is_some() && vertex.group == main);
            keyed.push((!leads, key, !vertex.spine, v));
        }
        keyed.sort_by_key(|&(off, key, aside, _)| (off, key, aside));
        self.ranks[rank] = keyed.into_iter().map(|(.., vertex)| vertex).collect();
        self.renumber(rank);
    }

    /// Swaps neighbours of one group, or of none, while that takes crossings away.
    fn transpose(&mut self) {
        for rank in 0..self.ranks.len() {
            for place in 1..self.ranks[rank].len() {
                let (a, b) = (self.ranks[rank][place - 1], self.ranks[rank][place]);
                let free =
                    self.vertices[a].group == self.vertices[b].group && !self.vertices[a].spine;
                if free && self.crossed(a, b) > self.crossed(b, a) {
                    self.ranks[rank].swap(place - 1, place);
                    self.place[a] = place;
                    self.place[b] = place - 1;
                }
            }
        }
    }

    /// Crossings between the lines of two vertices, the first above the second.
    fn crossed(&self, above: usize, below: usize) -> usize {
        let mut crossings = 0;
        for before in [true, false] {
            for &a in self.neighbours(above, before) {
                for &b in self.neighbours(below, before) {
                    crossings += usize::from(self.place[a] > self.place[b]);
                }
            }
        }
        crossings
    }

    fn crossings(&self) -> usize {
        (1..self.ranks.len())
            .map(|rank| self.crossings_before(rank))
            .sum()
    }

    fn crossings_before(&self, rank: usize) -> usize {
        let size = self.ranks[rank - 1].len().next_power_of_two();
        let mut tree = vec![0_usize; 2 * size];
        let mut crossings = 0;
        for &vertex in &self.ranks[rank] {
            let mut places: Vec<usize> = self.vertices[vertex]
                .before
                .iter()
                .map(|&other| self.place[other])
                .collect();
            places.sort_unstable();
            // Lines of vertices further up that end further down cross these.
            for &place in &places {
                let mut at = place + size;
                while at > 1 {
                    if at.is_multiple_of(2) {
                        crossings += tree[at + 1];
                    }
                    at /= 2;
                }
            }
            for place in places {
                let mut at = place + size;
                while at > 0 {
                    tree[at] += 1;
                    at /= 2;
                }
            }
        }
        crossings
    }
}

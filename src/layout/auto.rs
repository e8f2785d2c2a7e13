//! Places for nodes whose file gives none: ranks become columns, order becomes rows.
//!
//! The main path runs straight along the first row; every other node takes the next free row
//! beside or below the one it follows, as one would draw it by hand. The members of a group fill a
//! rectangle that nobody else stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::order;
use super::rank::Flow;
use crate::topology::{GroupId, NodeId};

/// A column and a row.
type Place = (usize, usize);

/// Nodes without a place beside the nodes they are linked with: in the column after the last one
/// that leads to them, in the first free row from there on.
pub(super) fn beside(graph: &Graph, given: &[Option<(u32, u32)>]) -> Vec<Option<(u32, u32)>> {
    let open = |node: &NodeId| given[node.index()].is_none() && !graph[*node].hidden;
    if !graph.node_ids().any(|node| open(&node)) {
        return given.to_vec();
    }
    let mut places = given.to_vec();
    let flow = Flow::of(graph);
    let mut taken: BTreeSet<(u32, u32)> = places.iter().flatten().copied().collect();
    for &node in &flow.sorted {
        if places[node.index()].is_some() {
            continue;
        }
        let known = |nodes: &[NodeId]| -> Vec<(u32, u32)> {
            nodes.iter().filter_map(|n| places[n.index()]).collect()
        };
        let (before, after) = (
            known(&flow.before[node.index()]),
            known(&flow.after[node.index()]),
        );
        let column = match (
            before.iter().map(|p| p.0).max(),
            after.iter().map(|p| p.0).min(),
        ) {
            (Some(last), _) => last + 1,
            (None, Some(first)) => first.saturating_sub(1),
            (None, None) => flow.ranks[node.index()] as u32,
        };
        let row = before.iter().chain(&after).map(|p| p.1).min().unwrap_or(0);
        let free = (row..=u32::MAX).find(|&row| !taken.contains(&(column, row)));
        let place = (column, free.unwrap_or(row));
        taken.insert(place);
        places[node.index()] = Some(place);
    }
    places
}

/// Nodes that move as one: a group, or a node by itself.
#[derive(Debug, Clone, Default)]
struct Block {
    /// Members with their places within the block.
    members: Vec<(NodeId, Place)>,
    width: usize,
    height: usize,
    column: usize,
}

/// Places everything, ranks from left to right.
pub(super) fn whole(graph: &Graph) -> Vec<Option<Place>> {
    let flow = Flow::of(graph);
    let spine = flow.spine(graph);
    let ranks = order::order(graph, &flow, &spine);
    let mut rows = Rows {
        graph,
        flow: &flow,
        places: vec![None; graph.nodes().len()],
        taken: BTreeMap::new(),
        last: vec![0; ranks.len()],
    };
    let mut done = vec![false; graph.groups().len()];
    for &node in ranks.iter().flatten() {
        let block = match graph[node].group {
            None => Block {
                members: vec![(node, (0, 0))],
                width: 1,
                height: 1,
                column: flow.ranks[node.index()],
            },
            Some(group) => {
                if std::mem::replace(&mut done[group.index()], true) {
                    continue;
                }
                block(graph, &flow, &ranks, group)
            }
        };
        rows.put(&block);
    }
    rows.settle(&ranks, &spine);
    rows.places
}

/// The members of a group: in columns by rank, in rows by order and by what they follow.
fn block(graph: &Graph, flow: &Flow, ranks: &[Vec<NodeId>], group: GroupId) -> Block {
    let mut block = Block::default();
    let mut inside: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (rank, nodes) in ranks.iter().enumerate() {
        let mut next = 0;
        for &node in nodes.iter().filter(|&&n| graph[n].group == Some(group)) {
            let first = flow.before[node.index()]
                .iter()
                .filter_map(|n| inside.get(n))
                .min();
            let row = next.max(first.copied().unwrap_or(0));
            next = row + 1;
            inside.insert(node, row);
            if block.members.is_empty() {
                block.column = rank;
            }
            block.members.push((node, (rank - block.column, row)));
            block.width = rank - block.column + 1;
            block.height = block.height.max(next);
        }
    }
    block
}

struct Rows<'a> {
    graph: &'a Graph,
    flow: &'a Flow,
    places: Vec<Option<Place>>,
    /// Cells that are taken, those inside a group's rectangle included.
    taken: BTreeMap<Place, Option<NodeId>>,
    /// The first row of each column below all nodes placed in it by themselves.
    last: Vec<usize>,
}

impl Rows<'_> {
    /// Puts a block beside what it follows, or further down where that is taken.
    fn put(&mut self, block: &Block) {
        let wanted = block.members.iter().filter_map(|&(node, (_, row))| {
            let before = self.flow.before[node.index()].iter();
            let rows = before
                .filter_map(|n| self.places[n.index()])
                .map(|place| place.1);
            rows.min().map(|first| first.saturating_sub(row))
        });
        let columns = block.column..block.column + block.width;
        let floor = columns.clone().map(|column| self.last[column]).max();
        let mut row = wanted.min().unwrap_or(0).max(floor.unwrap_or(0));
        let cells = |row: usize| {
            let rows = row..row + block.height;
            let columns = columns.clone();
            rows.flat_map(move |y| columns.clone().map(move |x| (x, y)))
        };
        while cells(row).any(|cell| self.taken.contains_key(&cell)) {
            row += 1;
        }
        for cell in cells(row) {
            self.taken.insert(cell, None);
        }
        for &(node, (x, y)) in &block.members {
            let place = (block.column + x, row + y);
            self.places[node.index()] = Some(place);
            self.taken.insert(place, Some(node));
        }
        for column in columns {
            self.last[column] = self.last[column].max(row + block.height);
        }
    }

    /// From right to left, a node that stands beside nothing it follows moves down to what
    /// follows it.
    fn settle(&mut self, ranks: &[Vec<NodeId>], spine: &[NodeId]) {
        for &node in ranks.iter().flatten().rev() {
            let Some((column, row)) = self.places[node.index()] else {
                continue;
            };
            let row_of = |n: &NodeId| self.places[n.index()].map(|place| place.1);
            let straight = self.flow.before[node.index()]
                .iter()
                .any(|n| row_of(n) == Some(row));
            let wanted = self.flow.after[node.index()]
                .iter()
                .filter_map(row_of)
                .min();
            let Some(wanted) = wanted.filter(|&wanted| wanted > row) else {
                continue;
            };
            let free = (row + 1..=wanted).all(|y| !self.taken.contains_key(&(column, y)));
            if !straight && free && self.graph[node].group.is_none() && !spine.contains(&node) {
                self.taken.remove(&(column, row));
                self.taken.insert((column, wanted), Some(node));
                self.places[node.index()] = Some((column, wanted));
            }
        }
    }
}

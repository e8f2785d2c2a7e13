//! Which part of the grid each group's frame encloses.

use super::graph::Graph;
use super::place::{Cell, Grid};
use crate::topology::{GroupId, NodeId};

/// A rectangle of grid cells that holds members of one group and nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) group: GroupId,
    pub(super) low: Cell,
    pub(super) high: Cell,
}

impl Span {
    fn of(group: GroupId, cell: Cell) -> Self {
        Self {
            group,
            low: cell,
            high: cell,
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            group: self.group,
            low: Cell {
                column: self.low.column.min(other.low.column),
                row: self.low.row.min(other.low.row),
            },
            high: Cell {
                column: self.high.column.max(other.high.column),
                row: self.high.row.max(other.high.row),
            },
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.low.column <= other.high.column
            && other.low.column <= self.high.column
            && self.low.row <= other.high.row
            && other.low.row <= self.high.row
    }

    pub(super) fn holds(&self, cell: Cell) -> bool {
        self.meets(&Self::of(self.group, cell))
    }
}

/// One frame for each group where its members stand together; where others stand between them,
/// as many as it takes, each with the group's title.
pub(super) fn spans(graph: &Graph, grid: &Grid) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for group in (0..graph.groups().len()).map(GroupId::from) {
        let members: Vec<NodeId> = graph
            .node_ids()
            .filter(|&node| graph[node].group == Some(group) && grid.cell(node).is_some())
            .collect();
        let mut own: Vec<Span> = Vec::new();
        for cell in members.iter().filter_map(|&node| grid.cell(node)) {
            let single = Span::of(group, cell);
            let grown = own.iter().enumerate().find_map(|(index, &span)| {
                let wider = span.with(single);
                let free = own
                    .iter()
                    .enumerate()
                    .all(|(other, s)| other == index || !s.meets(&wider));
                (free && is_pure(graph, grid, &spans, &wider)).then_some((index, wider))
            });
            match grown {
                Some((index, wider)) => own[index] = wider,
                None if own.iter().any(|span| span.holds(cell)) => {}
                None => own.push(single),
            }
        }
        join(graph, grid, &spans, &mut own);
        spans.extend(own);
    }
    spans
}

/// Whether the span holds no node of another group and meets no frame.
fn is_pure(graph: &Graph, grid: &Grid, others: &[Span], span: &Span) -> bool {
    let foreign = |row: usize| {
        (span.low.column..=span.high.column).any(|column| {
            grid.node(Cell { column, row })
                .is_some_and(|node| graph[node].group != Some(span.group))
        })
    };
    !others.iter().any(|other| other.meets(span)) && !(span.low.row..=span.high.row).any(foreign)
}

/// Joins frames of one group that can be one.
fn join(graph: &Graph, grid: &Grid, others: &[Span], own: &mut Vec<Span>) {
    let mut first = 0;
    while first < own.len() {
        let found = (first + 1..own.len()).find(|&second| {
            let wider = own[first].with(own[second]);
            is_pure(graph, grid, others, &wider)
                && own
                    .iter()
                    .enumerate()
                    .all(|(i, s)| i == first || i == second || !s.meets(&wider))
        });
        match found {
            Some(second) => {
                own[first] = own[first].with(own[second]);
                own.remove(second);
                first = 0;
            }
            None => first += 1,
        }
    }
}

//! A place on the grid for every node that is drawn.

use super::graph::Graph;
use crate::topology::NodeId;

/// A place on the grid: dense, unlike the numbers of a file, which may leave columns out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) row: usize,
}

/// Where every node stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// One for each node; `None`: not drawn.
    pub(super) cells: Vec<Option<Cell>>,
    /// The node in each grid cell, row by row.
    taken: Vec<Option<NodeId>>,
}

impl Grid {
    /// Makes a grid of loose places: leaves out empty columns and rows, and moves a node whose
    /// place is taken down to the next free one.
    pub(super) fn new(places: &[Option<(u32, u32)>]) -> Self {
        let mut claimed = std::collections::BTreeMap::new();
        let mut settled = vec![None; places.len()];
        for (index, place) in places.iter().enumerate() {
            if let Some((column, mut row)) = *place {
                while claimed.contains_key(&(column, row)) {
                    row += 1;
                }
                claimed.insert((column, row), NodeId::from(index));
                settled[index] = Some((column, row));
            }
        }
        let dense = |axis: fn(&(u32, u32)) -> u32| {
            let mut used: Vec<u32> = settled.iter().flatten().map(axis).collect();
            used.sort_unstable();
            used.dedup();
            used
        };
        let (columns, rows) = (dense(|place| place.0), dense(|place| place.1));
        let rank = |used: &[u32], at: u32| used.partition_point(|&u| u < at);
        let cells: Vec<Option<Cell>> = settled
            .iter()
            .map(|place| {
                place.map(|(column, row)| Cell {
                    column: rank(&columns, column),
                    row: rank(&rows, row),
                })
            })
            .collect();
        let mut grid = Self {
            columns: columns.len(),
            rows: rows.len(),
            taken: vec![None; columns.len() * rows.len()],
            cells,
        };
        for (index, cell) in grid.cells.iter().enumerate() {
            if let Some(cell) = cell {
                grid.taken[cell.row * grid.columns + cell.column] = Some(NodeId::from(index));
            }
        }
        grid
    }

    /// Where `node` stands, where it is drawn.
    pub(super) fn cell(&self, node: NodeId) -> Option<Cell> {
        self.cells[node.index()]
    }

    /// The node at a place.
    pub(super) fn node(&self, cell: Cell) -> Option<NodeId> {
        self.taken[cell.row * self.columns + cell.column]
    }

    /// About how many cells all lines would take if each had its own, before any is laid: a guess to
    /// compare grids of one graph by. A line that is not straight pays for its bends too.
    pub(super) fn guess(&self, graph: &Graph) -> usize {
        const ACROSS: usize = 16;
        const DOWN: usize = 5;
        const BENDS: usize = 6;
        let line = |from: Cell, to: Cell| {
            let (x, y) = (from.column.abs_diff(to.column), from.row.abs_diff(to.row));
            // Next to each other costs nothing.
            let last = if x > 0 { ACROSS } else { DOWN };
            let cells = (x * ACROSS + y * DOWN).saturating_sub(last);
            let straight = from == to || self.is_straight(from, to);
            cells + if straight { 0 } else { BENDS }
        };
        let ends = graph.drawn_links().map(|(_, link)| (link.from, link.to));
        ends.filter_map(|(from, to)| self.cell(from).zip(self.cell(to)))
            .map(|(from, to)| line(from, to))
            .sum()
    }

    /// Whether nothing stands between two nodes of one row or one column.
    pub(super) fn is_straight(&self, from: Cell, to: Cell) -> bool {
        if from.row == to.row && from.column != to.column {
            let (low, high) = ordered(from.column, to.column);
            (low + 1..high).all(|column| {
                let cell = Cell {
                    column,
                    row: from.row,
                };
                self.node(cell).is_none()
            })
        } else if from.column == to.column && from.row != to.row {
            let (low, high) = ordered(from.row, to.row);
            (low + 1..high).all(|row| {
                let cell = Cell {
                    column: from.column,
                    row,
                };
                self.node(cell).is_none()
            })
        } else {
            false
        }
    }
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// The places that the file gives, nothing for hidden nodes.
pub(super) fn given(graph: &Graph) -> Vec<Option<(u32, u32)>> {
    graph
        .nodes()
        .iter()
        .map(|node| {
            let at = node.at.filter(|_| !node.hidden)?;
            Some((u32::from(at.column), u32::from(at.row)))
        })
        .collect()
}

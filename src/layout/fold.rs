//! Other ways to stand: everything turned from left-right to top-down, a long row cut into several
//! that snake, a long column cut into several side by side.
//!
//! Which ones there are depends on the graph alone; which one is drawn depends on the space.

use super::graph::Graph;
use super::place::Grid;
use super::{Detail, size};
use crate::topology::{GroupId, NodeId};

/// Into how many rows or columns a drawing may be cut.
const PARTS: [usize; 13] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64, 128];
/// Columns between two boxes, and rows between two boxes with a line.
const GAP_X: usize = 5;
const GAP_Y: usize = 2;
/// What the borders and blanks of a frame add, one side.
const FRAME: usize = 3;

/// How a drawing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Ranks from left to right, or where the file puts them.
    Across,
    /// Ranks from top to bottom.
    Down,
    /// Ranks from left to right in so many rows, every other row back from right to left.
    Snake(usize),
    /// One below the other in so many columns.
    Columns(usize),
}

/// A column and a row.
type Place = (usize, usize);

/// A drawing without given places, from which all ways to stand are made.
#[derive(Debug)]
pub(super) struct Loose<'a> {
    graph: &'a Graph,
    places: Vec<Option<Place>>,
    /// For each column how wide it is, and whether a row may be cut before it.
    columns: Vec<(usize, bool)>,
    /// The nodes one below the other, with their heights, and whether a column may be cut before.
    queue: Vec<(NodeId, usize, bool)>,
}

impl<'a> Loose<'a> {
    /// From the places that it has with ranks from left to right.
    pub(super) fn new(graph: &'a Graph, places: Vec<Option<Place>>) -> Self {
        let mut loose = Self {
            graph,
            columns: Vec::new(),
            queue: Vec::new(),
            places,
        };
        loose.measure_columns();
        loose.line_up();
        loose
    }

    /// All ways to stand, the plain one first.
    pub(super) fn stands(&self) -> Vec<Stand> {
        let mut stands = vec![Stand::Across, Stand::Down];
        let mut add = |weights: &[(usize, bool)], parts: &[usize], stand: fn(usize) -> Stand| {
            let mut before = None;
            for &parts in parts {
                let cuts = cut(weights, parts);
                if before.as_ref() != Some(&cuts) {
                    stands.push(stand(parts));
                }
                before = Some(cuts);
            }
        };
        add(&self.columns, &PARTS[1..], Stand::Snake);
        add(&self.weights(), &PARTS, Stand::Columns);
        stands
    }

    /// The places of one way to stand.
    pub(super) fn grid(&self, stand: Stand) -> Grid {
        let places = match stand {
            Stand::Across => self.places.clone(),
            Stand::Down => {
                let turned = |place: &Option<Place>| place.map(|(x, y)| (y, x));
                self.places.iter().map(turned).collect()
            }
            Stand::Snake(parts) => self.snake(parts),
            Stand::Columns(parts) => self.stacked(parts),
        };
        let narrow = |place: &Option<Place>| place.map(|(x, y)| (x as u32, y as u32));
        Grid::new(&places.iter().map(narrow).collect::<Vec<_>>())
    }

    /// Widths of columns; a group's columns are not cut apart.
    fn measure_columns(&mut self) {
        let count = self.places.iter().flatten().map(|place| place.0 + 1).max();
        self.columns = vec![(0, true); count.unwrap_or(0)];
        let mut spans: Vec<Option<(usize, usize)>> = vec![None; self.graph.groups().len()];
        for (node, place) in self.graph.nodes().iter().zip(&self.places) {
            let Some((column, _)) = *place else { continue };
            let width = usize::from(size::least(node, Detail::Full).width) + GAP_X;
            let known = &mut self.columns[column].0;
            *known = width.max(*known);
            if let Some(group) = node.group {
                let span = spans[group.index()].get_or_insert((column, column));
                *span = (span.0.min(column), span.1.max(column));
            }
        }
        for (low, high) in spans.into_iter().flatten() {
            self.columns[low].0 += FRAME;
            self.columns[high].0 += FRAME;
            for column in low + 1..=high {
                self.columns[column].1 = false;
            }
        }
        if let Some(first) = self.columns.first_mut() {
            first.1 = false;
        }
    }

    /// The nodes one after the other by rank, the members of a group together. Of a rank those
    /// that lead on come last, next to what they lead to.
    fn line_up(&mut self) {
        let column = |node: NodeId| self.places[node.index()].map(|place| place.0);
        let leads_on = |node: NodeId| {
            let links = self.graph.outgoing(node).iter();
            let mut targets = links.map(|&link| column(self.graph[link].to));
            targets.any(|target| target > column(node))
        };
        let mut order: Vec<(usize, bool, usize, NodeId)> = self
            .graph
            .node_ids()
            .filter_map(|node| Some((self.places[node.index()]?, node)))
            .map(|((column, row), node)| (column, leads_on(node), row, node))
            .collect();
        order.sort_unstable();
        let mut members: Vec<Vec<NodeId>> = vec![Vec::new(); self.graph.groups().len()];
        for &(.., node) in &order {
            if self.graph[node].group.is_some() {
                members[self.group(node)].push(node);
            }
        }
        for (.., node) in order {
            let height = |node: NodeId| {
                usize::from(size::least(&self.graph[node], Detail::Full).height) + GAP_Y
            };
            if self.graph[node].group.is_none() {
                self.queue.push((node, height(node), true));
                continue;
            }
            let group = std::mem::take(&mut members[self.group(node)]);
            let last = group.len().saturating_sub(1);
            for (place, member) in group.into_iter().enumerate() {
                let frame = FRAME * (usize::from(place == 0) + usize::from(place == last));
                self.queue
                    .push((member, height(member) + frame, place == 0));
            }
        }
        if let Some(first) = self.queue.first_mut() {
            first.2 = false;
        }
    }

    fn group(&self, node: NodeId) -> usize {
        self.graph[node].group.map_or(0, GroupId::index)
    }

    /// Rows below each other; each begins where the one above it ends, and runs the other way.
    fn snake(&self, parts: usize) -> Vec<Option<Place>> {
        let starts = cut(&self.columns, parts);
        let mut at: Vec<(isize, usize)> = Vec::with_capacity(self.columns.len());
        let (mut x, mut step) = (0_isize, 1_isize);
        for column in 0..self.columns.len() {
            let part = starts.partition_point(|&start| start <= column);
            let turns = part > 0 && starts.get(part - 1) == Some(&column);
            if turns {
                step = -step;
            } else if column > 0 {
                x += step;
            }
            at.push((x, part));
        }
        let left = at.iter().map(|place| place.0).min().unwrap_or(0);
        let mut heights = vec![0; starts.len() + 1];
        for (column, row) in self.places.iter().flatten() {
            let height = &mut heights[at[*column].1];
            *height = (row + 1).max(*height);
        }
        let tops: Vec<usize> = heights
            .iter()
            .scan(0, |top, height| Some(std::mem::replace(top, *top + height)))
            .collect();
        let moved = |place: &Option<Place>| {
            place.map(|(column, row)| {
                let (x, part) = at[column];
                (x.abs_diff(left), tops[part] + row)
            })
        };
        self.places.iter().map(moved).collect()
    }

    fn weights(&self) -> Vec<(usize, bool)> {
        let weight = |&(_, height, may): &(NodeId, usize, bool)| (height, may);
        self.queue.iter().map(weight).collect()
    }

    fn stacked(&self, parts: usize) -> Vec<Option<Place>> {
        let starts = cut(&self.weights(), parts);
        let mut places = vec![None; self.places.len()];
        let (mut column, mut row) = (0, 0);
        for (index, &(node, ..)) in self.queue.iter().enumerate() {
            if starts.contains(&index) {
                column += 1;
                row = 0;
            }
            places[node.index()] = Some((column, row));
            row += 1;
        }
        places
    }
}

/// Cuts a row of things into at most so many parts, so that the heaviest part is as light as can
/// be: where each but the first begins.
fn cut(things: &[(usize, bool)], parts: usize) -> Vec<usize> {
    let fill = |most: usize| {
        let mut starts = Vec::new();
        // The part so far, and since the last place where it may be cut.
        let (mut weight, mut open, mut since) = (0, 0, 0);
        for (index, &(own, may)) in things.iter().enumerate() {
            if may {
                (since, open) = (0, index);
            }
            weight += own;
            since += own;
            if weight > most && since < weight {
                starts.push(open);
                weight = since;
            }
        }
        starts
    };
    let (mut low, mut high) = (0, things.iter().map(|thing| thing.0).sum());
    while low < high {
        let middle = usize::midpoint(low, high);
        if fill(middle).len() < parts {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    fill(low)
}

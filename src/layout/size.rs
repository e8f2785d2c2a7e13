//! What stands in a box, and how large the box has to be for it.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use super::geometry::{Side, Size};
use super::graph::{Graph, Node};
use super::net::{Fan, Net};
use super::place::Grid;
use super::{Detail, face};
use crate::text;
use crate::topology::NodeId;

/// Names are wrapped to this many columns.
const NAME: usize = 22;
/// Short names are cut to this many.
const SHORT: usize = 14;
/// A name has at most so many lines; the last one is cut.
const LINES: usize = 6;
/// Inner rows that a box may be given so that more lines can end on its sides.
const MOST_ROWS: u16 = 8;

/// The words of a box and its size, borders included.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    pub(super) lines: Vec<String>,
    pub(super) badge: String,
    pub(super) size: Size,
}

impl Content {
    /// Room for one more line on each side; a chip stays one row high.
    pub(super) fn grow(&mut self) {
        self.size.width += 2;
        if self.size.height > 1 {
            self.size.height += 1;
        }
    }
}

/// The words of one node at a level of detail.
fn words(node: &Node, detail: Detail) -> (Vec<String>, String) {
    let name = |text: &str, cells: usize| {
        let mut lines = text::wrap(&text::escaped(text), cells);
        if lines.len() > LINES {
            let rest = lines.split_off(LINES - 1).join(" ");
            lines.push(text::cut(&rest, cells - 1, "") + "…");
        }
        lines
    };
    let mut lines = match detail {
        Detail::Full | Detail::Plain => name(&node.name, NAME),
        Detail::Short if node.stands_for_others() => name(&node.name, SHORT),
        Detail::Short | Detail::Chip => {
            let cells = if node.stands_for_others() {
                NAME
            } else {
                SHORT
            };
            vec![text::cut(&text::escaped(&node.short), cells, "…")]
        }
    };
    let mut badge = String::new();
    if detail == Detail::Full {
        if !node.detail.is_empty() {
            lines.push(text::cut(&text::escaped(&node.detail), NAME + 6, "…"));
        }
        badge = text::cut(&text::escaped(&node.badge), NAME, "…");
    }
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() {
        lines.push(node.id.clone());
    }
    (lines, badge)
}

/// The words of a node and the size that they need.
fn content(node: &Node, detail: Detail) -> Content {
    let (lines, badge) = words(node, detail);
    let widest = lines.iter().map(|line| text::width(line)).max();
    if detail == Detail::Chip {
        let size = Size {
            width: widest.unwrap_or(0) as u16 + 4,
            height: 1,
        };
        return Content { lines, badge, size };
    }
    let title = match text::width(&badge) {
        0 => 0,
        cells => cells + 6,
    };
    let size = Size {
        width: title.max(widest.unwrap_or(0) + 4) as u16,
        height: lines.len() as u16 + 2,
    };
    Content { lines, badge, size }
}

/// The least size of a node's box at a level of detail.
pub(super) fn least(node: &Node, detail: Detail) -> Size {
    content(node, detail).size
}

/// Sizes all boxes: by their words, by the lines that end on them, and alike within a grid column
/// or row where they differ little.
pub(super) fn contents(graph: &Graph, grid: &Grid, nets: &[Net], detail: Detail) -> Vec<Content> {
    let mut contents: Vec<Content> = graph
        .nodes()
        .iter()
        .map(|node| content(node, detail))
        .collect();
    if matches!(detail, Detail::Short | Detail::Chip) {
        tell_apart(graph, &mut contents);
    }
    let loads = Loads::count(graph, grid, nets);
    for node in graph.node_ids() {
        let content = &mut contents[node.index()];
        content.size.width = content.size.width.max((loads.columns(node) | 1) * 2 + 3);
        if detail == Detail::Chip {
            continue;
        }
        let rows = loads
            .rows(node, content.size.width)
            .max(abreast(graph, grid, node))
            .min(MOST_ROWS);
        content.size.height = content.size.height.max(rows + 2);
    }
    align(grid, &mut contents);
    contents
}

/// Different names that look the same when cut are cut in the middle, so that their ends can be
/// told apart.
fn tell_apart(graph: &Graph, contents: &mut [Content]) {
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, content) in contents.iter().enumerate() {
        let cut = content.lines.first().filter(|line| line.ends_with('…'));
        if let Some(cut) = cut {
            alike.entry(cut.clone()).or_default().push(index);
        }
    }
    for nodes in alike.into_values().filter(|nodes| nodes.len() > 1) {
        let names = nodes.iter().map(|&node| &graph.nodes()[node].short);
        let names: Vec<String> = names.map(|name| text::escaped(name)).collect();
        let different = names.iter().collect::<BTreeSet<_>>().len();
        let cut = |tail: usize| -> Vec<String> {
            let cut = |name: &String| {
                let end: Vec<&str> = name.graphemes(true).rev().take(tail).collect();
                let end: String = end.into_iter().rev().collect();
                let start = SHORT.saturating_sub(1 + text::width(&end));
                text::cut(name, start, "") + "…" + &end
            };
            names.iter().map(cut).collect()
        };
        let apart = (1..SHORT - 2)
            .map(cut)
            .find(|cuts| cuts.iter().collect::<BTreeSet<_>>().len() == different);
        for (node, line) in nodes.into_iter().zip(apart.unwrap_or_default()) {
            let size = &mut contents[node].size;
            let frame = size.width - text::width(&contents[node].lines[0]) as u16;
            size.width = size.width.max(text::width(&line) as u16 + frame);
            contents[node].lines = vec![line];
        }
    }
}

/// Boxes that are nearly as wide as the widest of their column grow to it; the same for heights in
/// a row.
fn align(grid: &Grid, contents: &mut [Content]) {
    let mut widest = vec![0; grid.columns];
    let mut highest = vec![0; grid.rows];
    for (cell, content) in grid.cells.iter().zip(contents.iter()) {
        if let Some(cell) = cell {
            widest[cell.column] = content.size.width.max(widest[cell.column]);
            highest[cell.row] = content.size.height.max(highest[cell.row]);
        }
    }
    for (cell, content) in grid.cells.iter().zip(contents.iter_mut()) {
        if let Some(cell) = cell {
            let Size { width, height } = &mut content.size;
            if *width * 2 > widest[cell.column] {
                *width = widest[cell.column];
            }
            if *height + 1 >= highest[cell.row] {
                *height = highest[cell.row];
            }
        }
    }
}

/// Rows for the straight lines that run side by side between this box and another of its row. Two
/// lines have their words above and below; where there are more, two rows stay free between any
/// two of them: for words, and to see whose they are.
fn abreast(graph: &Graph, grid: &Grid, node: NodeId) -> u16 {
    let there = graph.outgoing(node).iter().map(|id| (graph[*id].to, id));
    let back = graph.incoming(node).iter().map(|id| (graph[*id].from, id));
    let mut beside: Vec<(NodeId, bool)> = there
        .chain(back)
        .filter(|&(other, _)| {
            let cells = grid.cell(node).zip(grid.cell(other));
            cells.is_some_and(|(a, b)| a.row == b.row && grid.is_straight(a, b))
        })
        .map(|(other, id)| (other, !graph[*id].label.is_empty()))
        .collect();
    beside.sort_unstable();
    let rows = beside.chunk_by(|a, b| a.0 == b.0).map(|lines| {
        let worded = lines.iter().filter(|line| line.1).count();
        if worded > 2 {
            3 * lines.len() - 2
        } else {
            lines.len()
        }
    });
    rows.max().unwrap_or(0) as u16
}

/// How many lines are likely to end on each side of each box.
struct Loads(Vec<[u16; 4]>);

impl Loads {
    /// Counts each line at the side that faces its other end; links of one net and one side count
    /// once at their common end, for they share a trunk.
    fn count(graph: &Graph, grid: &Grid, nets: &[Net]) -> Self {
        let mut loads = vec![[0; 4]; graph.nodes().len()];
        for net in nets {
            let level = face::is_level(graph, grid, net);
            let mut shared = [false; 4];
            for &id in &net.links {
                let link = &graph[id];
                let Some((near, far)) = face::ends(grid, net, link) else {
                    continue;
                };
                let (hub, end) = match net.fan {
                    Fan::Out => (link.from, link.to),
                    Fan::In => (link.to, link.from),
                };
                let out = face::side(near, far, level);
                if !std::mem::replace(&mut shared[out as usize], true) {
                    loads[hub.index()][out as usize] += 1;
                }
                let into = if hub == end { out } else { out.opposite() };
                loads[end.index()][into as usize] += 1;
            }
        }
        Self(loads)
    }

    /// Of the lines at one side half can go above and below; and all of them have room at the
    /// bottom and both sides, for words may stand in the top.
    fn rows(&self, node: NodeId, width: u16) -> u16 {
        let sides = &self.0[node.index()];
        let side = sides[Side::Left as usize].max(sides[Side::Right as usize]);
        let bottom = (width - 3) / 2;
        let others = sides.iter().sum::<u16>().saturating_sub(bottom);
        side.div_ceil(2).max(others.div_ceil(2))
    }

    fn columns(&self, node: NodeId) -> u16 {
        let sides = &self.0[node.index()];
        sides[Side::Up as usize].max(sides[Side::Down as usize])
    }
}

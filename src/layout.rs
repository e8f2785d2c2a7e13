//! From a topology to a placed diagram: boxes, frames and routed lines in integer cells.
//!
//! Nothing here knows a screen or a colour. The result says what stands in which cell, so that
//! drawing, mouse hits, animation and the parse-back test all read the same thing.

use std::collections::BTreeSet;

use self::graph::Graph;
use crate::topology::{GroupId, LinkId, NodeId, Topology};

mod astar;
mod auto;
mod band;
mod collapse;
mod face;
mod field;
mod fit;
mod fold;
mod frame;
pub mod geometry;
mod graph;
mod label;
mod line;
mod net;
mod order;
mod place;
mod rank;
mod route;
mod size;
mod squeeze;
mod track;
mod wire;

pub use geometry::{Point, Rect, Side, Sides, Size};
pub use line::Line;
pub use wire::{Wire, Wires};

/// How much of each box is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Detail {
    /// Badge, name and second line.
    #[default]
    Full,
    /// Name only.
    Plain,
    /// Short name only.
    Short,
    /// Short name in brackets, one row high and without a frame of its own; groups have no
    /// frames.
    Chip,
}

/// What the diagram is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    /// The space there is; `None`: as large as it likes.
    pub within: Option<Size>,
    /// How many steps may be spent on looking for the best ways of lines. Where they run out,
    /// lines are laid in tracks without a search: as true, but longer and less pleasing.
    pub effort: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            within: None,
            effort: EFFORT,
        }
    }
}

/// Steps of search in one layout, unless told otherwise: some 10 ms.
const EFFORT: u64 = 400_000;

/// A placed diagram.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagram {
    /// Extent of everything drawn; may exceed the space that was asked for, then a window onto
    /// it is shown.
    pub size: Size,
    /// The level of detail that was chosen to fit.
    pub detail: Detail,
    /// One box for each node that is drawn, in declared order.
    pub boxes: Vec<NodeBox>,
    /// Frames, outer ones first.
    pub frames: Vec<Frame>,
    /// One route for each link that is drawn, in declared order.
    pub routes: Vec<Route>,
    /// Words at lines.
    pub labels: Vec<Label>,
    /// Numbered words that found no room at their line: the number stands at the line.
    pub legend: Vec<String>,
}

/// A node's box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeBox {
    /// Whose.
    pub node: NodeId,
    /// Borders included.
    pub rect: Rect,
    /// Text lines inside, already wrapped and cut; drawn centred. A box one row high has one line,
    /// in brackets in place of borders.
    pub lines: Vec<String>,
    /// Words in the top border; may be empty.
    pub badge: String,
    /// The group that is drawn as this one box, and its members after `node`, the first of them.
    pub collapsed: Option<(GroupId, Vec<NodeId>)>,
}

impl NodeBox {
    /// Whether it is the box of this node, or of the group the node is in.
    pub fn stands_for(&self, node: NodeId) -> bool {
        let others = self.collapsed.iter().flat_map(|(_, others)| others);
        self.node == node || others.into_iter().any(|other| *other == node)
    }
}

/// A group's frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Whose.
    pub group: GroupId,
    /// Borders included.
    pub rect: Rect,
    /// Words in the top border.
    pub title: String,
}

/// The way of one link. A trunk's cells belong to the lines of all its links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Which link.
    pub link: LinkId,
    /// Other links that are this one line, because an end is a group that is one box.
    pub merged: Vec<LinkId>,
    /// From its source's box to its target's.
    pub line: Line,
    /// Hand-off and replication lines are dashed.
    pub dashed: bool,
}

/// Words at a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Which link's.
    pub link: LinkId,
    /// First cell.
    pub at: Point,
    /// The words, one line.
    pub text: String,
}

impl Diagram {
    /// The box of `node`, or of its group, where it is drawn.
    pub fn node_box(&self, node: NodeId) -> Option<&NodeBox> {
        self.boxes.iter().find(|b| b.stands_for(node))
    }

    /// The route of `link`, where it is drawn.
    pub fn route(&self, link: LinkId) -> Option<&Route> {
        let is = |route: &&Route| route.link == link || route.merged.contains(&link);
        self.routes.iter().find(is)
    }

    /// How many groups are drawn as one box each.
    pub fn collapsed(&self) -> usize {
        self.boxes.iter().filter(|b| b.collapsed.is_some()).count()
    }

    /// The cells of all lines.
    pub fn wires(&self) -> Wires {
        let Size { width, height } = self.size;
        self.wires_in(Rect {
            width,
            height,
            ..Rect::default()
        })
    }

    /// The cells of lines in a part of the diagram.
    pub fn wires_in(&self, part: Rect) -> Wires {
        let lines = self.routes.iter().map(|route| (&route.line, route.dashed));
        Wires::of(lines, part)
    }

    /// The links whose lines run through the cell, in declared order.
    pub fn links_at(&self, at: Point) -> Vec<LinkId> {
        let routes = self.routes.iter().filter(|route| route.line.contains(at));
        routes.map(|route| route.link).collect()
    }

    /// The node whose box holds `at`.
    pub fn node_at(&self, at: Point) -> Option<NodeId> {
        self.boxes
            .iter()
            .find(|b| b.rect.contains(at))
            .map(|b| b.node)
    }
}

/// Places and routes `topology`. Always answers; the same input gives the same diagram. Where a
/// space is too small for the whole, groups are drawn as one box each.
pub fn layout(topology: &Topology, options: Options) -> Diagram {
    let graph = Graph::of(topology);
    match options.within {
        None => fit::free(&graph, options.effort),
        Some(space) => {
            let groups = collapse::candidates(&graph, |_| false);
            let task = fit::Task {
                spaces: &[space],
                effort: options.effort,
                least: &[Detail::Chip],
                groups: &groups,
            };
            fit::fit(&graph, &task).0
        }
    }
}

/// Places and routes `topology` in one of several spaces: the first that shows the whole with the
/// most words, else the one that shows most of it. Says which by its place in `spaces`. A group
/// without an `active` node may be drawn as one box where only that shows the whole. Boxes keep
/// their borders, unless `least` says that they need not, and the whole is shown no other way.
pub fn layout_among(
    topology: &Topology,
    spaces: &[Size],
    active: &BTreeSet<NodeId>,
    least: Detail,
) -> (Diagram, usize) {
    let graph = Graph::of(topology);
    let groups = collapse::candidates(&graph, |node| active.contains(&node));
    let task = fit::Task {
        spaces,
        effort: EFFORT,
        least: &[Detail::Short.min(least), least],
        groups: &groups,
    };
    fit::fit(&graph, &task)
}

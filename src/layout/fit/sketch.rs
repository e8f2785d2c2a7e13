//! One way to stand: routed at a level of detail, then drawn in a spacing.

use super::super::band::{self, Channels, Plan};
use super::super::field::Field;
use super::super::frame::{self, Span};
use super::super::geometry::Size;
use super::super::graph::{Graph, Link};
use super::super::net::{self, Net};
use super::super::place::Grid;
use super::super::route;
use super::super::size::{self, Content};
use super::super::squeeze::{self, Spacing};
use super::super::{Detail, Diagram, Frame, Line, NodeBox, Route, label, track};
use crate::text;
use crate::topology::{LinkId, NodeId};

/// There is more room in each round; two are rarely needed.
const ROUNDS: usize = 12;
/// Plans of more cells than this are not closed up: they are looked at through a window anyway.
const CLOSED_UP: u64 = 2_000_000;
/// Steps of search that a line and a cell of the plan are worth; where a drawing is worth more
/// than there is, nothing is looked for.
const STEPS_EACH: u64 = 40;

/// What all sizes of a diagram have in common.
#[derive(Debug)]
pub(super) struct Sketch<'a> {
    graph: &'a Graph,
    grid: Grid,
    nets: Vec<Net>,
    spans: Vec<Span>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(graph: &'a Graph, grid: Grid) -> Self {
        Self {
            nets: net::nets(graph, &grid),
            spans: frame::spans(graph, &grid),
            grid,
            graph,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.grid.columns == 0
    }

    /// A size that no drawing at this level of detail is smaller than.
    pub(super) fn least(&self, detail: Detail) -> Size {
        let mut widths = vec![0; self.grid.columns];
        let mut heights = vec![0; self.grid.rows];
        for (node, cell) in self.graph.nodes().iter().zip(&self.grid.cells) {
            if let Some(cell) = cell {
                let size = size::least(node, detail);
                widths[cell.column] = size.width.max(widths[cell.column]);
                heights[cell.row] = size.height.max(heights[cell.row]);
            }
        }
        // Columns and rows that share no line may touch.
        let total = |sizes: &[u16]| {
            let sum: usize = sizes.iter().map(|&size| usize::from(size)).sum();
            u16::try_from(sum).unwrap_or(u16::MAX)
        };
        Size {
            width: total(&widths),
            height: total(&heights),
        }
    }

    /// Sizes, places and routes: by search as long as `effort` lasts; channels are widened, and
    /// then boxes too, until every link has a way. Else in tracks, where boxes can grow to their
    /// lines; chips cannot.
    pub(super) fn routed(&self, detail: Detail, mut effort: u64) -> Option<Routed> {
        let mut contents = size::contents(self.graph, &self.grid, &self.nets, detail);
        let spans = self.spans(detail);
        let found = self.searched(&mut contents, spans, &mut effort);
        let laid = |contents: &mut [Content]| {
            track::route(self.graph, &self.grid, &self.nets, spans, contents)
        };
        let (plan, lines) = match found {
            Some(found) => found,
            None if detail == Detail::Chip => return None,
            None => laid(&mut contents),
        };
        Some(Routed {
            detail,
            contents,
            plan,
            lines,
        })
    }

    /// The frames; a frame of chips alone would look like a box.
    fn spans(&self, detail: Detail) -> &[Span] {
        match detail {
            Detail::Chip => &[],
            _ => &self.spans,
        }
    }

    fn searched(
        &self,
        contents: &mut [Content],
        spans: &[Span],
        effort: &mut u64,
    ) -> Option<(Plan, Vec<Option<Line>>)> {
        if self.graph.links().len() as u64 * STEPS_EACH > *effort {
            return None;
        }
        let mut channels = Channels::expected(self.graph, &self.grid, &self.nets);
        for round in 0..ROUNDS {
            let plan = band::plan(self.graph, &self.grid, contents, spans, &channels);
            let cells = u64::from(plan.size.width) * u64::from(plan.size.height);
            if cells > *effort {
                return None;
            }
            let field = Field::new(self.graph, &plan, spans, contents);
            let (lines, failed) =
                route::route(self.graph, &self.grid, &plan, &self.nets, field, effort)?;
            if failed.is_empty() {
                return Some((plan, lines));
            }
            for id in failed {
                let link = &self.graph[id];
                if let Some((from, to)) = self.grid.cell(link.from).zip(self.grid.cell(link.to)) {
                    channels.widen(from, to);
                    if round > 0 {
                        contents[link.from.index()].grow();
                        contents[link.to.index()].grow();
                    }
                }
            }
        }
        None
    }
}

/// A diagram before its spacing is settled.
#[derive(Debug)]
pub(super) struct Routed {
    detail: Detail,
    contents: Vec<Content>,
    plan: Plan,
    lines: Vec<Option<Line>>,
}

/// A diagram before words are put to its lines: no smaller than it is now.
#[derive(Debug)]
pub(super) struct Spaced {
    spacing: Spacing,
    plan: Plan,
    lines: Vec<Option<Line>>,
}

impl Spaced {
    pub(super) fn size(&self) -> Size {
        self.plan.size
    }
}

impl Sketch<'_> {
    /// What was routed, brought to a spacing.
    pub(super) fn spaced(&self, routed: &Routed, spacing: Spacing) -> Spaced {
        let cells = u64::from(routed.plan.size.width) * u64::from(routed.plan.size.height);
        let (plan, lines) = if cells > CLOSED_UP {
            (routed.plan.clone(), routed.lines.clone())
        } else {
            let titles: Vec<&str> = self
                .spans(routed.detail)
                .iter()
                .map(|span| self.graph.groups()[span.group.index()].as_str())
                .collect();
            squeeze::squeeze(
                &routed.plan,
                &titles,
                &routed.lines,
                &self.words(routed.detail),
                spacing,
            )
        };
        Spaced {
            spacing,
            plan,
            lines,
        }
    }

    /// The diagram of what was routed and brought to a spacing.
    pub(super) fn diagram(&self, routed: &Routed, spaced: &Spaced) -> Diagram {
        let graph = self.graph;
        let plan = &spaced.plan;
        let boxes = plan
            .boxes
            .iter()
            .zip(&routed.contents)
            .enumerate()
            .filter(|(_, (rect, _))| rect.width > 0)
            .map(|(index, (rect, content))| NodeBox {
                node: NodeId::from(index),
                rect: *rect,
                lines: content.lines.clone(),
                badge: content.badge.clone(),
                collapsed: graph.nodes()[index].collapsed.clone(),
            })
            .collect();
        let frames = plan
            .frames
            .iter()
            .zip(self.spans(routed.detail))
            .map(|(rect, span)| Frame {
                group: span.group,
                rect: *rect,
                title: text::cut(
                    &text::escaped(&graph.groups()[span.group.index()]),
                    usize::from(rect.width).saturating_sub(5),
                    "…",
                ),
            })
            .collect();
        let mut diagram = Diagram {
            size: plan.size,
            detail: routed.detail,
            boxes,
            frames,
            ..Diagram::default()
        };
        let routes = spaced.lines.iter().enumerate().filter_map(|(index, line)| {
            let link = LinkId::from(index);
            Some(Route {
                link,
                merged: graph[link].merged.clone(),
                line: line.clone()?,
                dashed: net::is_dashed(&graph[link]),
            })
        });
        diagram.routes.extend(routes);
        // Chips are the last resort before a window: then words have no legend either.
        let legend = routed.detail != Detail::Chip || spaced.spacing != Spacing::Dense;
        label::place(graph, &mut diagram, legend);
        diagram
    }

    /// How many columns of words each straight line keeps room for.
    fn words(&self, detail: Detail) -> Vec<u16> {
        let graph = self.graph;
        let width = |link: &Link| {
            if detail == Detail::Full && graph[link.to].badge == link.label {
                return 0;
            }
            let lines = label::lines(link).into_iter();
            lines.map(|line| text::width(&line)).max().unwrap_or(0) as u16
        };
        graph.links().iter().map(width).collect()
    }
}

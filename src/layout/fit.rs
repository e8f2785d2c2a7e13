//! The best diagram for the space there is.

use super::band::{self, Channels, Plan};
use super::field::Field;
use super::frame::{self, Span};
use super::geometry::Size;
use super::net::{self, Net};
use super::place::{self, Grid};
use super::route::{self, Path};
use super::size::{self, Content};
use super::squeeze::{self, Spacing};
use super::{Detail, Diagram, Frame, NodeBox, label, wire};
use crate::text;
use crate::topology::{NodeId, Topology};

/// There is more room in each round; two are rarely needed.
const ROUNDS: usize = 12;

/// A picture for no space in particular is closed up where that brings it to so many columns.
const PAGE: u16 = 120;

/// The first that fits of: everything in natural spacing, everything in tight spacing, names only,
/// short names only. Where none fits, everything in tight spacing, for a window to follow.
pub(super) fn fit(topology: &Topology, within: Option<Size>) -> Diagram {
    let grid = place::place(topology);
    if grid.columns == 0 {
        return Diagram::default();
    }
    let sketch = Sketch {
        topology,
        nets: net::nets(topology, &grid),
        spans: frame::spans(topology, &grid),
        grid,
    };
    let full = sketch.routed(Detail::Full);
    let Some(space) = within else {
        let natural = full.diagram(Spacing::Natural);
        if natural.size.width > PAGE {
            let tight = full.diagram(Spacing::Tight);
            if tight.size.width <= PAGE {
                return tight;
            }
        }
        return natural;
    };
    let mut best = None;
    for detail in [Detail::Full, Detail::Plain, Detail::Short] {
        let other;
        let routed = if detail == Detail::Full {
            &full
        } else {
            other = sketch.routed(detail);
            &other
        };
        for spacing in [Spacing::Natural, Spacing::Tight] {
            let diagram = routed.diagram(spacing);
            if diagram.size.width <= space.width && diagram.size.height <= space.height {
                return diagram;
            }
            if (detail, spacing) == (Detail::Full, Spacing::Tight) {
                best = Some(diagram);
            }
        }
    }
    best.unwrap_or_default()
}

/// What all sizes of a diagram have in common.
struct Sketch<'a> {
    topology: &'a Topology,
    grid: Grid,
    nets: Vec<Net>,
    spans: Vec<Span>,
}

impl Sketch<'_> {
    /// Sizes, places and routes; channels are widened, and then boxes too, until every link has
    /// a way.
    fn routed(&self, detail: Detail) -> Routed<'_> {
        let mut contents = size::contents(self.topology, &self.grid, &self.nets, detail);
        let mut channels = Channels::expected(self.topology, &self.grid, &self.nets);
        let mut round = 0;
        loop {
            let plan = band::plan(self.topology, &self.grid, &contents, &self.spans, &channels);
            let field = Field::new(self.topology, &plan, &self.spans, &contents);
            let (paths, failed) = route::route(self.topology, &self.grid, &plan, &self.nets, field);
            round += 1;
            if failed.is_empty() || round == ROUNDS {
                return Routed {
                    sketch: self,
                    detail,
                    contents,
                    plan,
                    paths,
                };
            }
            for id in failed {
                let link = &self.topology[id];
                if let Some((from, to)) = self.grid.cell(link.from).zip(self.grid.cell(link.to)) {
                    channels.widen(from, to);
                    if round > 1 {
                        contents[link.from.index()].grow();
                        contents[link.to.index()].grow();
                    }
                }
            }
        }
    }
}

/// A diagram before its spacing is settled.
struct Routed<'a> {
    sketch: &'a Sketch<'a>,
    detail: Detail,
    contents: Vec<Content>,
    plan: Plan,
    paths: Vec<Option<Path>>,
}

impl Routed<'_> {
    fn diagram(&self, spacing: Spacing) -> Diagram {
        let topology = self.sketch.topology;
        let titles: Vec<&str> = self
            .sketch
            .spans
            .iter()
            .map(|span| topology[span.group].name.as_str())
            .collect();
        let words: Vec<u16> = topology
            .links()
            .iter()
            .map(|link| {
                if self.detail == Detail::Full && topology[link.to].badge == link.label {
                    return 0;
                }
                let widths = label::lines(link)
                    .into_iter()
                    .map(|line| text::width(&line));
                widths.max().unwrap_or(0) as u16
            })
            .collect();
        let (plan, paths) = squeeze::squeeze(&self.plan, &titles, &self.paths, &words, spacing);
        let boxes = plan
            .boxes
            .iter()
            .zip(&self.contents)
            .enumerate()
            .filter(|(_, (rect, _))| rect.width > 0)
            .map(|(index, (rect, content))| NodeBox {
                node: NodeId::from(index),
                rect: *rect,
                lines: content.lines.clone(),
                badge: content.badge.clone(),
            })
            .collect();
        let frames = plan
            .frames
            .iter()
            .zip(&self.sketch.spans)
            .map(|(rect, span)| Frame {
                group: span.group,
                rect: *rect,
                title: text::cut(
                    &text::escaped(&topology[span.group].name),
                    usize::from(rect.width).saturating_sub(6),
                    "…",
                ),
            })
            .collect();
        let mut diagram = Diagram {
            size: plan.size,
            detail: self.detail,
            boxes,
            frames,
            ..Diagram::default()
        };
        wire::draw(topology, paths, &mut diagram);
        label::place(topology, &mut diagram);
        diagram
    }
}

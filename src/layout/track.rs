//! Routing by tracks: no search, in time that grows little faster than the number of links.
//!
//! Every line is made of pieces that stand in channels: a stub in the row of its box, an upright
//! rail between two columns and, where boxes are in the way, a rail between two rows. Pieces of one
//! channel that overlap get tracks of their own, as in the left-edge algorithm of chip routing
//! (Hashimoto and Stevens, 1971), so two nets can meet only where one crosses the other straight.
//! It always finds a way for every line; what it spends is room.

use super::band::{MARGIN, PAD_X, PAD_Y, Plan};
use super::frame::Span;
use super::geometry::{Point, Rect, Side, Size};
use super::graph::Graph;
use super::line::Line;
use super::net::{Fan, Net};
use super::place::Grid;
use super::size::Content;
use crate::text;
use crate::topology::LinkId;

mod pieces;
mod slots;

use pieces::{Pieces, Way};

/// A frame's first column is as wide as its title, up to so many columns; the rest is cut.
const TITLE: usize = 40;

/// Places and routes everything; every link whose ends are drawn gets a line.
pub(super) fn route(
    graph: &Graph,
    grid: &Grid,
    nets: &[Net],
    spans: &[Span],
    contents: &mut [Content],
) -> (Plan, Vec<Option<Line>>) {
    let pieces = Pieces::of(graph, grid, nets, spans, contents);
    let mut tracks = Tracks::new(graph, grid, spans, contents, pieces);
    tracks.stand_rails();
    let plan = tracks.plan(graph, grid, spans, contents);
    let lines = tracks.lines(graph, nets, &plan);
    (plan, lines)
}

/// Pieces with their places in cells.
struct Tracks {
    pieces: Pieces,
    /// Where each row of boxes begins and ends, and the row that its stubs are counted from.
    rows: Vec<(u16, u16)>,
    middles: Vec<u16>,
    /// The first row of each gap between rows of boxes.
    gaps: Vec<u16>,
    height: u16,
    /// The first column of each channel; settled after the rails.
    channels: Vec<u16>,
    /// The middle of each column of boxes.
    centres: Vec<u16>,
}

impl Tracks {
    /// Grows boxes to their stubs, and settles all rows.
    fn new(
        graph: &Graph,
        grid: &Grid,
        spans: &[Span],
        contents: &mut [Content],
        pieces: Pieces,
    ) -> Self {
        let mut heights = vec![0; grid.rows];
        for node in graph.node_ids() {
            let Some(cell) = grid.cell(node) else {
                continue;
            };
            let (up, down) = pieces.reach[node.index()];
            let size = &mut contents[node.index()].size;
            size.height = size.height.max(4 * up.max(down) + 3);
            size.width = size.width.max(4 * pieces.drops[node.index()] + 5);
            heights[cell.row] = size.height.max(heights[cell.row]);
        }
        let mut pads = vec![(0, 0); grid.rows];
        for span in spans {
            pads[span.low.row].0 = PAD_Y + 1;
            pads[span.high.row].1 = PAD_Y + 1;
        }
        let mut rows = Vec::with_capacity(grid.rows);
        let mut gaps = Vec::with_capacity(grid.rows + 1);
        let mut at = MARGIN.height;
        for row in 0..grid.rows {
            gaps.push(at);
            let start = at + 2 * pieces.gaps.tracks(row) + 2 + pads[row].0;
            rows.push((start, start + heights[row] - 1));
            at = start + heights[row] + pads[row].1;
        }
        gaps.push(at);
        let height = at + 2 * pieces.gaps.tracks(grid.rows) + 2 + MARGIN.height;
        Self {
            middles: rows.iter().map(|row| row.0 + (row.1 - row.0) / 2).collect(),
            pieces,
            rows,
            gaps,
            height,
            channels: Vec::new(),
            centres: Vec::new(),
        }
    }

    fn stub_row(&self, stub: usize) -> u16 {
        let (row, offset) = self.pieces.stub_place(stub);
        self.middles[row].saturating_add_signed(2 * offset)
    }

    fn gap_row(&self, bar: usize) -> u16 {
        let (gap, track) = self.pieces.gaps.place(bar);
        self.gaps[gap] + 1 + 2 * track
    }

    /// Finds a track for every upright rail.
    fn stand_rails(&mut self) {
        let spans: Vec<(u16, u16, u16)> = (0..self.pieces.rails.len())
            .map(|rail| {
                let rail = &self.pieces.rails[rail];
                let stubs = rail.stubs.iter().map(|&stub| self.stub_row(stub));
                let bars = rail.bars.iter().map(|&bar| self.gap_row(bar));
                let start = self.stub_row(rail.stubs[0]);
                let (low, high) = stubs
                    .chain(bars)
                    .fold((start, start), |(low, high), y| (low.min(y), high.max(y)));
                (low, high, start)
            })
            .collect();
        self.pieces.stand(&spans);
    }

    /// Settles all columns, and with them boxes and frames.
    fn plan(&mut self, graph: &Graph, grid: &Grid, spans: &[Span], contents: &[Content]) -> Plan {
        let mut widths = vec![0; grid.columns];
        for (content, cell) in contents.iter().zip(&grid.cells) {
            if let Some(cell) = cell {
                widths[cell.column] = content.size.width.max(widths[cell.column]);
            }
        }
        let mut pads = vec![(0, 0); grid.columns];
        for span in spans {
            pads[span.low.column].0 = PAD_X + 1;
            pads[span.high.column].1 = PAD_X + 1;
            let title = text::width(&graph.groups()[span.group.index()]).min(TITLE) as u16 + 5;
            let width = &mut widths[span.low.column];
            *width = title.max(*width);
        }
        let mut columns = Vec::with_capacity(grid.columns);
        let mut at = MARGIN.width;
        for column in 0..grid.columns {
            self.channels.push(at);
            let start = at + self.pieces.rail_room(column) + pads[column].0;
            columns.push((start, start + widths[column] - 1));
            at = start + widths[column] + pads[column].1;
        }
        self.channels.push(at);
        let width = at + self.pieces.rail_room(grid.columns) + MARGIN.width;
        self.centres = columns.iter().map(|c| c.0 + (c.1 - c.0) / 2).collect();
        let boxes = contents.iter().zip(&grid.cells).map(|(content, cell)| {
            cell.map_or_else(Rect::default, |cell| Rect {
                x: self.centres[cell.column] - (content.size.width - 1) / 2,
                y: self.middles[cell.row] - (content.size.height - 1) / 2,
                width: content.size.width,
                height: content.size.height,
            })
        });
        let frames = spans.iter().map(|span| {
            let x = columns[span.low.column].0 - PAD_X - 1;
            let y = self.rows[span.low.row].0 - PAD_Y - 1;
            Rect {
                x,
                y,
                width: columns[span.high.column].1 + PAD_X + 2 - x,
                height: self.rows[span.high.row].1 + PAD_Y + 2 - y,
            }
        });
        Plan {
            size: Size {
                width,
                height: self.height,
            },
            boxes: boxes.collect(),
            frames: frames.collect(),
            columns,
            rows: self.rows.clone(),
        }
    }

    fn rail_column(&self, rail: usize) -> u16 {
        let (channel, track) = self.pieces.rail_place(rail);
        self.channels[channel] + 2 + 2 * track
    }

    fn lines(&self, graph: &Graph, nets: &[Net], plan: &Plan) -> Vec<Option<Line>> {
        let mut lines = vec![None; graph.links().len()];
        for net in nets {
            for &id in &net.links {
                let way = self.pieces.ways[id.index()].as_ref();
                lines[id.index()] = way.map(|way| self.line(graph, net.fan, id, way, plan));
            }
        }
        lines
    }

    /// The line of a link, from its source to its target.
    fn line(&self, graph: &Graph, fan: Fan, id: LinkId, way: &Way, plan: &Plan) -> Line {
        let link = &graph[id];
        let (hub, far) = match fan {
            Fan::Out => (link.from, link.to),
            Fan::In => (link.to, link.from),
        };
        let [hub, far] = [hub, far].map(|node| plan.boxes[node.index()]);
        let border = |rect: Rect, side: Side, y: u16| match side {
            Side::Left => Point::new(rect.x, y),
            _ => Point::new(rect.right() - 1, y),
        };
        let mut stops = Vec::new();
        match *way {
            Way::Straight { stub, side } => {
                let y = self.stub_row(stub);
                stops.extend([border(hub, side, y), border(far, side.opposite(), y)]);
            }
            Way::Drop { offset, column } => {
                let x = self.centres[column].saturating_add_signed(2 * offset);
                let (from, to) = if far.y > hub.y {
                    (hub.bottom() - 1, far.y)
                } else {
                    (hub.y, far.bottom() - 1)
                };
                stops.extend([Point::new(x, from), Point::new(x, to)]);
            }
            Way::Rails {
                out,
                side,
                first,
                ref over,
                into,
                arrives,
            } => {
                let (start, end) = (self.stub_row(out), self.stub_row(into));
                let mut x = self.rail_column(first);
                stops.extend([border(hub, side, start), Point::new(x, start)]);
                if let Some((bar, second)) = *over {
                    let y = self.gap_row(bar);
                    stops.push(Point::new(x, y));
                    x = self.rail_column(second);
                    stops.push(Point::new(x, y));
                }
                stops.extend([Point::new(x, end), border(far, arrives, end)]);
            }
        }
        if fan == Fan::In {
            stops.reverse();
        }
        Line::through(stops)
    }
}

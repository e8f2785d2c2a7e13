//! From the grid to cells: where each column and row of boxes begins, frames and the channels for
//! lines between them included.

use super::face;
use super::frame::Span;
use super::geometry::{Rect, Size};
use super::graph::{Graph, Link};
use super::net::Net;
use super::place::{Cell, Grid};
use super::size::Content;
use crate::text;

/// Blank columns between a frame's side and its boxes.
pub(super) const PAD_X: u16 = 2;
/// Blank rows between a frame's top or bottom and its boxes.
pub(super) const PAD_Y: u16 = 1;
/// Room around everything, for lines that go round the outside; closed up where it is not used.
pub(super) const MARGIN: Size = Size {
    width: 5,
    height: 4,
};

/// Boxes and frames in cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) size: Size,
    /// One for each node; an empty rectangle where it is not drawn.
    pub(super) boxes: Vec<Rect>,
    pub(super) frames: Vec<Rect>,
    /// The first and the last column of each column of boxes.
    pub(super) columns: Vec<(u16, u16)>,
    /// The first and the last row of each row of boxes.
    pub(super) rows: Vec<(u16, u16)>,
}

/// Free cells between two columns, and between two rows, of boxes: index 0 lies before the first.
#[derive(Debug, Clone)]
pub(super) struct Channels {
    pub(super) columns: Vec<u16>,
    pub(super) rows: Vec<u16>,
}

impl Channels {
    /// As many as the nets are likely to need.
    pub(super) fn expected(graph: &Graph, grid: &Grid, nets: &[Net]) -> Self {
        let mut columns = Load::new(grid.columns + 1, grid.rows);
        let mut rows = Load::new(grid.rows + 1, grid.columns);
        let mut trunks = Load::new(grid.rows + 1, grid.columns);
        for net in nets {
            let level = face::is_level(graph, grid, net);
            for &link in &net.links {
                let Some((near, far)) = face::ends(grid, net, &graph[link]) else {
                    continue;
                };
                if grid.is_straight(near, far) {
                    continue;
                }
                // The trunk runs beside the common end; far ends get a channel of their own.
                if level {
                    trunks.add(after(near.row, far.row), near.column, far.column);
                    if near.row.abs_diff(far.row) > 1 {
                        rows.add(after(far.row, near.row), far.column, far.column);
                        let gap = far.column + usize::from(near.column > far.column);
                        columns.add(gap, near.row, far.row);
                    }
                } else {
                    columns.add(after(near.column, far.column), near.row, far.row);
                    if near.column.abs_diff(far.column) > 1 {
                        columns.add(after(far.column, near.column), far.row, far.row);
                        let gap = far.row + usize::from(near.row > far.row);
                        rows.add(gap, near.column, far.column);
                    }
                }
            }
            columns.settle();
            rows.settle();
            trunks.settle();
        }
        // A trunk to the side branches up and down, so that no other one may lie in the next row.
        let tracks = rows.most.iter().zip(&trunks.most);
        let mut channels = Self {
            columns: columns.most.iter().map(|tracks| tracks * 2 + 3).collect(),
            rows: tracks.map(|(rows, trunks)| rows + trunks * 2 + 3).collect(),
        };
        for (_, link) in graph.drawn_links() {
            channels.make_room_for_words(grid, link);
        }
        channels
    }

    /// A straight line between two columns is to be longer than its words.
    fn make_room_for_words(&mut self, grid: &Grid, link: &Link) {
        let ends = grid.cell(link.from).zip(grid.cell(link.to));
        if let Some((from, to)) = ends
            && from.row == to.row
            && from.column.abs_diff(to.column) == 1
        {
            let words = link.label.split(" / ").map(text::width).max().unwrap_or(0) as u16;
            let channel = &mut self.columns[from.column.max(to.column)];
            *channel = (*channel).max(words + 6);
        }
    }

    /// More room around two places.
    pub(super) fn widen(&mut self, from: Cell, to: Cell) {
        for cell in [from, to] {
            for column in [cell.column, cell.column + 1] {
                self.columns[column] += 4;
            }
            for row in [cell.row, cell.row + 1] {
                self.rows[row] += 3;
            }
        }
    }
}

/// The channel beside a column or row, on the side of another one.
fn after(here: usize, there: usize) -> usize {
    here + usize::from(there >= here)
}

/// How many tracks are used in each stretch of each channel.
struct Load {
    length: usize,
    used: Vec<u16>,
    most: Vec<u16>,
    /// Stretches of the net at hand: it has one track in a channel, however many links it has.
    own: Vec<(usize, usize, usize)>,
}

impl Load {
    fn new(channels: usize, length: usize) -> Self {
        Self {
            length,
            used: vec![0; channels * length],
            most: vec![0; channels],
            own: Vec::new(),
        }
    }

    fn add(&mut self, channel: usize, a: usize, b: usize) {
        let (low, high) = (a.min(b), a.max(b));
        match self.own.iter_mut().find(|own| own.0 == channel) {
            Some(own) => *own = (channel, own.1.min(low), own.2.max(high)),
            None => self.own.push((channel, low, high)),
        }
    }

    fn settle(&mut self) {
        for (channel, low, high) in self.own.drain(..) {
            for stretch in low..=high {
                let used = &mut self.used[channel * self.length + stretch];
                *used += 1;
                self.most[channel] = self.most[channel].max(*used);
            }
        }
    }
}

/// Lays everything out with these channels.
pub(super) fn plan(
    graph: &Graph,
    grid: &Grid,
    contents: &[Content],
    spans: &[Span],
    channels: &Channels,
) -> Plan {
    let mut widths = vec![0; grid.columns];
    let mut heights = vec![0; grid.rows];
    for (content, cell) in contents.iter().zip(&grid.cells) {
        if let Some(cell) = cell {
            widths[cell.column] = content.size.width.max(widths[cell.column]);
            heights[cell.row] = content.size.height.max(heights[cell.row]);
        }
    }
    let mut pads_x = vec![(0, 0); grid.columns];
    let mut pads_y = vec![(0, 0); grid.rows];
    for span in spans {
        pads_x[span.low.column].0 = PAD_X + 1;
        pads_x[span.high.column].1 = PAD_X + 1;
        pads_y[span.low.row].0 = PAD_Y + 1;
        pads_y[span.high.row].1 = PAD_Y + 1;
        // A title fits its frame.
        let title = text::width(&graph.groups()[span.group.index()]) as u16 + 5;
        let inner: u16 = widths[span.low.column..=span.high.column].iter().sum();
        let short = title.saturating_sub(inner + 2 * (PAD_X + 1));
        widths[span.low.column] += short;
    }
    let columns = bands(&widths, &pads_x, &channels.columns, MARGIN.width);
    let rows = bands(&heights, &pads_y, &channels.rows, MARGIN.height);
    let boxes = contents
        .iter()
        .zip(&grid.cells)
        .map(|(content, cell)| {
            let Some(cell) = cell else {
                return Rect::default();
            };
            let Size { width, height } = content.size;
            Rect {
                x: columns[cell.column].0 + (widths[cell.column] - width) / 2,
                y: rows[cell.row].0 + (heights[cell.row] - height) / 2,
                width,
                height,
            }
        })
        .collect();
    let frames = spans
        .iter()
        .map(|span| {
            let x = columns[span.low.column].0 - PAD_X - 1;
            let y = rows[span.low.row].0 - PAD_Y - 1;
            Rect {
                x,
                y,
                width: columns[span.high.column].1 + PAD_X + 2 - x,
                height: rows[span.high.row].1 + PAD_Y + 2 - y,
            }
        })
        .collect();
    let end = |bands: &[(u16, u16)], pads: &[(u16, u16)], last: u16| {
        bands.last().map_or(0, |band| band.1 + 1) + pads.last().map_or(0, |pad| pad.1) + last
    };
    let last = |channels: &[u16]| channels.last().copied().unwrap_or(0);
    Plan {
        size: Size {
            width: end(&columns, &pads_x, MARGIN.width + last(&channels.columns)),
            height: end(&rows, &pads_y, MARGIN.height + last(&channels.rows)),
        },
        boxes,
        frames,
        columns,
        rows,
    }
}

fn bands(sizes: &[u16], pads: &[(u16, u16)], channels: &[u16], margin: u16) -> Vec<(u16, u16)> {
    let mut at = margin;
    sizes
        .iter()
        .zip(pads)
        .zip(channels)
        .map(|((size, pad), channel)| {
            let start = at + channel + pad.0;
            at = start + size + pad.1;
            (start, start + size - 1)
        })
        .collect()
}

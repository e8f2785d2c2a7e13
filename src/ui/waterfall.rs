//! The waterfall view: nested spans as bars on one time axis.
//!
//! ```text
//!                              0 ms     5 ms      10 ms     15 ms
//!                              ┴────────┴─────────┴─────────┴────▼───
//! ▸ Client GET /page  18.2 ms  DDDDCCCCTTTTNN────────────────────NNN
//!     DNS resolve      3.5 ms  DDDD                              │
//!     TCP connect        4 ms      CCCC                          │
//!     CDN GET /page    9.1 ms              P──────────────────PP
//! ```
//!
//! A letter is a span's own time and says to which phase it counts: a capital on the critical
//! path, a small one beside it. A line is waiting for others.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::theme::{Role, Theme};
use super::{ascii, panel};
use crate::layout::Size;
use crate::phase::Phase;
use crate::text;
use crate::time::SimTime;
use crate::topology::Topology;
use crate::trace::Trace;

mod axis;
mod bars;
mod legend;
mod strip;

pub use axis::Axis;
pub use strip::strip;

use bars::{Bar, Piece, What, bars};

/// Rows of the ruler.
pub(super) const RULER: u16 = 2;
/// Columns of a span's length.
const LENGTH: u16 = 10;
/// Columns of the bars at the picture's natural width.
const NATURAL: u16 = 72;

/// The bars of one trace.
#[derive(Debug, Clone)]
pub struct Waterfall<'a> {
    topology: &'a Topology,
    trace: &'a Trace,
    bars: Vec<Bar>,
    /// How many of them count into the total; the others run after or beside the response.
    counted: usize,
    /// Cells of the widest label.
    widest: u16,
}

/// What of a waterfall is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The part of the time axis.
    pub axis: Axis,
    /// The playhead, where there is one.
    pub at: Option<SimTime>,
    /// The first row; `None`: so that the span that is on is seen.
    pub first: Option<u16>,
}

impl<'a> Waterfall<'a> {
    /// The bars of `trace`, which is one of `topology`.
    pub fn new(topology: &'a Topology, trace: &'a Trace) -> Self {
        let bars = bars(trace);
        let counted = bars
            .iter()
            .take_while(|bar| !trace.spans[bar.span].asynchronous)
            .count();
        let mut waterfall = Self {
            topology,
            trace,
            bars,
            counted,
            widest: 0,
        };
        let words = waterfall.bars.iter().map(|bar| waterfall.words(bar));
        let widest = words.map(|words| text::width(&words)).max();
        waterfall.widest = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
        waterfall
    }

    /// Gives both pictures the same columns, so that their axes stand one above the other.
    pub fn align(&mut self, other: &mut Self) {
        self.widest = self.widest.max(other.widest);
        other.widest = self.widest;
    }

    /// The extent of the whole picture, at its natural width or in `width` columns.
    pub fn size(&self, width: Option<u16>) -> Size {
        let natural = self.label_width(u16::MAX) + LENGTH + 1 + NATURAL;
        let width = width.unwrap_or(natural);
        let legend = legend::rows(self.trace, width);
        Size {
            width,
            height: RULER + self.rows() + legend,
        }
    }

    /// How many rows lie outside of `area` at most.
    pub fn hidden_rows(&self, area: Rect) -> u16 {
        self.rows().saturating_sub(self.room(area))
    }

    /// Draws as much as fits into `area`.
    pub fn draw(&self, theme: &Theme, shown: &Shown, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let label = self.label_width(area.width);
        let left = (label + LENGTH + 1).min(area.width);
        let chart = Rect {
            x: area.x + left,
            width: area.width - left,
            ..area
        };
        shown.axis.ruler(theme, chart, buf);
        let room = self.room(area);
        let on = shown.at.map(|at| self.on(at));
        let first = self.first(shown.first, on, room);
        self.playhead(theme, shown, chart, room, buf);
        let rows = self.lines().enumerate().skip(usize::from(first));
        for ((_, line), y) in rows
            .zip(area.y + RULER..area.bottom())
            .take(usize::from(room))
        {
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            match line {
                Line::Heading => heading(theme, row, buf),
                Line::Bar(index) => {
                    let bar = &self.bars[index];
                    self.label(theme, bar, on == Some(index), label, row, buf);
                    let chart = Rect {
                        y,
                        height: 1,
                        ..chart
                    };
                    self.bar(theme, bar, shown, chart, buf);
                }
            }
        }
        if self.rows() > room {
            let last = (first + room).min(self.rows());
            let words = format!("rows {} to {last} of {}", first + 1, self.rows());
            let style = theme.style(Role::Key);
            panel::text(&words, style, area.x, area.y, left, buf);
        }
        legend::draw(self.trace, theme, area, buf);
        if theme.ascii {
            ascii::sweep(area, buf);
        }
    }

    /// The bars, and the line between those that count into the total and the others.
    fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        let beside = (self.counted < self.bars.len()).then_some(Line::Heading);
        let counted = (0..self.counted).map(Line::Bar);
        counted
            .chain(beside)
            .chain((self.counted..self.bars.len()).map(Line::Bar))
    }

    fn rows(&self) -> u16 {
        u16::try_from(self.lines().count()).unwrap_or(u16::MAX)
    }

    fn room(&self, area: Rect) -> u16 {
        area.height
            .saturating_sub(RULER + legend::rows(self.trace, area.width))
    }

    /// The first row to draw: as told, else so that the bar that is on stands in the middle.
    fn first(&self, told: Option<u16>, on: Option<usize>, room: u16) -> u16 {
        let most = self.rows().saturating_sub(room);
        let following = || {
            let line = |on| {
                self.lines()
                    .position(|line| matches!(line, Line::Bar(bar) if bar == on))
            };
            let row = on.and_then(line).unwrap_or(0);
            (row as u16).saturating_sub(room / 2)
        };
        told.unwrap_or_else(following).min(most)
    }

    /// The bar that is on at `at`: the deepest one whose own time it is, on the critical path
    /// where there is one.
    fn on(&self, at: SimTime) -> usize {
        let covers = |piece: &&Piece| {
            piece.start < at && at <= piece.end && matches!(piece.what, What::Own { .. })
        };
        let weight = |bar: &Bar| {
            let piece = bar.pieces.iter().find(covers)?;
            let critical = matches!(piece.what, What::Own { critical: true, .. });
            Some((critical, bar.depth))
        };
        let bars = self.bars.iter().enumerate();
        bars.filter_map(|(index, bar)| Some((weight(bar)?, std::cmp::Reverse(index))))
            .max()
            .map_or(0, |(_, index)| index.0)
    }

    fn label_width(&self, width: u16) -> u16 {
        self.widest.min(40).min((width / 3).max(12))
    }

    /// What stands at the left of a bar.
    fn words(&self, bar: &Bar) -> String {
        let span = &self.trace.spans[bar.span];
        let indent = "  ".repeat(bar.depth.min(12));
        match span.phase {
            Some(Phase::Connect | Phase::Tls) => format!("  {indent}{}", span.name),
            // Everybody on the way works on the same request: it is named once.
            _ if bar.depth > 0 && span.name == self.trace.spans[0].name => {
                format!("  {indent}{}", self.topology[span.node].short)
            }
            _ => {
                let node = &self.topology[span.node].short;
                format!("  {indent}{node} {}", span.name)
            }
        }
    }

    fn label(
        &self,
        theme: &Theme,
        bar: &Bar,
        is_on: bool,
        width: u16,
        row: Rect,
        buf: &mut Buffer,
    ) {
        let span = &self.trace.spans[bar.span];
        let role = if is_on { Role::Active } else { Role::Text };
        let style = theme.style(role);
        let words = text::cut(&self.words(bar), usize::from(width), theme.ellipsis());
        panel::text(&words, style, row.x, row.y, row.width, buf);
        if is_on {
            panel::text(theme.glyph("▸", ">"), style, row.x, row.y, 1, buf);
        }
        let length = format!("{:>9}", span.end.since(span.start).to_string());
        let x = row.x.saturating_add(width).min(row.right());
        panel::text(&length, style, x, row.y, row.right() - x, buf);
    }

    fn bar(&self, theme: &Theme, bar: &Bar, shown: &Shown, row: Rect, buf: &mut Buffer) {
        let span = &self.trace.spans[bar.span];
        let begins = shown.axis.cell(span.start, row.width);
        for cell in 0..row.width {
            let (start, end) = shown.axis.range(cell, row.width);
            let piece = longest(&bar.pieces, start, end);
            // What takes less than a cell is still seen.
            let (glyph, style) = match piece.map(|piece| piece.what) {
                Some(What::Own { phase, critical }) => own(theme, phase, critical),
                Some(What::Waiting) => {
                    (theme.glyph("─", "-").to_owned(), theme.style(Role::Dimmed))
                }
                None if begins == Some(cell) && span.start == span.end => {
                    own(theme, span.phase.unwrap_or(Phase::Network), false)
                }
                None => continue,
            };
            let ahead = shown.at.is_some_and(|at| start >= at.nanos());
            let style = if ahead {
                theme.style(Role::Dimmed)
            } else {
                style
            };
            panel::text(&glyph, style, row.x + cell, row.y, 1, buf);
        }
    }

    /// The line of the model clock over all rows; bars are drawn over it.
    fn playhead(&self, theme: &Theme, shown: &Shown, chart: Rect, room: u16, buf: &mut Buffer) {
        let cell = shown.at.and_then(|at| shown.axis.cell(at, chart.width));
        let Some(cell) = cell else { return };
        let style = theme.style(Role::Active);
        let (x, top) = (chart.x + cell, chart.y + RULER - 1);
        if top < chart.bottom() {
            panel::text(theme.glyph("▼", "V"), style, x, top, 1, buf);
        }
        let rows = self.rows().min(room);
        for y in (top + 1..chart.bottom()).take(usize::from(rows)) {
            panel::text(theme.glyph("│", "|"), style, x, y, 1, buf);
        }
    }
}

fn heading(theme: &Theme, row: Rect, buf: &mut Buffer) {
    let words = "after or beside the response, not in the total";
    let style = theme.style(Role::Quiet);
    panel::text(words, style, row.x, row.y, row.width, buf);
}

/// One row of the picture.
enum Line {
    Bar(usize),
    Heading,
}

/// The letter of a phase with its style: a capital on the critical path.
pub(super) fn own(theme: &Theme, phase: Phase, critical: bool) -> (String, Style) {
    let letter = phase.letter();
    if critical {
        let style = theme.phase(phase).add_modifier(Modifier::BOLD);
        (letter.to_string(), style)
    } else {
        (letter.to_ascii_lowercase().to_string(), theme.phase(phase))
    }
}

/// The piece that fills most of a cell; a span's own time goes before waiting.
fn longest(pieces: &[Piece], start: u64, end: u64) -> Option<&Piece> {
    let first = pieces.partition_point(|piece| piece.end.nanos() <= start);
    let overlap = |piece: &Piece| {
        let (from, until) = (piece.start.nanos().max(start), piece.end.nanos().min(end));
        until.saturating_sub(from)
    };
    pieces[first..]
        .iter()
        .take_while(|piece| piece.start.nanos() < end)
        .max_by_key(|piece| (piece.what != What::Waiting, overlap(piece)))
}

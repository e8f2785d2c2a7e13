//! Two runs on one clock: both waterfalls where there is room, else both critical paths as strips;
//! under them the phases side by side, the steps that only one has, and the log of runs.
//!
//! ```text
//! ┌ Compare on one clock ───────────────────────────┐
//! │ A  run 3: CDN miss      200 after 37.86 ms      │
//! │ DDDDCCTTNNPPAAAAHBBBHNNNN                       │
//! │ B  run 4: CDN hit       200 after 6.22 ms       │
//! │ NNPN                                            │
//! │           A         B      B - A   Only in A    │
//! │ Total  37.86 ms  6.22 ms  -31.64   ...          │
//! └─────────────────────────────────────────────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use super::waterfall::{Axis, RULER, Shown, Waterfall, strip};
use crate::app::{App, Comparing, Past};
use crate::compare::{Comparison, compare};
use crate::text;
use crate::trace::OutcomeKind;

mod lists;

/// Columns of the table of phases.
const TABLE: u16 = 42;
/// Rows that the table and the lists get at least: heading, total and nine phases.
const LISTS: u16 = 11;

/// What is drawn.
struct Sight<'a> {
    app: &'a App,
    theme: &'a Theme,
    comparing: Comparing,
    upper: &'a Past,
    lower: &'a Past,
    comparison: Comparison,
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(comparing) = app.comparing() else {
        return;
    };
    let history = app.history();
    let (Some(upper), Some(lower)) = (history.get(comparing.upper), history.get(comparing.lower))
    else {
        return;
    };
    let sight = Sight {
        app,
        theme,
        comparing,
        upper,
        lower,
        comparison: compare(&upper.trace, &lower.trace),
    };
    let size = (area.width, area.height);
    let inner = panel::overlay("Compare on one clock", size, theme, area, buf);
    let below = sight.pictures(inner, buf);
    let rest = Rect {
        y: inner.y + below,
        height: inner.height.saturating_sub(below),
        ..inner
    };
    sight.lists(rest, buf);
}

impl Sight<'_> {
    /// The clock that both runs share, and where it stands now.
    fn shown(&self) -> Shown {
        let end = self.upper.trace.end().max(self.lower.trace.end());
        Shown {
            axis: Axis::whole(end),
            at: self.app.run().map(|run| run.playback.at()),
            first: Some(0),
        }
    }

    /// Draws both runs one above the other; returns the rows taken.
    fn pictures(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let topology = self.app.topology();
        let mut upper = Waterfall::new(topology, &self.upper.trace);
        let mut lower = Waterfall::new(topology, &self.lower.trace);
        upper.align(&mut lower);
        let heights = [&upper, &lower].map(|picture| picture.size(Some(area.width)).height);
        let whole = heights[0] + heights[1] + 3;
        if whole + LISTS > area.height {
            return self.strips(area, buf);
        }
        let mut y = area.y;
        for (name, past, picture, height) in [
            ("A", self.upper, upper, heights[0]),
            ("B", self.lower, lower, heights[1]),
        ] {
            self.heading(
                name,
                past,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
            );
            let place = Rect {
                y: y + 1,
                height,
                ..area
            };
            picture.draw(self.theme, &self.shown(), place, buf);
            y += height + 1;
        }
        whole
    }

    fn strips(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let shown = self.shown();
        shown.axis.ruler(self.theme, area, buf);
        let playhead = shown.at.and_then(|at| shown.axis.cell(at, area.width));
        if let (Some(cell), true) = (playhead, area.height > 1) {
            let style = self.theme.style(Role::Active);
            let mark = self.theme.glyph("▼", "V");
            panel::text(mark, style, area.x + cell, area.y + 1, 1, buf);
        }
        let mut y = area.y + RULER;
        for (name, past) in [("A", self.upper), ("B", self.lower)] {
            for row in 0..2 {
                let place = Rect {
                    y,
                    height: 1,
                    ..area
                };
                if y >= area.bottom() {
                    break;
                }
                if row == 0 {
                    self.heading(name, past, place, buf);
                } else {
                    strip(self.theme, &past.trace, &shown, place, buf);
                }
                y += 1;
            }
        }
        y - area.y
    }

    fn heading(&self, name: &str, past: &Past, row: Rect, buf: &mut Buffer) {
        let request = &self.app.topology()[past.trace.request];
        let words = format!(
            "{name}  run {}: {}, {} after {}",
            past.number,
            request.name,
            outcome(past),
            past.trace.total
        );
        let words = text::cut(&words, usize::from(row.width), self.theme.ellipsis());
        let style = self.theme.style(Role::Title);
        panel::text(&words, style, row.x, row.y, row.width, buf);
    }

    /// The table of phases at the left, at the right what only one has and the log of runs.
    fn lists(&self, area: Rect, buf: &mut Buffer) {
        let table = TABLE.min(area.width);
        self.table(
            Rect {
                width: table,
                ..area
            },
            buf,
        );
        let right = Rect {
            x: area.x + table + 1,
            width: area.width.saturating_sub(table + 1),
            ..area
        };
        if right.width >= 2 * TABLE {
            let half = right.width / 2;
            self.only(
                Rect {
                    width: half - 1,
                    ..right
                },
                buf,
            );
            let runs = Rect {
                x: right.x + half,
                width: right.width - half,
                ..right
            };
            self.runs(runs, buf);
        } else {
            let runs = (self.app.history().len() as u16 + 1).min(right.height / 2);
            let only = Rect {
                height: right.height - runs,
                ..right
            };
            self.only(only, buf);
            let runs = Rect {
                y: only.bottom(),
                height: runs,
                ..right
            };
            self.runs(runs, buf);
        }
    }
}

/// How a run ended, in a word or its status.
fn outcome(past: &Past) -> String {
    match past.trace.outcome.kind {
        OutcomeKind::Response(status) => status.to_string(),
        OutcomeKind::Refused => "refused".to_owned(),
        OutcomeKind::Timeout => "timed out".to_owned(),
        OutcomeKind::Limit => "stopped".to_owned(),
    }
}

//! What the letters of the bars stand for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::own;
use crate::phase::Phase;
use crate::text;
use crate::time::SimDuration;
use crate::trace::Trace;
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// One entry: a phase, or words alone.
enum Entry {
    Phase(Phase),
    Words(String),
}

impl Entry {
    fn width(&self) -> u16 {
        let words = match self {
            Self::Phase(phase) => text::width(phase.title()) + 2,
            Self::Words(words) => text::width(words),
        };
        words as u16 + 2
    }
}

fn entries(trace: &Trace, line: &str) -> Vec<Entry> {
    let spent = trace
        .phases
        .iter()
        .filter(|(_, time)| *time > SimDuration::ZERO);
    let phases = spent.map(|(phase, _)| Entry::Phase(phase));
    let small = trace.spans.iter().any(|span| span.asynchronous);
    let critical = if small {
        "CAPITALS: critical path, small: beside it"
    } else {
        "CAPITALS: critical path"
    };
    let words = [format!("{line} waits for others"), critical.to_owned()];
    phases.chain(words.map(Entry::Words)).collect()
}

/// Rows the legend takes.
pub(super) fn rows(trace: &Trace, width: u16) -> u16 {
    placed(&entries(trace, "-"), width)
        .last()
        .map_or(0, |(_, row)| row + 1)
}

/// Column and row of each entry, filled line by line.
fn placed(entries: &[Entry], width: u16) -> Vec<(u16, u16)> {
    let (mut column, mut row) = (0_u16, 0_u16);
    let place = |entry: &Entry| {
        if column > 0 && column + entry.width() > width + 2 {
            (column, row) = (0, row + 1);
        }
        let at = (column, row);
        column = column.saturating_add(entry.width());
        at
    };
    entries.iter().map(place).collect()
}

/// Draws the legend into the last rows of `area`.
pub(super) fn draw(trace: &Trace, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let entries = entries(trace, theme.glyph("─", "-"));
    let top = area.bottom().saturating_sub(rows(trace, area.width));
    let quiet = theme.style(Role::Quiet);
    for (entry, (column, row)) in entries.iter().zip(placed(&entries, area.width)) {
        let (x, y) = (area.x + column, top + row);
        let room = area.right().saturating_sub(x);
        if y < area.y || y >= area.bottom() || room == 0 {
            continue;
        }
        match entry {
            Entry::Phase(phase) => {
                let (letter, style) = own(theme, *phase, true);
                let after = panel::text(&letter, style, x, y, room, buf);
                let words = format!(" {}", phase.title());
                panel::text(&words, quiet, after, y, area.right() - after, buf);
            }
            Entry::Words(words) => {
                panel::text(words, quiet, x, y, room, buf);
            }
        }
    }
}

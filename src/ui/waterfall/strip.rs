//! A whole run in one row: its critical path, phase by phase.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{Shown, own};
use crate::trace::{Segment, Trace};
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Draws the critical path of `trace` into one row: the phase that takes most of each cell. What
/// is ahead of the playhead is dimmed, its cell reversed.
pub fn strip(theme: &Theme, trace: &Trace, shown: &Shown, row: Rect, buf: &mut Buffer) {
    let on = shown.at.and_then(|at| shown.axis.cell(at, row.width));
    for cell in 0..row.width {
        let (start, end) = shown.axis.range(cell, row.width);
        let Some(segment) = most(&trace.segments, start, end) else {
            continue;
        };
        let (letter, mut style) = own(theme, segment.phase, true);
        if shown.at.is_some_and(|at| start >= at.nanos()) {
            style = theme.style(Role::Dimmed);
        }
        if on == Some(cell) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        panel::text(&letter, style, row.x + cell, row.y, 1, buf);
    }
}

fn most(segments: &[Segment], start: u64, end: u64) -> Option<&Segment> {
    let first = segments.partition_point(|segment| segment.end.nanos() <= start);
    segments[first..]
        .iter()
        .take_while(|segment| segment.start.nanos() < end)
        .max_by_key(|segment| {
            let from = segment.start.nanos().max(start);
            segment.end.nanos().min(end).saturating_sub(from)
        })
}

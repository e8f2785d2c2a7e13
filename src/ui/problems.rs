//! What is wrong with the open file, over the lower part of the picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::App;
use crate::text;
use crate::topology::Severity;
use crate::topology::problem::{Finding, Place};

/// Rows of the screen that stay free below: status and hints.
const BELOW: u16 = 2;
/// Rows it may have on a low screen, picture or not.
const LEAST: u16 = 8;

/// Holds the scrolling within what there is. Called before [`render`], with the same area.
pub(super) fn prepare(app: &mut App, area: Rect) {
    let Some((refusal, _)) = app.problems() else {
        return;
    };
    let rows = rows(&refusal.findings, columns(area)).len();
    let hidden = rows.saturating_sub(usize::from(place(area, rows).height.saturating_sub(2)));
    app.hold_problems(u16::try_from(hidden).unwrap_or(u16::MAX));
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some((refusal, scrolled)) = app.problems() else {
        return;
    };
    let rows = rows(&refusal.findings, columns(area));
    let place = place(area, rows.len());
    let count = refusal.count();
    let room = columns(area).saturating_sub(text::width(&count) + 16);
    let file = text::cut(&refusal.file, room, theme.ellipsis());
    let title = format!("{file}: {count}: Esc closes");
    let inner = panel::overlay(&title, (place.width, place.height), theme, place, buf);
    let (first, height) = (usize::from(scrolled), usize::from(inner.height));
    let left = rows.len().saturating_sub(first + height);
    let seen = rows.into_iter().skip(first).take(height);
    let lines: Lines = seen.map(|(line, role)| (line, theme.style(role))).collect();
    panel::lines(lines, theme, inner, buf);
    if left > 0 {
        let more = format!(" {left} more below ");
        let width = text::width(&more).min(usize::from(inner.width)) as u16;
        let x = inner.right() - width;
        panel::text(
            &more,
            theme.style(Role::Quiet),
            x,
            inner.bottom(),
            width,
            buf,
        );
    }
}

/// Cells of a line between the frame and its blanks.
fn columns(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

/// The panel for so many rows: as high as it must be, over the lower half of the screen at most.
fn place(area: Rect, rows: usize) -> Rect {
    let room = area.height.saturating_sub(BELOW);
    let most = (room / 2).max(LEAST).min(room);
    let height = u16::try_from(rows + 2).unwrap_or(u16::MAX).min(most);
    Rect {
        y: area.y + room - height,
        height,
        ..area
    }
}

/// The findings in lines of at most `width` cells, a blank line between two.
fn rows(findings: &[Finding], width: usize) -> Vec<(String, Role)> {
    let mut rows = Vec::new();
    for finding in findings {
        if !rows.is_empty() {
            rows.push((String::new(), Role::Text));
        }
        let (word, role) = match finding.severity {
            Severity::Error => ("error", Role::Bad),
            Severity::Warning => ("warning", Role::Warn),
        };
        let at = finding.place.as_ref();
        let at = at.map(|place| format!(" in line {}, column {}", place.line, place.column));
        let told = format!("{word}{}: {}", at.unwrap_or_default(), finding.message);
        rows.extend(
            text::wrap(&told, width)
                .into_iter()
                .map(|line| (line, role)),
        );
        if let Some(place) = &finding.place {
            rows.extend(excerpt(place, width));
        }
        if let Some(help) = &finding.help {
            let told = format!("help: {help}");
            rows.extend(
                text::wrap(&told, width)
                    .into_iter()
                    .map(|line| (line, Role::Text)),
            );
        }
    }
    rows
}

/// The line of the file with a mark below what is meant, where that is not beyond the edge.
fn excerpt(place: &Place, width: usize) -> Vec<(String, Role)> {
    let lead = format!("{:>4} | ", place.line);
    let before = text::width(&lead) + text::width(&place.before);
    let marked = text::width(&place.marked).max(1);
    if before >= width {
        return Vec::new();
    }
    let line = format!("{lead}{}{}{}", place.before, place.marked, place.after);
    let mark = format!("{:before$}{}", "", "^".repeat(marked.min(width - before)));
    vec![(line, Role::Quiet), (mark, Role::Warn)]
}

//! The inspector: the selected box or the current hop, opened. A panel at the right of a wide
//! screen, in place of the picture on a narrow one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme, ThemeName};
use crate::app::{App, Subject};
use crate::text;

mod hop;
mod node;
mod sheet;

use sheet::Sheet;

/// Borders and the blanks inside them.
const FRAME: (u16, u16) = (4, 2);

/// Holds the scrolling where the last line is seen.
pub(super) fn prepare(app: &mut App, area: Rect) {
    if let Some(subject) = app.inspected() {
        let theme = Theme::new(ThemeName::default(), false, false);
        let rows = written(app, &subject, &theme, area.width.saturating_sub(FRAME.0)).len();
        let room = usize::from(area.height.saturating_sub(FRAME.1));
        app.hold_inspector(u16::try_from(rows.saturating_sub(room)).unwrap_or(u16::MAX));
    }
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (Some(inspector), Some(subject)) = (app.inspector(), app.inspected()) else {
        return;
    };
    let size = (area.width, area.height);
    let inner = panel::overlay(&title(app, &subject), size, theme, area, buf);
    let sheet = written(app, &subject, theme, inner.width);
    let first = usize::from(inspector.scrolled);
    sheet.draw(first, inner, buf);
    let below = sheet
        .len()
        .saturating_sub(first + usize::from(inner.height));
    if below > 0 {
        let more = format!(" PageDown: {below} more ");
        let width = text::width(&more) as u16;
        let x = inner.right().saturating_sub(width);
        let style = theme.style(Role::Key);
        panel::text(&more, style, x, inner.bottom(), width.min(inner.width), buf);
    }
}

fn title(app: &App, subject: &Subject) -> String {
    match subject {
        Subject::Node(report) => format!("Inspector: {}", app.topology()[report.node].name),
        Subject::Hop { place: (1, 1), .. } => {
            let step = app.run().map_or(0, |run| run.playback.step()) + 1;
            format!("Inspector: the packet of step {step}")
        }
        Subject::Hop { place, .. } => {
            let step = app.run().map_or(0, |run| run.playback.step()) + 1;
            let (on, count) = place;
            format!("Inspector: packet {on} of {count} in step {step} (Tab: next)")
        }
    }
}

fn written<'a>(app: &App, subject: &Subject, theme: &'a Theme, width: u16) -> Sheet<'a> {
    let mut sheet = Sheet::new(theme, width);
    match subject {
        Subject::Node(report) => node::write(&mut sheet, app.topology(), report),
        Subject::Hop {
            report, passages, ..
        } => {
            hop::write(&mut sheet, app.topology(), report, passages);
            if let Some(sentence) = app.run().and_then(|run| run.sentence()) {
                sheet.blank();
                sheet.heading("Why");
                sheet.sentence(&sentence.text);
            }
        }
    }
    sheet
}

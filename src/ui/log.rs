//! The log: the steps so far, each with the moment it began; before anything is sent, what the
//! topology shows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::text;

/// Moments are shown from this width on: below it, titles need the room.
const TIMED_FROM: u16 = 50;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.height < 3 {
        return;
    }
    let Some(run) = app.run() else {
        let inner = panel::frame("About", theme, area, buf);
        let style = theme.style(Role::Text);
        let summary = panel::wrapped(app.topology().summary(), style, inner.width);
        panel::lines(summary, theme, inner, buf);
        return;
    };
    let inner = panel::frame("Steps so far", theme, area, buf);
    let on = run.playback.step();
    let steps = run.trace.steps.iter().zip(&run.sentences).enumerate();
    let skipped = (on + 1).saturating_sub(usize::from(inner.height));
    for ((index, (step, sentence)), y) in steps.take(on + 1).skip(skipped).zip(inner.y..) {
        let number = index + 1;
        let line = if inner.width < TIMED_FROM {
            format!("{number:>2} {}", sentence.title)
        } else {
            format!("{number:>2} {:>9}  {}", step.at, sentence.title)
        };
        let line = text::cut(&line, usize::from(inner.width), theme.ellipsis());
        let role = if index == on {
            Role::Active
        } else {
            Role::Done
        };
        panel::text(&line, theme.style(role), inner.x, y, inner.width, buf);
    }
}

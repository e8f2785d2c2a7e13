//! The status line: an invitation, what is happening, or how it ended.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::{App, Run};
use crate::text;
use crate::trace::OutcomeKind;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (words, role) = match (app.notice(), app.run()) {
        (Some(notice), _) => (format!("{} {notice}", theme.glyph("»", ">>")), Role::Warn),
        (None, None) => (invitation(app), Role::Text),
        (None, Some(run)) if run.playback.has_ended() => ended(run, theme),
        (None, Some(run)) if run.playback.waits() => (asks(run), Role::Text),
        (None, Some(run)) => (running(run), Role::Text),
    };
    let words = text::cut(&words, usize::from(area.width), theme.ellipsis());
    panel::text(&words, theme.style(role), area.x, area.y, area.width, buf);
}

fn invitation(app: &App) -> String {
    if app.lesson().is_some() {
        return "Enter begins; N and P lead to the next and the previous step".to_owned();
    }
    match app.chosen() {
        Some(request) => format!(
            "Choose a request by its key, or press Enter to send: {}",
            app.topology()[request].name
        ),
        None => "This topology has no request to send; press t for another".to_owned(),
    }
}

fn asks(run: &Run) -> String {
    match run.asked() {
        Some(asked) if asked.picked.is_some() => "Enter plays on, Right goes one step".to_owned(),
        Some(asked) => format!(
            "Press 1 to {} before more is shown",
            asked.question.choices.len()
        ),
        None => String::new(),
    }
}

fn running(run: &Run) -> String {
    let title = run.sentence().map_or("", |sentence| &sentence.title);
    format!("{}  {title}", run.playback.at())
}

fn ended(run: &Run, theme: &Theme) -> (String, Role) {
    let is_good = matches!(run.trace.outcome.kind, OutcomeKind::Response(status) if status < 400);
    if is_good {
        (
            format!("{} {}", theme.glyph("✓", "+"), run.conclusion),
            Role::Good,
        )
    } else {
        (
            format!("{} {}", theme.glyph("✗", "x"), run.conclusion),
            Role::Bad,
        )
    }
}

//! The status line: an invitation, what is happening, or how it ended.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use super::{diagram, panel, split};
use crate::app::{App, Run};
use crate::keymap::Mode;
use crate::layout::Size;
use crate::text;
use crate::topology::View;
use crate::trace::OutcomeKind;

/// Blanks in front of what is said to be hidden.
const GAP: usize = 2;
/// Cells of the words in front of it that are kept.
const LEAST: usize = 40;

pub(super) fn render(app: &App, theme: &Theme, (screen, area): (Rect, Rect), buf: &mut Buffer) {
    let (words, role) = match (app.notice(), app.run()) {
        (Some(notice), _) => (format!("{} {notice}", theme.glyph("»", ">>")), Role::Warn),
        (None, None) => (invitation(app), Role::Text),
        (None, Some(run)) if run.playback.has_ended() => ended(run, theme),
        (None, Some(run)) if run.playback.waits() => (asks(run), Role::Text),
        (None, Some(run)) => (running(run), Role::Text),
    };
    let mut room = area.width;
    let forms = hidden(app, screen);
    let fits =
        |form: &&String| text::width(form) + text::width(&words) + GAP <= usize::from(area.width);
    // Where nothing fits beside the whole words, their beginning is kept.
    let leaves_some = |form: &&String| text::width(form) + GAP + LEAST <= usize::from(area.width);
    let shorter = || forms.iter().skip(1).find(leaves_some).or(forms.last());
    if let Some(hidden) = forms.iter().find(fits).or_else(shorter) {
        let width = text::width(hidden) as u16;
        room = area.width.saturating_sub(width + GAP as u16);
        let x = area.right().saturating_sub(width);
        panel::text(hidden, theme.style(Role::Quiet), x, area.y, width, buf);
    }
    let words = text::cut(&words, usize::from(room), theme.ellipsis());
    panel::text(&words, theme.style(role), area.x, area.y, room, buf);
}

/// What the picture leaves out, for the right end of the line, from many words to few. Nothing is
/// said of a picture that something stands in front of.
fn hidden(app: &App, screen: Rect) -> Vec<String> {
    let main = split::split(app, screen).main;
    let is_covered = app.inspector().is_some()
        && split::inspector(screen).contains(main.as_position())
        || matches!(app.mode(), Mode::Compare | Mode::Help | Mode::List);
    let (View::Diagram, false, Some((diagram, _))) = (app.view(), is_covered, app.diagram()) else {
        return Vec::new();
    };
    if split::lists(app, screen) {
        return vec!["hops only".to_owned()];
    }
    let room = Size {
        width: main.width,
        height: main.height,
    };
    diagram::hidden(diagram, room, app.window().unwrap_or_default())
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

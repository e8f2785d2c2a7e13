//! The title line: topology and request at the left; seed, speed and motion at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::text;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let motion = motion(app, theme);
    let speed = match app.load() {
        Some(load) => format!("model {}", load.pace()),
        None => app.speed().to_string(),
    };
    let right = format!("seed {}  {speed}  {motion}", app.seed().0);
    let right_width = text::width(&right) as u16;
    let start = area.right().saturating_sub(right_width);
    panel::text(
        &right,
        theme.style(Role::Text),
        start,
        area.y,
        right_width,
        buf,
    );
    let left = Rect {
        width: area.width.saturating_sub(right_width + 2),
        ..area
    };
    let mut pieces = match (app.lesson(), app.lesson_step()) {
        (Some((lesson, place)), Some(step)) => {
            let place = format!("{} of {}  ", place + 1, lesson.steps.len());
            vec![
                (place, theme.style(Role::Quiet)),
                (step.title.clone(), theme.style(Role::Title)),
                (format!("  {}", lesson.title), theme.style(Role::Text)),
            ]
        }
        _ => vec![(app.topology().title().to_owned(), theme.style(Role::Title))],
    };
    if let Some(id) = app.chosen().filter(|_| app.load().is_none()) {
        let request = &app.topology()[id];
        let line = format!("  {} {}", request.method.name(), request.path);
        // The name of a request tends to say how it ends.
        if !app.is_veiled() && app.lesson().is_none() {
            pieces.push((format!("  {}", request.name), theme.style(Role::Text)));
        }
        pieces.push((line, theme.style(Role::Quiet)));
    }
    panel::pieces(&pieces, theme, left, buf);
}

/// Whether something moves, as glyph and word.
fn motion(app: &App, theme: &Theme) -> String {
    if let Some(load) = app.load() {
        return if load.is_playing() {
            format!("{} load", theme.glyph("▶", ">"))
        } else {
            format!("{} paused", theme.glyph("‖", "="))
        };
    }
    let (glyph, word) = match app.run().map(|run| &run.playback) {
        None if app.step_mode() => (theme.glyph("■", "#"), "step mode"),
        None => (theme.glyph("■", "#"), "ready"),
        Some(playback) if playback.waits() => (theme.glyph("?", "?"), "asks"),
        Some(playback) if playback.is_playing() => (theme.glyph("▶", ">"), "playing"),
        Some(playback) if playback.is_moving() => (theme.glyph("▶", ">"), "stepping"),
        Some(playback) if playback.has_ended() => (theme.glyph("■", "#"), "ended"),
        Some(_) => (theme.glyph("‖", "="), "paused"),
    };
    format!("{glyph} {word}")
}

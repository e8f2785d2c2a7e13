//! The story: before anything is sent the menu of requests, then the sentence of each step, and
//! in the last step what was to be learnt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::{App, Run};
use crate::keymap;
use crate::text;

/// The panel has a frame where it is higher than this.
const FRAMED_FROM: u16 = 5;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let heading = match app.run() {
        None => "Requests".to_owned(),
        Some(run) => {
            let playback = &run.playback;
            match (run.is_veiled(), playback.steps()) {
                (true, 0) => "Before the first step".to_owned(),
                (true, _) => format!("Step {}", playback.step() + 1),
                (false, steps) => format!("Step {} of {steps}", playback.step() + 1),
            }
        }
    };
    let is_framed = area.height > FRAMED_FROM;
    let inner = if is_framed {
        panel::frame(&heading, theme, area, buf)
    } else {
        area
    };
    let lines = match app.run() {
        None => menu(app, theme, inner, is_framed),
        Some(run) => told(app, run, theme, inner, (!is_framed).then_some(&heading)),
    };
    panel::lines(lines, theme, inner, buf);
}

/// The requests that can be sent, one a line where there is room, and what to watch.
fn menu(app: &App, theme: &Theme, area: Rect, is_framed: bool) -> Lines {
    let topology = app.topology();
    let text = theme.style(Role::Text);
    let rows = usize::from(area.height);
    // What is to be watched takes a line or two.
    let is_listed = is_framed && topology.requests().len() + 2 <= rows;
    let entries = topology.request_ids().map(|request| {
        let key = keymap::key_of(topology, request);
        let key = key.map_or_else(String::new, |key| format!("{key} "));
        let name = &topology[request].name;
        let mark = theme.glyph("▸", ">");
        match (is_listed, app.chosen() == Some(request)) {
            (true, true) => format!("{mark} {key} {name}"),
            (true, false) => format!("  {key} {name}"),
            (false, true) => format!("{mark}{key}{name}"),
            (false, false) => format!("{key}{name}"),
        }
    });
    let entries = if is_listed {
        entries.collect()
    } else {
        filled(entries, usize::from(area.width))
    };
    let entries: Lines = entries.into_iter().map(|line| (line, text)).collect();
    let watch = app.chosen().map_or("", |request| &topology[request].watch);
    let watch = labelled("Watch", watch, theme.style(Role::Warn), area.width);
    panel::stack(entries, watch, rows.saturating_sub(1), theme, area)
}

/// Pieces put into as few lines as possible, none of them broken.
fn filled(pieces: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if text::width(line) + 3 + text::width(&piece) <= width => {
                line.push_str("   ");
                line.push_str(&piece);
            }
            _ => lines.push(piece),
        }
    }
    lines
}

/// The sentence of the step; what was learnt is never cut in favour of it.
fn told(app: &App, run: &Run, theme: &Theme, area: Rect, heading: Option<&String>) -> Lines {
    let Some(sentence) = run.sentence() else {
        return Vec::new();
    };
    let style = theme.style(Role::Title);
    let mut lines = match heading {
        Some(step) => vec![(format!("{step}  {}", sentence.title), style)],
        None => panel::wrapped(&sentence.title, style, area.width),
    };
    let style = theme.style(Role::Text);
    lines.extend(panel::wrapped(&sentence.text, style, area.width));
    let learn = if run.is_last_step() { app.learn() } else { "" };
    let learn = labelled("Learn", learn, theme.style(Role::Good), area.width);
    panel::stack(lines, learn, 1, theme, area)
}

/// A text with a word in front; nothing where there is no text.
fn labelled(word: &str, text: &str, style: Style, width: u16) -> Lines {
    if text.is_empty() {
        return Vec::new();
    }
    panel::wrapped(&format!("{word}: {text}"), style, width)
}

//! The story: before anything is sent the menu of requests, then the sentence of each step, and
//! in the last step what was to be learnt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::{App, Run};
use crate::keymap;
use crate::text;

type Lines = Vec<(String, Style)>;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let is_framed = area.height > 5 || area.width < 40;
    let heading = match app.run() {
        None => "Requests".to_owned(),
        Some(run) => {
            let playback = &run.playback;
            format!("Step {} of {}", playback.step() + 1, playback.steps())
        }
    };
    let inner = if is_framed {
        panel::frame(&heading, theme, area, buf)
    } else {
        area
    };
    let lines = match app.run() {
        None => menu(app, theme, inner, is_framed),
        Some(run) => told(app, run, theme, inner, (!is_framed).then_some(&heading)),
    };
    panel::lines(&lines, theme, inner, buf);
}

/// The requests that can be sent, one a line where there is room, and what to watch.
fn menu(app: &App, theme: &Theme, area: Rect, is_framed: bool) -> Lines {
    let topology = app.topology();
    let entry = |request| {
        let key = keymap::key_of(topology, request);
        let key = key.map_or_else(String::new, |key| format!("[{key}] "));
        let mark = if is_framed && app.chosen() == Some(request) {
            theme.glyph("▸ ", "> ")
        } else if is_framed {
            "  "
        } else {
            ""
        };
        format!("{mark}{key}{}", topology[request].name)
    };
    let text = theme.style(Role::Text);
    let entries = topology.request_ids().map(entry);
    let mut lines: Lines = if is_framed {
        entries.map(|line| (line, text)).collect()
    } else {
        let all: Vec<String> = entries.collect();
        panel::wrapped(&all.join("  "), text, area.width)
    };
    let watch = app.chosen().map(|request| topology[request].watch.as_str());
    if let Some(watch) = watch.filter(|watch| !watch.is_empty()) {
        let watch = format!("Watch: {watch}");
        let watch = panel::wrapped(&watch, theme.style(Role::Warn), area.width);
        let kept = usize::from(area.height).saturating_sub(watch.len());
        lines.truncate(kept.max(1));
        lines.extend(watch);
    }
    lines
}

/// The sentence of the step; what was learnt is never cut in favour of it.
fn told(app: &App, run: &Run, theme: &Theme, area: Rect, heading: Option<&String>) -> Lines {
    let Some(sentence) = run.sentence() else {
        return Vec::new();
    };
    let title = match heading {
        Some(step) => format!("{step}  {}", sentence.title),
        None => sentence.title.clone(),
    };
    let title_style = theme.style(Role::Title);
    let mut lines: Lines = match heading {
        Some(_) => vec![(
            text::cut(&title, usize::from(area.width), theme.ellipsis()),
            title_style,
        )],
        None => panel::wrapped(&title, title_style, area.width),
    };
    lines.extend(panel::wrapped(
        &sentence.text,
        theme.style(Role::Text),
        area.width,
    ));
    let learn = &app.topology()[run.trace.request].learn;
    if run.is_last_step() && !learn.is_empty() {
        let learn = format!("Learn: {learn}");
        let learn = panel::wrapped(&learn, theme.style(Role::Good), area.width);
        let kept = usize::from(area.height).saturating_sub(learn.len());
        lines.truncate(kept.max(1));
        lines.extend(learn);
    }
    lines
}

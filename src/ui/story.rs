//! The story: before anything is sent the menu of requests, then the sentence of each step, and
//! in the last step what was to be learnt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::menu;
use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::{App, Run};

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
        None => menu::lines(app, theme, inner, is_framed),
        Some(run) => told(app, run, theme, inner, (!is_framed).then_some(&heading)),
    };
    panel::lines(lines, theme, inner, buf);
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
    let learn = panel::labelled("Learn", learn, theme.style(Role::Good), area.width);
    panel::stack(lines, learn, 1, theme, area)
}

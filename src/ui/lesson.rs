//! The cards of a lesson: what a step is about before its request is sent, and the end.

use super::card::Card;
use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::App;
use crate::keymap::Mode;
use crate::lesson::Step;

/// What the step is about, until its request is sent.
pub(super) fn card(app: &App, theme: &Theme, width: u16) -> Option<Card> {
    let (lesson, place) = app.lesson()?;
    if app.run().is_some() || app.mode() != Mode::Browse {
        return None;
    }
    let step = app.lesson_step()?;
    Some(Card {
        heading: format!("Step {} of {}", place + 1, lesson.steps.len()),
        lines: lines(app, step, theme, width),
    })
}

fn lines(app: &App, step: &Step, theme: &Theme, width: u16) -> Lines {
    let mut lines = panel::wrapped(&step.title, theme.style(Role::Title), width);
    let mut add = |label: &str, words: &str, role: Role| {
        if !words.is_empty() {
            let words = format!("{label}: {words}");
            lines.extend(panel::wrapped(&words, theme.style(role), width));
        }
    };
    add("Watch for", &step.watch, Role::Warn);
    // What is learnt answers what is asked.
    if !step.asks() && !app.predicts() {
        add("You will learn", &step.learn, Role::Good);
    }
    let what = match step.request {
        Some(request) => {
            let request = &app.topology()[request];
            format!("Enter sends {} {}", request.method.name(), request.path)
        }
        None => "Enter goes on".to_owned(),
    };
    lines.extend(panel::wrapped(&what, theme.style(Role::Quiet), width));
    lines
}

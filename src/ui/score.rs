//! The score: how many answers were right, and what the wrong ones believe.

use super::card::Card;
use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::App;
use crate::keymap::Mode;

pub(super) fn card(app: &App, theme: &Theme, width: u16) -> Option<Card> {
    if app.mode() != Mode::Score {
        return None;
    }
    let mut score = lines(app, theme, width);
    let Some((lesson, _)) = app.lesson().filter(|_| app.lesson_has_ended()) else {
        let heading = "Score".to_owned();
        return Some(Card {
            heading,
            lines: score,
        });
    };
    let words = format!("{}: {} steps are over.", lesson.title, lesson.steps.len());
    let mut lines = panel::wrapped(&words, theme.style(Role::Title), width);
    if app.score().asked() > 0 {
        lines.append(&mut score);
    }
    let heading = "The end".to_owned();
    Some(Card { heading, lines })
}

/// The score as text: the count, then each belief with its correction.
fn lines(app: &App, theme: &Theme, width: u16) -> Lines {
    let score = app.score();
    let mut lines = panel::wrapped(&score.to_string(), theme.style(Role::Title), width);
    for (belief, _) in score.believed() {
        let words = format!(
            "{} Not so: {}. {}",
            theme.glyph("✗", "x"),
            belief.name(),
            belief.correction()
        );
        lines.extend(panel::wrapped(&words, theme.style(Role::Text), width));
    }
    lines
}

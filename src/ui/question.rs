//! The question that is on: its choices by digit; after an answer, which one was right and why.

use super::card::Card;
use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::app::{App, Asked};
use crate::keymap::Mode;
use crate::quiz::Verdict;
use crate::text;

pub(super) fn card(app: &App, theme: &Theme, width: u16) -> Option<Card> {
    let asked = app.asked().filter(|_| app.mode() == Mode::Question)?;
    Some(Card {
        heading: format!("Question {} of {}", asked.number, asked.of),
        lines: lines(&asked, theme, width),
    })
}

fn lines(asked: &Asked<'_>, theme: &Theme, width: u16) -> Lines {
    let question = asked.question;
    let mut lines = panel::wrapped(&question.text, theme.style(Role::Title), width);
    for (place, choice) in question.choices.iter().enumerate() {
        let (glyph, word, role) = mark(asked, place, theme);
        let lead = format!("{glyph} {} ", place + 1);
        let indent = " ".repeat(text::width(&lead));
        let words = format!("{}{word}", choice.text);
        let room = usize::from(width).saturating_sub(indent.len());
        for (index, line) in text::wrap(&words, room).into_iter().enumerate() {
            let lead = if index == 0 { &lead } else { &indent };
            lines.push((format!("{lead}{line}"), theme.style(role)));
        }
    }
    if let Some(picked) = asked.picked {
        let (word, role) = match question.choices[picked].verdict {
            Verdict::Right => ("Right.".to_owned(), Role::Good),
            Verdict::Wrong => ("Wrong.".to_owned(), Role::Bad),
            Verdict::Believes(belief) => (
                format!("Wrong: whoever says so believes that {}.", belief.name()),
                Role::Bad,
            ),
        };
        lines.extend(panel::wrapped(&word, theme.style(role), width));
        lines.extend(panel::wrapped(
            &question.reveal,
            theme.style(Role::Text),
            width,
        ));
    }
    lines
}

/// What stands around a choice: before the answer nothing, after it what is right and what was
/// chosen, as glyph and word.
fn mark(asked: &Asked<'_>, place: usize, theme: &Theme) -> (&'static str, &'static str, Role) {
    let is_right = asked.question.right() == place;
    match asked.picked {
        None => (" ", "", Role::Text),
        Some(picked) if is_right && picked == place => {
            (theme.glyph("✓", "+"), " (right, chosen)", Role::Good)
        }
        Some(_) if is_right => (theme.glyph("✓", "+"), " (right)", Role::Good),
        Some(picked) if picked == place => (theme.glyph("✗", "x"), " (chosen)", Role::Bad),
        Some(_) => (" ", "", Role::Quiet),
    }
}

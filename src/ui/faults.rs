//! The faults of what is selected: each with its key, and whether it is on.

use super::card::Card;
use super::panel;
use super::theme::{Role, Theme};
use crate::action::Action;
use crate::app::App;
use crate::keymap::{BINDINGS, Mode};

pub(super) fn card(app: &App, theme: &Theme, width: u16) -> Option<Card> {
    if app.mode() != Mode::Faults {
        return None;
    }
    let Some(name) = app.target_short() else {
        let words = "Nothing is selected: Up and Down select a box along the path, Tab a line, a \
                     click either.";
        return Some(Card {
            heading: "Faults".to_owned(),
            lines: panel::wrapped(words, theme.style(Role::Text), width),
        });
    };
    let mut lines = Vec::new();
    for (what, on) in app.breakages() {
        let binding = BINDINGS
            .iter()
            .find(|binding| binding.mode == Mode::Faults && binding.action == Action::Break(what));
        let key = binding.map(|binding| binding.keys[0].to_string());
        let (glyph, role) = if on {
            (theme.glyph("●", "*"), Role::Bad)
        } else {
            (theme.glyph("○", "-"), Role::Text)
        };
        let on = if on { " (on)" } else { "" };
        let words = format!("{glyph} {} {}{on}", key.unwrap_or_default(), what.noun());
        lines.extend(panel::wrapped(&words, theme.style(role), width));
    }
    Some(Card {
        heading: format!("Faults: {name}"),
        lines,
    })
}

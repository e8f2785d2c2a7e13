//! The hint line: the keys that matter now, read from the table of bindings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::action::Action;
use crate::app::{App, Asked};
use crate::keymap::{self, BINDINGS, Binding, Mode};
use crate::text;

/// A key and what it does in a word.
type Hint = (String, String);

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (last, mut first): (Vec<Hint>, Vec<Hint>) = BINDINGS
        .iter()
        .filter(|binding| binding.mode == app.mode() && !binding.hint.is_empty())
        .filter(|binding| binding.action != Action::NextInLesson)
        .map(hint)
        .partition(|(_, hint)| matches!(hint.as_str(), "help" | "quit"));
    match (app.mode(), app.asked()) {
        (Mode::Browse | Mode::Score, _) if app.lesson().is_some() => {
            let next = BINDINGS.iter().filter(|binding| {
                binding.mode == app.mode() && binding.action == Action::NextInLesson
            });
            first.splice(1.min(first.len())..1.min(first.len()), next.map(hint));
        }
        (Mode::Browse, _) => first.insert(1.min(first.len()), requests(app)),
        (Mode::Question, Some(asked)) if asked.picked.is_none() => {
            first.retain(|(_, hint)| hint == "skip");
            first.insert(0, choices(&asked));
        }
        (Mode::Question, Some(_)) => first.retain(|(_, hint)| hint != "skip"),
        _ => {}
    }
    // How to get help and how to leave is said at every width.
    let end = area.right().saturating_sub(last.iter().map(width).sum());
    let left = Rect {
        width: (end - area.x).saturating_sub(2),
        ..area
    };
    row(first, theme, left, buf);
    let right = Rect {
        x: end,
        width: area.right() - end,
        ..area
    };
    row(last, theme, right, buf);
}

fn hint(binding: &Binding) -> Hint {
    (binding.keys[0].to_string(), binding.hint.to_owned())
}

/// The digits of a question that is open.
fn choices(asked: &Asked<'_>) -> Hint {
    let digits = (1..=asked.question.choices.len()).map(|digit| digit.to_string());
    let digits: Vec<String> = digits.collect();
    (digits.join(" "), "choose".to_owned())
}

fn requests(app: &App) -> Hint {
    let topology = app.topology();
    let keys = topology.request_ids();
    let keys = keys.filter_map(|request| keymap::key_of(topology, request));
    let keys: Vec<String> = keys.map(|key| key.to_string()).collect();
    (keys.join(" "), "requests".to_owned())
}

/// Cells of a hint with the gap behind it.
fn width((key, hint): &Hint) -> u16 {
    (text::width(key) + text::width(hint) + 3) as u16
}

/// Hints from the left, as many as are seen whole.
fn row(hints: Vec<Hint>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (key_style, text_style) = (theme.style(Role::Key), theme.style(Role::Quiet));
    let mut x = area.x;
    for hint in hints {
        let room = area.right().saturating_sub(x);
        if width(&hint) > room + 2 {
            break;
        }
        let (key, words) = hint;
        let after = panel::text(&key, key_style, x, area.y, room, buf);
        panel::text(
            &format!(" {words}"),
            text_style,
            after,
            area.y,
            area.right().saturating_sub(after),
            buf,
        );
        x += width(&(key, words));
    }
}

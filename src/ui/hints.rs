//! The hint line: the keys that matter now, read from the table of bindings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::keymap::{self, BINDINGS, Mode};
use crate::text;

/// A key and what it does in a word.
type Hint = (String, String);

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (last, mut first): (Vec<Hint>, Vec<Hint>) = BINDINGS
        .iter()
        .filter(|binding| binding.mode == app.mode() && !binding.hint.is_empty())
        .map(|binding| (binding.keys[0].to_string(), binding.hint.to_owned()))
        .partition(|(_, hint)| matches!(hint.as_str(), "help" | "quit"));
    if app.mode() == Mode::Browse {
        first.insert(1.min(first.len()), requests(app));
    }
    if let Some(asked) = app.asked().filter(|_| app.mode() == Mode::Question) {
        match asked.picked {
            Some(_) => first.retain(|(_, hint)| hint != "skip"),
            None => first.retain(|(_, hint)| hint == "skip"),
        }
        if asked.picked.is_none() {
            let digits = (1..=asked.question.choices.len()).map(|digit| digit.to_string());
            first.insert(
                0,
                (digits.collect::<Vec<_>>().join(" "), "choose".to_owned()),
            );
        }
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

//! The hint line: the keys that matter now, read from the table of bindings.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::keymap::{self, BINDINGS, Mode};

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut hints: Vec<(String, String)> = BINDINGS
        .iter()
        .filter(|binding| binding.mode == app.mode() && !binding.hint.is_empty())
        .map(|binding| (binding.keys[0].to_string(), binding.hint.to_owned()))
        .collect();
    if app.mode() == Mode::Browse {
        let keys = app
            .topology()
            .request_ids()
            .filter_map(|request| keymap::key_of(app.topology(), request))
            .map(|key| key.to_string());
        let keys: Vec<String> = keys.collect();
        hints.insert(1.min(hints.len()), (keys.join(" "), "requests".to_owned()));
    }
    let (key_style, text_style) = (theme.style(Role::Key), theme.style(Role::Quiet));
    let mut x = area.x;
    for (key, hint) in hints {
        let room = area.right().saturating_sub(x);
        if key.chars().count() + hint.chars().count() + 1 > usize::from(room) {
            break;
        }
        x = panel::text(&key, key_style, x, area.y, room, buf);
        x = panel::text(&format!(" {hint}  "), text_style, x, area.y, room, buf);
    }
}

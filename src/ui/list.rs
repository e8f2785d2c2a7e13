//! A list of topologies or requests, filtered as the user types.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::action::Listing;
use crate::app::App;
use crate::keymap;
use crate::text;
use crate::topology::{RequestId, Topology};

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(picker) = app.picker() else { return };
    let (title, none, all) = match picker.of {
        Listing::Topologies => ("Topologies", "no topology matches", topologies(app)),
        Listing::Requests => ("Requests", "no request matches", requests(app)),
    };
    let height = u16::try_from(all.len() + 4).unwrap_or(u16::MAX).max(6);
    let inner = panel::overlay(title, (72, height), theme, area, buf);
    let cursor = theme.glyph("▏", "_");
    let filter = format!("Filter: {}{cursor}", picker.filter);
    panel::text(
        &filter,
        theme.style(Role::Text),
        inner.x,
        inner.y,
        inner.width,
        buf,
    );
    let list = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    if picker.matches.is_empty() {
        let style = theme.style(Role::Quiet);
        panel::text(none, style, list.x, list.y, list.width, buf);
    }
    let first = (picker.marked + 1).saturating_sub(usize::from(list.height));
    let rows = picker.matches.iter().enumerate().skip(first);
    for ((place, entry), y) in rows.zip(list.top()..list.bottom()) {
        let is_marked = place == picker.marked;
        let mark = if is_marked {
            theme.glyph("▸", ">")
        } else {
            " "
        };
        let line = format!("{mark} {}", all[*entry]);
        let line = text::cut(&line, usize::from(list.width), theme.ellipsis());
        let role = if is_marked { Role::Active } else { Role::Text };
        panel::text(&line, theme.style(role), list.x, y, list.width, buf);
    }
}

fn topologies(app: &App) -> Vec<String> {
    let line = |it: &Topology| format!("{:<14} {}", it.name(), it.title());
    app.topologies().map(line).collect()
}

/// The requests of the open topology, each with the key that sends it where it has one.
fn requests(app: &App) -> Vec<String> {
    let topology = app.topology();
    let line = |id: RequestId| {
        let key = keymap::key_of(topology, id).map_or(String::new(), |key| key.to_string());
        format!("{key:<1} {:<14} {}", topology[id].id, topology[id].name)
    };
    topology.request_ids().map(line).collect()
}

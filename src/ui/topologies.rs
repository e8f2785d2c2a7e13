//! The list of topologies, filtered as the user types.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::text;
use crate::topology::Topology;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(picker) = app.picker() else { return };
    let all: Vec<&Topology> = app.topologies().collect();
    let height = u16::try_from(all.len() + 4).unwrap_or(u16::MAX).max(6);
    let inner = panel::overlay("Topologies", (72, height), theme, area, buf);
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
        panel::text(
            "no topology matches",
            style,
            list.x,
            list.y,
            list.width,
            buf,
        );
    }
    let first = (picker.marked + 1).saturating_sub(usize::from(list.height));
    let rows = picker.matches.iter().enumerate().skip(first);
    for ((place, topology), y) in rows.zip(list.top()..list.bottom()) {
        let topology = all[*topology];
        let is_marked = place == picker.marked;
        let mark = if is_marked {
            theme.glyph("▸", ">")
        } else {
            " "
        };
        let line = format!("{mark} {:<14} {}", topology.name(), topology.title());
        let line = text::cut(&line, usize::from(list.width), theme.ellipsis());
        let role = if is_marked { Role::Active } else { Role::Text };
        panel::text(&line, theme.style(role), list.x, y, list.width, buf);
    }
}

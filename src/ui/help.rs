//! The help page: the table of bindings, the open topology's requests, and what glyphs mean.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use super::{panel, path};
use crate::app::{App, Progress};
use crate::keymap::{self, BINDINGS, Group, Mode};
use crate::text;

/// Columns of the keys.
const KEYS: usize = 14;

/// A line of the page: keys and words, or a heading.
enum Row {
    Heading(String),
    Entry(String, String),
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(scrolled) = app.help_scrolled() else {
        return;
    };
    let rows = rows(app, theme);
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
    let inner = panel::overlay("Help: Esc closes", (86, height), theme, area, buf);
    let hidden = rows.len().saturating_sub(usize::from(inner.height));
    let first = usize::from(scrolled).min(hidden);
    for (row, y) in rows.iter().skip(first).zip(inner.top()..inner.bottom()) {
        match row {
            Row::Heading(words) => {
                panel::text(
                    words,
                    theme.style(Role::Title),
                    inner.x,
                    y,
                    inner.width,
                    buf,
                );
            }
            Row::Entry(keys, words) => {
                let keys = format!("  {keys:<KEYS$} ");
                let after =
                    panel::text(&keys, theme.style(Role::Key), inner.x, y, inner.width, buf);
                let room = inner.right().saturating_sub(after);
                let words = text::cut(words, usize::from(room), theme.ellipsis());
                panel::text(&words, theme.style(Role::Text), after, y, room, buf);
            }
        }
    }
    if first < hidden {
        let more = format!("{} more below", hidden - first);
        let width = text::width(&more) as u16;
        let x = inner.right().saturating_sub(width);
        panel::text(
            &more,
            theme.style(Role::Quiet),
            x,
            inner.bottom(),
            width,
            buf,
        );
    }
}

fn rows(app: &App, theme: &Theme) -> Vec<Row> {
    let mut rows = Vec::new();
    for group in Group::ALL {
        rows.push(Row::Heading(group.title().to_owned()));
        let bindings = BINDINGS.iter();
        let bindings = bindings.filter(|row| row.mode == Mode::Browse && row.group == group);
        rows.extend(bindings.map(|row| Row::Entry(row.key_text(), row.description.to_owned())));
        if group == Group::Send {
            rows.extend(requests(app));
        }
    }
    rows.push(Row::Heading("Signs".to_owned()));
    let signs = [
        (Progress::Pending, "to come"),
        (Progress::Active, "on now"),
        (Progress::Done, "passed"),
        (Progress::Skipped, "not on this request's path"),
        (Progress::Failed, "failed or refused here"),
    ];
    for (progress, words) in signs {
        let sign = path::glyph(theme, progress).to_owned();
        rows.push(Row::Entry(sign, words.to_owned()));
    }
    rows
}

fn requests(app: &App) -> impl Iterator<Item = Row> {
    let topology = app.topology();
    topology.request_ids().map(move |id| {
        let own = keymap::key_of(topology, id).map(|key| key.to_string());
        let digit = (id.index() < 9).then(|| (id.index() + 1).to_string());
        let mut keys: Vec<String> = own.into_iter().chain(digit).collect();
        keys.dedup();
        let request = &topology[id];
        let line = format!(
            "{}: {} {}",
            request.name,
            request.method.name(),
            request.path
        );
        Row::Entry(keys.join(", "), line)
    })
}

//! The curves in the lines under the diagram.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{number, spark, steps};
use crate::app::{App, Load};
use crate::text;
use crate::time::SimDuration;
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Cells of the words before a curve.
const WORDS: u16 = 32;

pub(super) fn render(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let latest = load.latest().cloned().unwrap_or_default();
    let time = |index: usize| {
        latest
            .latency
            .map_or("-".to_owned(), |latency| latency[index].to_string())
    };
    let curves: [(String, Vec<Option<f64>>); 2] = [
        (
            format!("Requests/s {}", number(latest.done)),
            load.samples().map(|sample| Some(sample.done)).collect(),
        ),
        (
            format!("p50 {} p95 {}", time(0), time(1)),
            load.samples()
                .map(|sample| sample.latency.map(|latency| nanos(latency[1])))
                .collect(),
        ),
    ];
    let room = area.width.saturating_sub(WORDS);
    let mut y = area.y;
    for (words, values) in curves {
        panel::text(&words, theme.style(Role::Text), area.x, y, WORDS - 1, buf);
        let most = spark::most(values.iter().copied(), room);
        let line = spark::line(values.into_iter(), most, room, theme);
        panel::text(
            &line,
            theme.style(Role::Active),
            area.x + WORDS,
            y,
            room,
            buf,
        );
        y += 1;
    }
    let rest = Rect {
        y,
        height: area.bottom().saturating_sub(y),
        ..area
    };
    boxes(app, load, theme, rest, buf);
}

fn nanos(length: SimDuration) -> f64 {
    length.nanos() as f64
}

/// The busiest boxes, as many as there is room for; the selected one first.
pub(super) fn boxes(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let topology = app.topology();
    let nodes = topology.node_ids();
    let mut rows: Vec<_> = nodes
        .filter_map(|node| Some((node, load.gauge(node)?)))
        .filter(|(_, gauge)| gauge.used.is_some())
        .collect();
    rows.sort_by_key(|(node, gauge)| {
        let selected = app.selected() == Some(*node);
        std::cmp::Reverse((selected, steps(*gauge)))
    });
    for ((node, gauge), y) in rows.iter().zip(area.top()..area.bottom()) {
        let used = gauge.used.unwrap_or(0);
        let mark = if app.selected() == Some(*node) {
            ">"
        } else {
            " "
        };
        let name = text::cut(&topology[*node].name, 20, theme.ellipsis());
        let fill = 20_usize.saturating_sub(text::width(&name));
        let words = format!(
            "{mark}{name}{:fill$} {:>3} % of {}",
            "",
            (used + 5) / 10,
            gauge.workers
        );
        let role = if gauge.is_saturated() {
            Role::Bad
        } else {
            Role::Text
        };
        let after = panel::text(&words, theme.style(role), area.x, y, area.width, buf);
        let waits = match gauge.waiting {
            0 => String::new(),
            waiting => format!("  {waiting} waiting"),
        };
        let end = area.right();
        let after = panel::text(
            &waits,
            theme.style(role),
            after,
            y,
            end.saturating_sub(after),
            buf,
        );
        let start = (area.x + 50).max(after + 1);
        let room = end.saturating_sub(start);
        let full = u32::from(used) * u32::from(room) / 1000;
        let bar = theme.glyph("█", "#").repeat(full as usize);
        panel::text(&bar, theme.style(Role::Active), start, y, room, buf);
    }
}

/// All boxes one under the other, where the screen is too small for a diagram.
pub(in crate::ui) fn list(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let topology = app.topology();
    let nodes = topology.node_ids().filter(|node| !topology[*node].hidden);
    let rows = nodes.filter_map(|node| Some((node, load.gauge(node)?)));
    let width = usize::from(area.width);
    for ((node, gauge), y) in rows.zip(area.top()..area.bottom()) {
        let numbers = match gauge.used {
            Some(_) if gauge.is_saturated() => format!("SATURATED {} waiting", gauge.waiting),
            Some(used) => format!("{} % used  {} waiting", (used + 5) / 10, gauge.waiting),
            None => format!("{}/s", number(gauge.visits as f64 / 1000.0)),
        };
        let style = match gauge.is_saturated() {
            true => theme.style(Role::Bad),
            false if app.selected() == Some(node) => theme.style(Role::Selected),
            false => theme.style(Role::Text),
        };
        let room = width.saturating_sub(text::width(&numbers) + 1);
        let name = text::cut(&topology[node].name, room, theme.ellipsis());
        panel::text(&name, style, area.x, y, area.width, buf);
        let start = area.right().saturating_sub(text::width(&numbers) as u16);
        panel::text(&numbers, style, start, y, area.right() - start, buf);
    }
}

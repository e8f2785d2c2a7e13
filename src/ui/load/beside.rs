//! The curves and the boxes in panels beside the diagram.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{number, spark};
use crate::app::{App, Load, Sample};
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Rows of the panel with the curves, its frame included.
const CURVES: u16 = 12;

pub(super) fn render(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let curves = Rect {
        height: CURVES.min(area.height),
        ..area
    };
    let inner = panel::frame("The last seconds", theme, curves, buf);
    let mut y = inner.y;
    let latest = load.latest().cloned().unwrap_or_default();
    let done = |sample: &Sample| Some(sample.done);
    row(
        load,
        theme,
        ("Requests/s", number(latest.done), &done),
        inner,
        &mut y,
        buf,
    );
    for (index, name) in ["p50", "p95", "p99"].into_iter().enumerate() {
        let value =
            move |sample: &Sample| sample.latency.map(|latency| latency[index].nanos() as f64);
        let shown = latest
            .latency
            .map_or("-".to_owned(), |latency| latency[index].to_string());
        row(load, theme, (name, shown, &value), inner, &mut y, buf);
    }
    let failed = |sample: &Sample| Some(sample.failed);
    let shown = format!("{:.1} %", latest.failed * 100.0);
    row(load, theme, ("Failed", shown, &failed), inner, &mut y, buf);
    let rest = Rect {
        y: curves.bottom(),
        height: area.height - curves.height,
        ..area
    };
    if rest.height > 2 {
        let inner = panel::frame("Busiest boxes", theme, rest, buf);
        boxes(app, load, theme, inner, buf);
    }
}

/// What a curve is called, its latest value, and how it is read from a sample.
type Curve<'a> = (&'a str, String, &'a dyn Fn(&Sample) -> Option<f64>);

/// One curve under its words.
fn row(load: &Load, theme: &Theme, curve: Curve<'_>, area: Rect, y: &mut u16, buf: &mut Buffer) {
    let (name, value, read) = curve;
    if *y + 1 >= area.bottom() {
        return;
    }
    let words = format!("{name:<11}{value:>9}");
    panel::text(&words, theme.style(Role::Text), area.x, *y, area.width, buf);
    let values = || load.samples().map(read);
    let most = spark::most(values(), area.width);
    let line = spark::line(values(), most, area.width, theme);
    panel::text(
        &line,
        theme.style(Role::Active),
        area.x,
        *y + 1,
        area.width,
        buf,
    );
    *y += 2;
}

/// Two lines for each box with a limit, the busiest first.
fn boxes(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let topology = app.topology();
    let mut rows: Vec<_> = topology
        .node_ids()
        .filter_map(|node| Some((node, load.gauge(node)?)))
        .filter_map(|(node, gauge)| Some((node, gauge, gauge.used?)))
        .collect();
    rows.sort_by_key(|(_, gauge, _)| std::cmp::Reverse(super::steps(*gauge)));
    if rows.is_empty() {
        let words = "No box has a `capacity` in the file, so nobody waits anywhere.";
        let lines = panel::wrapped(words, theme.style(Role::Quiet), area.width);
        panel::lines(lines, theme, area, buf);
    }
    let mut y = area.y;
    for (node, gauge, used) in rows {
        if y + 1 >= area.bottom() {
            break;
        }
        let role = if gauge.is_saturated() {
            Role::Bad
        } else {
            Role::Text
        };
        let style = if app.selected() == Some(node) {
            theme.style(role).patch(theme.style(Role::Selected))
        } else {
            theme.style(role)
        };
        let percent = (used + 5) / 10;
        let numbers = format!(
            " {percent:>3} % of {:<3} q {}",
            gauge.workers, gauge.waiting
        );
        let room = usize::from(area.width).saturating_sub(crate::text::width(&numbers));
        let name = crate::text::cut(&topology[node].name, room, theme.ellipsis());
        panel::text(&name, style, area.x, y, area.width, buf);
        let start = area.x + room as u16;
        panel::text(
            &numbers,
            theme.style(role),
            start,
            y,
            area.right() - start,
            buf,
        );
        let full = u32::from(used) * u32::from(area.width) / 1000;
        let bar = theme.glyph("█", "#").repeat(full as usize);
        panel::text(
            &bar,
            theme.style(Role::Active),
            area.x,
            y + 1,
            area.width,
            buf,
        );
        y += 2;
    }
}

//! The load view: the diagram with how busy every box is, and the curves of the last seconds.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::split::Areas;
use super::theme::{Role, Theme};
use crate::app::{App, Load};
use crate::playback::scene::Gauge;
use crate::text;

mod below;
pub(super) use below::list;

mod beside;
mod spark;

/// What is sent and what comes back, in the line of the request path.
pub(super) fn head(load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let latest = load.latest().cloned().unwrap_or_default();
    let sent = format!("Sent {}/s", number(load.rate()));
    let done = format!("  done {}/s", number(latest.done));
    let failed = if latest.failed > 0.0 {
        format!("  failed {:.1} %", latest.failed * 100.0)
    } else {
        String::new()
    };
    let passed = format!("  after {} of model time", load.now());
    let pieces = [
        (sent, theme.style(Role::Title)),
        (done, theme.style(Role::Text)),
        (failed, theme.style(Role::Bad)),
        (passed, theme.style(Role::Quiet)),
    ];
    panel::pieces(&pieces, theme, area, buf);
}

/// The curves and the busiest boxes, where a run has its times and its story.
pub(super) fn panels(app: &App, load: &Load, theme: &Theme, areas: &Areas, buf: &mut Buffer) {
    let area = areas.timing.union(areas.story).union(areas.log);
    if areas.timing.height >= super::split::TIMING_BESIDE {
        beside::render(app, load, theme, area, buf);
    } else {
        below::render(app, load, theme, area, buf);
    }
}

/// What happens, in words.
pub(super) fn status(app: &App, load: &Load, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (words, bad) = load.sentence(app.topology());
    let words = match (app.notice(), load.is_playing()) {
        (Some(notice), _) => format!("{} {notice}", theme.glyph("»", ">>")),
        (None, true) if load.is_behind() => {
            format!("{words} (slower than asked for: this machine cannot keep up)")
        }
        (None, true) => words,
        (None, false) => format!("paused: {words}"),
    };
    let role = match app.notice() {
        Some(_) => Role::Warn,
        None if bad => Role::Bad,
        None => Role::Text,
    };
    let words = text::cut(&words, usize::from(area.width), theme.ellipsis());
    panel::text(&words, theme.style(role), area.x, area.y, area.width, buf);
}

/// How busy a box is, in steps so coarse that boxes do not change places all the time.
fn steps(gauge: Gauge) -> (bool, u16) {
    (gauge.is_saturated(), gauge.used.unwrap_or(0) / 50)
}

/// A number in at most three digits, or all of its whole ones.
fn number(value: f64) -> String {
    let decimals = match value {
        below if below < 0.000_5 => 0,
        below if below < 1.0 => 2,
        below if below < 10.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

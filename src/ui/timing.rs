//! The timing panel: the phases so far, counting up with the model clock. They add up to the
//! total, and say so.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::App;
use crate::phase::{Phase, Phases};
use crate::text;
use crate::time::SimDuration;

/// The phases shown large, as the seed of the lesson has them.
const LARGE: [Phase; 4] = [Phase::Dns, Phase::Tls, Phase::App, Phase::Db];

/// Cells of a large value beside others: a name, a time, a blank.
const COLUMN: u16 = 15;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let clock = Clock::of(app);
    if area.height < super::split::TIMING_BESIDE {
        compact(&clock, theme, area, buf);
    } else {
        framed(&clock, theme, area, buf);
    }
}

/// What the panel shows at one moment.
struct Clock {
    phases: Phases,
    /// The total at the end of the run: a full bar.
    whole: SimDuration,
}

impl Clock {
    fn of(app: &App) -> Self {
        app.run().map_or(
            Self {
                phases: Phases::default(),
                whole: SimDuration::ZERO,
            },
            |run| Self {
                phases: run.trace.phases_at(run.playback.at()),
                whole: run.trace.total,
            },
        )
    }

    fn total(&self) -> SimDuration {
        self.phases.total()
    }

    /// The total and the large phases, each with name and time.
    fn large(&self) -> impl Iterator<Item = (&'static str, SimDuration)> {
        let phases = LARGE.map(|phase| (phase.title(), self.phases[phase]));
        std::iter::once(("Total", self.total())).chain(phases)
    }

    /// The other phases, each as name and time.
    fn small(&self) -> Vec<String> {
        let others = self
            .phases
            .iter()
            .filter(|(phase, _)| !LARGE.contains(phase));
        others
            .map(|(phase, time)| format!("{} {}", phase.title(), value(time)))
            .collect()
    }

    /// A bar of at most `width` cells, in eighths of a cell where there are glyphs for them.
    fn bar(&self, time: SimDuration, width: u16, theme: &Theme) -> String {
        let whole = u128::from(self.whole.nanos().max(1));
        let eighths = u128::from(time.nanos()) * u128::from(width) * 8 / whole;
        let eighths = eighths.max(u128::from(time > SimDuration::ZERO)) as usize;
        if theme.ascii {
            return "#".repeat(eighths.div_ceil(8).min(usize::from(width)));
        }
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        "█".repeat(eighths / 8) + rest
    }
}

/// A time, or a dash until something of it has happened.
fn value(time: SimDuration) -> String {
    if time == SimDuration::ZERO {
        "-".to_owned()
    } else {
        time.to_string()
    }
}

fn role(name: &str) -> Role {
    if name == "Total" {
        Role::Title
    } else {
        Role::Text
    }
}

/// One row for each large value, the others in small rows, and the sum.
fn framed(clock: &Clock, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inner = panel::frame("Timing", theme, area, buf);
    let mut y = inner.y;
    for (name, time) in clock.large() {
        let line = format!("{name:<5} {:>9} ", value(time));
        let after = panel::text(&line, theme.style(role(name)), inner.x, y, inner.width, buf);
        let room = inner.right().saturating_sub(after);
        let bar = clock.bar(time, room, theme);
        panel::text(&bar, theme.style(Role::Active), after, y, room, buf);
        y += 1;
    }
    let half = inner.width / 2;
    for pair in clock.small().chunks(2) {
        for (cell, x) in pair.iter().zip([inner.x, inner.x + half]) {
            panel::text(cell, theme.style(Role::Quiet), x, y, half, buf);
        }
        y += 1;
    }
    let sum = format!("all nine add up to {}", value(clock.total()));
    panel::text(&sum, theme.style(Role::Quiet), inner.x, y, inner.width, buf);
}

/// The large values side by side, the others in the line under them; on a narrow screen the large
/// ones take both lines.
fn compact(clock: &Clock, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let columns = if area.width < 5 * COLUMN { 3 } else { 5 };
    let width = area.width / columns;
    for ((name, time), index) in clock.large().zip(0..) {
        let (x, y) = (area.x + index % columns * width, area.y + index / columns);
        if y >= area.bottom() {
            break;
        }
        let time_text = if columns == 3 {
            value(time).replace(' ', "")
        } else {
            value(time)
        };
        let line = format!("{name} {time_text} ");
        let after = panel::text(&line, theme.style(role(name)), x, y, width, buf);
        let room = (x + width).saturating_sub(after + 1);
        let bar = clock.bar(time, room, theme);
        panel::text(&bar, theme.style(Role::Active), after, y, room, buf);
    }
    if columns == 5 && area.height > 1 {
        let others = format!("+ {} = Total", clock.small().join(" + "));
        let others = text::cut(&others, usize::from(area.width), theme.ellipsis());
        let style = theme.style(Role::Quiet);
        panel::text(&others, style, area.x, area.y + 1, area.width, buf);
    }
}

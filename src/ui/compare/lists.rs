//! Under the two runs: phases side by side, steps that only one has, the log of runs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Sight, outcome};
use crate::app::Past;
use crate::compare::Difference;
use crate::text;
use crate::time::SimDuration;
use crate::ui::panel::{self, Lines};
use crate::ui::theme::Role;

impl Sight<'_> {
    /// Value, value, difference.
    pub(super) fn table(&self, area: Rect, buf: &mut Buffer) {
        let quiet = self.theme.style(Role::Quiet);
        let head = format!("{:<10}{:>10}{:>10}{:>12}", "", "A", "B", "B - A");
        let mut lines: Lines = vec![(head, quiet)];
        let row = |name: &str, time: Difference| {
            format!(
                "{name:<10}{:>10}{:>10}{:>12}",
                value(time.upper),
                value(time.lower),
                time.signed()
            )
        };
        let total = row("Total", self.comparison.total);
        lines.push((total, self.theme.style(Role::Title)));
        for (phase, time) in &self.comparison.phases {
            let role = if time.upper == time.lower {
                Role::Quiet
            } else {
                Role::Text
            };
            let name = format!("{} {}", phase.letter(), phase.title());
            lines.push((row(&name, *time), self.theme.style(role)));
        }
        panel::lines(lines, self.theme, area, buf);
    }

    /// Steps that only one of the two has, half of the rows for each where both have some.
    pub(super) fn only(&self, area: Rect, buf: &mut Buffer) {
        let comparison = &self.comparison;
        if comparison.only_upper.is_empty() && comparison.only_lower.is_empty() {
            let words = "Both take the same steps.";
            let style = self.theme.style(Role::Text);
            panel::lines(
                panel::wrapped(words, style, area.width),
                self.theme,
                area,
                buf,
            );
            return;
        }
        let upper = self.steps("Only in A", self.upper, &comparison.only_upper);
        let lower = self.steps("Only in B", self.lower, &comparison.only_lower);
        let room = usize::from(area.height);
        let half = room / 2;
        let first = if lower.len() <= half {
            room - lower.len()
        } else {
            half.max(room.saturating_sub(lower.len()))
        };
        let first = first.min(upper.len()) as u16;
        let (top, bottom) = (
            Rect {
                height: first,
                ..area
            },
            Rect {
                y: area.y + first,
                height: area.height - first,
                ..area
            },
        );
        self.list(upper, top, buf);
        self.list(lower, bottom, buf);
    }

    fn steps(&self, heading: &str, past: &Past, steps: &[usize]) -> Lines {
        if steps.is_empty() {
            return Vec::new();
        }
        let words = format!("{heading}: {} of {} steps", steps.len(), past.titles.len());
        let text = self.theme.style(Role::Text);
        let rows = steps.iter().map(|step| {
            let title = past.titles.get(*step).map_or("", String::as_str);
            (format!("{:>3} {title}", step + 1), text)
        });
        let heading = (words, self.theme.style(Role::Title));
        std::iter::once(heading).chain(rows).collect()
    }

    /// Lines, the last one a count where more follow.
    fn list(&self, mut lines: Lines, area: Rect, buf: &mut Buffer) {
        let room = usize::from(area.height);
        if lines.len() > room && room > 1 {
            let left = lines.len() - room + 1;
            lines.truncate(room - 1);
            lines.push((
                format!("    and {left} more"),
                self.theme.style(Role::Quiet),
            ));
        }
        panel::lines(lines, self.theme, area, buf);
    }

    /// The log of runs around the marked one.
    pub(super) fn runs(&self, area: Rect, buf: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let history = self.app.history();
        let style = self.theme.style(Role::Title);
        let heading = text::cut(
            "Runs: Up, Down, then a or b",
            usize::from(area.width),
            self.theme.ellipsis(),
        );
        panel::text(&heading, style, area.x, area.y, area.width, buf);
        let room = usize::from(area.height - 1);
        let marked = self.comparing.marked;
        let first = (marked + 1)
            .saturating_sub(room.div_ceil(2))
            .min(history.len().saturating_sub(room));
        let rows = history.iter().enumerate().skip(first).take(room);
        for ((place, past), y) in rows.zip(area.y + 1..) {
            let is_marked = place == marked;
            let mark = if is_marked {
                self.theme.glyph("▸", ">")
            } else {
                " "
            };
            let name = &self.app.topology()[past.trace.request].name;
            let end = format!(" {} {}", outcome(past), past.trace.total);
            let start = format!("{mark}{} {:>2} {name}", self.letters(place), past.number);
            let room = usize::from(area.width).saturating_sub(text::width(&end));
            let start = text::cut(&start, room, self.theme.ellipsis());
            let gap = room.saturating_sub(text::width(&start));
            let line = format!("{start}{}{end}", " ".repeat(gap));
            let role = if is_marked { Role::Active } else { Role::Text };
            panel::text(&line, self.theme.style(role), area.x, y, area.width, buf);
        }
    }

    /// Which places of the comparison a run takes.
    fn letters(&self, place: usize) -> &'static str {
        match (place == self.comparing.upper, place == self.comparing.lower) {
            (true, true) => "AB",
            (true, false) => "A ",
            (false, true) => "B ",
            (false, false) => "  ",
        }
    }
}

/// A time, or a dash where none was spent.
fn value(time: SimDuration) -> String {
    if time == SimDuration::ZERO {
        "-".to_owned()
    } else {
        time.to_string()
    }
}

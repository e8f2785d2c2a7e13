//! The time axis: which instant stands in which cell, and the ruler.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::time::{SimDuration, SimTime};
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Least cells between two ticks: a number with its unit and a blank.
const APART: u64 = 10;

/// A part of the model clock laid over some cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// The first instant that is seen.
    pub start: SimTime,
    /// How much is seen, in nanoseconds; never zero.
    pub length: u64,
}

impl Axis {
    /// From zero to `end`.
    pub fn whole(end: SimTime) -> Self {
        Self {
            start: SimTime::ZERO,
            length: end.nanos().max(1),
        }
    }

    /// The instants of one of `cells` cells: its beginning, and the beginning of the next.
    pub(super) fn range(self, cell: u16, cells: u16) -> (u64, u64) {
        let edge = |cell: u16| {
            let gone = u128::from(self.length) * u128::from(cell) / u128::from(cells.max(1));
            self.start.nanos() + gone as u64
        };
        (edge(cell), edge(cell + 1))
    }

    /// The cell of an instant, where it is seen. The end of the axis belongs to the last cell.
    pub(in crate::ui) fn cell(self, at: SimTime, cells: u16) -> Option<u16> {
        let gone = at.nanos().checked_sub(self.start.nanos())?;
        if gone > self.length || cells == 0 {
            return None;
        }
        let cell = u128::from(gone) * u128::from(cells) / u128::from(self.length);
        Some((cell as u16).min(cells - 1))
    }

    /// Time between two ticks: 1, 2 or 5 times a power of ten, so that labels keep apart.
    fn tick(self, cells: u16) -> u64 {
        let room = (u64::from(cells) / APART).max(1);
        let least = (self.length / room).max(1);
        let mut power = 1_u64;
        loop {
            for factor in [1, 2, 5] {
                let tick = power.saturating_mul(factor);
                if tick >= least || tick == u64::MAX {
                    return tick;
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// Draws numbers and ticks into the first two rows of `area`.
    pub(in crate::ui) fn ruler(self, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let style = theme.style(Role::Quiet);
        let line = theme.glyph("─", "-").repeat(usize::from(area.width));
        if area.height > 1 {
            panel::text(&line, style, area.x, area.y + 1, area.width, buf);
        }
        let tick = self.tick(area.width);
        let mut at = self.start.nanos().div_ceil(tick).saturating_mul(tick);
        let mut free = area.x;
        while let Some(cell) = self.cell(SimTime(at), area.width) {
            let x = area.x + cell;
            let label = SimDuration(at).to_string();
            let room = area.right() - x;
            if x >= free && text::width(&label) <= usize::from(room) {
                free = panel::text(&label, style, x, area.y, room, buf) + 1;
            }
            if area.height > 1 {
                panel::text(theme.glyph("┴", "+"), style, x, area.y + 1, 1, buf);
            }
            let Some(next) = at.checked_add(tick) else {
                break;
            };
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_numbers_apart() {
        let table = [
            (61_000_000, 60, 20_000_000),
            (61_000_000, 120, 10_000_000),
            (22_000_000, 46, 10_000_000),
            (999, 40, 500),
            (30_000_000_000, 50, 10_000_000_000),
            (1, 50, 1),
            (u64::MAX, 50, 5_000_000_000_000_000_000),
        ];
        for (length, cells, tick) in table {
            let axis = Axis::whole(SimTime(length));
            assert_eq!(axis.tick(cells), tick, "{length} in {cells}");
        }
    }

    #[test]
    fn an_instant_stands_in_the_cell_whose_range_it_is_in() {
        let axis = Axis {
            start: SimTime(1_000),
            length: 777,
        };
        for at in 1_000..1_777 {
            let cell = axis.cell(SimTime(at), 31).expect("on the axis");
            let (start, end) = axis.range(cell, 31);
            assert!(
                start <= at + 1 && at <= end,
                "{at}: {cell}, {start} to {end}"
            );
        }
        assert_eq!(axis.cell(SimTime(999), 31), None);
        assert_eq!(axis.cell(SimTime(1_777), 31), Some(30));
        assert_eq!(axis.cell(SimTime(1_778), 31), None);
    }
}

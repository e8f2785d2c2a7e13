//! The messages as a list, one in each line: for screens too small for a drawing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Sequence;
use super::cursor::{Cursor, Standing};
use super::message::Message;
use crate::text;
use crate::topology::{NodeId, Topology};
use crate::ui::theme::{Role, Theme};

/// Times are shown from this width on: below it, words need the room.
const TIMED_FROM: u16 = 50;

impl Sequence {
    /// Draws the list into `area`, moved so that what is on at `step` (from 0) is in the middle.
    pub fn list(
        &self,
        topology: &Topology,
        theme: &Theme,
        step: Option<usize>,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let cursor = Cursor {
            step,
            packets: &self.on,
        };
        let rows = usize::from(area.height);
        let is_on = |message: &Message| cursor.stands(message) == Standing::On;
        let on = self.messages.iter().position(is_on).unwrap_or(0);
        let last = self.messages.len().saturating_sub(rows);
        let first = on.saturating_sub(rows / 2).min(last);
        let shown = self.messages.iter().skip(first);
        for (message, y) in shown.zip(area.top()..area.bottom()) {
            let (glyph, role) = match cursor.stands(message) {
                Standing::On => (theme.glyph("▸", ">"), Role::Active),
                Standing::Past if message.lost => (theme.glyph("✗", "x"), Role::Failed),
                Standing::Past => (theme.glyph("✓", "+"), Role::Done),
                Standing::Ahead => (theme.glyph("○", "o"), Role::Pending),
                Standing::Alone => (" ", Role::Text),
            };
            let line = format!(
                "{glyph} {}",
                self.line(topology, theme, message, area.width)
            );
            let line = text::cut(&line, usize::from(area.width), theme.ellipsis());
            buf.set_stringn(area.x, y, &line, usize::from(area.width), theme.style(role));
        }
    }

    fn line(&self, topology: &Topology, theme: &Theme, message: &Message, width: u16) -> String {
        let name = |node: NodeId| text::escaped(&topology[node].short);
        let arrow = if message.both {
            theme.glyph("⇄", "<->")
        } else {
            theme.glyph("→", "->")
        };
        let moment = message.moment.filter(|_| width >= TIMED_FROM);
        let time = moment.map_or_else(String::new, |(_, at)| {
            format!("{:>1$}  ", at.to_string(), self.clock as usize)
        });
        let way = if message.is_note() {
            name(message.from)
        } else {
            format!("{} {arrow} {}", name(message.from), name(message.to))
        };
        let label = message.label.join(", ");
        let joint = if label.is_empty() { "" } else { ": " };
        format!("{time}{way}{joint}{label}")
    }
}

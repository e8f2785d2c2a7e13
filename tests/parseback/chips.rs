//! Boxes one row high, which have brackets in place of borders.

use super::{Found, Screen};

impl Screen {
    /// All words in brackets.
    pub(super) fn chips(&self) -> Vec<Found> {
        let mut chips = Vec::new();
        for (y, row) in self.rows.iter().enumerate() {
            let mut open = None;
            for (x, &glyph) in row.iter().enumerate() {
                match glyph {
                    '[' => open = Some(x),
                    ']' => chips.extend(open.take().map(|left| {
                        let text: String = row[left + 1..x].iter().collect();
                        Found {
                            text: text.trim().to_owned(),
                            low: (left, y),
                            high: (x, y),
                        }
                    })),
                    _ => {}
                }
            }
        }
        chips
    }
}

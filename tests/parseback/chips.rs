//! Boxes one row high, which have brackets in place of borders.

use super::{Found, Screen};

impl Screen {
    /// Rectangles, or chips where there are none but round chips: those are lines that happen to
    /// run so.
    pub(super) fn boxes(&self) -> Vec<Found> {
        let (found, chips) = (self.rectangles(), self.chips());
        let round = |one: &Found| chips.iter().any(|chip| one.is_round(chip));
        if found.iter().all(round) {
            chips
        } else {
            found
        }
    }

    /// All words in brackets.
    fn chips(&self) -> Vec<Found> {
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

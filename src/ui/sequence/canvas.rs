//! Writing into a window of the screen: whatever lies outside is left out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::text;

/// The glyphs of this view.
pub(super) struct Glyphs {
    pub(super) lifeline: &'static str,
    /// Left to right: top left, top right, bottom left, bottom right.
    pub(super) corners: [&'static str; 4],
    pub(super) horizontal: &'static str,
    pub(super) vertical: &'static str,
    pub(super) line: &'static str,
    pub(super) active_line: &'static str,
    pub(super) dashes: &'static str,
    pub(super) active_dashes: &'static str,
    pub(super) head_left: &'static str,
    pub(super) head_right: &'static str,
    pub(super) lost: &'static str,
    pub(super) note: &'static str,
    pub(super) here: &'static str,
    pub(super) more: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    lifeline: "┊",
    corners: ["┌", "┐", "└", "┘"],
    horizontal: "─",
    vertical: "│",
    line: "─",
    active_line: "━",
    dashes: "╌",
    active_dashes: "╍",
    head_left: "◀",
    head_right: "▶",
    lost: "✗",
    note: "•",
    here: "▸",
    more: "…",
};

const ASCII: Glyphs = Glyphs {
    lifeline: ":",
    corners: ["+", "+", "+", "+"],
    horizontal: "-",
    vertical: "|",
    line: "-",
    active_line: "=",
    dashes: ".",
    active_dashes: "~",
    head_left: "<",
    head_right: ">",
    lost: "x",
    note: "*",
    here: ">",
    more: "~",
};

impl Glyphs {
    pub(super) fn of(ascii: bool) -> &'static Self {
        if ascii { &ASCII } else { &UNICODE }
    }
}

/// A part of the screen, and which part of the picture is seen in it.
pub(super) struct Canvas<'a> {
    buf: &'a mut Buffer,
    area: Rect,
    left: i32,
    top: i32,
}

impl<'a> Canvas<'a> {
    /// `area` of the screen shows the picture from its cell (`left`, `top`) on.
    pub(super) fn new(buf: &'a mut Buffer, area: Rect, left: i32, top: i32) -> Self {
        Self {
            buf,
            area,
            left,
            top,
        }
    }

    /// Writes `words` with its first cell at (`x`, `y`) of the picture.
    pub(super) fn put(&mut self, x: i32, y: i32, words: &str, style: Style) {
        let row = y - self.top;
        if row < 0 || row >= i32::from(self.area.height) {
            return;
        }
        let mut column = x - self.left;
        for grapheme in words.graphemes(true) {
            let step = text::width(grapheme) as i32;
            if column >= 0 && step > 0 && column + step <= i32::from(self.area.width) {
                let at = (self.area.x + column as u16, self.area.y + row as u16);
                self.buf.set_string(at.0, at.1, grapheme, style);
            }
            column += step;
        }
    }

    /// Writes `glyph` into each cell from `start` up to `end`, which is left out.
    pub(super) fn fill(&mut self, start: i32, end: i32, y: i32, glyph: &str, style: Style) {
        for x in start.max(self.left)..end.min(self.left + i32::from(self.area.width)) {
            self.put(x, y, glyph, style);
        }
    }
}

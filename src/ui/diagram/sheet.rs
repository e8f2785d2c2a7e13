//! The window's cells while lines are put together: sides of several things may meet in one cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect as Area;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::glyph::{self, Weight, Weights};
use super::words;
use crate::layout::{Point, Rect, Side};
use crate::text;
use crate::ui::panel;

/// One cell of lines.
#[derive(Debug, Clone, Copy, Default)]
struct Ink {
    weights: Weights,
    dashed: bool,
    /// In ASCII: may be drawn doubled, for a neighbour is too.
    doubled: bool,
    head: Option<Side>,
    style: Style,
}

/// The part of a diagram that an area of the screen shows.
pub(super) struct Sheet<'a> {
    buf: &'a mut Buffer,
    area: Area,
    offset: Point,
    ascii: bool,
    inks: Vec<Ink>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(buf: &'a mut Buffer, area: Area, offset: Point, ascii: bool) -> Self {
        let area = area.intersection(buf.area);
        Self {
            inks: vec![Ink::default(); usize::from(area.width) * usize::from(area.height)],
            buf,
            area,
            offset,
            ascii,
        }
    }

    /// The part of the diagram that is in the window.
    pub(super) fn part(&self) -> Rect {
        Rect {
            x: self.offset.x,
            y: self.offset.y,
            width: self.area.width,
            height: self.area.height,
        }
    }

    /// The place of a diagram's cell in the window, where it is in it.
    fn place(&self, at: Point) -> Option<(u16, u16)> {
        let x = at.x.checked_sub(self.offset.x)?;
        let y = at.y.checked_sub(self.offset.y)?;
        (x < self.area.width && y < self.area.height).then_some((x, y))
    }

    fn ink(&mut self, at: Point) -> Option<&mut Ink> {
        let (x, y) = self.place(at)?;
        self.inks
            .get_mut(usize::from(y) * usize::from(self.area.width) + usize::from(x))
    }

    /// Joins a side of a cell.
    pub(super) fn join(&mut self, at: Point, side: Side, weight: Weight) {
        if let Some(ink) = self.ink(at) {
            ink.weights.add(side, weight);
        }
    }

    pub(super) fn style(&mut self, at: Point, style: Style) {
        if let Some(ink) = self.ink(at) {
            ink.style = style;
        }
    }

    pub(super) fn dash(&mut self, at: Point) {
        if let Some(ink) = self.ink(at) {
            ink.dashed = true;
        }
    }

    pub(super) fn double(&mut self, at: Point) {
        if let Some(ink) = self.ink(at) {
            ink.doubled = true;
        }
    }

    pub(super) fn head(&mut self, at: Point, side: Side) {
        if let Some(ink) = self.ink(at) {
            ink.head = Some(side);
        }
    }

    /// Whether nothing but a straight line stands in the cell, or no line at all.
    pub(super) fn is_straight(&mut self, at: Point) -> bool {
        self.ink(at)
            .is_none_or(|ink| ink.head.is_none() && ink.weights.is_straight())
    }

    /// Whether a line leaves a border's cell: it joins three sides.
    pub(super) fn is_tee(&mut self, at: Point) -> bool {
        self.ink(at).is_some_and(|ink| ink.weights.count() > 2)
    }

    /// Puts all lines into the buffer.
    pub(super) fn flush(&mut self) {
        let width = usize::from(self.area.width).max(1);
        for (index, ink) in self.inks.iter().enumerate() {
            let symbol = match ink.head {
                Some(side) => glyph::head(side, self.ascii),
                None if ink.weights.is_empty() => continue,
                None => ink.weights.glyph(ink.dashed, self.ascii, ink.doubled),
            };
            let x = self.area.x + (index % width) as u16;
            let y = self.area.y + (index / width) as u16;
            self.buf[(x, y)].set_char(symbol).set_style(ink.style);
        }
    }

    /// One character over whatever stands there.
    pub(super) fn put(&mut self, at: Point, symbol: char, style: Style) {
        if let Some((x, y)) = self.place(at) {
            self.buf[(self.area.x + x, self.area.y + y)]
                .set_char(symbol)
                .set_style(style);
        }
    }

    /// Whether a cell of the window holds nothing, nor the second half of a wide character.
    pub(super) fn is_blank(&self, at: Point) -> bool {
        self.place(at)
            .is_some_and(|(x, y)| panel::is_blank(self.buf, (self.area.x + x, self.area.y + y)))
    }

    /// Only the style of a cell.
    pub(super) fn restyle(&mut self, at: Point, style: Style) {
        if let Some((x, y)) = self.place(at) {
            self.buf[(self.area.x + x, self.area.y + y)].set_style(style);
        }
    }

    /// One line of words; what lies outside the window is left out, a wide character as a whole.
    pub(super) fn write(&mut self, at: Point, words: &str, style: Style) {
        let words = words::words(words, self.ascii);
        let mut x = at.x;
        for symbol in words.graphemes(true) {
            let step = text::width(symbol) as u16;
            if step == 0 {
                continue;
            }
            let fits = self.place(Point::new(x + step - 1, at.y)).is_some();
            if let Some((column, row)) = self.place(Point::new(x, at.y)).filter(|_| fits) {
                let area = self.area;
                self.buf
                    .set_stringn(area.x + column, area.y + row, symbol, 2, style);
            }
            x += step;
        }
    }

    /// The first cell of the window, and the one behind its last.
    pub(super) fn extent(&self) -> (Point, Point) {
        let end = Point::new(
            self.offset.x.saturating_add(self.area.width),
            self.offset.y.saturating_add(self.area.height),
        );
        (self.offset, end)
    }

    /// The sign that something goes on beyond a side of the window.
    pub(super) fn beyond(&self, side: Side) -> char {
        match (side, self.ascii) {
            (Side::Up, false) => '˄',
            (Side::Down, false) => '˅',
            (Side::Left, false) => '‹',
            (Side::Right, false) => '›',
            (side, true) => glyph::head(side, true),
        }
    }
}

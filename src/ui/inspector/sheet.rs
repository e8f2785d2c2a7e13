//! Rows of the inspector: headings, names with values, sealed layers, changes side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text;
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Columns of a layer's name.
const LAYER: usize = 9;
/// Columns of a fact's name: the longest header with its mark.
const NAME: usize = 20;
/// The same on a narrow screen.
const SHORT: usize = 12;
/// From this width on values stand in one column whatever their length.
const WIDE: usize = 60;

/// Rows of styled pieces, each piece with the column it starts at.
pub(super) struct Sheet<'a> {
    theme: &'a Theme,
    width: usize,
    rows: Vec<Vec<(usize, String, Style)>>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(theme: &'a Theme, width: u16) -> Self {
        Self {
            theme,
            width: usize::from(width),
            rows: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn blank(&mut self) {
        self.rows.push(Vec::new());
    }

    /// A line that says what follows.
    pub(super) fn heading(&mut self, words: &str) {
        self.wrapped(0, words, self.theme.style(Role::Title));
    }

    pub(super) fn sentence(&mut self, words: &str) {
        self.wrapped(0, words, self.theme.style(Role::Text));
    }

    /// A value under its name; `first` stands in front where a layer begins.
    pub(super) fn fact(&mut self, first: &str, name: &str, value: &str, role: Role) {
        let text = self.theme.style(role);
        let mut row = Vec::new();
        if !first.is_empty() {
            row.push((0, first.to_owned(), self.theme.style(Role::Frame)));
        }
        row.push((LAYER, name.to_owned(), self.theme.style(Role::Quiet)));
        let column = if self.width < WIDE { SHORT } else { NAME };
        let start = LAYER + column.max(text::width(name) + 1);
        let room = self.width.saturating_sub(start);
        let (start, lines) = if self.width >= WIDE || text::width(value) <= room {
            (start, text::wrap(value, room))
        } else {
            // Too narrow beside its name: the value takes rows of its own.
            self.rows.push(std::mem::take(&mut row));
            let under = LAYER + 2;
            (under, text::wrap(value, self.width.saturating_sub(under)))
        };
        for line in lines {
            row.push((start, line, text));
            self.rows.push(std::mem::take(&mut row));
        }
    }

    /// A layer of which one sentence is all there is to say.
    pub(super) fn layer(&mut self, first: &str, words: &str, role: Role) {
        let style = self.theme.style(role);
        let mut row = vec![(0, first.to_owned(), self.theme.style(Role::Frame))];
        for line in text::wrap(words, self.width.saturating_sub(LAYER)) {
            row.push((LAYER, line, style));
            self.rows.push(std::mem::take(&mut row));
        }
    }

    /// A layer that is there and cannot be read.
    pub(super) fn sealed(&mut self, first: &str, reason: &str) {
        let cover = self.theme.glyph("▒▒▒▒▒▒", "######");
        self.layer(first, &format!("{cover} SEALED: {reason}"), Role::Warn);
    }

    /// One thing as it came in and as it goes out.
    pub(super) fn change(&mut self, name: &str, came: Option<&str>, goes: Option<&str>) {
        let quiet = self.theme.style(Role::Quiet);
        let (old, new) = (self.theme.style(Role::Text), self.theme.style(Role::Active));
        let mark = match (came, goes) {
            (None, _) => "+",
            (_, None) => "-",
            _ => "~",
        };
        let (came, goes) = (came.unwrap_or("-"), goes.unwrap_or("-"));
        let arrow = self.theme.glyph("→", "->");
        let start = NAME;
        let name = format!("{mark} {name}");
        let beside = format!("{came} {arrow} ");
        let fits = start + text::width(&beside) + text::width(goes) <= self.width;
        if fits && text::width(&name) < start {
            let at = start + text::width(&beside);
            self.rows.push(vec![
                (0, name, quiet),
                (start, beside, old),
                (at, goes.to_owned(), new),
            ]);
            return;
        }
        self.rows.push(vec![(0, name, quiet)]);
        for (word, value, style) in [("in", came, old), ("out", goes, new)] {
            let mut row = vec![(2, word.to_owned(), quiet)];
            for line in text::wrap(value, self.width.saturating_sub(6)) {
                row.push((6, line, style));
                self.rows.push(std::mem::take(&mut row));
            }
        }
    }

    fn wrapped(&mut self, start: usize, words: &str, style: Style) {
        for line in text::wrap(words, self.width.saturating_sub(start)) {
            self.rows.push(vec![(start, line, style)]);
        }
    }

    /// Draws from row `first` on.
    pub(super) fn draw(&self, first: usize, area: Rect, buf: &mut Buffer) {
        for (row, y) in self.rows.iter().skip(first).zip(area.top()..area.bottom()) {
            for (column, words, style) in row {
                let x = area.x.saturating_add(*column as u16);
                let room = area.right().saturating_sub(x);
                if room > 0 {
                    let words = text::cut(words, usize::from(room), self.theme.ellipsis());
                    panel::text(&words, *style, x, y, room, buf);
                }
            }
        }
    }
}

//! From placed lifelines and messages to cells.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, Glyphs};
use super::cells;
use super::columns::{Column, Columns};
use super::cursor::{Cursor, Standing};
use super::message::Message;
use super::rows::{self, Row};
use crate::text;
use crate::ui::theme::{Role, Theme};

/// All that one picture is made of.
pub(super) struct Picture<'a> {
    pub(super) theme: &'a Theme,
    pub(super) columns: &'a Columns,
    pub(super) rows: &'a [Row<'a>],
    pub(super) cursor: Cursor<'a>,
    /// The cells of the lifelines that are seen.
    pub(super) view: Range<i32>,
    /// The row under the heads that is seen first.
    pub(super) top: i32,
    /// Cells at the left for the mark and the time.
    pub(super) margin: i32,
}

impl Picture<'_> {
    /// Draws heads, lifelines, messages and times into `area`.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer) {
        let margin = cells(self.margin).min(area.width);
        let head_rows = cells(self.columns.height).min(area.height);
        let right = Rect {
            x: area.x + margin,
            width: area.width - margin,
            ..area
        };
        let body = Rect {
            y: area.y + head_rows,
            height: area.height - head_rows,
            ..right
        };
        let clock = Rect {
            x: area.x,
            width: margin,
            ..body
        };
        self.heads(&mut Canvas::new(buf, right, self.view.start, 0));
        let rows = i32::from(body.height);
        let mut canvas = Canvas::new(buf, body, self.view.start, self.top);
        self.lifelines(&mut canvas, rows);
        for row in self.rows {
            self.message(&mut canvas, row);
        }
        self.left_out(&mut canvas, rows);
        self.clock(&mut Canvas::new(buf, clock, 0, self.top));
    }

    fn glyphs(&self) -> &'static Glyphs {
        Glyphs::of(self.theme.ascii)
    }

    /// The lifelines whose heads are wholly seen.
    fn seen(&self) -> impl Iterator<Item = (usize, &Column)> {
        let inside =
            |column: &Column| column.left >= self.view.start && column.right() <= self.view.end;
        self.columns
            .list
            .iter()
            .enumerate()
            .filter(move |(_, column)| inside(column))
    }

    /// Whether a message of the current step starts or ends at this lifeline.
    fn is_on(&self, lane: usize) -> bool {
        self.rows.iter().any(|row| {
            let (from, to) = row.message.lanes;
            self.cursor.stands(row.message) == Standing::On && (from == lane || to == lane)
        })
    }

    fn role(&self, message: &Message) -> Role {
        match self.cursor.stands(message) {
            Standing::Past => Role::Done,
            Standing::On => Role::Active,
            Standing::Ahead => Role::Dimmed,
            Standing::Alone => Role::Drawn,
        }
    }

    fn heads(&self, canvas: &mut Canvas) {
        let glyphs = self.glyphs();
        for (lane, column) in self.seen() {
            let role = if self.is_on(lane) {
                Role::Active
            } else {
                Role::Drawn
            };
            let style = self.theme.style(role);
            let (left, last) = (column.left, column.right() - 1);
            let bottom = column.bottom() - 1;
            for (y, start, end) in [
                (column.top, glyphs.corners[0], glyphs.corners[1]),
                (bottom, glyphs.corners[2], glyphs.corners[3]),
            ] {
                canvas.put(left, y, start, style);
                canvas.fill(left + 1, last, y, glyphs.horizontal, style);
                canvas.put(last, y, end, style);
            }
            for (y, line) in (column.top + 1..).zip(&column.lines) {
                let room = column.width - 2 - text::width(line) as i32;
                canvas.put(left, y, glyphs.vertical, style);
                canvas.put(left + 1 + room / 2, y, line, style);
                canvas.put(last, y, glyphs.vertical, style);
            }
            let quiet = self.theme.style(Role::Quiet);
            for y in column.bottom()..self.columns.height {
                canvas.put(column.x, y, glyphs.lifeline, quiet);
            }
        }
    }

    fn lifelines(&self, canvas: &mut Canvas, body: i32) {
        let style = self.theme.style(Role::Quiet);
        let end = (self.top + body).min(rows::height(self.rows));
        for (_, column) in self.seen() {
            for y in self.top..end {
                canvas.put(column.x, y, self.glyphs().lifeline, style);
            }
        }
    }

    fn message(&self, canvas: &mut Canvas, row: &Row) {
        let style = self.theme.style(self.role(row.message));
        let (from, to) = row.message.lanes;
        let (from, to) = (self.columns.list[from].x, self.columns.list[to].x);
        if row.message.is_note() {
            canvas.put(from, row.top, self.glyphs().note, style);
        } else {
            self.arrow(canvas, row, from, to, style);
        }
        for (y, line) in (row.top..).zip(&row.label) {
            canvas.put(row.label_x, y, line, style);
        }
    }

    fn arrow(&self, canvas: &mut Canvas, row: &Row, from: i32, to: i32, style: Style) {
        let glyphs = self.glyphs();
        let message = row.message;
        let y = row.arrow();
        let line = match (message.dashed, self.role(message) == Role::Active) {
            (false, false) => glyphs.line,
            (false, true) => glyphs.active_line,
            (true, false) => glyphs.dashes,
            (true, true) => glyphs.active_dashes,
        };
        let (near, far) = (from.min(to) + 1, from.max(to) - 1);
        canvas.fill(near, far + 1, y, line, style);
        let rightward = from < to;
        let (tail, head) = if rightward { (near, far) } else { (far, near) };
        let (back, front) = if rightward {
            (glyphs.head_left, glyphs.head_right)
        } else {
            (glyphs.head_right, glyphs.head_left)
        };
        if message.both {
            canvas.put(tail, y, back, style);
        }
        canvas.put(
            head,
            y,
            if message.lost { glyphs.lost } else { front },
            style,
        );
    }

    /// Says how much lies outside of what is seen.
    fn left_out(&self, canvas: &mut Canvas, body: i32) {
        let style = self.theme.style(Role::Quiet);
        let more = self.glyphs().more;
        let first = self.seen().next().map_or(0, |(lane, _)| lane);
        let behind = self
            .seen()
            .last()
            .map_or(0, |(lane, _)| self.columns.list.len() - 1 - lane);
        if first > 0 {
            let words = format!("{more} {first} more");
            canvas.put(self.view.start, self.top, &words, style);
        }
        if behind > 0 {
            let words = format!("{behind} more {more}");
            let x = self.view.end - text::width(&words) as i32;
            canvas.put(x, self.top, &words, style);
        }
        let end = self.top + body;
        let below = self.rows.iter().filter(|row| row.arrow() >= end).count();
        if below > 0 {
            let words = format!(" {more} {below} more below");
            let x = self.view.end - text::width(&words) as i32;
            canvas.put(x, end - 1, &words, style);
        }
    }

    fn clock(&self, canvas: &mut Canvas) {
        for row in self.rows {
            let Some((_, at)) = row.message.moment else {
                continue;
            };
            let role = self.role(row.message);
            let style = self.theme.style(role);
            let words = at.to_string();
            let y = if row.message.is_note() {
                row.top
            } else {
                row.arrow()
            };
            let x = self.margin - 2 - text::width(&words) as i32;
            canvas.put(x, y, &words, style);
            if role == Role::Active {
                canvas.put(0, y, self.glyphs().here, style);
            }
        }
    }
}

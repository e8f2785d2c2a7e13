//! Which rows each message takes, the heads not counted.

use std::ops::Range;

use super::columns::{Columns, label_width};
use super::cursor::{Cursor, Standing};
use super::message::Message;
use crate::text;

/// A label is not squeezed below this many cells where moving it to the left helps.
const READABLE: i32 = 60;

/// A message in its rows.
pub(super) struct Row<'a> {
    pub(super) message: &'a Message,
    /// The first row of its label.
    pub(super) top: i32,
    pub(super) label: Vec<String>,
    pub(super) label_x: i32,
}

impl Row<'_> {
    /// The row of the arrow; blank for a note.
    pub(super) fn arrow(&self) -> i32 {
        self.top + self.label.len() as i32
    }
}

/// Gives every message its rows: its label, wrapped into the cells in `view`, then its arrow.
pub(super) fn place<'a>(
    messages: &'a [Message],
    columns: &Columns,
    view: Range<i32>,
) -> Vec<Row<'a>> {
    let mut top = 1;
    let mut rows = Vec::with_capacity(messages.len());
    for message in messages {
        let (near, far) = message.span();
        let start = (columns.list[near].x + 2).max(view.start);
        let inside = columns.list[far].x - 1 - start;
        let wanted = label_width(message);
        let end_left = columns.list[near].x - 1 - wanted;
        let label_x = if wanted <= inside || start + wanted.min(READABLE) <= view.end {
            start
        } else if message.is_note() && end_left >= view.start {
            end_left
        } else {
            (view.end - wanted.min(READABLE)).max(view.start)
        };
        let room = (view.end - label_x).max(1) as usize;
        let mut label: Vec<String> = message
            .label
            .iter()
            .flat_map(|line| text::wrap(line, room))
            .collect();
        if label.is_empty() {
            label.push(String::new());
        }
        let height = label.len() as i32 + 1;
        rows.push(Row {
            message,
            top,
            label,
            label_x,
        });
        top += height;
    }
    rows
}

/// Rows of all messages, with a blank one above and below.
pub(super) fn height(rows: &[Row]) -> i32 {
    rows.last().map_or(1, |last| last.arrow() + 2)
}

/// The rows of what is on.
pub(super) fn current(rows: &[Row], cursor: &Cursor) -> Option<Range<i32>> {
    let on = |row: &&Row| cursor.stands(row.message) == Standing::On;
    let first = rows.iter().find(on)?.top;
    let end = rows.iter().rev().find(on)?.arrow() + 1;
    Some(first..end)
}

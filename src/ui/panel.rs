//! Frames of panels, and text that stays inside them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};

use super::theme::{Role, Theme};
use crate::text::{cut, width, wrap};

const ASCII: border::Set = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Draws a titled frame and returns what is inside it, a blank left and right.
pub(super) fn frame(title: &str, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let set = if theme.ascii { ASCII } else { border::PLAIN };
    let title = Line::styled(format!(" {title} "), theme.style(Role::Quiet));
    let block = Block::bordered()
        .border_set(set)
        .border_style(theme.style(Role::Border))
        .title(title);
    let inner = block.inner(area);
    block.render(area, buf);
    Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

/// Draws a frame without a title and returns what is inside it.
pub(super) fn border(theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let set = if theme.ascii { ASCII } else { border::PLAIN };
    let block = Block::bordered()
        .border_set(set)
        .border_style(theme.style(Role::Border));
    let inner = block.inner(area);
    block.render(area, buf);
    inner
}

/// A framed box of at most `width` by `height` cells in the middle of `area`, cleared; returns
/// what is inside it.
pub(super) fn overlay(
    title: &str,
    (width, height): (u16, u16),
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    Clear.render(place, buf);
    buf.set_style(place, theme.base());
    frame(title, theme, place, buf)
}

/// Whether a cell holds nothing, nor the second half of a wide character.
pub(super) fn is_blank(buf: &Buffer, (x, y): (u16, u16)) -> bool {
    let before = x.checked_sub(1).filter(|x| *x >= buf.area.x);
    let covered = before.is_some_and(|x| width(buf[(x, y)].symbol()) > 1);
    !covered && buf[(x, y)].symbol().trim().is_empty()
}

/// One line of text, cut at `width` cells; returns the column after it.
pub(super) fn text(words: &str, style: Style, x: u16, y: u16, width: u16, buf: &mut Buffer) -> u16 {
    buf.set_stringn(x, y, words, usize::from(width), style).0
}

/// A line of pieces from the left, each whole or not at all; the first is cut where it must be.
pub(super) fn pieces(pieces: &[(String, Style)], theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut x = area.x;
    for (index, (piece, style)) in pieces.iter().enumerate() {
        let room = area.right().saturating_sub(x);
        if index > 0 && width(piece) > usize::from(room) {
            break;
        }
        let piece = cut(piece, usize::from(room), theme.ellipsis());
        x = text(&piece, *style, x, area.y, room, buf);
    }
}

/// Styled lines of text.
pub(super) type Lines = Vec<(String, Style)>;

/// Lines from the top of `area`; where more follow than fit, the last one ends in an ellipsis.
pub(super) fn lines(mut lines: Lines, theme: &Theme, area: Rect, buf: &mut Buffer) {
    shorten(&mut lines, usize::from(area.height), theme, area.width);
    for ((line, style), y) in lines.iter().zip(area.top()..area.bottom()) {
        let line = cut(line, usize::from(area.width), theme.ellipsis());
        text(&line, *style, area.x, y, area.width, buf);
    }
}

/// `first` and under it `second` in the rows of `area`: `second` is kept whole as long as `first`
/// keeps `least` rows.
pub(super) fn stack(
    mut first: Lines,
    mut second: Lines,
    least: usize,
    theme: &Theme,
    area: Rect,
) -> Lines {
    let rows = usize::from(area.height);
    let room = rows.saturating_sub(second.len());
    shorten(&mut first, room.max(least), theme, area.width);
    let room = rows.saturating_sub(first.len());
    shorten(&mut second, room, theme, area.width);
    first.extend(second);
    first
}

/// Keeps `rows` lines; where more are left out, the last one ends in an ellipsis.
fn shorten(lines: &mut Lines, rows: usize, theme: &Theme, columns: u16) {
    if lines.len() <= rows {
        return;
    }
    lines.truncate(rows);
    if let Some((last, _)) = lines.last_mut() {
        let mark = theme.ellipsis();
        let room = usize::from(columns).saturating_sub(width(mark));
        *last = format!("{}{mark}", cut(last, room, ""));
    }
}

/// Text wrapped to `width` cells, every line in one style.
pub(super) fn wrapped(words: &str, style: Style, width: u16) -> Lines {
    let lines = wrap(words, usize::from(width));
    lines.into_iter().map(|line| (line, style)).collect()
}

/// A text with a word in front; nothing where there is no text.
pub(super) fn labelled(word: &str, text: &str, style: Style, width: u16) -> Lines {
    if text.is_empty() {
        return Vec::new();
    }
    wrapped(&format!("{word}: {text}"), style, width)
}

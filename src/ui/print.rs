//! A buffer of cells as text, plain or with colours, or as SVG.
//!
//! Both forms of text drop blanks at line ends, so that a picture can be compared, diffed and piped.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::svg;
use super::theme::Theme;
use crate::text;

/// What a picture is put on.
#[derive(Debug, Clone, Copy)]
pub enum Paper<'a> {
    /// Characters alone.
    Text,
    /// Characters with SGR colours.
    Colours,
    /// SVG in the colours of a theme, on its ground.
    Svg(&'a Theme),
}

/// What `draw` draws into `width` by `height` cells.
pub fn picture(
    width: u16,
    height: u16,
    paper: Paper<'_>,
    draw: impl FnOnce(Rect, &mut Buffer),
) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    if let Paper::Svg(theme) = paper {
        buffer.set_style(area, theme.base());
    }
    draw(area, &mut buffer);
    match paper {
        Paper::Text => plain(&buffer),
        Paper::Colours => coloured(&buffer),
        Paper::Svg(theme) => svg::svg(&buffer, theme),
    }
}

/// The text of a buffer, one line for each row; no styles.
pub fn plain(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(buffer) {
        let line: String = cells(row).map(Cell::symbol).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The text of a buffer with ANSI styles (ECMA-48 SGR): one sequence where the style changes,
/// and a reset before each line ends.
pub fn coloured(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(buffer) {
        let kept: Vec<&Cell> = cells(row).collect();
        let end = kept
            .iter()
            .rposition(|cell| !is_blank(cell))
            .map_or(0, |last| last + 1);
        let mut current = String::new();
        for cell in &kept[..end] {
            let wanted = sgr(cell.style());
            if wanted != current {
                let _ = write!(out, "\x1b[0{wanted}m");
                current = wanted;
            }
            out.push_str(cell.symbol());
        }
        if !current.is_empty() {
            out.push_str("\x1b[0m");
        }
        out.push('\n');
    }
    out
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content.chunks(usize::from(buffer.area.width).max(1))
}

/// The cells of a row without those that a wide character before them covers.
fn cells(row: &[Cell]) -> impl Iterator<Item = &Cell> {
    let mut covered = 0;
    row.iter().filter(move |cell| {
        if covered > 0 {
            covered -= 1;
            return false;
        }
        covered = text::width(cell.symbol()).saturating_sub(1);
        true
    })
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol().trim().is_empty()
        && matches!(cell.bg, Color::Reset)
        && !cell
            .modifier
            .intersects(Modifier::REVERSED | Modifier::UNDERLINED)
}

/// The parameters of an SGR sequence after its reset, each with a semicolon in front.
fn sgr(style: Style) -> String {
    let mut out = String::new();
    let modifiers = [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ];
    for (modifier, code) in modifiers {
        if style.add_modifier.contains(modifier) {
            let _ = write!(out, ";{code}");
        }
    }
    push_color(&mut out, style.fg, 30);
    push_color(&mut out, style.bg, 40);
    out
}

/// Adds a colour: 30 to 37 in front and 40 to 47 behind, 60 more where bright, 38 and 48 with
/// the number or the three parts of any other.
fn push_color(out: &mut String, color: Option<Color>, base: u8) {
    let named = match color.unwrap_or(Color::Reset) {
        Color::Reset => return,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(number) => {
            let _ = write!(out, ";{};5;{number}", base + 8);
            return;
        }
        Color::Rgb(red, green, blue) => {
            let _ = write!(out, ";{};2;{red};{green};{blue}", base + 8);
            return;
        }
    };
    let _ = write!(out, ";{}", base + named);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(paper: Paper<'_>) -> String {
        picture(12, 2, paper, |area, buf| {
            buf.set_string(area.x, 0, "a 日本 b", Style::new());
            buf.set_string(0, 1, "hot", Style::new().fg(Color::Red));
            buf.set_string(3, 1, "stuff", Style::new().add_modifier(Modifier::BOLD));
            buf.set_string(9, 1, " ", Style::new().fg(Color::Red));
        })
    }

    #[test]
    fn plain_text_has_no_trailing_blanks_and_keeps_wide_characters() {
        assert_eq!(sample(Paper::Text), "a 日本 b\nhotstuff\n");
    }

    #[test]
    fn colours_change_where_the_style_does_and_end_with_the_line() {
        assert_eq!(
            sample(Paper::Colours),
            "a 日本 b\n\x1b[0;31mhot\x1b[0;1mstuff\x1b[0m\n"
        );
    }
}

//! A buffer of cells as a picture for pages and slides (SVG 1.1).
//!
//! Every cell has its place, whatever the font of the reader: a text is stretched to the width of
//! its cells.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::theme::{Theme, rgb};
use crate::text;

/// A cell, and a font whose letters are that wide in `DejaVu` and Menlo, 0.602 em; their lines of
/// boxes join in cells of at most 1.16 em.
const CELL: (usize, usize) = (9, 17);
const FONT: f32 = 14.95;
/// Where the line of the font stands below the top of its cell.
const LINE: usize = 13;

/// The buffer as SVG, on the ground of `theme`.
pub(super) fn svg(buffer: &Buffer, theme: &Theme) -> String {
    let (wide, tall) = (
        (usize::from(buffer.area.width) + 2) * CELL.0,
        (usize::from(buffer.area.height) + 1) * CELL.1,
    );
    // Half a line of margin all around.
    let (left, top) = (CELL.0, CELL.1 / 2);
    let ground = hex(theme.base().bg.unwrap_or_default());
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-{left} -{top} {wide} {tall}\" \
         width=\"{wide}\" height=\"{tall}\" font-size=\"{FONT}\" xml:space=\"preserve\" \
         font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\">\n\
         <rect x=\"-{left}\" y=\"-{top}\" width=\"{wide}\" height=\"{tall}\" fill=\"{ground}\"/>\n"
    );
    for y in 0..buffer.area.height {
        for run in runs(buffer, y) {
            run.write(usize::from(y), &ground, &mut out);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Neighbouring cells of one row that look alike.
struct Run {
    x: usize,
    cells: usize,
    text: String,
    /// Text and ground, reversed where they are shown so.
    colours: (Color, Color),
    bold: bool,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        let cells = text::width(cell.symbol()).max(1);
        let (colours, bold) = look(cell);
        match runs.last_mut() {
            Some(run) if run.colours == colours && run.bold == bold => {
                run.cells += cells;
                run.text.push_str(cell.symbol());
            }
            _ => runs.push(Run {
                x: usize::from(x),
                cells,
                text: cell.symbol().to_owned(),
                colours,
                bold,
            }),
        }
        x += cells as u16;
    }
    runs
}

fn look(cell: &Cell) -> ((Color, Color), bool) {
    let colours = if cell.modifier.contains(Modifier::REVERSED) {
        (cell.bg, cell.fg)
    } else {
        (cell.fg, cell.bg)
    };
    (colours, cell.modifier.contains(Modifier::BOLD))
}

impl Run {
    /// Its ground where that is not everybody's, and its words; gaps are left out.
    fn write(&self, row: usize, ground: &str, out: &mut String) {
        let (x, y) = (self.x * CELL.0, row * CELL.1);
        let own = hex(self.colours.1);
        if own != ground {
            let (width, height) = (self.cells * CELL.0, CELL.1);
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{own}\"/>"
            );
        }
        let words = self.text.trim_end();
        let Some(first) = words.find(|c| c != ' ') else {
            return;
        };
        let (words, fill) = (&words[first..], hex(self.colours.0));
        let (x, length) = (x + first * CELL.0, text::width(words) * CELL.0);
        let weight = if self.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" \
             fill=\"{fill}\"{weight}>{}</text>",
            y + LINE,
            escaped(words)
        );
    }
}

/// A colour as SVG writes it; what no theme knows is the reader's own.
fn hex(color: Color) -> String {
    rgb(color).map_or_else(
        || "currentColor".to_owned(),
        |[red, green, blue]| format!("#{red:02x}{green:02x}{blue:02x}"),
    )
}

fn escaped(words: &str) -> String {
    let words = words.replace('&', "&amp;");
    words.replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;
    use crate::ui::print::{Paper, picture};
    use crate::ui::theme::{Role, ThemeName};

    #[test]
    fn words_stand_in_their_cells_and_are_escaped() {
        let theme = Theme::new(ThemeName::Dark, false, true);
        let svg = picture(12, 2, Paper::Svg(&theme), |_, buf| {
            buf.set_string(2, 0, "<日&>", Style::new());
            buf.set_string(0, 1, "on", theme.style(Role::Selected));
        });
        let lines: Vec<&str> = svg.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "<text x=\"18\" y=\"13\" textLength=\"45\" lengthAdjust=\"spacingAndGlyphs\" \
                 fill=\"#dadada\">&lt;日&amp;&gt;</text>",
                "<rect x=\"0\" y=\"17\" width=\"18\" height=\"17\" fill=\"#dadada\"/>",
                "<text x=\"0\" y=\"30\" textLength=\"18\" lengthAdjust=\"spacingAndGlyphs\" \
                 fill=\"#121212\">on</text>",
                "</svg>",
            ]
        );
    }
}

//! The last look at an ASCII screen: names and sentences of a file may hold anything.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Puts printable ASCII in place of everything else in `area`.
pub(super) fn sweep(area: Rect, buf: &mut Buffer) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            let Some(cell) = buf.cell_mut(Position::new(x, y)) else {
                continue;
            };
            let symbol = cell.symbol();
            if !symbol.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                let plain = symbol.chars().next().map_or(' ', plain);
                cell.set_char(plain);
            }
        }
    }
}

/// The printable ASCII character nearest to `c`.
const fn plain(c: char) -> char {
    match c {
        ' '..='~' => c,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2026}' | '\u{b7}' | '\u{2022}' => '.',
        '\u{2192}' | '\u{25b6}' | '\u{203a}' => '>',
        '\u{2190}' | '\u{25c0}' | '\u{2039}' => '<',
        '\u{2191}' | '\u{25b2}' => '^',
        '\u{2193}' | '\u{25bc}' => 'v',
        '\u{2502}' | '\u{2503}' => '|',
        '\u{d7}' => 'x',
        '\u{a0}' => ' ',
        'ä' | 'à' | 'á' | 'â' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ö' | 'ò' | 'ó' | 'ô' => 'o',
        'ü' | 'ù' | 'ú' | 'û' | '\u{b5}' | '\u{3bc}' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => '?',
    }
}

//! Printable ASCII in place of whatever names and sentences of a file hold.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;

use crate::text;

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

/// A text in printable ASCII, as wide as it was.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for symbol in text.graphemes(true) {
        if symbol == "\u{2026}" && out.ends_with(|c: char| c.is_ascii_alphabetic()) {
            // Two dots say that something was cut.
            out.pop();
            out.push_str("..");
            continue;
        }
        let plain = symbol.chars().next().map_or(' ', plain);
        out.extend(std::iter::repeat_n(plain, text::width(symbol)));
    }
    out
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

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_keep_their_width() {
        let table = [
            ("L4 - TCP, a-b, C++", "L4 - TCP, a-b, C++"),
            ("L7 \u{2014} HTTP \u{2026}", "L7 - HTTP ."),
            ("Applica\u{2026}", "Applic.."),
            ("日本 Server", "???? Server"),
            ("Cafe\u{301} \u{1f680}", "Cafe ??"),
        ];
        for (text, expected) in table {
            assert_eq!(words(text), expected);
        }
    }
}

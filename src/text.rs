//! Text as a terminal shows it: hostile characters, width in cells, wrapping, cutting.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Whether a character from a file could reorder, hide or steer what a terminal shows: control
/// characters, line and paragraph separators, bidirectional marks, and what Unicode calls default
/// ignorable (DerivedCoreProperties.txt) but for the variation selectors that emoji need.
pub fn is_hostile(c: char) -> bool {
    // Nearly everything that is asked about is plain.
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with hostile characters written as `\u{202e}`, safe to print anywhere.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Width in terminal cells.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text cut to `cells`, the last cell an ellipsis where something is left out.
pub fn cut(text: &str, cells: usize, ellipsis: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(ellipsis));
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let step = width(grapheme);
        if used + step > room {
            break;
        }
        used += step;
        out.push_str(grapheme);
    }
    let mut out = out.trim_end().to_owned();
    if width(ellipsis) <= cells {
        out.push_str(ellipsis);
    }
    out
}

/// The text in lines of at most `cells`, broken at blanks; a longer word is broken between
/// graphemes. No text gives no lines.
///
/// A number stays with its unit.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in unbreakable(text) {
        let word_width = width(&word);
        if used > 0 && used + 1 + word_width <= cells {
            line.push(' ');
            line.push_str(&word);
            used += 1 + word_width;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for grapheme in word.graphemes(true) {
            let step = width(grapheme);
            if used + step > cells && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += step;
        }
    }
    if used > 0 {
        lines.push(line);
    }
    lines
}

/// The words of a text; a number and the unit of time behind it are one.
fn unbreakable(text: &str) -> Vec<Cow<'_, str>> {
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    for word in text.split_whitespace() {
        let unit = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        match words.last_mut() {
            Some(last)
                if matches!(unit, "ns" | "ms" | "s")
                    && last.ends_with(|c: char| c.is_ascii_digit()) =>
            {
                *last = format!("{last} {word}").into();
            }
            _ => words.push(word.into()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_wrapped_by_cells() {
        assert_eq!(cut("Application", 6, "…"), "Appli…");
        assert_eq!(cut("日本語", 5, "…"), "日本…");
        assert_eq!(
            wrap("Application Server 1", 11),
            ["Application", "Server 1"]
        );
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""; 0]);
        assert_eq!(wrap("after 12.5 ms, no", 11), ["after", "12.5 ms, no"]);
        assert_eq!(escaped("a\u{202e}b\u{7}"), "a\\u{202e}b\\u{7}");
    }
}

//! Words as they stand in a drawing: nothing of them looks like a line of it.
//!
//! A file may not hold line-drawing characters, but `-`, `|` and `+` are letters like others: in
//! `a-b` or `C++` nobody takes them for lines. A word made of nothing else is another matter, and
//! a bar joins whatever line runs under it. Those are drawn with signs that look alike.

use std::borrow::Cow;

use crate::ui::ascii;

/// What is written for a text of the file; as wide as that.
pub(super) fn words(text: &str, in_ascii: bool) -> Cow<'_, str> {
    let text: Cow<str> = if in_ascii {
        ascii::words(text).into()
    } else {
        text.into()
    };
    if !text.contains(['-', '=', '|', '+']) {
        return text;
    }
    let drawn = text.split(' ').map(|word| {
        let is_line = word.bytes().all(|c| b"-=|+<>^".contains(&c));
        if is_line && (word.len() > 1 || word == "|") {
            word.chars().map(|c| unlike(c, in_ascii)).collect()
        } else {
            Cow::Borrowed(word)
        }
    });
    drawn.collect::<Vec<Cow<str>>>().join(" ").into()
}

/// A sign that looks like `c` and is no line.
const fn unlike(c: char, in_ascii: bool) -> char {
    match (c, in_ascii) {
        ('-' | '=', true) => '~',
        ('|', true) => '!',
        ('+', _) => '*',
        // A hyphen that does not break.
        ('-', false) => '\u{2011}',
        ('=', false) => '\u{2248}',
        // A letter of languages with clicks.
        ('|', false) => '\u{1c0}',
        (other, _) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn no_word_looks_like_a_line() {
        let table = [
            (
                "L4 - TCP, a-b, C++, x|y",
                "L4 - TCP, a-b, C++, x|y",
                "L4 - TCP, a-b, C++, x|y",
            ),
            (
                "+--+ || = ==>",
                "*\u{2011}\u{2011}* \u{1c0}\u{1c0} = \u{2248}\u{2248}>",
                "*~~* !! = ~~>",
            ),
            ("a | b \u{2014} c", "a \u{1c0} b \u{2014} c", "a ! b - c"),
        ];
        for (text, unicode, ascii) in table {
            assert_eq!(words(text, false), unicode);
            assert_eq!(words(text, true), ascii);
        }
    }
}

//! Keys, apart from any terminal library, with a text form for tables, hints and scripts.

use std::fmt;
use std::str::FromStr;

/// One key press. Shift is part of a character (`R`, `?`); it is a modifier of arrows only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Ctrl is held.
    pub ctrl: bool,
    /// Whether Shift is held with an arrow.
    pub shift: bool,
}

/// The keys this program can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character that is typed, the blank included.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Delete backwards.
    Backspace,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Tabulator.
    Tab,
}

/// Keys with a name, as a reader sees it and as a script writes it (in any case).
const NAMES: [(Code, &str); 13] = [
    (Code::Char(' '), "Space"),
    (Code::Enter, "Enter"),
    (Code::Esc, "Esc"),
    (Code::Backspace, "Backspace"),
    (Code::Up, "Up"),
    (Code::Down, "Down"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PageUp"),
    (Code::PageDown, "PageDown"),
    (Code::Tab, "Tab"),
];

impl Key {
    /// A key alone.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            shift: false,
        }
    }

    /// A typed character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with Ctrl held.
    pub const fn ctrl(c: char) -> Self {
        Self {
            ctrl: true,
            ..Self::char(c)
        }
    }

    /// A key with Shift held; what types no character.
    pub const fn shift(code: Code) -> Self {
        Self {
            shift: true,
            ..Self::plain(code)
        }
    }

    /// The character it types, where it types one.
    pub const fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.shift {
            f.write_str("Shift-")?;
        }
        if let Some((_, name)) = NAMES.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            _ => Ok(()),
        }
    }
}

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no key: write one character, or a name such as `enter`, `left`, `ctrl-c`")]
pub struct KeyError(String);

/// Reads what [`Display`](fmt::Display) writes; names in any case.
impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut chars = text.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return Ok(Self::char(c));
        }
        let lower = text.to_ascii_lowercase();
        if let Some(rest) = lower.strip_prefix("ctrl-") {
            let key: Self = rest.parse().map_err(|_| KeyError(text.to_owned()))?;
            return Ok(Self { ctrl: true, ..key });
        }
        if let Some(rest) = lower.strip_prefix("shift-") {
            let key: Self = rest.parse().map_err(|_| KeyError(text.to_owned()))?;
            return Ok(Self { shift: true, ..key });
        }
        NAMES
            .iter()
            .find(|(_, name)| name.to_ascii_lowercase() == lower)
            .map(|(code, _)| Self::plain(*code))
            .ok_or_else(|| KeyError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_text_form() {
        let table = [
            (Key::char('n'), "n"),
            (Key::char('R'), "R"),
            (Key::char('+'), "+"),
            (Key::char(' '), "Space"),
            (Key::plain(Code::Enter), "Enter"),
            (Key::plain(Code::Left), "Left"),
            (Key::ctrl('c'), "Ctrl-C"),
            (Key::shift(Code::Left), "Shift-Left"),
        ];
        for (key, text) in table {
            assert_eq!(key.to_string(), text);
            assert_eq!(text.parse(), Ok(key), "{text}");
            if text.len() > 1 {
                assert_eq!(text.to_ascii_lowercase().parse(), Ok(key), "{text}");
            }
        }
        assert!("enterr".parse::<Key>().is_err());
        assert!("".parse::<Key>().is_err());
    }
}

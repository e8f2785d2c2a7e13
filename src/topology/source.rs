//! From bytes to text that may be looked at: encoding, size, hostile characters, nesting.

use std::borrow::Cow;

use super::limits;
use super::problem::Problem;
use crate::text::{escaped, is_hostile};

/// The text of a file.
///
/// # Errors
/// The bytes are too many, or they are not UTF-8. Places count in [`lossy`] text.
pub fn decode(bytes: &[u8]) -> Result<&str, Vec<Problem>> {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!(
            "the file has {} bytes; at most {} are read",
            bytes.len(),
            limits::FILE_BYTES
        );
        return Err(vec![
            Problem::error("too-large", message).help("give hopwise a topology file in TOML"),
        ]);
    }
    std::str::from_utf8(bytes).map_err(|error| vec![not_utf8(bytes, error.valid_up_to())])
}

fn not_utf8(bytes: &[u8], offset: usize) -> Problem {
    let before = String::from_utf8_lossy(&bytes[..offset]);
    let line = before.matches('\n').count() + 1;
    let message = format!(
        "byte 0x{:02x} at offset {offset} (line {line}) is not UTF-8 text",
        bytes[offset]
    );
    let help = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "this looks like UTF-16: save the file as UTF-8"
    } else if bytes.contains(&0) {
        "this looks like a binary file: give hopwise a topology file in TOML"
    } else {
        "save the file as UTF-8"
    };
    Problem::error("not-utf8", message)
        .at(offset..offset + 1, "not UTF-8 from here on")
        .help(help)
}

/// The bytes as text for showing problems: what is not UTF-8 becomes a replacement character, and
/// a file that is too large is cut. Up to the first bad byte, places are those of the bytes.
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..bytes.len().min(limits::FILE_BYTES)])
}

/// What is wrong with a text before anyone reads it as TOML.
pub(super) fn scan(source: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if source.trim_start_matches('\u{feff}').trim().is_empty() {
        problems.push(
            Problem::error("empty", "the file is empty")
                .help("`hopwise new FILE` writes a commented starting point"),
        );
    }
    let mut chars = source.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let line_end = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
        let byte_order_mark = byte == 0 && c == '\u{feff}';
        if line_end || byte_order_mark || matches!(c, '\n' | '\t') || !is_hostile(c) {
            continue;
        }
        let shown = escaped(c.encode_utf8(&mut [0; 4]));
        problems.push(
            Problem::error(
                "hostile-character",
                format!("the file holds the invisible or control character {shown}"),
            )
            .at(
                byte..byte + c.len_utf8(),
                "could hide or reorder what a terminal shows",
            )
            .help("delete it"),
        );
        if problems.len() > limits::PROBLEMS {
            return problems;
        }
    }
    problems.extend(deep_key(source));
    problems
}

/// A dotted key of too many parts. It would become as many tables inside each other.
fn deep_key(source: &str) -> Option<Problem> {
    let bytes = source.as_bytes();
    let (mut byte, mut first, mut parts, mut after_dot) = (0, 0, 0, false);
    while byte < bytes.len() {
        let start = byte;
        match bytes[byte] {
            b' ' | b'\t' => {
                byte += 1;
                continue;
            }
            b'.' => {
                after_dot = parts > 0;
                byte += 1;
                continue;
            }
            quote @ (b'"' | b'\'') => {
                byte += 1;
                while byte < bytes.len() && !matches!(bytes[byte], b'\n') && bytes[byte] != quote {
                    byte += 1;
                }
                byte += 1;
            }
            _ => {
                while byte < bytes.len()
                    && (bytes[byte].is_ascii_alphanumeric() || matches!(bytes[byte], b'-' | b'_'))
                {
                    byte += 1;
                }
                if byte == start {
                    byte += 1;
                    parts = 0;
                    continue;
                }
            }
        }
        if after_dot {
            parts += 1;
        } else {
            (first, parts) = (start, 1);
        }
        after_dot = false;
        if parts > limits::KEY_PARTS {
            let message = format!("a dotted key has more than {} parts", limits::KEY_PARTS);
            return Some(Problem::error("too-deep", message).at(
                first..byte.min(bytes.len()),
                "the format needs no more than four",
            ));
        }
    }
    None
}

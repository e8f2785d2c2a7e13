//! What is wrong with a topology file, and where.

use std::ops::Range;

use serde::Serialize;

use crate::text::escaped;

mod refusal;
mod render;

pub use refusal::{Finding, Place, Refusal};
pub use render::render;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, and probably does not say what its author means.
    Warning,
}

/// Every code there is.
pub const CODES: [&str; 48] = [
    "syntax",
    "not-utf8",
    "empty",
    "too-large",
    "too-deep",
    "too-many",
    "too-many-problems",
    "hostile-character",
    "unknown-format",
    "unknown-key",
    "unknown-word",
    "unknown-node",
    "unknown-group",
    "missing-key",
    "needs-capacity",
    "duplicate-key",
    "duplicate-id",
    "wrong-type",
    "no-node",
    "no-client",
    "bad-id",
    "bad-key",
    "bad-duration",
    "bad-distribution",
    "bad-address",
    "bad-size",
    "bad-bandwidth",
    "bad-pattern",
    "bad-path",
    "bad-host",
    "out-of-range",
    "empty-text",
    "line-break",
    "line-drawing",
    "too-long",
    "role-does-not-fit",
    "key-does-not-fit",
    "circumstance-does-not-fit",
    "cell-taken",
    "key-reserved",
    "key-taken",
    "not-a-client",
    "no-request",
    "empty-group",
    "unlinked-node",
    "leads-nowhere",
    "double-link",
    "no-replica",
];

/// One thing that is wrong, with its places in the source. Its words may quote the source; they are
/// escaped where they come in, so that every way of showing them is harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Its kind in kebab-case, stable for scripts.
    pub code: &'static str,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// Byte ranges of the source with a few words each; the primary place first.
    pub labels: Vec<(Range<usize>, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem that makes the file unusable.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: escaped(&message.into()),
            labels: Vec::new(),
            help: None,
        }
    }

    /// A problem that the file can be used with.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// With a place; the first one given is the primary one.
    #[must_use]
    pub fn at(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.labels.push((span, escaped(&label.into())));
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.maybe_help(Some(text.into()))
    }

    /// With advice, where there is some.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.map(|text| escaped(&text));
        self
    }

    /// The byte of the primary place; the start of the source where it has none.
    pub fn start(&self) -> usize {
        self.labels.first().map_or(0, |(span, _)| span.start)
    }
}

/// Line and column of a byte, both from one; the column counts characters.
pub fn line_column(source: &str, byte: usize) -> (usize, usize) {
    let before = &source[..boundary(source, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// The last character boundary at or before `byte`.
fn boundary(source: &str, byte: usize) -> usize {
    let mut byte = byte.min(source.len());
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The problems of files as one JSON array, one object each: `file`, `severity`, `code`,
/// `message`, `line`, `column` and `help` (`null` where there is none). Each file is given as its
/// name, its text and its problems.
pub fn json(files: &[(&str, &str, &[Problem])]) -> String {
    #[derive(Serialize)]
    struct Row<'a> {
        file: String,
        severity: Severity,
        code: &'static str,
        message: &'a str,
        line: usize,
        column: usize,
        help: Option<&'a str>,
    }
    let mut rows = Vec::new();
    for (file, source, problems) in files {
        rows.extend(problems.iter().map(|problem| {
            let (line, column) = line_column(source, problem.start());
            Row {
                file: escaped(file),
                severity: problem.severity,
                code: problem.code,
                message: &problem.message,
                line,
                column,
                help: problem.help.as_deref(),
            }
        }));
    }
    serde_json::to_string_pretty(&rows).expect("rows of text and numbers are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = "a\nüb\r\nc";
        let table = [
            (0, (1, 1)),
            (1, (1, 2)),
            (2, (2, 1)),
            (3, (2, 1)),
            (4, (2, 2)),
            (7, (3, 1)),
            (999, (3, 2)),
        ];
        for (byte, expected) in table {
            assert_eq!(line_column(source, byte), expected, "byte {byte}");
        }
    }
}

//! A file that was refused, ready to be shown beside the picture: no source, no byte ranges.

use super::{Problem, Severity, boundary, line_column};
use crate::text::escaped;

/// A file that cannot be used, and all that is wrong with it. Every text in it is safe to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file's path.
    pub file: String,
    /// What is wrong, in the order of the file; at least one.
    pub findings: Vec<Finding>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// Where; `None` where it is about the file as a whole.
    pub place: Option<Place>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A marked place in a line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line as far as the mark.
    pub before: String,
    /// What is meant.
    pub marked: String,
    /// The rest of the line.
    pub after: String,
}

impl Refusal {
    /// The `problems` of the file at `file` with the text `source`.
    pub fn new(file: &str, source: &str, problems: &[Problem]) -> Self {
        let finding = |problem: &Problem| Finding {
            severity: problem.severity,
            message: escaped(&problem.message),
            place: problem.labels.first().map(|_| place(source, problem)),
            help: problem.help.as_deref().map(escaped),
        };
        Self {
            file: escaped(file),
            findings: problems.iter().map(finding).collect(),
        }
    }

    /// The file at `file` cannot even be read.
    pub fn unreadable(file: &str, reason: &str) -> Self {
        let message = format!("`{file}` cannot be read: {reason}");
        Self::new(file, "", &[Problem::error("unreadable", message)])
    }

    /// How many findings there are, in words.
    pub fn count(&self) -> String {
        match self.findings.len() {
            1 => "1 problem".to_owned(),
            more => format!("{more} problems"),
        }
    }
}

fn place(source: &str, problem: &Problem) -> Place {
    let (line, column) = line_column(source, problem.start());
    let start = boundary(source, problem.start());
    let end = problem.labels.first().map_or(start, |(span, _)| span.end);
    let first = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let last = source[start..]
        .find('\n')
        .map_or(source.len(), |newline| start + newline);
    let end = boundary(source, end).clamp(start, last);
    let shown = |text: &str| escaped(&text.trim_end_matches('\r').replace('\t', " "));
    Place {
        line,
        column,
        before: shown(&source[first..start]),
        marked: shown(&source[start..end]),
        after: shown(&source[end..last]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_piece_of_its_line_and_hostile_characters_are_escaped() {
        let source = "a\r\n\tb = \"\u{202e}x\"\r\nc";
        let table = [
            (0..1, (1, 1, "", "a", "")),
            (8..14, (2, 6, " b = ", "\"\\u{202e}x\"", "")),
            (8..99, (2, 6, " b = ", "\"\\u{202e}x\"", "")),
            (3..4, (2, 1, "", " ", "b = \"\\u{202e}x\"")),
            (99..99, (3, 2, "c", "", "")),
        ];
        for (span, (line, column, before, marked, after)) in table {
            let problem = Problem::error("syntax", "wrong\u{7}").at(span.clone(), "");
            let refusal = Refusal::new("m\u{1b}.toml", source, &[problem]);
            let expected = Place {
                line,
                column,
                before: before.to_owned(),
                marked: marked.to_owned(),
                after: after.to_owned(),
            };
            assert_eq!(refusal.findings[0].place, Some(expected), "{span:?}");
            assert_eq!(refusal.findings[0].message, "wrong\\u{7}");
            assert_eq!(refusal.file, "m\\u{1b}.toml");
        }
    }
}

//! Errors of TOML itself, and hostile characters that hide behind escapes.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::text::{escaped, is_hostile};
use crate::topology::limits;
use crate::topology::problem::Problem;

/// Reports what the TOML reader did not understand. A place that another problem covers is left
/// to that one, and one line is reported once.
pub(super) fn report(
    source: &str,
    root: &DeTable<'_>,
    errors: &[Error],
    problems: &mut Vec<Problem>,
) {
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let known = problems.iter().any(|problem| {
            problem.labels.iter().any(|(other, _)| {
                other.start < span.end.max(span.start + 1) && span.start < other.end
            })
        });
        let line = source.as_bytes()[..span.start.min(source.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        if known || last_line == Some(line) {
            continue;
        }
        last_line = Some(line);
        problems.push(problem(source, root, error.message(), span));
        if problems.len() > limits::PROBLEMS {
            return;
        }
    }
}

fn problem(source: &str, root: &DeTable<'_>, message: &str, span: Range<usize>) -> Problem {
    if message == "duplicate key" {
        let key = source.get(span.clone()).unwrap_or_default();
        let name = key.trim_matches(['"', '\'']);
        let mut problem = Problem::error("duplicate-key", format!("`{name}` is given twice"))
            .at(span.clone(), "second time")
            .help("keep one of them, or give this one another name");
        if let Some(first) = earlier(root, name, span.start) {
            problem = problem.at(first, "first time");
        }
        return problem;
    }
    Problem::error("syntax", format!("this is not TOML: {message}")).at(span, "not understood here")
}

/// The last place before `byte` where `name` is a key.
fn earlier(table: &DeTable<'_>, name: &str, byte: usize) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    walk(table, &mut |part, key, span| {
        let later = best.as_ref().is_none_or(|best| best.start < span.start);
        if part == Part::Key && key == name && span.end <= byte && later {
            best = Some(span);
        }
    });
    best
}

/// Reports hostile characters that stand in keys and texts by an escape.
pub(super) fn hostile_texts(source: &str, root: &DeTable<'_>, problems: &mut Vec<Problem>) {
    let mut found: Vec<(Range<usize>, char)> = Vec::new();
    let mut look = |text: &str, span: Range<usize>| {
        // What stands there as it is has been reported by its own place.
        let hidden = |c: &char| is_hostile(*c) && !matches!(c, '\n' | '\r' | '\t');
        let raw = source.get(span.clone()).unwrap_or_default();
        if let Some(c) = text.chars().find(hidden)
            && !raw.contains(c)
        {
            found.push((span, c));
        }
    };
    walk(root, &mut |_, text, span| look(text, span));
    found.sort_by_key(|(span, _)| span.start);
    for (span, c) in found {
        let shown = escaped(c.encode_utf8(&mut [0; 4]));
        problems.push(
            Problem::error(
                "hostile-character",
                format!("this text holds the invisible or control character {shown}"),
            )
            .at(span, "could hide or reorder what a terminal shows")
            .help("take the escape out"),
        );
        if problems.len() > limits::PROBLEMS {
            return;
        }
    }
}

/// A text of the document.
#[derive(PartialEq, Eq)]
enum Part {
    Key,
    Value,
}

/// Calls `visit` for each key and each text of a table and of what is in it.
fn walk(table: &DeTable<'_>, visit: &mut dyn FnMut(Part, &str, Range<usize>)) {
    for (key, value) in table {
        visit(Part::Key, key.get_ref(), key.span());
        walk_value(value, visit);
    }
}

fn walk_value(value: &Spanned<DeValue<'_>>, visit: &mut dyn FnMut(Part, &str, Range<usize>)) {
    match value.get_ref() {
        DeValue::Table(table) => walk(table, visit),
        DeValue::Array(array) => array.iter().for_each(|item| walk_value(item, visit)),
        DeValue::String(text) => visit(Part::Value, text, value.span()),
        _ => {}
    }
}

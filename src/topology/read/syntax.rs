//! Errors of TOML itself, and hostile characters that hide behind escapes.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::text::{escaped, is_hostile};
use crate::topology::limits;
use crate::topology::problem::Problem;

/// Reports what the TOML reader did not understand, one problem a line. A place that another
/// problem covers is left to that one, and so are the keys of a table that is there twice.
pub(in crate::topology) fn report(
    source: &str,
    root: &DeTable<'_>,
    errors: &[Error],
    problems: &mut Vec<Problem>,
) {
    let mut last = 0;
    let mut twice = 0..0;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let start = span.start.min(source.len());
        let new_line = source.as_bytes()[last.min(start)..start].contains(&b'\n');
        let first = last == 0 || start < last;
        last = start;
        let covered = problems.iter().any(|problem| {
            let end = span.end.max(span.start + 1);
            let mut labels = problem.labels.iter();
            labels.any(|(other, _)| other.start < end && span.start < other.end)
        });
        if covered || !(new_line || first) {
            continue;
        }
        if error.message() == "duplicate key" {
            if twice.contains(&start) {
                continue;
            }
            if let Some(first) = earlier_header(source, start) {
                let body = source[start..].find("\n[").unwrap_or(source.len() - start);
                twice = start..start + body;
                problems.push(duplicate(source, span, Some(first)));
            } else {
                let first = earlier_key(source, root, &span);
                problems.push(duplicate(source, span, first));
            }
        } else {
            let message = format!("this is not TOML: {}", error.message());
            let quotes = message.contains("must be quoted");
            problems.push(
                Problem::error("syntax", message)
                    .at(span, "not understood here")
                    .maybe_help(quotes.then(|| "write a text as \"...\"".to_owned())),
            );
        }
        if problems.len() > limits::PROBLEMS {
            return;
        }
    }
}

fn duplicate(source: &str, span: Range<usize>, first: Option<Range<usize>>) -> Problem {
    let key = source.get(span.clone()).unwrap_or_default();
    let message = format!("`{}` is defined twice", unquoted(key));
    let problem = Problem::error("duplicate-key", message)
        .at(span, "second definition")
        .help("keep one of them, or give this one another name");
    match first {
        Some(first) => problem.at(first, "first defined here"),
        None => problem,
    }
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// Where the header on the line of `byte` stands for the first time: its last key. `None`: there
/// is no header on that line, or none like it before.
fn earlier_header(source: &str, byte: usize) -> Option<Range<usize>> {
    let line_start = source[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let header = source[line_start..].lines().next()?.trim_start();
    let end = header.find(']').filter(|_| header.starts_with('['))?;
    let header = &header[..=end];
    let mut start = 0;
    for line in source[..line_start].split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        if line[indent..].starts_with(header) {
            let key = header.rfind(['.', '[']).map_or(0, |dot| dot + 1);
            return Some(start + indent + key..start + indent + header.len() - 1);
        }
        start += line.len();
    }
    None
}

/// The last place before `span` where the same key stands.
fn earlier_key(source: &str, root: &DeTable<'_>, span: &Range<usize>) -> Option<Range<usize>> {
    let name = unquoted(source.get(span.clone())?);
    let end = span.start;
    let mut best: Option<Range<usize>> = None;
    walk(root, &mut |part, key, span| {
        let later = best.as_ref().is_none_or(|best| best.start < span.start);
        if part == Part::Key && key == name && span.end <= end && later {
            best = Some(span);
        }
    });
    best
}

/// Reports hostile characters that stand in keys and texts by an escape.
pub(in crate::topology) fn hostile_texts(
    source: &str,
    root: &DeTable<'_>,
    problems: &mut Vec<Problem>,
) {
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

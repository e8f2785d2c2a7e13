//! Problems as a terminal shows them, in the manner of the Rust compiler.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Problem, Severity, boundary};
use crate::text::{escaped, is_hostile};

/// Renders problems with the lines of the source they point at. Hostile characters of the source
/// and of the file's name are written as escapes; without `color` the text holds no
/// control character but the newline.
pub fn render(file: &str, source: &str, problems: &[Problem], color: bool) -> String {
    let file = escaped(file);
    let shown = Shown::of(source);
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for problem in problems {
        out.push_str(&renderer.render(&[group(&file, &shown, problem)]));
        out.push_str("\n\n");
    }
    out.pop();
    out
}

fn group<'a>(file: &'a str, shown: &'a Shown, problem: &'a Problem) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut labels: Vec<(&Range<usize>, &str)> = Vec::new();
    labels.extend(
        problem
            .labels
            .iter()
            .map(|(span, label)| (span, label.as_str())),
    );
    if labels.is_empty() {
        labels.push((&(0..0), ""));
    }
    let places: Vec<Range<usize>> = labels.iter().map(|(span, _)| shown.span(span)).collect();
    let (window, line) = shown.window(&places);
    let mut snippet = Snippet::source(&shown.text[window.clone()])
        .line_start(line)
        .path(file);
    for (index, ((_, label), place)) in labels.into_iter().zip(places).enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let mut annotation = kind.span(place.start - window.start..place.end - window.start);
        if !label.is_empty() {
            annotation = annotation.label(label);
        }
        snippet = snippet.annotation(annotation);
    }
    let group = level
        .primary_title(problem.message.as_str())
        .id(problem.code)
        .element(snippet);
    match &problem.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

/// The source with its hostile characters escaped, and how its places moved by that.
struct Shown {
    text: String,
    /// Bytes of the source that were escaped: first byte there, first byte here, bytes here.
    moved: Vec<(usize, usize, usize)>,
}

impl Shown {
    fn of(source: &str) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut moved = Vec::new();
        let mut chars = source.char_indices().peekable();
        while let Some((byte, c)) = chars.next() {
            let line_end = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
            if line_end || c == '\n' || c == '\t' || !is_hostile(c) {
                text.push(c);
            } else {
                let start = text.len();
                text.extend(c.escape_unicode());
                moved.push((byte + c.len_utf8(), start, text.len()));
            }
        }
        Self { text, moved }
    }

    /// Where a byte of the source is shown.
    fn place(&self, byte: usize) -> usize {
        let before = self.moved.partition_point(|(end, ..)| *end <= byte);
        let (end, _, shown_end) = before
            .checked_sub(1)
            .map_or((0, 0, 0), |last| self.moved[last]);
        let place = shown_end + (byte - end);
        // A byte inside an escaped character is shown at its start.
        let limit = self
            .moved
            .get(before)
            .map_or(self.text.len(), |next| next.1);
        boundary(&self.text, place.min(limit))
    }

    /// The lines that hold all of `places`, and the number of the first one. The renderer looks
    /// at all it is given, so it is given no more than it needs.
    fn window(&self, places: &[Range<usize>]) -> (Range<usize>, usize) {
        let first = places.iter().map(|place| place.start).min().unwrap_or(0);
        let last = places.iter().map(|place| place.end).max().unwrap_or(0);
        let start = self.text[..first]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let end = self.text[last..]
            .find('\n')
            .map_or(self.text.len(), |newline| last + newline);
        (start..end, self.text[..start].matches('\n').count() + 1)
    }

    /// Where a range of the source is shown: within one line, at least one character wide.
    fn span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.place(span.start);
        let end = self.place(span.end.max(span.start)).max(start);
        let line_end = self.text[start..end]
            .find('\n')
            .map_or(end, |newline| start + newline);
        if line_end > start {
            return start..line_end;
        }
        let ahead = self.text[start..].chars().next();
        match ahead.filter(|c| !matches!(c, '\n' | '\r')) {
            Some(c) => start..start + c.len_utf8(),
            // At the end of a line or of the text: the character before.
            None => match self.text[..start].chars().next_back() {
                Some(c) if !matches!(c, '\n' | '\r') => start - c.len_utf8()..start,
                _ => start..start,
            },
        }
    }
}

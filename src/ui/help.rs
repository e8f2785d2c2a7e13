//! The help page: the table of bindings, the open topology's requests, what glyphs
//! mean, and by letter the words of the trade.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::theme::{Role, Theme};
use super::{panel, path};
use crate::app::{App, Progress};
use crate::glossary;
use crate::keymap::{self, BINDINGS, Group, Mode};
use crate::text;

/// Widest page.
const WIDTH: u16 = 86;
/// Columns of the keys.
const KEYS: usize = 14;

/// A line of the page: keys and words, or a heading.
enum Row {
    Heading(String),
    Entry(String, String),
    /// Where the entry above it comes from.
    Source(String),
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(scrolled) = app.help_scrolled() else {
        return;
    };
    let width = WIDTH.min(area.width);
    let (title, rows) = match app.help_letter() {
        Some(letter) => (
            format!("Words with {}: Esc closes", letter.to_ascii_uppercase()),
            words(letter, usize::from(width.saturating_sub(4))),
        ),
        None => ("Help: Esc closes".to_owned(), keys(app, theme)),
    };
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
    let inner = panel::overlay(&title, (width, height), theme, area, buf);
    let hidden = rows.len().saturating_sub(usize::from(inner.height));
    let first = usize::from(scrolled).min(hidden);
    for (row, y) in rows.iter().skip(first).zip(inner.top()..inner.bottom()) {
        let (keys, words, style) = match row {
            Row::Heading(words) => ("", words, theme.style(Role::Title)),
            Row::Entry(keys, words) => (keys.as_str(), words, theme.style(Role::Text)),
            Row::Source(words) => ("", words, theme.style(Role::Quiet)),
        };
        let lead = match row {
            Row::Heading(_) => String::new(),
            _ => format!("  {keys:<KEYS$} "),
        };
        let after = panel::text(&lead, theme.style(Role::Key), inner.x, y, inner.width, buf);
        let room = inner.right().saturating_sub(after);
        let words = text::cut(words, usize::from(room), theme.ellipsis());
        panel::text(&words, style, after, y, room, buf);
    }
    if first < hidden {
        let more = format!("{} more below", hidden - first);
        let width = text::width(&more) as u16;
        let x = inner.right().saturating_sub(width);
        let style = theme.style(Role::Quiet);
        panel::text(&more, style, x, inner.bottom(), width, buf);
    }
}

/// The terms that begin with a letter, each with its meaning and its source.
fn words(letter: char, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let room = width.saturating_sub(KEYS + 3);
    for term in glossary::beginning_with(letter) {
        // A term that is wider than its column has a line of its own.
        let mut word = term.word;
        if text::width(word) > KEYS {
            rows.push(Row::Heading(format!("  {word}")));
            word = "";
        }
        for line in text::wrap(term.meaning, room) {
            rows.push(Row::Entry(std::mem::take(&mut word).to_owned(), line));
        }
        let lines = text::wrap(term.source, room);
        rows.extend(lines.into_iter().map(Row::Source));
    }
    if rows.is_empty() {
        rows.push(Row::Heading(format!("No word begins with {letter}.")));
        rows.push(Row::Source(listed()));
    }
    rows
}

/// The letters that are worth pressing.
fn listed() -> String {
    let letters: Vec<String> = glossary::letters().iter().map(char::to_string).collect();
    letters.join(" ")
}

fn keys(app: &App, theme: &Theme) -> Vec<Row> {
    let mut rows = Vec::new();
    let mode = match app.load() {
        Some(_) => Mode::Load,
        None => Mode::Browse,
    };
    for group in Group::ALL {
        rows.push(Row::Heading(group.title().to_owned()));
        let bindings = BINDINGS.iter();
        let bindings = bindings.filter(|row| row.mode == mode && row.group == group);
        rows.extend(bindings.map(|row| Row::Entry(row.key_text(), row.description.to_owned())));
        if group == Group::Send && mode == Mode::Browse {
            rows.extend(requests(app));
        }
    }
    rows.push(Row::Heading("Signs".to_owned()));
    let signs = [
        (Progress::Pending, "to come"),
        (Progress::Active, "on now"),
        (Progress::Done, "passed"),
        (Progress::Skipped, "not on this request's path"),
        (Progress::Failed, "failed or refused here"),
    ];
    for (progress, words) in signs {
        let sign = path::glyph(theme, progress).to_owned();
        rows.push(Row::Entry(sign, words.to_owned()));
    }
    rows.push(Row::Heading(
        "Words: press the letter one begins with, Q for q".to_owned(),
    ));
    rows.push(Row::Entry(String::new(), listed()));
    rows
}

fn requests(app: &App) -> impl Iterator<Item = Row> {
    let topology = app.topology();
    topology.request_ids().map(move |id| {
        let own = keymap::key_of(topology, id).map(|key| key.to_string());
        let digit = (id.index() < 9).then(|| (id.index() + 1).to_string());
        let mut keys: Vec<String> = own.into_iter().chain(digit).collect();
        keys.dedup();
        let request = &topology[id];
        let line = format!("{} {}", request.method.name(), request.path);
        // The name of a request tends to say how it ends.
        let line = if app.is_veiled() {
            line
        } else {
            format!("{}: {line}", request.name)
        };
        Row::Entry(keys.join(", "), line)
    })
}

//! The request path: one entry for each box, with its state as a glyph and where it matters as
//! a word, around the entry that is on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::panel;
use super::theme::{Role, Theme};
use crate::app::{App, Entry, Progress};
use crate::text;
use crate::topology::NodeId;

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let entries = app.path(&app.scene());
    let room = usize::from(area.width);
    let mut words: Vec<String> = entries
        .iter()
        .map(|entry| words(app, theme, *entry))
        .collect();
    let joint = theme.glyph(" › ", " > ");
    if length(&words, joint) > room {
        words = entries
            .iter()
            .map(|entry| match entry.progress {
                Progress::Active | Progress::Failed => self::words(app, theme, *entry),
                _ => short(app, theme, *entry),
            })
            .collect();
    }
    let on = entries
        .iter()
        .rposition(|entry| entry.progress == Progress::Active)
        .unwrap_or(0);
    let shown = around(&words, on, joint, room.saturating_sub(4));
    let mut x = area.x;
    let mut put = |words: &str, style: Style| {
        let room = area.right().saturating_sub(x);
        let words = text::cut(words, usize::from(room), theme.ellipsis());
        x = panel::text(&words, style, x, area.y, room, buf);
    };
    let quiet = theme.style(Role::Quiet);
    if shown.start > 0 {
        put(theme.glyph("‹ ", "< "), quiet);
    }
    for place in shown.clone() {
        if place > shown.start {
            if is_impaired(app, entries[place - 1].node, entries[place].node) {
                put(theme.glyph(" ≉ ", " % "), theme.style(Role::Bad));
            } else {
                put(joint, quiet);
            }
        }
        let mut style = theme.style(role(entries[place].progress));
        if app.selected() == Some(entries[place].node) {
            style = style.patch(theme.style(Role::Selected));
        }
        put(&words[place], style);
    }
    if shown.end < entries.len() {
        put(theme.glyph(" ›", " >"), quiet);
    }
}

/// Whether something is wrong, by hand, with a line between two boxes.
fn is_impaired(app: &App, one: NodeId, other: NodeId) -> bool {
    app.impairments().iter().any(|(link, _)| {
        let link = &app.topology()[*link];
        [(one, other), (other, one)].contains(&(link.from, link.to))
    })
}

fn words(app: &App, theme: &Theme, entry: Entry) -> String {
    match entry.badge {
        Some(badge) => format!("{} {}", short(app, theme, entry), badge.word()),
        None => short(app, theme, entry),
    }
}

fn short(app: &App, theme: &Theme, entry: Entry) -> String {
    let name = &app.topology()[entry.node].short;
    format!("{} {name}", glyph(theme, entry.progress))
}

/// The glyph of a state; the help page explains them.
pub(super) fn glyph(theme: &Theme, progress: Progress) -> &'static str {
    match progress {
        Progress::Pending => theme.glyph("○", "o"),
        Progress::Active => theme.glyph("●", "@"),
        Progress::Done => theme.glyph("✓", "+"),
        Progress::Skipped => theme.glyph("–", "-"),
        Progress::Failed => theme.glyph("✗", "x"),
    }
}

const fn role(progress: Progress) -> Role {
    match progress {
        Progress::Pending => Role::Pending,
        Progress::Active => Role::Active,
        Progress::Done => Role::Done,
        Progress::Skipped => Role::Dimmed,
        Progress::Failed => Role::Failed,
    }
}

fn length(words: &[String], joint: &str) -> usize {
    let joints = words.len().saturating_sub(1) * text::width(joint);
    words.iter().map(|word| text::width(word)).sum::<usize>() + joints
}

/// The entries that fit into `room`: all of them, else as many as possible around `on`, with what
/// comes next preferred to what has been.
fn around(words: &[String], on: usize, joint: &str, room: usize) -> std::ops::Range<usize> {
    if words.is_empty() {
        return 0..0;
    }
    if length(words, joint) <= room + 4 {
        return 0..words.len();
    }
    let (mut start, mut end) = (on, on + 1);
    loop {
        let fits = |start: usize, end: usize| length(&words[start..end], joint) <= room;
        let ahead = end < words.len() && fits(start, end + 1);
        let behind = start > 0 && fits(start - 1, end);
        if ahead && (end - on <= 2 * (on - start) + 2 || !behind) {
            end += 1;
        } else if behind {
            start -= 1;
        } else {
            return start..end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_that_is_on_is_always_seen() {
        let words: Vec<String> = (0..12).map(|place| format!("node{place}")).collect();
        for on in 0..words.len() {
            for room in [1, 10, 30, 60, 200] {
                let shown = around(&words, on, " > ", room);
                assert!(shown.contains(&on), "{on} in {room}: {shown:?}");
            }
        }
        assert_eq!(around(&words, 5, " > ", 40), 4..9);
    }
}

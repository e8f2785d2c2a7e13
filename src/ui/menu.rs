//! The menu of requests, while nothing is sent: all of them with their keys, and what to watch.

use ratatui::layout::Rect;

use super::panel::{self, Lines};
use super::theme::{Role, Theme};
use crate::action::{Action, Listing};
use crate::app::App;
use crate::keymap::{self, BINDINGS, Binding};
use crate::text;

/// Blanks between two requests of one line.
const GAP: usize = 3;

/// One request a line where there is room, else as many as fit; what finds no room is counted.
pub(super) fn lines(app: &App, theme: &Theme, area: Rect, is_framed: bool) -> Lines {
    let rows = usize::from(area.height);
    let mark = theme.glyph("▸", ">");
    let style = theme.style(Role::Text);
    // What is to be watched takes a line or two.
    let is_listed = is_framed && app.topology().requests().len() + 2 <= rows;
    let names = names(app);
    let entries: Vec<String> = if is_listed {
        let line = |(key, name, chosen): &(String, String, bool)| {
            format!("{} {key}  {name}", if *chosen { mark } else { " " })
        };
        names.iter().map(line).collect()
    } else {
        let pieces: Vec<String> = names.iter().map(|name| piece(name, mark)).collect();
        counted(&pieces, usize::from(area.width), rows.saturating_sub(1))
    };
    let entries: Lines = entries.into_iter().map(|line| (line, style)).collect();
    let watch = panel::labelled("Watch", watch(app), theme.style(Role::Warn), area.width);
    panel::stack(entries, watch, rows.saturating_sub(1), theme, area)
}

/// Whether all requests and what to watch have room in so many columns and rows.
pub(super) fn is_whole(app: &App, width: u16, rows: u16) -> bool {
    let width = usize::from(width);
    let pieces: Vec<String> = names(app).iter().map(|name| piece(name, ">")).collect();
    let watch = match watch(app) {
        "" => 0,
        watch => text::wrap(&format!("Watch: {watch}"), width).len(),
    };
    filled(&pieces, width).len() + watch <= usize::from(rows)
}

/// Key and name of each request, and whether it is the chosen one.
fn names(app: &App) -> Vec<(String, String, bool)> {
    let topology = app.topology();
    let name = |request| {
        let key = keymap::key_of(topology, request).map_or_else(String::new, |key| key.to_string());
        let chosen = app.chosen() == Some(request);
        (key, topology[request].name.clone(), chosen)
    };
    topology.request_ids().map(name).collect()
}

fn piece((key, name, chosen): &(String, String, bool), mark: &str) -> String {
    let mark = if *chosen { mark } else { "" };
    let blank = if key.is_empty() { "" } else { " " };
    format!("{mark}{key}{blank}{name}")
}

fn watch(app: &App) -> &str {
    let chosen = app.chosen();
    chosen.map_or("", |request| &app.topology()[request].watch)
}

/// As many pieces as `rows` lines hold, and behind them how many more there are.
fn counted(pieces: &[String], width: usize, rows: usize) -> Vec<String> {
    let all = filled(pieces, width);
    if all.len() <= rows {
        return all;
    }
    let list = Action::List(Listing::Requests);
    let binding = BINDINGS.iter().find(|binding| binding.action == list);
    let key = binding.map_or_else(String::new, Binding::key_text);
    let some = (1..pieces.len()).rev().map(|shown| {
        let more = format!("{key} {} more", pieces.len() - shown);
        filled(&[&pieces[..shown], &[more]].concat(), width)
    });
    some.into_iter()
        .find(|lines| lines.len() <= rows)
        .unwrap_or(all)
}

/// Pieces put into as few lines as possible, none of them broken.
fn filled(pieces: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if text::width(line) + GAP + text::width(piece) <= width => {
                line.push_str(&" ".repeat(GAP));
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_counted() {
        let pieces: Vec<String> = (1..=9).map(|n| format!("{n} request")).collect();
        assert_eq!(
            counted(&pieces, 40, 3).concat().matches("request").count(),
            9
        );
        let two = [
            "1 request   2 request   3 request",
            "4 request   5 request   S 4 more",
        ];
        assert_eq!(counted(&pieces, 34, 2), two);
    }
}

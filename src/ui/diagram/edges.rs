//! The edges of a window: what goes on beyond them is marked, and how many links it is.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::sheet::Sheet;
use crate::layout::{Diagram, Label, Point, Rect, Route, Side};
use crate::text;
use crate::topology::LinkId;

/// Marks every cell of the outermost rows and columns whose line, border or words go on outside,
/// and writes the number of links cut on each side where there is room for it.
pub(super) fn mark(sheet: &mut Sheet, diagram: &Diagram, style: Style) {
    let (first, end) = sheet.extent();
    if end.x < first.x + 3 || end.y < first.y + 3 {
        return;
    }
    let (right, bottom) = (end.x - 1, end.y - 1);
    for side in Side::ALL {
        let (beyond, cells): (bool, Vec<Point>) = match side {
            Side::Up => (first.y > 0, row(first.x..=right, first.y)),
            Side::Down => (diagram.size.height > end.y, row(first.x..=right, bottom)),
            Side::Left => (first.x > 0, column(first.x, first.y..=bottom)),
            Side::Right => (diagram.size.width > end.x, column(right, first.y..=bottom)),
        };
        if !beyond {
            continue;
        }
        let glyph = sheet.beyond(side);
        let mut links: BTreeSet<LinkId> = BTreeSet::new();
        for &at in &cells {
            let cut = leaving(diagram, at, side);
            if !cut.is_empty() || is_cut(diagram, at, side) && !sheet.is_blank(at) {
                sheet.put(at, glyph, style);
            }
            links.extend(cut);
        }
        count(sheet, diagram, &cells, (side, links.len()), style);
    }
}

fn row(columns: std::ops::RangeInclusive<u16>, y: u16) -> Vec<Point> {
    columns.map(|x| Point::new(x, y)).collect()
}

fn column(x: u16, rows: std::ops::RangeInclusive<u16>) -> Vec<Point> {
    rows.map(|y| Point::new(x, y)).collect()
}

/// The links whose line goes from a cell over that side: as a line, or from the border of a box.
fn leaving(diagram: &Diagram, at: Point, side: Side) -> Vec<LinkId> {
    let found = diagram.wires.binary_search_by_key(&at, |wire| wire.at);
    if let Ok(index) = found {
        let wire = &diagram.wires[index];
        if wire.sides.has(side) || wire.head == Some(side) {
            return wire.links.to_vec();
        }
        return Vec::new();
    }
    let next = at.step(side);
    let starts = |route: &&Route| route.tail == side && route.cells.first() == Some(&next);
    let routes = diagram.routes.iter().filter(starts);
    routes.map(|route| route.link).collect()
}

/// Whether a box, a frame's border or a label in the cell goes on at that side.
fn is_cut(diagram: &Diagram, at: Point, side: Side) -> bool {
    let next = at.step(side);
    let word = |label: &Label| {
        let end = label.at.x + text::width(&label.text) as u16;
        let holds = |at: Point| at.y == label.at.y && (label.at.x..end).contains(&at.x);
        holds(at) && holds(next)
    };
    let boxed = |rect: Rect| rect.contains(at) && rect.contains(next);
    let framed = |rect: Rect| {
        let along = if side.is_horizontal() {
            at.y == rect.y || at.y + 1 == rect.bottom()
        } else {
            at.x == rect.x || at.x + 1 == rect.right()
        };
        along && boxed(rect)
    };
    // Above and below, names are kept: sides of the box say that it goes on.
    let in_box = |rect: Rect| {
        if side.is_horizontal() {
            boxed(rect)
        } else {
            framed(rect)
        }
    };
    diagram.boxes.iter().any(|b| in_box(b.rect))
        || diagram.frames.iter().any(|frame| framed(frame.rect))
        || diagram.labels.iter().any(word)
}

/// Writes how many links were cut, as near to the middle of the edge as there is room.
fn count(
    sheet: &mut Sheet,
    diagram: &Diagram,
    cells: &[Point],
    (side, links): (Side, usize),
    style: Style,
) {
    if links == 0 {
        return;
    }
    let glyph = sheet.beyond(side);
    let words = match side {
        Side::Right => format!(" {links}{glyph}"),
        Side::Left => format!("{glyph}{links} "),
        Side::Up | Side::Down => format!(" {glyph}{links} "),
    };
    let width = text::width(&words) as u16;
    let middle = cells.len() / 2;
    let places = (0..=middle).flat_map(|away| [middle - away, middle + away]);
    let start = |at: &Point| match side {
        Side::Right => Point::new((at.x + 1).saturating_sub(width), at.y),
        _ => *at,
    };
    let is_free = |at: &Point| {
        let mut cells = (at.x..at.x + width).map(|x| Point::new(x, at.y));
        cells.all(|at| sheet.is_blank(at) && diagram.node_at(at).is_none())
    };
    let mut free = places.filter_map(|place| cells.get(place)).map(start);
    if let Some(at) = free.find(is_free) {
        sheet.write(at, &words, style);
    }
}

//! The edges of a window: what goes on beyond them is marked, and how many links it is.

use std::collections::BTreeSet;

use ratatui::style::Style;

use super::sheet::Sheet;
use crate::layout::{Diagram, Label, Point, Rect, Side};
use crate::text;

/// Marks every cell of the outermost rows and columns whose line, border or words go on outside,
/// and writes the number of links cut on each side where there is room for it.
pub(super) fn mark(sheet: &mut Sheet, diagram: &Diagram, style: Style) {
    let (first, end) = sheet.extent();
    if end.x < first.x + 3 || end.y < first.y + 3 {
        return;
    }
    let (right, bottom) = (end.x - 1, end.y - 1);
    for side in Side::ALL {
        let row = |y| Rect::between(Point::new(first.x, y), Point::new(right, y));
        let column = |x| Rect::between(Point::new(x, first.y), Point::new(x, bottom));
        let (beyond, edge) = match side {
            Side::Up => (first.y > 0, row(first.y)),
            Side::Down => (diagram.size.height > end.y, row(bottom)),
            Side::Left => (first.x > 0, column(first.x)),
            Side::Right => (diagram.size.width > end.x, column(right)),
        };
        if !beyond {
            continue;
        }
        let glyph = sheet.beyond(side);
        let mut cut: BTreeSet<Point> = BTreeSet::new();
        let mut links = 0;
        for route in &diagram.routes {
            let mut passed = route.line.passes(edge, side).peekable();
            links += usize::from(passed.peek().is_some());
            cut.extend(passed);
        }
        let cells: Vec<Point> = edge.cells().collect();
        for &at in &cells {
            if cut.contains(&at) || is_cut(diagram, at, side) && !sheet.is_blank(at) {
                sheet.put(at, glyph, style);
            }
        }
        count(sheet, diagram, &cells, (side, links), style);
    }
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

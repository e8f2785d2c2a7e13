//! Lines among chips that would be read as a box.

use super::super::geometry::{Point, Rect, Side, Sides};
use super::super::{Diagram, Wire};

/// Whether lines run round in a rectangle that holds no chip. Chips have no borders, so such a
/// rectangle would be the only thing in the picture that looks like a box.
pub(super) fn looks_boxed(diagram: &Diagram) -> bool {
    let wires = diagram.wires();
    let is = |wire: Wire, a: Side, b: Side| {
        wire.head.is_none() && wire.sides == Sides::NONE.with(a).with(b)
    };
    let corner = |at: Point, a: Side, b: Side| wires.at(at).is_some_and(|w| is(w, a, b));
    let upright = |at: Point| {
        let wire = wires.at(at);
        wire.is_some_and(|w| w.head.is_none() && w.sides.has(Side::Up) && w.sides.has(Side::Down))
    };
    let corners = wires.iter();
    let mut corners = corners.filter(|(_, wire)| is(*wire, Side::Right, Side::Down));
    corners.any(|(Point { x, y }, _)| {
        let mut tops = x + 1..diagram.size.width;
        tops.any(|right| {
            if !corner(Point::new(right, y), Side::Left, Side::Down) {
                return false;
            }
            let sides =
                |row: &u16| upright(Point::new(x, *row)) && upright(Point::new(right, *row));
            let bottom = (y + 1..=diagram.size.height)
                .find(|row| !sides(row))
                .unwrap_or(y);
            corner(Point::new(x, bottom), Side::Up, Side::Right)
                && corner(Point::new(right, bottom), Side::Up, Side::Left)
                && !diagram
                    .boxes
                    .iter()
                    .any(|b| is_inside(b.rect, (x, y), (right, bottom)))
        })
    })
}

fn is_inside(rect: Rect, low: (u16, u16), high: (u16, u16)) -> bool {
    rect.x > low.0 && rect.y > low.1 && rect.right() <= high.0 && rect.bottom() <= high.1
}

//! What stands in the cells of all lines together.

use super::geometry::{Point, Rect, Side, Sides};
use super::line::Line;

/// What stands in one cell of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wire {
    /// The sides it joins; all four is a crossing of two nets, never a turn.
    pub sides: Sides,
    /// An arrow head pointing there, in place of the line.
    pub head: Option<Side>,
    /// Only dashed links run here.
    pub dashed: bool,
    /// Several links run here as one line.
    pub shared: bool,
}

/// The cells of lines in a part of a diagram. Made when it is asked for: all cells of all lines
/// are many more than the lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wires {
    part: Rect,
    /// Row by row; no sides where no line is.
    cells: Vec<Wire>,
}

impl Wires {
    /// The cells of `lines` in a part of the diagram. Each line comes with whether it is dashed.
    pub(super) fn of<'a>(lines: impl Iterator<Item = (&'a Line, bool)>, part: Rect) -> Self {
        let area = usize::from(part.width) * usize::from(part.height);
        let mut wires = Self {
            part,
            cells: vec![Wire::default(); area],
        };
        for (line, dashed) in lines {
            for (at, sides) in line.joints_in(part) {
                wires.join(at, sides, dashed);
            }
            if part.contains(line.last()) {
                let index = wires.index(line.last());
                wires.cells[index].head = Some(line.head());
            }
        }
        wires
    }

    fn join(&mut self, at: Point, sides: Sides, dashed: bool) {
        let index = self.index(at);
        let wire = &mut self.cells[index];
        wire.dashed = dashed && (wire.dashed || wire.sides.is_empty());
        wire.shared |= wire.sides.meet(sides);
        wire.sides = wire.sides.union(sides);
    }

    fn index(&self, at: Point) -> usize {
        let (x, y) = (at.x - self.part.x, at.y - self.part.y);
        usize::from(y) * usize::from(self.part.width) + usize::from(x)
    }

    /// What stands in the cell, if a line runs there and it is in this part.
    pub fn at(&self, at: Point) -> Option<Wire> {
        let inside = self.part.contains(at).then(|| self.cells[self.index(at)]);
        inside.filter(|wire| !wire.sides.is_empty())
    }

    /// All cells where a line runs, in reading order.
    pub fn iter(&self) -> impl Iterator<Item = (Point, Wire)> + Clone {
        let Rect { x, y, width, .. } = self.part;
        let rows = self.cells.chunks(usize::from(width).max(1)).zip(y..);
        let cells = rows.flat_map(move |(row, y)| {
            let cells = row.iter().zip(x..);
            cells.map(move |(wire, x)| (Point::new(x, y), *wire))
        });
        cells.filter(|(_, wire)| !wire.sides.is_empty())
    }
}

//! The cells that a message runs along, and where on them it is.

use crate::layout::{Diagram, NodeBox, Point, Side};
use crate::playback::scene::Packet;

/// A cell is about twice as high as it is wide: a row counts two.
const ROW: u32 = 2;

/// One cell of a message's whole way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) at: Point,
    /// How far along the way it begins.
    pub(super) from: u32,
    /// A packet can be drawn here: not where the arrow head is.
    pub(super) shows: bool,
    /// On a line, not on the border of a box it passes under.
    pub(super) line: bool,
}

/// All cells of a message's ways in order of travel, and the length of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Way {
    pub(super) stops: Vec<Stop>,
    length: u32,
}

impl Way {
    pub(super) fn of(diagram: &Diagram, packet: &Packet) -> Self {
        let mut way = Self::default();
        for (link, back) in packet.ways.into_iter().flatten() {
            let Some(route) = diagram.route(link) else {
                continue;
            };
            let head = route.line.last();
            let mut cells: Vec<Point> = route.line.cells().collect();
            if back {
                cells.reverse();
            }
            let before = way.stops.last().map(|stop| stop.at);
            if let (Some(last), Some(&first)) = (before, cells.first()) {
                way.pass_under(diagram, last, first);
            }
            for at in cells {
                way.push(at, at != head, true);
            }
        }
        way
    }

    fn push(&mut self, at: Point, shows: bool, line: bool) {
        let rows = self.stops.last().is_some_and(|stop| stop.at.x == at.x);
        self.stops.push(Stop {
            at,
            from: self.length,
            shows,
            line,
        });
        self.length += if rows { ROW } else { 1 };
    }

    /// Between two ways a packet passes under the box that both touch, along its bottom border.
    fn pass_under(&mut self, diagram: &Diagram, last: Point, first: Point) {
        let touches = |b: &&NodeBox| {
            if b.rect.height == 1 {
                return false;
            }
            let near = |at: Point| Side::ALL.iter().any(|&side| b.rect.contains(at.step(side)));
            near(last) && near(first)
        };
        let Some(b) = diagram.boxes.iter().find(touches) else {
            return;
        };
        // A cell of border stays at both ends, whatever words stand between.
        let inset = u16::from(b.rect.width > 5) + 1;
        let clamp = |x: u16| x.clamp(b.rect.x + inset, b.rect.right() - 1 - inset);
        let (from, to) = (clamp(last.x), clamp(first.x));
        let y = b.rect.bottom() - 1;
        let mut columns: Vec<u16> = (from.min(to)..=from.max(to)).collect();
        if from > to {
            columns.reverse();
        }
        for x in columns {
            self.push(Point::new(x, y), true, false);
        }
    }

    /// The stop nearest to where a packet is, among those that are `fit` for it.
    pub(super) fn nearest(&self, progress: u16, fit: impl Fn(usize) -> bool) -> Option<usize> {
        let wanted = self.wanted(progress);
        (0..self.stops.len())
            .filter(|&index| self.stops[index].shows && fit(index))
            .min_by_key(|&index| self.stops[index].from.abs_diff(wanted))
    }

    /// How far along the way a packet is.
    pub(super) fn wanted(&self, progress: u16) -> u32 {
        self.length * u32::from(progress.min(1000)) / 1000
    }
}

//! The way of one line, told as shortly as it can be: where it begins, bends and ends.

use super::geometry::{Point, Rect, Side, Sides};

/// A line from the border of one box to the border of another. It takes as much memory as it has
/// bends, however long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The cell of the border it leaves, where it bends, and the cell of the border it leads to:
    /// each in one row or column with the next, and a cell or more between the first and the last.
    stops: Box<[Point]>,
}

impl Line {
    /// The line through `cells`, which may leave out those that lie straight between two others.
    pub(super) fn through(cells: impl IntoIterator<Item = Point>) -> Self {
        let mut stops: Vec<Point> = Vec::new();
        for at in cells {
            match stops[..] {
                [.., last] if last == at => {}
                [.., before, last] if before.towards(last) == last.towards(at) => {
                    stops.pop();
                    stops.push(at);
                }
                _ => stops.push(at),
            }
        }
        Self {
            stops: stops.into(),
        }
    }

    /// The side of the box that it leaves from.
    pub fn tail(&self) -> Side {
        self.stops[0].towards(self.stops[1])
    }

    /// Where its arrow head points.
    pub fn head(&self) -> Side {
        let last = self.stops.len() - 1;
        self.stops[last - 1].towards(self.stops[last])
    }

    /// The cell beside the border it leaves.
    pub fn first(&self) -> Point {
        self.stops[0].step(self.tail())
    }

    /// The cell beside the border it leads to, where its arrow head stands.
    pub fn last(&self) -> Point {
        self.stops[self.stops.len() - 1].step(self.head().opposite())
    }

    /// Whether it does not bend.
    pub fn is_straight(&self) -> bool {
        self.stops.len() == 2
    }

    /// Its straight stretches in order, each from the cell where it begins to the one where it
    /// ends. The first begins and the last ends on a border.
    pub fn runs(&self) -> impl Iterator<Item = (Point, Point)> {
        self.stops.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// Its cells in order, those of borders left out. There is at least one.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = Point> + Clone {
        let last = self.stops.len() - 2;
        let runs = self.stops.windows(2).enumerate();
        runs.flat_map(move |(index, run)| {
            let (from, side) = (run[0], run[0].towards(run[1]));
            let far = from.x.abs_diff(run[1].x) + from.y.abs_diff(run[1].y);
            (1..=far - u16::from(index == last)).map(move |steps| from.walk(side, steps))
        })
    }

    /// Its cells in a part of the diagram, and the sides that are joined there. A cell where it
    /// bends comes twice, each time with one side.
    pub fn joints_in(&self, part: Rect) -> impl Iterator<Item = (Point, Sides)> {
        let ends = [self.stops[0], self.stops[self.stops.len() - 1]];
        let joints = self.runs().flat_map(move |(from, to)| {
            let side = from.towards(to);
            let (begins, ends) = (Sides::NONE.with(side), Sides::NONE.with(side.opposite()));
            cells_of((from, to), part).map(move |at| match at {
                _ if at == from => (at, begins),
                _ if at == to => (at, ends),
                _ => (at, begins.union(ends)),
            })
        });
        joints.filter(move |(at, _)| !ends.contains(at))
    }

    /// Whether it runs through the cell.
    pub fn contains(&self, at: Point) -> bool {
        let ends = [self.stops[0], self.stops[self.stops.len() - 1]];
        self.run_of(at).is_some() && !ends.contains(&at)
    }

    /// The cells of a part of the diagram, those of borders too, that it goes out of or into over
    /// that side of the cell.
    pub fn passes(&self, part: Rect, side: Side) -> impl Iterator<Item = Point> {
        let runs = self.runs();
        runs.flat_map(move |run| cells_of(run, part).filter(move |at| holds(run, at.step(side))))
    }

    /// Where it begins and bends before it comes to `at`.
    pub(super) fn before(&self, at: Point) -> &[Point] {
        let run = self.run_of(at).unwrap_or_default();
        &self.stops[..=run]
    }

    /// Where it bends and ends after it came to `at`.
    pub(super) fn behind(&self, at: Point) -> &[Point] {
        let run = self.run_of(at).unwrap_or_default();
        &self.stops[run + 1..]
    }

    /// The same line where everything has moved.
    pub(super) fn moved(&self, shift: impl Fn(Point) -> Point) -> Self {
        Self {
            stops: self.stops.iter().copied().map(shift).collect(),
        }
    }

    fn run_of(&self, at: Point) -> Option<usize> {
        self.runs().position(|run| holds(run, at))
    }
}

/// Whether the cell lies on a straight stretch, ends included.
fn holds((from, to): (Point, Point), at: Point) -> bool {
    (from.x.min(to.x)..=from.x.max(to.x)).contains(&at.x)
        && (from.y.min(to.y)..=from.y.max(to.y)).contains(&at.y)
}

/// The cells of a straight stretch, ends included, that lie in a part of the diagram.
fn cells_of((from, to): (Point, Point), part: Rect) -> impl Iterator<Item = Point> {
    let low = Point::new(from.x.min(to.x), from.y.min(to.y));
    let high = Point::new(from.x.max(to.x), from.y.max(to.y));
    Rect::between(low, high).common(part).cells()
}

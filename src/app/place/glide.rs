//! A window that goes to another place is seen to go there.

use std::time::Duration;

use crate::layout::Point;

/// How long it is on its way.
const LENGTH: Duration = Duration::from_millis(150);
/// So many columns and rows are no leap: a packet that moves on is followed at once.
const NEAR: (u16, u16) = (4, 2);

/// A window on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glide {
    from: Point,
    gone: Duration,
}

/// Whether the eye would lose its place between the two.
pub(super) fn is_leap(from: Point, end: Point) -> bool {
    from.x.abs_diff(end.x) > NEAR.0 || from.y.abs_diff(end.y) > NEAR.1
}

impl From<Point> for Glide {
    fn from(from: Point) -> Self {
        let gone = Duration::ZERO;
        Self { from, gone }
    }
}

impl Glide {
    /// Where it is on its way to `end`.
    pub(super) fn at(self, end: Point) -> Point {
        let [gone, whole] = [self.gone, LENGTH].map(|time| time.as_millis() as i64);
        let between = |from: u16, end: u16| {
            let way = i64::from(end) - i64::from(from);
            (i64::from(from) + way * gone / whole) as u16
        };
        Point::new(between(self.from.x, end.x), between(self.from.y, end.y))
    }

    /// Some time later; `None`: it has come to rest.
    pub(super) fn after(self, elapsed: Duration) -> Option<Self> {
        let gone = self.gone.saturating_add(elapsed);
        (gone < LENGTH).then_some(Self { gone, ..self })
    }
}

//! The window onto a diagram that is larger than its place on the screen.

use ratatui::layout::Rect as Area;

use crate::layout::{Diagram, Point, Size};
use crate::topology::NodeId;

/// Where the window begins: it follows `focus` only when that leaves the middle third, and does
/// not go beyond the diagram. `previous` is where it was.
pub fn window(diagram: &Diagram, area: Size, focus: Option<Point>, previous: Point) -> Point {
    let along = |total: u16, shown: u16, focus: Option<u16>, previous: u16| {
        let last = total.saturating_sub(shown);
        let third = shown / 3;
        let moved = match focus {
            Some(at) if at < previous.saturating_add(third) => at.saturating_sub(third),
            Some(at) if at >= previous.saturating_add(shown - third) => {
                at.saturating_sub((shown - third).saturating_sub(1))
            }
            _ => previous,
        };
        moved.min(last)
    };
    Point::new(
        along(
            diagram.size.width,
            area.width,
            focus.map(|at| at.x),
            previous.x,
        ),
        along(
            diagram.size.height,
            area.height,
            focus.map(|at| at.y),
            previous.y,
        ),
    )
}

/// The node whose box is at column `x` and row `y` of the screen.
pub fn hit(diagram: &Diagram, offset: Point, area: Area, x: u16, y: u16) -> Option<NodeId> {
    if !area.contains((x, y).into()) {
        return None;
    }
    let at = Point::new(
        (x - area.x).checked_add(offset.x)?,
        (y - area.y).checked_add(offset.y)?,
    );
    diagram.node_at(at)
}

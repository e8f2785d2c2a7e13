//! Where a line may go, and what that costs.

use super::super::field::{Field, Glance, Ground, NONE};
use super::super::geometry::{Point, Rect, Side};
use super::{ACROSS, ALONG, BEND, BESIDE, Task};

/// Whether a line may step into `cell` by `side`.
pub(super) fn may_enter(field: &Field, cell: usize, side: Side, task: &Task) -> bool {
    let spot = &field.spots[cell];
    let passes = match spot.ground {
        Ground::Open => true,
        Ground::Across => side.is_horizontal(),
        Ground::Along => !side.is_horizontal(),
        Ground::Wall => false,
    };
    if !passes || (spot.owner != NONE && spot.owner != task.goal) {
        return false;
    }
    if !spot.sides.is_empty() {
        let own = spot.across == task.net || spot.along == task.net;
        let clear = |side: Side| field.is_passed(field.step(cell, side));
        let apart = !side.is_horizontal() || (clear(Side::Up) && clear(Side::Down));
        return !own && apart && spot.is_crossable(side);
    }
    spot.owner == NONE || is_free_port(field, cell)
}

/// Lines that end on a top or bottom border keep a cell between them.
pub(in super::super) fn is_free_port(field: &Field, cell: usize) -> bool {
    let spot = &field.spots[cell];
    spot.sides.is_empty()
        && (spot.ground != Ground::Along
            || (field.spots[cell - 1].sides.is_empty() && field.spots[cell + 1].sides.is_empty()))
}

/// What a place on a border costs: the middle is best, and of two ways alike the one that leaves
/// in reading direction. `side` is the side of the box.
pub(in super::super) fn port_cost(
    field: &Field,
    cell: usize,
    side: Side,
    rect: Rect,
    leaves: bool,
) -> u32 {
    let at = field.point(cell);
    let against = u32::from(leaves && matches!(side, Side::Left | Side::Up));
    against
        + if side.is_horizontal() {
            u32::from((2 * at.y + 1).abs_diff(2 * rect.y + rect.height))
        } else {
            u32::from((2 * at.x + 1).abs_diff(2 * rect.x + rect.width)) / 2
        }
}

/// Whether a line of the net in `cell` may branch off to `side`.
pub(super) fn can_branch(field: &Field, cell: usize, side: Side) -> bool {
    let spot = &field.spots[cell];
    if spot.ground != Ground::Open || spot.head || spot.sides.len() != 2 || spot.sides.has(side) {
        return false;
    }
    let beside = [Side::Left, Side::Right].into_iter();
    let mut loose = beside.filter(|&s| s != side && !spot.sides.has(s));
    let upright = [Side::Up, Side::Down].into_iter();
    let mut joined = upright.filter(|&s| spot.sides.has(s));
    loose.all(|s| !field.glances[field.step(cell, s)].is_bent())
        && joined.all(|s| field.is_passed(field.step(cell, s)))
}

/// Lines up and down are hard to tell apart side by side; lines across are not.
pub(super) fn beside(cell: Glance, side: Side) -> u32 {
    if side.is_horizontal() {
        0
    } else {
        cell.beside() * BESIDE
    }
}

/// A lower bound of what is still to be paid: distance and bends to the goal's rectangle.
pub(super) fn estimate(at: Point, side: Side, goal: Rect) -> u32 {
    let (x, y) = (u32::from(at.x), u32::from(at.y));
    let (left, right) = (u32::from(goal.x), u32::from(goal.x + goal.width - 1));
    let (top, bottom) = (u32::from(goal.y), u32::from(goal.y + goal.height - 1));
    let (go_left, go_right) = (x.saturating_sub(right), left.saturating_sub(x));
    let (go_up, go_down) = (y.saturating_sub(bottom), top.saturating_sub(y));
    let (back, aside) = match side {
        Side::Left => (go_right, go_up + go_down),
        Side::Right => (go_left, go_up + go_down),
        Side::Up => (go_down, go_left + go_right),
        Side::Down => (go_up, go_left + go_right),
    };
    let bends = if back > 0 { 2 } else { u32::from(aside > 0) };
    (go_left + go_right) * ACROSS + (go_up + go_down) * ALONG + bends * BEND
}

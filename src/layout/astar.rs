//! The cheapest way for one line through the field.
//!
//! A* over (cell, direction of travel). Costs are small integers, so the open list is an array of
//! buckets by cost.

use super::field::{Field, Ground, NONE, Spot};
use super::geometry::{Rect, Side};

/// A cell is about twice as high as it is wide.
const ACROSS: u32 = 1;
const ALONG: u32 = 2;
const BEND: u32 = 5;
const CROSSING: u32 = 14;
/// A branch or a joint of a trunk.
const TEE: u32 = 3;
/// A cell next to another line that runs the same way.
const BESIDE: u32 = 1;

const UNSEEN: u32 = u32::MAX;
/// Where a way begins: no cell before it, or a cell of the trunk it branches from.
const BEGIN: u8 = 4;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// The box at the far end.
    pub(super) target: u16,
    pub(super) net: u16,
    /// Cells beside the source's border with the way out, and what it costs to begin there.
    pub(super) ports: &'a [(usize, Side, u32)],
    /// Cells of the net's trunk to branch from.
    pub(super) trunk: &'a [usize],
    /// The way may end on a cell of its own net.
    pub(super) joins: bool,
    /// The target's box, and a rectangle that holds every cell the way may end in.
    pub(super) target_box: Rect,
    pub(super) goal: Rect,
}

/// A way that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// Cells from beside the source's border, or from the trunk's cell it branches from, to
    /// beside the target's border, or to the trunk's cell it joins.
    pub(super) cells: Vec<usize>,
    pub(super) branches: bool,
    pub(super) joins: bool,
    /// The direction of its first and last step.
    pub(super) first: Side,
    pub(super) last: Side,
    pub(super) cost: u32,
}

/// Reusable memory of searches over one field.
#[derive(Debug, Default)]
pub(super) struct Search {
    best: Vec<u32>,
    from: Vec<u8>,
    touched: Vec<u32>,
    buckets: Vec<Vec<u32>>,
}

impl Search {
    pub(super) fn new(field: &Field) -> Self {
        Self {
            best: vec![UNSEEN; field.spots.len() * 4],
            from: vec![0; field.spots.len() * 4],
            ..Self::default()
        }
    }

    /// The cheapest way, if there is one.
    pub(super) fn run(&mut self, field: &Field, task: &Task) -> Option<Way> {
        for &(cell, side, cost) in task.ports {
            self.reach(field, task, cell, side, cost, BEGIN);
        }
        for &cell in task.trunk {
            for side in Side::ALL {
                if can_branch(field, cell, side) {
                    self.reach(field, task, cell, side, TEE, BEGIN);
                }
            }
        }
        let mut found: Option<(u32, u32, bool)> = None;
        let mut cost = 0;
        while cost < self.buckets.len() {
            if found.is_some_and(|(total, ..)| total as usize <= cost) {
                break;
            }
            let Some(state) = self.buckets[cost].pop() else {
                cost += 1;
                continue;
            };
            let (cell, side) = (state as usize / 4, Side::ALL[state as usize % 4]);
            let here = self.best[state as usize];
            if here + estimate(field, cell, side, task.goal) != cost as u32 {
                continue;
            }
            self.expand(field, task, state, &mut found);
        }
        let way = found.map(|(cost, state, joins)| self.way(field, state, joins, cost));
        for state in self.touched.drain(..) {
            self.best[state as usize] = UNSEEN;
        }
        for bucket in &mut self.buckets {
            bucket.clear();
        }
        way
    }

    fn reach(&mut self, field: &Field, task: &Task, cell: usize, side: Side, cost: u32, from: u8) {
        let state = cell * 4 + side as usize;
        if cost >= self.best[state] {
            return;
        }
        if self.best[state] == UNSEEN {
            self.touched.push(state as u32);
        }
        self.best[state] = cost;
        self.from[state] = from;
        let total = (cost + estimate(field, cell, side, task.goal)) as usize;
        if total >= self.buckets.len() {
            self.buckets.resize_with(total + 64, Vec::new);
        }
        self.buckets[total].push(state as u32);
    }

    fn expand(
        &mut self,
        field: &Field,
        task: &Task,
        state: u32,
        found: &mut Option<(u32, u32, bool)>,
    ) {
        let (cell, side) = (state as usize / 4, Side::ALL[state as usize % 4]);
        let here = self.best[state as usize];
        let spot = &field.spots[cell];
        for next_side in Side::ALL {
            if next_side == side.opposite() {
                continue;
            }
            let bend = next_side != side;
            if bend && !can_bend(field, cell, side, next_side) {
                continue;
            }
            let next = field.step(cell, next_side);
            let ahead = &field.spots[next];
            let mut cost = here + if bend { BEND } else { 0 };
            if ahead.ground == Ground::Wall {
                let arrives = ahead.owner == task.target
                    && spot.owner == task.target
                    && self.from[state as usize] != BEGIN;
                if arrives {
                    cost += port_cost(field, cell, next_side, task.target_box);
                    better(found, (cost, state, false));
                }
                continue;
            }
            cost += if next_side.is_horizontal() {
                ACROSS
            } else {
                ALONG
            };
            if !ahead.sides.is_empty() && is_own(ahead, task.net) {
                if task.joins && can_join(field, next, next_side) {
                    // The last step is not a state of its own: it is kept as the state before it
                    // with a mark, and the direction is found again from the two.
                    let joint = (next * 4 + next_side as usize) as u32;
                    let total = cost + TEE;
                    if found.is_none_or(|(best, ..)| total < best) {
                        self.remember(joint, total, side);
                        better(found, (total, joint, true));
                    }
                }
                continue;
            }
            if !may_enter(field, next, next_side, task.target) {
                continue;
            }
            if ahead.sides.is_empty() {
                cost += beside(field, next, next_side);
            } else {
                cost += CROSSING;
            }
            if ahead.owner == NONE {
                cost += u32::from(ahead.toll);
            }
            self.reach(field, task, next, next_side, cost, side as u8);
        }
    }

    fn remember(&mut self, state: u32, cost: u32, from: Side) {
        if self.best[state as usize] == UNSEEN {
            self.touched.push(state);
        }
        self.best[state as usize] = cost;
        self.from[state as usize] = from as u8;
    }

    fn way(&self, field: &Field, last: u32, joins: bool, cost: u32) -> Way {
        let mut cells = Vec::new();
        let mut state = last as usize;
        loop {
            let (cell, side) = (state / 4, Side::ALL[state % 4]);
            cells.push(cell);
            if self.from[state] == BEGIN {
                cells.reverse();
                return Way {
                    branches: !field.spots[cells[0]].sides.is_empty(),
                    cells,
                    joins,
                    first: side,
                    last: Side::ALL[last as usize % 4],
                    cost,
                };
            }
            state = field.step(cell, side.opposite()) * 4 + usize::from(self.from[state]);
        }
    }
}

fn better(found: &mut Option<(u32, u32, bool)>, new: (u32, u32, bool)) {
    if found.is_none_or(|(best, ..)| new.0 < best) {
        *found = Some(new);
    }
}

fn is_own(spot: &Spot, net: u16) -> bool {
    spot.across == net || spot.along == net
}

/// Whether a line may step into `cell` by `side`.
fn may_enter(field: &Field, cell: usize, side: Side, target: u16) -> bool {
    let spot = &field.spots[cell];
    let passes = match spot.ground {
        Ground::Open => true,
        Ground::Across => side.is_horizontal(),
        Ground::Along => !side.is_horizontal(),
        Ground::Wall => false,
    };
    if !passes || (spot.owner != NONE && spot.owner != target) {
        return false;
    }
    if !spot.sides.is_empty() {
        return spot.is_crossable(side);
    }
    spot.owner == NONE || is_free_port(field, cell)
}

/// Lines that end on a top or bottom border keep a cell between them.
pub(super) fn is_free_port(field: &Field, cell: usize) -> bool {
    let spot = &field.spots[cell];
    spot.sides.is_empty()
        && (spot.ground != Ground::Along
            || (field.spots[cell - 1].sides.is_empty() && field.spots[cell + 1].sides.is_empty()))
}

/// What a place on a border costs: the middle is best.
pub(super) fn port_cost(field: &Field, cell: usize, side: Side, rect: Rect) -> u32 {
    let at = field.point(cell);
    if side.is_horizontal() {
        u32::from((2 * at.y + 1).abs_diff(2 * rect.y + rect.height))
    } else {
        u32::from((2 * at.x + 1).abs_diff(2 * rect.x + rect.width)) / 2
    }
}

/// Two cells that bend side by side and are not joined look joined where corners are pluses.
fn is_bent(field: &Field, cell: usize) -> bool {
    field.spots[cell].is_bent()
}

fn can_bend(field: &Field, cell: usize, side: Side, next: Side) -> bool {
    let spot = &field.spots[cell];
    if spot.ground != Ground::Open || !spot.sides.is_empty() {
        return false;
    }
    let loose = if side.is_horizontal() {
        side
    } else {
        next.opposite()
    };
    !is_bent(field, field.step(cell, loose))
}

/// Whether a line of the net in `cell` may branch off to `side`.
fn can_branch(field: &Field, cell: usize, side: Side) -> bool {
    let spot = &field.spots[cell];
    if spot.ground != Ground::Open || spot.head || spot.sides.len() != 2 || spot.sides.has(side) {
        return false;
    }
    [Side::Left, Side::Right]
        .into_iter()
        .filter(|&s| s != side && !spot.sides.has(s))
        .all(|s| !is_bent(field, field.step(cell, s)))
}

fn can_join(field: &Field, cell: usize, side: Side) -> bool {
    can_branch(field, cell, side.opposite())
}

/// Lines up and down are hard to tell apart side by side; lines across are not.
fn beside(field: &Field, cell: usize, side: Side) -> u32 {
    if side.is_horizontal() {
        return 0;
    }
    let occupied = |cell: usize| u32::from(field.spots[cell].along != NONE);
    (occupied(cell - 1) + occupied(cell + 1)) * BESIDE
}

/// A lower bound of what is still to be paid: distance and bends to the goal's rectangle.
fn estimate(field: &Field, cell: usize, side: Side, goal: Rect) -> u32 {
    let (x, y) = ((cell % field.width) as u32, (cell / field.width) as u32);
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

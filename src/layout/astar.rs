//! The cheapest way for one line through the field.
//!
//! A* over (cell, direction of travel). Costs are small integers, so the open list is an array of
//! buckets by cost.

use std::collections::VecDeque;

use super::field::{BADGE, Field, Ground, NONE};
use super::geometry::{Point, Rect, Side};
use rules::{beside, can_bend, can_branch, estimate, may_enter};

mod rules;

pub(super) use rules::{is_free_port, port_cost};

/// A cell is about twice as high as it is wide.
const ACROSS: u32 = 1;
const ALONG: u32 = 2;
const BEND: u32 = 5;
const CROSSING: u32 = 14;
/// A branch of a trunk.
const TEE: u32 = 3;
/// A cell next to another line that runs the same way.
const BESIDE: u32 = 1;

/// Fields of fewer cells are searched for the cheapest way; in larger ones half as much again, and
/// twice as much, is thought of what is still to come: several times faster, for a tenth more
/// crossings (measured on layered graphs of 100 and 1000 nodes).
const SMALL: usize = 16_000;
const LARGE: usize = 400_000;

/// Where a way begins: no cell comes before.
const BEGIN: u8 = 4;
/// A state that was gone on from.
const CLOSED: u8 = 8;

/// What is known of a way to a cell by a direction: its cost and, in the lowest bits, the direction
/// of the step before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State(u32);

impl State {
    const UNSEEN: Self = Self(u32::MAX);

    const fn new(cost: u32, from: u8) -> Self {
        Self(cost << 4 | from as u32)
    }

    const fn cost(self) -> u32 {
        self.0 >> 4
    }

    /// A side's number, or [`BEGIN`].
    const fn from(self) -> u8 {
        (self.0 & 7) as u8
    }

    const fn is_closed(self) -> bool {
        self.0 & CLOSED as u32 != 0
    }

    fn close(&mut self) {
        self.0 |= u32::from(CLOSED);
    }
}

/// What is asked for. The way is looked for from the common end of a net to the far end of one of
/// its links, whichever way the link points: it begins anywhere on the trunk, and ends at one box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) net: u16,
    /// Cells beside the common end's border with the way out, and what it costs to begin there.
    pub(super) ports: &'a [(usize, Side, u32)],
    /// Cells of the net's trunk to branch from.
    pub(super) trunk: &'a [usize],
    /// The box at the far end.
    pub(super) goal: u16,
    pub(super) goal_box: Rect,
    /// The link begins at the far end, so that its line leaves there.
    pub(super) leaves: bool,
}

/// A way that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// Cells from beside the common end's border, or from the trunk's cell it branches from, to
    /// beside the far end's border.
    pub(super) cells: Vec<usize>,
    pub(super) branches: bool,
    /// The direction of its first and last step.
    pub(super) first: Side,
    pub(super) last: Side,
}

impl Way {
    fn meets_itself(&self) -> bool {
        let mut cells = self.cells.clone();
        cells.sort_unstable();
        cells.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Reusable memory of searches over one field.
#[derive(Debug, Default)]
pub(super) struct Search {
    states: Vec<State>,
    touched: Vec<u32>,
    /// It is looked to that no way crosses itself, which takes time and is seldom needed.
    wary: bool,
    /// Quarters that the estimate is taken for: more than four finds a way sooner that may be a
    /// little dearer than the cheapest.
    haste: u32,
    /// The cost that states come up at: none is entered below it.
    floor: usize,
    /// Open states by cost. Of those that cost the same, straight steps come up first, the last
    /// one foremost; then bends, the first one foremost: of ways alike the one that bends early is
    /// found, and trunks stand near their common end.
    buckets: Vec<VecDeque<u32>>,
}

impl Search {
    pub(super) fn new(field: &Field) -> Self {
        Self {
            states: vec![State::UNSEEN; field.spots.len() * 4],
            haste: match field.spots.len() {
                0..SMALL => 4,
                SMALL..LARGE => 6,
                _ => 8,
            },
            ..Self::default()
        }
    }

    /// The cheapest way and what it costs, if there is one and `effort`, counted down by each step,
    /// lasts.
    pub(super) fn run(
        &mut self,
        field: &Field,
        task: &Task,
        effort: &mut u64,
    ) -> Option<(u32, Way)> {
        self.wary = false;
        let found = self.look(field, task, effort);
        if !found.as_ref().is_some_and(|(_, way)| way.meets_itself()) {
            return found;
        }
        self.wary = true;
        self.look(field, task, effort)
    }

    fn look(&mut self, field: &Field, task: &Task, effort: &mut u64) -> Option<(u32, Way)> {
        self.floor = 0;
        for &(cell, side, cost) in task.ports {
            self.reach(task, (cell, field.point(cell)), side, cost, BEGIN);
        }
        for &cell in task.trunk {
            for side in Side::ALL {
                if can_branch(field, cell, side) {
                    self.reach(task, (cell, field.point(cell)), side, TEE, BEGIN);
                }
            }
        }
        let mut found: Option<(u32, u32)> = None;
        while self.floor < self.buckets.len()
            && found.is_none_or(|(total, _)| total as usize > self.floor)
            && *effort > 0
        {
            match self.buckets[self.floor].pop_back() {
                None => self.floor += 1,
                Some(state) if self.states[state as usize].is_closed() => {}
                Some(state) => {
                    *effort -= 1;
                    self.expand(field, task, state, &mut found);
                    self.states[state as usize].close();
                }
            }
        }
        let way = found.map(|(cost, state)| (cost, self.way(field, state)));
        for state in self.touched.drain(..) {
            self.states[state as usize] = State::UNSEEN;
        }
        for bucket in &mut self.buckets {
            bucket.clear();
        }
        way
    }

    fn reach(&mut self, task: &Task, (cell, at): (usize, Point), side: Side, cost: u32, from: u8) {
        let state = cell * 4 + side as usize;
        let known = self.states[state];
        if known == State::UNSEEN {
            self.touched.push(state as u32);
        } else if cost >= known.cost() || known.is_closed() {
            // A way that was gone on from stays as it is: whether it may bend where it did depends
            // on the cells before.
            return;
        }
        self.states[state] = State::new(cost, from);
        let total = (cost + estimate(at, side, task.goal_box) * self.haste / 4) as usize;
        let total = total.max(self.floor);
        if total >= self.buckets.len() {
            self.buckets.resize_with(total + 64, VecDeque::new);
        }
        if from == side as u8 || from == BEGIN {
            self.buckets[total].push_back(state as u32);
        } else {
            self.buckets[total].push_front(state as u32);
        }
    }

    fn expand(&mut self, field: &Field, task: &Task, state: u32, found: &mut Option<(u32, u32)>) {
        let (cell, side) = (state as usize / 4, Side::ALL[state as usize % 4]);
        let here = self.states[state as usize].cost();
        let at = field.point(cell);
        let spot = &field.spots[cell];
        // Where corners and crossings are pluses, two of them one above the other do not look
        // joined: on the way up or down a straight cell stays between.
        let behind = || {
            field.spots[field.step(cell, side.opposite())]
                .sides
                .is_empty()
        };
        let from = self.states[state as usize].from();
        let stacked = !side.is_horizontal() && from != BEGIN && (from != side as u8 || !behind());
        let turns = if side.is_horizontal() {
            [side, Side::Up, Side::Down]
        } else {
            [side, Side::Left, Side::Right]
        };
        for next_side in turns {
            let bend = next_side != side;
            if bend && (stacked || !can_bend(field, cell, side, next_side)) {
                continue;
            }
            let next = field.step(cell, next_side);
            let ahead = &field.spots[next];
            let joint = bend || !spot.sides.is_empty();
            if joint && !next_side.is_horizontal() && !ahead.sides.is_empty() {
                continue;
            }
            if ahead.ground == Ground::Wall {
                let arrives = ahead.owner == task.goal
                    && spot.owner == task.goal
                    && from != BEGIN
                    && !(task.leaves && spot.toll == BADGE);
                let out = next_side.opposite();
                let total = here + port_cost(field, cell, out, task.goal_box, task.leaves);
                if arrives && found.is_none_or(|(best, _)| total < best) {
                    *found = Some((total, state));
                }
                continue;
            }
            if !may_enter(field, next, next_side, task)
                || self.wary && self.met(field, state, next, next_side)
            {
                continue;
            }
            let mut cost = here + if bend { BEND } else { 0 };
            cost += if next_side.is_horizontal() {
                ACROSS
            } else {
                ALONG
            };
            cost += if ahead.sides.is_empty() {
                beside(field, next, next_side)
            } else {
                CROSSING
            };
            if ahead.owner == NONE {
                cost += u32::from(ahead.toll);
            }
            self.reach(
                task,
                (next, at.step(next_side)),
                next_side,
                cost,
                side as u8,
            );
        }
    }

    /// Whether the way to `state` has passed the cell `next` across: it would cross itself, to bend
    /// in the end where it may not bend at once.
    fn met(&self, field: &Field, state: u32, next: usize, side: Side) -> bool {
        let across = Side::ALL.into_iter();
        let across = across.filter(|s| s.is_horizontal() != side.is_horizontal());
        let costs = across.map(|side| self.states[next * 4 + side as usize].cost());
        let passed = costs.min().unwrap_or(u32::MAX);
        let mut state = state as usize;
        // Round and back to where one was takes three bends.
        if passed + 3 * BEND > self.states[state].cost() {
            return false;
        }
        while self.states[state].cost() >= passed {
            let (cell, side) = (state / 4, Side::ALL[state % 4]);
            let from = self.states[state].from();
            if cell == next || from == BEGIN {
                return cell == next;
            }
            state = field.step(cell, side.opposite()) * 4 + usize::from(from);
        }
        false
    }

    fn way(&self, field: &Field, last: u32) -> Way {
        let mut cells = Vec::new();
        let mut state = last as usize;
        loop {
            let (cell, side) = (state / 4, Side::ALL[state % 4]);
            cells.push(cell);
            let from = self.states[state].from();
            if from == BEGIN {
                cells.reverse();
                return Way {
                    branches: !field.spots[cells[0]].sides.is_empty(),
                    cells,
                    first: side,
                    last: Side::ALL[last as usize % 4],
                };
            }
            state = field.step(cell, side.opposite()) * 4 + usize::from(from);
        }
    }
}

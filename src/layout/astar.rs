//! The cheapest way for one line through the field.
//!
//! A* over (cell, direction of travel). Costs are small integers, so the open list is an array of
//! lists by cost.

use super::field::{BADGE, Field, Ground, NONE};
use super::geometry::{Rect, Side};
use open::Open;
use rules::{beside, can_branch, estimate, may_enter};
use state::{BEGIN, State, Step};

mod open;
mod rules;
mod state;

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

/// The sides for code that is made for each of them.
const UP: usize = Side::Up as usize;
const DOWN: usize = Side::Down as usize;
const LEFT: usize = Side::Left as usize;
const RIGHT: usize = Side::Right as usize;

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
    open: Open,
    /// The last step of the cheapest way so far and what that costs.
    found: Option<(u32, Step)>,
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
        for &(cell, side, cost) in task.ports {
            self.begin(task, Step::new(field, cell, side), cost);
        }
        for &cell in task.trunk {
            for side in Side::ALL {
                if can_branch(field, cell, side) {
                    self.begin(task, Step::new(field, cell, side), TEE);
                }
            }
        }
        self.found = None;
        let mut onward = None;
        while let Some(step) = onward.take().or_else(|| self.open.pop()) {
            let is_best = (self.found).is_some_and(|(total, _)| total <= self.open.floor());
            if is_best || *effort == 0 {
                break;
            }
            if !self.states[step.state()].is_closed() {
                *effort -= 1;
                onward = self.expand(field, task, step);
                self.states[step.state()].close();
            }
        }
        let way = (self.found).map(|(cost, step)| (cost, self.way(field, step)));
        for state in self.touched.drain(..) {
            self.states[state as usize] = State::UNSEEN;
        }
        self.open.clear();
        way
    }

    fn begin(&mut self, task: &Task, step: Step, cost: u32) {
        let total = match step.side() {
            Side::Up => self.reach::<UP>(task, step, cost, BEGIN),
            Side::Down => self.reach::<DOWN>(task, step, cost, BEGIN),
            Side::Left => self.reach::<LEFT>(task, step, cost, BEGIN),
            Side::Right => self.reach::<RIGHT>(task, step, cost, BEGIN),
        };
        if let Some(total) = total {
            self.open.push(total, step, false);
        }
    }

    /// Notes a way to a step, if none as cheap is known; and what the whole will cost at the least.
    #[inline]
    fn reach<const SIDE: usize>(
        &mut self,
        task: &Task,
        step: Step,
        cost: u32,
        from: u8,
    ) -> Option<u32> {
        let known = &mut self.states[step.state()];
        // A way that was gone on from stays as it is: whether it may bend where it did depends on
        // the cells before.
        if cost >= known.cost() || known.is_closed() {
            return None;
        }
        if *known == State::UNSEEN {
            self.touched.push(step.state);
        }
        *known = State::new(cost, from);
        Some(cost + estimate(step.at, Side::ALL[SIDE], task.goal_box) * self.haste / 4)
    }

    /// Goes on from a step in all directions. The next step straight on is given back where it is
    /// the one that would come up next.
    fn expand(&mut self, field: &Field, task: &Task, step: Step) -> Option<Step> {
        let onward = match step.side() {
            Side::Up => self.go::<UP>(field, task, step),
            Side::Down => self.go::<DOWN>(field, task, step),
            Side::Left => self.go::<LEFT>(field, task, step),
            Side::Right => self.go::<RIGHT>(field, task, step),
        };
        let onward = onward.and_then(|(next, total)| {
            let is_next = total <= self.open.floor();
            if !is_next {
                self.open.push(total, next, false);
            }
            is_next.then_some(next)
        });
        let cell = step.cell();
        if !field.glances[cell].is_plain() || !self.is_apart(field, step) {
            return onward;
        }
        let is_bent = |side: Side| field.glances[field.step(cell, side)].is_bent();
        if step.side().is_horizontal() {
            if !is_bent(step.side()) {
                self.turn::<UP>(field, task, step);
                self.turn::<DOWN>(field, task, step);
            }
        } else {
            if !is_bent(Side::Right) {
                self.turn::<LEFT>(field, task, step);
            }
            if !is_bent(Side::Left) {
                self.turn::<RIGHT>(field, task, step);
            }
        }
        onward
    }

    /// Where corners and crossings are pluses, two of them one above the other do not look joined:
    /// on the way up or down a straight cell stays between.
    fn is_apart(&self, field: &Field, step: Step) -> bool {
        let (from, side) = (self.states[step.state()].from(), step.side());
        let behind = || field.step(step.cell(), side.opposite());
        side.is_horizontal()
            || from == BEGIN
            || from == side as u8 && field.spots[behind()].sides.is_empty()
    }

    fn turn<const SIDE: usize>(&mut self, field: &Field, task: &Task, step: Step) {
        if let Some((next, total)) = self.go::<SIDE>(field, task, step) {
            self.open.push(total, next, true);
        }
    }

    /// The next step to a side and what the whole costs by it at the least, where it can be taken
    /// and no way as cheap is known. Made for each side, for this is where the time goes.
    fn go<const SIDE: usize>(
        &mut self,
        field: &Field,
        task: &Task,
        step: Step,
    ) -> Option<(Step, u32)> {
        let side = Side::ALL[SIDE];
        let cell = field.step(step.cell(), side);
        let ahead = field.glances[cell];
        let mut cost = self.states[step.state()].cost();
        cost += if ahead.is_plain() && !self.wary {
            ahead.toll() + beside(ahead, side)
        } else {
            self.weigh(field, task, step, side)?
        };
        cost += if side.is_horizontal() { ACROSS } else { ALONG };
        cost += if side == step.side() { 0 } else { BEND };
        let next = Step {
            at: step.at.step(side),
            state: (cell * 4 + SIDE) as u32,
        };
        let total = self.reach::<SIDE>(task, next, cost, step.side() as u8)?;
        Some((next, total))
    }

    /// What it costs more to go on into a cell that is not plain, if it can be done; or the end is
    /// found.
    fn weigh(&mut self, field: &Field, task: &Task, step: Step, side: Side) -> Option<u32> {
        let (cell, bend) = (step.cell(), side != step.side());
        let next = field.step(cell, side);
        let (here, ahead) = (&field.spots[cell], &field.spots[next]);
        let joint = bend || !here.sides.is_empty();
        if joint && !side.is_horizontal() && !ahead.sides.is_empty() {
            return None;
        }
        if ahead.ground == Ground::Wall {
            let state = self.states[step.state()];
            let arrives = ahead.owner == task.goal
                && here.owner == task.goal
                && state.from() != BEGIN
                && !(task.leaves && here.toll == BADGE);
            let border = side.opposite();
            let total = state.cost() + port_cost(field, cell, border, task.goal_box, task.leaves);
            if arrives && self.found.is_none_or(|(best, _)| total < best) {
                self.found = Some((total, step));
            }
            return None;
        }
        if !may_enter(field, next, side, task) || self.wary && self.met(field, step, next, side) {
            return None;
        }
        let toll = if ahead.owner == NONE { ahead.toll } else { 0 };
        let line = if ahead.sides.is_empty() {
            beside(field.glances[next], side)
        } else {
            CROSSING
        };
        Some(u32::from(toll) + line)
    }

    /// Whether the way to a step has passed the cell `next` across: it would cross itself, to bend
    /// in the end where it may not bend at once.
    fn met(&self, field: &Field, step: Step, next: usize, side: Side) -> bool {
        let across = Side::ALL.into_iter();
        let across = across.filter(|s| s.is_horizontal() != side.is_horizontal());
        let costs = across.map(|side| self.states[next * 4 + side as usize].cost());
        let passed = costs.min().unwrap_or(u32::MAX);
        let mut state = step.state();
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

    fn way(&self, field: &Field, last: Step) -> Way {
        let mut cells = Vec::new();
        let mut state = last.state();
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
                    last: last.side(),
                };
            }
            state = field.step(cell, side.opposite()) * 4 + usize::from(from);
        }
    }
}

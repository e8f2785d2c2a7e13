//! The open list: steps to go on from, by what a whole way by them costs at the least.

use super::state::Step;

const NONE: u32 = u32::MAX;

/// Steps in an array of lists, one for each cost: costs are small integers. Of those that cost the
/// same, straight ones come up first, the last one foremost; then bends, the first one foremost:
/// of ways alike the one that bends early is found, and trunks stand near their common end.
#[derive(Debug, Default)]
pub(super) struct Open {
    lists: Vec<List>,
    /// The steps of all lists, each with the next of its list.
    steps: Vec<(Step, u32)>,
    /// The cost that steps come up at: none comes in below it.
    floor: usize,
}

#[derive(Debug, Clone, Copy)]
struct List {
    straight: u32,
    bend: u32,
    last_bend: u32,
}

impl List {
    const EMPTY: Self = Self {
        straight: NONE,
        bend: NONE,
        last_bend: NONE,
    };
}

impl Open {
    pub(super) fn clear(&mut self) {
        self.lists.fill(List::EMPTY);
        self.steps.clear();
        self.floor = 0;
    }

    /// The least that a way by any of the steps costs.
    pub(super) fn floor(&self) -> u32 {
        self.floor as u32
    }

    pub(super) fn push(&mut self, cost: u32, step: Step, bends: bool) {
        let cost = self.floor.max(cost as usize);
        if cost >= self.lists.len() {
            self.lists.resize(cost + 64, List::EMPTY);
        }
        let list = &mut self.lists[cost];
        let new = self.steps.len() as u32;
        let mut next = NONE;
        if !bends {
            next = std::mem::replace(&mut list.straight, new);
        } else if list.bend == NONE {
            (list.bend, list.last_bend) = (new, new);
        } else {
            self.steps[list.last_bend as usize].1 = new;
            list.last_bend = new;
        }
        self.steps.push((step, next));
    }

    pub(super) fn pop(&mut self) -> Option<Step> {
        loop {
            let list = self.lists.get_mut(self.floor)?;
            let first = if list.straight == NONE {
                &mut list.bend
            } else {
                &mut list.straight
            };
            if let Some((step, next)) = self.steps.get(*first as usize) {
                *first = *next;
                return Some(*step);
            }
            self.floor += 1;
        }
    }
}

//! What a search knows of the cells it has come to.

use super::super::field::Field;
use super::super::geometry::{Point, Side};

/// A cell and the direction it is entered in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) at: Point,
    /// The cell's index and, in the lowest bits, the direction's number.
    pub(super) state: u32,
}

impl Step {
    pub(super) fn new(field: &Field, cell: usize, side: Side) -> Self {
        Self {
            at: field.point(cell),
            state: (cell * 4 + side as usize) as u32,
        }
    }

    pub(super) const fn state(self) -> usize {
        self.state as usize
    }

    pub(super) const fn cell(self) -> usize {
        self.state() / 4
    }

    pub(super) const fn side(self) -> Side {
        Side::ALL[self.state() % 4]
    }
}

/// Where a way begins: no cell comes before.
pub(super) const BEGIN: u8 = 4;
/// A state that was gone on from.
const CLOSED: u8 = 8;

/// What is known of a way to a cell by a direction: its cost and, in the lowest bits, the direction
/// of the step before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State(u32);

impl State {
    pub(super) const UNSEEN: Self = Self(!(CLOSED as u32));

    pub(super) const fn new(cost: u32, from: u8) -> Self {
        Self(cost << 4 | from as u32)
    }

    pub(super) const fn cost(self) -> u32 {
        self.0 >> 4
    }

    /// A side's number, or [`BEGIN`].
    pub(super) const fn from(self) -> u8 {
        (self.0 & 7) as u8
    }

    pub(super) const fn is_closed(self) -> bool {
        self.0 & CLOSED as u32 != 0
    }

    pub(super) fn close(&mut self) {
        self.0 |= u32::from(CLOSED);
    }
}

//! How a message or a decision stands to a position: ahead, on now, past.

use crate::playback::Position;
use crate::trace::{Decided, Hop, HopId, Trace};

/// A position in a trace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) trace: &'a Trace,
    pub(super) position: &'a Position<'a>,
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// Not sent yet.
    Ahead,
    /// On its way.
    Under,
    /// Arrived; nothing has moved since in this step.
    Landed,
    /// Arrived before.
    Past,
}

impl Moment<'_> {
    /// The hops of the trace with where each is.
    pub(super) fn passages(&self) -> impl Iterator<Item = (HopId, &Hop, Passage)> {
        self.trace.hops.iter().enumerate().map(|(index, hop)| {
            let id = HopId(index as u32);
            (id, hop, self.passage(id, hop))
        })
    }

    fn passage(&self, id: HopId, hop: &Hop) -> Passage {
        let Position { step, hops, .. } = *self.position;
        let its_step = (hop.step as usize).saturating_sub(1);
        if self.position.ended || its_step < step {
            Passage::Past
        } else if its_step > step {
            Passage::Ahead
        } else if hops.contains(&id) {
            if self.position.landed {
                Passage::Landed
            } else {
                Passage::Under
            }
        } else if hops.first().is_some_and(|first| id < *first) {
            Passage::Past
        } else {
            Passage::Ahead
        }
    }

    /// Whether the decision has been made, as far as a class can see: the message it follows from
    /// has arrived.
    pub(super) fn is_made(&self, decided: &Decided) -> bool {
        let its_step = (decided.step as usize).saturating_sub(1);
        let Position {
            step, at, ended, ..
        } = *self.position;
        ended || its_step < step || (its_step == step && decided.at <= at && self.reached(decided))
    }

    /// No message to the node that decides is still on its way or ahead in this step.
    fn reached(&self, decided: &Decided) -> bool {
        self.trace.hops_of(self.position.step).all(|(id, hop)| {
            hop.to != decided.node
                || hop.arrive > decided.at
                || matches!(self.passage(id, hop), Passage::Landed | Passage::Past)
        })
    }

    /// How far along its way a message is, in thousandths.
    pub(super) fn progress(&self, hop: &Hop) -> u16 {
        if self.position.landed {
            return 1000;
        }
        let whole = hop.arrive.since(hop.depart).nanos();
        if whole == 0 || self.position.hops.len() == 1 {
            return self.position.part;
        }
        let gone = self.position.at.since(hop.depart).nanos().min(whole);
        (u128::from(gone) * 1000 / u128::from(whole)) as u16
    }
}

//! What the explorer is asked, and what it answers.

use std::sync::Arc;

use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId};
use crate::trace::OutcomeKind;

use super::super::oracle::{Kept, Question};
use super::super::state::State;

/// How far one exchange is, by its place in the explorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FrameId(pub(crate) u32);

/// What an exchange hears, by its place in the explorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InputId(pub(crate) u32);

/// A connection but for its age, by its place in the explorer.
pub(crate) type Shape = u32;

/// Where exploring begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// How far the exchange is.
    pub(crate) frame: FrameId,
    /// What it hears.
    pub(crate) input: InputId,
    /// The answers it gets, in the order it asks.
    pub(crate) answers: Vec<u32>,
    /// Of the work that it starts beside itself, which piece, and the answers on that way.
    pub(crate) branch: Option<(usize, Vec<u32>)>,
    /// Of one that has been answered: the circumstances in which it asked. They may have changed
    /// since, by what it did itself.
    pub(super) state: Option<Arc<State>>,
    /// The circumstances from one of its answers on, where others have changed them before it was
    /// given: whether it is on the way of the branch, and its number.
    pub(super) meanwhile: Vec<(bool, usize, Arc<State>)>,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A message is on its way for so long.
    Pass(SimDuration),
    /// A packet is on its way in vain: this happens beside what follows.
    Vain(Vec<Self>),
    /// A packet leaves, of which a node on its way may have no room.
    Stamp,
    /// Its sender waits until so long after that.
    Until(SimDuration),
    /// A connection is there: if the caller still waits, it asks, and hears this when the answer
    /// takes too long. Else nothing follows.
    Sent(InputId),
    /// A node works on it, so many times slower than it should. `full`: where to go on when it has
    /// no room.
    Visit {
        node: NodeId,
        slow: u32,
        full: Option<Entry>,
    },
    /// Something depends on the answer; always the last deed.
    Ask(Question, Entry),
    /// Something is kept for later.
    Keep(Kept),
    /// A node opens a connection over a link.
    Open {
        from: NodeId,
        link: LinkId,
        shape: Shape,
    },
    /// A call begins. It returns to `caller`, which hears `blame` when it takes too long.
    Call {
        caller: FrameId,
        link: LinkId,
        timeout: SimDuration,
        blame: InputId,
        joined: bool,
    },
    /// What the caller will hear when the call takes too long.
    Blame(InputId),
    /// Work starts beside this; whether it is waited for.
    Branch(Entry, bool),
    /// The exchange's server is done with it.
    Replied,
    /// It goes on here, without a break.
    Then(Entry),
    /// The call ends, and its caller hears this.
    Return(InputId),
    /// It waits for calls that are out.
    Await(FrameId),
    /// Nothing follows but the end of the caller's patience; whether the connection can be used
    /// again.
    Silence(bool),
    /// It is over for the client, after so long a transfer.
    End(OutcomeKind, SimDuration),
    /// Work beside the answer is over.
    Stop,
}

impl Entry {
    /// Where an exchange is when it hears `input`.
    pub(crate) const fn at(frame: FrameId, input: InputId) -> Self {
        Self {
            frame,
            input,
            answers: Vec::new(),
            branch: None,
            state: None,
            meanwhile: Vec::new(),
        }
    }

    /// The same with one more answer.
    pub(crate) fn answered(&self, answer: u32) -> Self {
        let mut entry = self.clone();
        match &mut entry.branch {
            Some((_, answers)) => answers.push(answer),
            None => entry.answers.push(answer),
        }
        entry
    }

    /// The same with one more answer, in circumstances that have changed since it was asked.
    pub(super) fn answered_in(&self, answer: u32, state: &Arc<State>) -> Self {
        let mut entry = self.answered(answer);
        let (on_branch, number) = match &entry.branch {
            Some((_, answers)) => (true, answers.len()),
            None => (false, entry.answers.len()),
        };
        entry.meanwhile.push((on_branch, number, Arc::clone(state)));
        entry
    }

    /// The circumstances in which it asks, where it was told.
    pub(super) fn asked_in(&self) -> Option<&Arc<State>> {
        let last = self.meanwhile.last().map(|(_, _, state)| state);
        last.or(self.state.as_ref())
    }
}

impl Deed {
    /// A call whose particulars are filled in when the step is over.
    pub(super) const fn call(joined: bool) -> Self {
        Self::Call {
            caller: FrameId(0),
            link: LinkId(0),
            timeout: SimDuration::ZERO,
            blame: InputId(0),
            joined,
        }
    }
}

//! What is asked of an exchange that is so far, without telling it anything.

use std::sync::Arc;

use crate::time::SimDuration;
use crate::topology::NodeId;
use crate::trace::Cause;

use super::super::exchange::{Exchange, Failure, FailureKind, Input, Op};
use super::{Entry, Explorer, FrameId, InputId};

impl Explorer {
    /// Where an exchange that is so far is worked on.
    pub(crate) fn node_at(&self, frame: FrameId) -> NodeId {
        self.frames[frame.0 as usize].1.node
    }

    /// Whether the exchange begins, or goes on after a pause: what it does then it does at that
    /// instant.
    pub(crate) fn is_fresh(&self, entry: &Entry) -> bool {
        let input = self.inputs[entry.input.0 as usize];
        matches!(input, Input::Begin | Input::Woke)
            && entry.answers.is_empty()
            && entry.branch.is_none()
    }

    /// Whether the exchange pauses until it hears this.
    pub(crate) fn is_pausing(&self, entry: &Entry) -> bool {
        self.inputs[entry.input.0 as usize] == Input::Woke
    }

    /// What the caller of an exchange that is so far hears when its server goes down, and after how
    /// long.
    ///
    /// # Errors
    /// What it hears when its timer runs out, where nothing tells it before.
    pub(crate) fn reset_by(&mut self, frame: FrameId) -> Result<(InputId, SimDuration), InputId> {
        let Exchange {
            node,
            op,
            connection,
            ..
        } = self.frames[frame.0 as usize].1;
        let failure = |kind| {
            Input::Failed(Failure {
                kind,
                by: node,
                cause: Cause::Down(node),
            })
        };
        match connection {
            Some(c) if op != Op::Resolve => {
                let links = self.shapes[c as usize].links.iter();
                let lengths =
                    links.map(|&l| self.topology[l].latency + self.state.impairment(l).delay);
                let after = lengths.fold(SimDuration::ZERO, |sum, one| sum + one);
                Ok((self.input(failure(FailureKind::Reset)), after))
            }
            _ => Err(self.input(failure(FailureKind::Unanswered))),
        }
    }

    /// The entry with one more answer, which it has waited for; `None` where nothing has changed
    /// since it asked.
    pub(crate) fn waited(&self, entry: &Entry, answer: u32) -> Option<Entry> {
        let asked_in = entry.asked_in()?;
        (!Arc::ptr_eq(asked_in, &self.state)).then(|| entry.answered_in(answer, &self.state))
    }
}

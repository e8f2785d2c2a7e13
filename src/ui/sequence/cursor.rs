//! Where playing stands among the messages.

use std::cmp::Ordering;

use super::message::Message;
use crate::trace::HopId;

/// What is on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    /// The step, from 0; `None`: nothing runs.
    pub(super) step: Option<usize>,
    /// Of its packets these, where packets are shown one by one.
    pub(super) packets: &'a [HopId],
}

/// How a message stands to what is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Before it.
    Past,
    /// Part of it.
    On,
    /// After it.
    Ahead,
    /// Nothing runs.
    Alone,
}

impl Cursor<'_> {
    pub(super) fn stands(&self, message: &Message) -> Standing {
        let (Some(on), Some(own)) = (self.step, message.step()) else {
            return Standing::Alone;
        };
        match own.cmp(&on) {
            Ordering::Less => Standing::Past,
            Ordering::Greater => Standing::Ahead,
            Ordering::Equal => self.within(message),
        }
    }

    /// Among the messages of the step that is on.
    fn within(&self, message: &Message) -> Standing {
        match (message.packet, self.packets.first()) {
            (Some(own), Some(_)) if self.packets.contains(&own) => Standing::On,
            (Some(own), Some(first)) if own < *first => Standing::Past,
            (Some(_), Some(_)) => Standing::Ahead,
            _ => Standing::On,
        }
    }
}

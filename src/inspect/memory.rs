//! What a node remembers in the middle of a run.
//!
//! A state is known before a run and after it. What stands in both was there all the time; what is
//! only in the later one came at the instant it says; what is only in the earlier one went, and the
//! trace says when.

use super::Moment;
use crate::engine::{OpenConnection, Remembered, State};
use crate::message::{Message, Quic, TlsRecord};
use crate::time::{SimDuration, SimTime};
use crate::topology::NodeId;
use crate::trace::{Decision, Direction, Hop};

/// A thing that is held, and for how much longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What: a key, a name, the far end of a connection.
    pub what: String,
    /// Time left.
    pub left: SimDuration,
}

/// The memory of one node at one instant.
pub(super) struct Memory<'a> {
    pub(super) node: NodeId,
    pub(super) state: &'a State,
    pub(super) moment: Option<Moment<'a>>,
}

impl Memory<'_> {
    /// The instant on the scale of the state.
    fn now(&self) -> SimTime {
        self.moment.map_or(self.state.instant(), |moment| {
            moment.before.instant() + moment.at.since(SimTime::ZERO)
        })
    }

    /// Fresh copies.
    pub(super) fn copies(&self) -> Vec<Remembered> {
        let before = self.moment.map(|moment| moment.before.copies(self.node));
        self.remembered(self.state.copies(self.node), before)
    }

    /// Names that are still valid.
    pub(super) fn names(&self) -> Vec<Remembered> {
        let before = self.moment.map(|moment| moment.before.names(self.node));
        self.remembered(self.state.names(self.node), before)
    }

    fn remembered(
        &self,
        after: impl Iterator<Item = Remembered>,
        before: Option<impl Iterator<Item = Remembered>>,
    ) -> Vec<Remembered> {
        let now = self.now();
        let after: Vec<Remembered> = after.collect();
        let gone = |old: &Remembered| !after.iter().any(|new| new.of == old.of);
        let mut all: Vec<Remembered> = before
            .into_iter()
            .flatten()
            .filter(|old| gone(old) && self.goes_later(old))
            .collect();
        all.extend(after.iter().filter(|new| new.stored <= now));
        all.retain(|one| one.expires > now);
        all
    }

    /// Whether a thing that is there before the run and not after it is still there now: it is
    /// deleted later, or runs out while the run lasts.
    fn goes_later(&self, old: &Remembered) -> bool {
        let Some(moment) = self.moment else {
            return false;
        };
        let deleted = moment.trace.decisions.iter().any(|decided| {
            decided.node == self.node
                && matches!(decided.what, Decision::Deleted)
                && decided.until > moment.at
        });
        deleted || old.expires <= self.state.instant()
    }

    /// Open connections that the node is an end of.
    pub(super) fn connections(&self) -> Vec<OpenConnection> {
        let open = self.state.connections(self.node);
        open.filter(|one| {
            self.is_set_up(|hop| hop.channel == Some(one.channel) && opens(&hop.message))
        })
        .collect()
    }

    /// Servers whose TLS sessions can be taken up again, and for how long.
    pub(super) fn sessions(&self) -> Vec<(NodeId, SimDuration)> {
        let now = self.now();
        self.state
            .sessions(self.node)
            .filter(|(server, until)| {
                *until > now
                    && self.is_set_up(|hop| {
                        let channel = hop.channel.as_ref();
                        channel.is_some_and(|c| c.opener == self.node && c.end == *server)
                            && seals(&hop.message)
                    })
            })
            .map(|(server, until)| (server, until.since(now)))
            .collect()
    }

    /// Whether the handshake that `is_part` picks out is over, or was before this run.
    fn is_set_up(&self, is_part: impl Fn(&Hop) -> bool) -> bool {
        let Some(moment) = self.moment else {
            return true;
        };
        let mut answers = moment.trace.hops.iter().filter(|hop| {
            let to_opener = hop.channel.is_some_and(|c| c.opener == hop.to);
            hop.direction == Direction::Response && to_opener && is_part(hop)
        });
        answers.next().is_none_or(|first| first.arrive <= moment.at)
    }

    /// How long `until` is away.
    pub(super) fn left(&self, until: SimTime) -> SimDuration {
        until.since(self.now())
    }

    /// Choices made by turn so far.
    pub(super) fn turns(&self) -> u32 {
        let Some(moment) = self.moment else {
            return self.state.turns(self.node);
        };
        let made = moment.trace.decisions.iter().filter(|decided| {
            decided.node == self.node
                && decided.until <= moment.at
                && matches!(decided.what, Decision::Picked { among: 2.., .. })
        });
        moment.before.turns(self.node) + made.count() as u32
    }
}

fn opens(message: &Message) -> bool {
    matches!(
        message,
        Message::Tcp(_) | Message::Quic(Quic::Handshake { .. })
    )
}

fn seals(message: &Message) -> bool {
    matches!(
        message,
        Message::Tls(TlsRecord::Handshake { .. }) | Message::Quic(Quic::Handshake { .. })
    )
}

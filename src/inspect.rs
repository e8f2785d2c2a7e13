//! What can be seen at one place: a hop in layers, a device's in and out, a box with its state.
//!
//! The *visibility lens*: a report holds what the device at hand can read, and nothing else. What
//! it cannot read stands there as a [`Seal`] with its reason, so no caller can show it by mistake.
//!
//! ```text
//!              link   IP addresses   ports   SNI in the hello   HTTP, RESP, SQL, DNS
//! L3 device     x          x
//! L4 device     x          x           x            x
//! an end        x          x           x            x                   x
//! ```

use crate::message::Change;
use crate::time::SimTime;
use crate::topology::{NodeId, Topology};
use crate::trace::{Direction, HopId, Trace};

mod content;
mod hop;
mod kind;
mod memory;
mod node;
mod numbers;
mod passage;
mod upstream;

pub use hop::hop;
pub use memory::Held;
pub use node::{NodeReport, Now, node};
pub use numbers::Numbers;
pub use passage::{Passage, Row, passages};

/// One hop as its receiver sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopReport {
    /// Which.
    pub hop: HopId,
    /// Sender.
    pub from: NodeId,
    /// Receiver, through whose eyes this is seen.
    pub to: NodeId,
    /// Which way.
    pub direction: Direction,
    /// Leaves the sender.
    pub depart: SimTime,
    /// Reaches the receiver.
    pub arrive: SimTime,
    /// From the outside in: link, IP, TCP or UDP or QUIC, TLS, application message.
    pub sections: Vec<Section>,
}

/// One layer of a hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The protocol's name, such as `TCP`.
    pub title: &'static str,
    /// What of it is seen.
    pub sight: Sight,
}

/// What a device sees of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// These facts.
    Seen(Vec<Fact>),
    /// It is there and cannot be read here.
    Sealed(Seal),
    /// It is not there; why.
    Absent(&'static str),
}

impl Sight {
    /// The facts that are seen; none where nothing is.
    pub fn facts(&self) -> &[Fact] {
        match self {
            Self::Seen(facts) => facts,
            Self::Sealed(_) | Self::Absent(_) => &[],
        }
    }
}

/// One thing that is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is, such as `source` or `X-Forwarded-For`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What the sender of this hop did to it.
    pub change: Change,
}

impl Fact {
    pub(self) fn kept(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            change: Change::Kept,
        }
    }
}

/// Why something cannot be read at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Encrypted between these two, the opener first.
    Encrypted(NodeId, NodeId),
    /// Above what this device looks at.
    NotRead(NodeId),
    /// Above what this device looks at, and open to anyone else on the way.
    Clear(NodeId),
}

impl Seal {
    /// The reason as a sentence.
    pub fn words(self, topology: &Topology) -> String {
        match self {
            Self::Encrypted(opener, end) => format!(
                "only {} and {} hold the keys",
                topology[opener].name, topology[end].name
            ),
            Self::NotRead(node) => format!(
                "{} {}",
                topology[node].name,
                kind::eyesight(&topology[node])
            ),
            Self::Clear(node) => format!(
                "{}, though it is in clear text",
                Self::NotRead(node).words(topology)
            ),
        }
    }
}

/// A run in the middle: what is known of it at one instant.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// What happens.
    pub trace: &'a Trace,
    /// The state it was sent in.
    pub before: &'a crate::engine::State,
    /// How far it is, counted from sending.
    pub at: SimTime,
}

#[cfg(test)]
mod tests;

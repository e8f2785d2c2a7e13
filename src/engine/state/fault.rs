//! What a teacher breaks by hand. It stays until it is taken off.

use std::fmt;

use super::State;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};

/// A fault of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Does not run.
    Down,
    /// Works `factor` times slower.
    Slow {
        /// How many times.
        factor: u32,
    },
    /// Packets to it and past it vanish: silence.
    Drop,
    /// Packets to it and past it are answered with a reset, at once.
    Reject,
    /// Takes the request, does its work, and dies before it can answer; it is back for the next
    /// one. What it has done stays done, and nobody hears of it.
    Crash,
}

impl Fault {
    /// Whether health checks find it: they open a connection and ask for a small page. A slow
    /// node still answers them, and so does one that dies over its real work only.
    pub const fn fails_checks(self) -> bool {
        matches!(self, Self::Down | Self::Drop | Self::Reject)
    }
}

/// What is wrong with a link, in both directions (the impairments of Linux `netem`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Impairment {
    /// Packets lost, of a million.
    pub loss: u32,
    /// One-way latency on top of the link's own.
    pub delay: SimDuration,
}

impl Impairment {
    /// All packets: the [`Impairment::loss`] of a cut line.
    pub const ALL: u32 = 1_000_000;

    /// Whether nothing is wrong.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// `loses 30 % of the packets`, `takes 100 ms more`, or both.
impl fmt::Display for Impairment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let and = if self.loss > 0 && self.delay > SimDuration::ZERO {
            " and "
        } else {
            ""
        };
        if self.loss > 0 {
            write!(
                f,
                "loses {} % of the packets",
                f64::from(self.loss) / 10_000.0
            )?;
        }
        f.write_str(and)?;
        if self.delay > SimDuration::ZERO {
            write!(f, "takes {} more each way", self.delay)?;
        }
        Ok(())
    }
}

impl State {
    /// The fault on `node`.
    pub fn fault(&self, node: NodeId) -> Option<Fault> {
        self.nodes[node.index()].fault.map(|(fault, _)| fault)
    }

    /// Since when the fault on `node` has been there.
    pub fn fault_since(&self, node: NodeId) -> Option<SimTime> {
        self.nodes[node.index()].fault.map(|(_, since)| since)
    }

    /// Since when health checks of `node` fail; `None`: they do not.
    pub(in super::super) fn fails_since(&self, node: NodeId) -> Option<SimTime> {
        let (fault, since) = self.nodes[node.index()].fault?;
        fault.fails_checks().then_some(since)
    }

    /// Puts a fault on `node` from now on, or takes it off. What goes down loses its connections.
    pub fn set_fault(&mut self, node: NodeId, fault: Option<Fault>) {
        self.nodes[node.index()].fault = fault.map(|fault| (fault, self.clock));
        if fault == Some(Fault::Down) {
            self.close_connections_of(node);
        }
    }

    /// What is wrong with `link`.
    pub fn impairment(&self, link: LinkId) -> Impairment {
        self.links[link.index()].impairment
    }

    /// Impairs `link` from now on; [`Impairment::default`] mends it.
    pub fn impair(&mut self, link: LinkId, impairment: Impairment) {
        self.links[link.index()].impairment = impairment;
    }

    /// Whether anything was broken by hand.
    pub fn is_faulty(&self) -> bool {
        self.nodes.iter().any(|node| node.fault.is_some())
            || self.links.iter().any(|link| !link.impairment.is_none())
    }
}

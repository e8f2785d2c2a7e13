//! What survives from one request to the next.

use crate::topology::{NodeId, Topology};

/// A fault that a teacher puts on a node by hand; it stays until it is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Does not run.
    Down,
    /// Works `factor` times slower.
    Slow {
        /// How many times.
        factor: u32,
    },
}

/// Cached names and objects, open connections, TLS sessions, round-robin positions, health,
/// and the model clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    faults: Vec<Option<Fault>>,
}

impl State {
    /// Nothing cached, nothing open, nothing broken.
    pub fn new(topology: &Topology) -> Self {
        Self {
            faults: vec![None; topology.nodes().len()],
        }
    }

    /// Forgets caches, connections and sessions; faults and the clock stay.
    pub fn make_cold(&mut self) {}

    /// The fault on `node`.
    pub fn fault(&self, node: NodeId) -> Option<Fault> {
        self.faults[node.index()]
    }

    /// Puts a fault on `node`, or takes it off.
    pub fn set_fault(&mut self, node: NodeId, fault: Option<Fault>) {
        self.faults[node.index()] = fault;
    }

    /// Lets model time pass between two requests.
    pub fn wait(&mut self, _length: crate::time::SimDuration) {}
}

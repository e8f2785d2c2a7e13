//! From a trace to the sentences of its steps.

use crate::topology::Topology;
use crate::trace::Trace;

/// What is told at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// A few words, such as `CDN Edge: cache miss`.
    pub title: String,
    /// One or two plain sentences that name the devices, the reason and the number.
    pub text: String,
}

/// One sentence for each step of `trace`, in order.
pub fn tell(topology: &Topology, trace: &Trace) -> Vec<Sentence> {
    let _ = (topology, trace);
    Vec::new()
}

/// The status line at the end: `200 OK from CDN Edge after 61 ms`, or what failed and where.
pub fn conclusion(topology: &Topology, trace: &Trace) -> String {
    let _ = (topology, trace);
    String::new()
}

/// Why the outcome is what it is, one sentence (the `reason` of the JSON).
pub fn reason(topology: &Topology, trace: &Trace) -> String {
    let _ = (topology, trace);
    String::new()
}

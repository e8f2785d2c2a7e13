//! What every teller needs: the step at hand, names, lists, lengths.

use crate::time::SimDuration;
use crate::topology::{NodeId, Policy, Request, Topology};
use crate::trace::{Decided, Decision, Hop, Step, Trace};

/// One step, with everything that can be said of it.
pub(super) struct Telling<'a> {
    pub(super) topology: &'a Topology,
    pub(super) trace: &'a Trace,
    pub(super) step: &'a Step,
    pub(super) hops: Vec<&'a Hop>,
    pub(super) decisions: Vec<&'a Decided>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(topology: &'a Topology, trace: &'a Trace, index: usize) -> Self {
        let step = &trace.steps[index];
        let hops = step.hops.iter().map(|id| &trace.hops[id.index()]).collect();
        let decisions = step
            .decisions
            .iter()
            .map(|id| &trace.decisions[*id as usize])
            .collect();
        Self {
            topology,
            trace,
            step,
            hops,
            decisions,
        }
    }

    /// The name on a box.
    pub(super) fn name(&self, node: NodeId) -> &'a str {
        &self.topology[node].name
    }

    pub(super) fn request(&self) -> &'a Request {
        &self.topology[self.trace.request]
    }

    /// `GET /index.html`.
    pub(super) fn request_line(&self) -> String {
        let request = self.request();
        format!("{} {}", request.method.name(), request.path)
    }

    /// Names in a row: `A`, `A and B`, `A, B and C`.
    pub(super) fn names(&self, nodes: &[NodeId]) -> String {
        let names: Vec<&str> = nodes.iter().map(|&node| self.name(node)).collect();
        listed(&names)
    }

    /// Who sends the first hop, and who receives the last.
    pub(super) fn ends(&self) -> Option<(NodeId, NodeId)> {
        Some((self.hops.first()?.from, self.hops.last()?.to))
    }

    /// From the first departure to the last arrival.
    pub(super) fn span(&self) -> SimDuration {
        let from = self
            .hops
            .iter()
            .map(|hop| hop.depart)
            .min()
            .unwrap_or(self.step.at);
        let until = self.hops.iter().map(|hop| hop.arrive).max().unwrap_or(from);
        until.since(from)
    }
}

/// Where the packet of this step got lost on a line, and nobody is to blame but the line.
pub(super) fn lost(t: &Telling<'_>) -> Option<String> {
    let hop = t.hops.iter().rfind(|hop| hop.lost)?;
    let stopped = |decided: &&Decided| {
        decided.node == hop.to && matches!(decided.what, Decision::Dropped | Decision::Silent)
    };
    if t.decisions.iter().copied().any(|decided| stopped(&decided)) {
        return None;
    }
    let (from, to) = (t.name(hop.from), t.name(hop.to));
    Some(format!("The line between {from} and {to} loses it."))
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Puts a sentence behind others.
pub(super) fn add(text: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
    }
}

/// How a chooser chose.
pub(crate) const fn rule(policy: Policy) -> &'static str {
    match policy {
        Policy::RoundRobin => "in turn",
        Policy::LeastConnections => "the one with the fewest requests under way",
        Policy::Random => "by chance",
        Policy::Weighted => "in turn by weight",
        Policy::IpHash => "by a hash of the client's address",
    }
}

/// `one round trip`, `2 round trips`.
pub(super) fn round_trips(count: usize) -> String {
    if count == 1 {
        "one round trip".to_owned()
    } else {
        format!("{count} round trips")
    }
}

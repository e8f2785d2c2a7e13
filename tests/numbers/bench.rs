//! A topology on the bench: read from text, sent to by request id, its state kept in between.

use hopwise::engine::{State, simulate};
use hopwise::phase::Phases;
use hopwise::time::SimDuration;
use hopwise::topology::{Kind, Topology};
use hopwise::trace::{Decision, OutcomeKind, Seed, Trace};

/// A topology and the state that the requests so far have left.
pub(crate) struct Bench {
    pub(crate) topology: Topology,
    pub(crate) state: State,
}

impl Bench {
    /// Reads a topology that has no problems.
    pub(crate) fn new(text: &str) -> Self {
        let topology = match Topology::parse("bench", text) {
            Ok(topology) => topology,
            Err(problems) => panic!("{problems:#?}\nin\n{text}"),
        };
        let state = State::new(&topology);
        Self { topology, state }
    }

    /// Sends the request with this id.
    pub(crate) fn send(&mut self, request: &str) -> Trace {
        let id = self
            .topology
            .find_request(request)
            .unwrap_or_else(|| panic!("no request `{request}`"));
        let (trace, state) = simulate(&self.topology, &self.state, id, Seed(7));
        self.state = state;
        trace
    }

    /// Lets model time pass.
    pub(crate) fn wait(&mut self, seconds: u64) {
        self.state.wait(SimDuration::from_secs(seconds));
    }

    /// `200 by app`, `refused by firewall`, `timeout by dns`, `limit by lb`.
    pub(crate) fn ending(&self, trace: &Trace) -> String {
        let by = &self.topology[trace.outcome.by].id;
        match trace.outcome.kind {
            OutcomeKind::Response(status) => format!("{status} by {by}"),
            OutcomeKind::Refused => format!("refused by {by}"),
            OutcomeKind::Timeout => format!("timeout by {by}"),
            OutcomeKind::Limit => format!("limit by {by}"),
        }
    }

    /// What caches said, in order: `cdn:miss redis:hit cdn:stored`. Resolvers are left out.
    pub(crate) fn cache_story(&self, trace: &Trace) -> String {
        let words = trace.decisions.iter().filter_map(|decided| {
            let word = match decided.what {
                Decision::Hit { .. } => "hit",
                Decision::Miss => "miss",
                Decision::Stored { .. } => "stored",
                Decision::Deleted => "deleted",
                _ => return None,
            };
            let node = &self.topology[decided.node];
            (node.kind != Kind::Dns).then(|| format!("{}:{word}", node.id))
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The phases that are not zero, `connect 20 ms, tls 20 ms, network 20 ms, app 7 ms`.
pub(crate) fn listed(phases: &Phases) -> String {
    let parts = phases
        .iter()
        .filter(|(_, length)| *length > SimDuration::ZERO)
        .map(|(phase, length)| format!("{} {length}", phase.word()));
    parts.collect::<Vec<_>>().join(", ")
}

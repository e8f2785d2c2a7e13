//! Wrong ideas of how a request travels, as rules the engine can run under.
//!
//! A question to a class needs wrong answers that somebody would really give. Each of these is
//! what the model says when one rule is replaced by a common mistake; comparing it with the right
//! run shows what the mistake would mean.

use crate::time::SimDuration;
use crate::topology::{Kind, RequestId, Topology};
use crate::trace::{Cause, Seed, Trace};

use super::exchange::{Failure, Input, Reply, Response};
use super::state::State;

/// One common mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Misconception {
    /// Encryption takes no round trip.
    TlsCostsNothing,
    /// The response opens its connection again.
    HandshakeForResponse,
    /// A packet filter writes an HTTP status.
    FirewallAnswers403,
    /// On a miss the cache itself fetches from the database.
    CacheAsksDatabase,
    /// Any database takes writes.
    ReplicaTakesWrites,
    /// Every request goes by the resolver.
    DnsOnPath,
}

impl Misconception {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::TlsCostsNothing,
        Self::HandshakeForResponse,
        Self::FirewallAnswers403,
        Self::CacheAsksDatabase,
        Self::ReplicaTakesWrites,
        Self::DnsOnPath,
    ];

    /// Its name, as a class would say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TlsCostsNothing => "TLS costs nothing",
            Self::HandshakeForResponse => "the handshake runs again for the response",
            Self::FirewallAnswers403 => "the firewall answers 403",
            Self::CacheAsksDatabase => "the cache asks the database",
            Self::ReplicaTakesWrites => "a replica takes writes",
            Self::DnsOnPath => "DNS is on the path",
        }
    }

    /// What is right instead, in one sentence, with its source where there is one.
    pub const fn correction(self) -> &'static str {
        match self {
            Self::TlsCostsNothing => {
                "A full handshake costs one round trip with TLS 1.3 and two with TLS 1.2, on top of TCP's one."
            }
            Self::HandshakeForResponse => {
                "The response comes back over the connection that is already open: nothing is agreed again."
            }
            Self::FirewallAnswers403 => {
                "A packet filter reads no HTTP: it drops packets or resets the connection, and no status comes back."
            }
            Self::CacheAsksDatabase => {
                "The application asks the cache, then the database, then fills the cache; the cache asks nobody."
            }
            Self::ReplicaTakesWrites => "Only the primary takes writes; a replica refuses them.",
            Self::DnsOnPath => {
                "The resolver only gives the address, and the client keeps it; the request never passes through it."
            }
        }
    }
}

/// What would happen if `belief` were true. The state it would leave is of no use to anyone.
pub fn simulate_under(
    topology: &Topology,
    state: &State,
    request: RequestId,
    seed: Seed,
    belief: Misconception,
) -> Trace {
    super::run_under(topology, state, request, seed, Some(belief)).0
}

/// Set-up times of the connections opened in this run, for those who believe that they are paid
/// twice.
#[derive(Debug, Default)]
pub(super) struct Setups(Vec<(usize, SimDuration)>);

impl Setups {
    pub(super) fn note(&mut self, connection: usize, took: SimDuration) {
        self.0.push((connection, took));
    }

    pub(super) fn of(&self, connection: usize) -> SimDuration {
        self.0
            .iter()
            .find(|(of, _)| *of == connection)
            .map_or(SimDuration::ZERO, |(_, took)| *took)
    }
}

/// What a packet filter did to a connection, as an HTTP answer of its own.
pub(super) fn answered_by_firewall(topology: &Topology, input: Input) -> Input {
    match input {
        Input::Failed(Failure {
            cause: Cause::Rejected(by) | Cause::Dropped(by),
            ..
        }) if topology[by].kind == Kind::Firewall => Input::Answer(Reply::Http(Response {
            status: 403,
            by,
            cause: Cause::Blocked,
            bandwidth: u64::MAX,
        })),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::simulate;
    use crate::topology::builtin;

    /// Each belief changes the way or the total of at least one built-in request, sent cold and
    /// sent again, and the total is still cut exactly.
    #[test]
    fn every_belief_shows_somewhere() {
        for belief in Misconception::ALL {
            let mut shows = false;
            for built_in in builtin::BUILTINS {
                let topology = built_in.load();
                for request in topology.request_ids() {
                    let mut state = State::new(&topology);
                    for _ in 0..2 {
                        let (right, next) = simulate(&topology, &state, request, Seed(1));
                        let wrong = simulate_under(&topology, &state, request, Seed(1), belief);
                        assert_eq!(wrong.phases.total(), wrong.total);
                        let way = |trace: &Trace| -> Vec<_> {
                            trace.hops.iter().map(|hop| (hop.from, hop.to)).collect()
                        };
                        shows |= way(&right) != way(&wrong) || right.total != wrong.total;
                        state = next;
                    }
                }
            }
            assert!(shows, "{}", belief.name());
        }
    }
}

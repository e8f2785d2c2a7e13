//! One box: what it is, what it remembers now, what it has done so far.

use super::memory::{Held, Memory};
use super::{Moment, Numbers, kind, upstream};
use crate::engine::{Fault, Remembered, State};
use crate::time::SimDuration;
use crate::topology::{Circumstance, Kind, NodeId, Policy, Role, Topology};

/// What can be said of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeReport {
    /// Which.
    pub node: NodeId,
    /// What its kind is called, such as `L4 load balancer`.
    pub noun: &'static str,
    /// The layer it works at; empty where it is no device on the way.
    pub layer: &'static str,
    /// What a device of its kind does, one sentence.
    pub does: &'static str,
    /// What the file says of it; may be empty.
    pub about: String,
    /// Its state now.
    pub now: Now,
    /// What it has done in this run so far; `None` before anything is sent.
    pub numbers: Option<Numbers>,
}

/// The state of a box at one instant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Now {
    /// Up, down or slow, and who knows it.
    pub health: String,
    /// Copies it holds.
    pub copies: Vec<Held>,
    /// Names it knows.
    pub names: Vec<Held>,
    /// Open connections: the far end, and how they are sealed.
    pub connections: Vec<Held>,
    /// TLS sessions it can take up again.
    pub sessions: Vec<Held>,
    /// How it chooses, and whose turn is next; `None`: it does not choose.
    pub balancing: Option<String>,
    /// What it thinks of those it asks (health, circuit breaker), and what is wrong with the lines
    /// there; empty where all is well.
    pub upstreams: Vec<String>,
}

/// What can be said of `node` in `state`, at `moment` of a run that left this state; without a run
/// as it stands.
pub fn node(
    topology: &Topology,
    state: &State,
    moment: Option<Moment<'_>>,
    node: NodeId,
) -> NodeReport {
    let it = &topology[node];
    let look = Look {
        topology,
        node,
        memory: Memory {
            node,
            state,
            moment,
        },
    };
    NodeReport {
        node,
        noun: it.kind.facts().noun,
        layer: kind::layer(it.kind),
        does: kind::does(it.kind),
        about: it.about.clone(),
        now: look.now(),
        numbers: moment.map(|moment| Numbers::of(topology, &moment, node)),
    }
}

struct Look<'a> {
    topology: &'a Topology,
    node: NodeId,
    memory: Memory<'a>,
}

impl Look<'_> {
    fn now(&self) -> Now {
        let kind = self.topology[self.node].kind;
        Now {
            health: self.health(),
            copies: self.held(self.memory.copies(), |of| {
                let request = &self.topology[of];
                match kind {
                    Kind::Cache => request.cache_key(),
                    _ => format!("{}{}", request.host, request.path),
                }
            }),
            names: self.held(self.memory.names(), |of| self.topology[of].host.clone()),
            connections: self.connections(),
            sessions: self.sessions(),
            balancing: self.balancing(),
            upstreams: upstream::upstreams(self.topology, &self.memory, self.node),
        }
    }

    fn held(
        &self,
        remembered: Vec<Remembered>,
        what: impl Fn(crate::topology::RequestId) -> String,
    ) -> Vec<Held> {
        let held = remembered.into_iter().map(|one| Held {
            what: what(one.of),
            left: self.memory.left(one.expires),
        });
        held.collect()
    }

    fn connections(&self) -> Vec<Held> {
        let open = self.memory.connections().into_iter().map(|one| {
            let (arrow, far) = if one.channel.opener == self.node {
                ("to", one.channel.end)
            } else {
                ("from", one.channel.opener)
            };
            let sealed = if one.channel.is_sealed() {
                "encrypted"
            } else {
                "clear text"
            };
            Held {
                what: format!("{arrow} {}, {sealed}", self.topology[far].name),
                left: self.memory.left(one.until),
            }
        });
        open.collect()
    }

    fn sessions(&self) -> Vec<Held> {
        let known = self.memory.sessions().into_iter();
        known
            .map(|(server, left)| Held {
                what: format!("with {}", self.topology[server].name),
                left,
            })
            .collect()
    }

    /// Up, down or slow: by hand, or for this request only.
    fn health(&self) -> String {
        let given = self.memory.moment.filter(|moment| self.is_reached(moment));
        let given = given.and_then(|moment| {
            let request = &self.topology[moment.trace.request];
            let own = request.given.iter().find(|(at, what)| {
                *at == self.node && !matches!(what, Circumstance::Hit | Circumstance::Miss)
            });
            own.map(|(_, what)| circumstance(*what))
        });
        let state = self.memory.state;
        let own = match state.fault(self.node) {
            Some(Fault::Down) => self.unheard("down"),
            Some(Fault::Slow { factor }) => format!("slow: works {factor} times slower"),
            Some(Fault::Drop) => self.unheard("drops packets"),
            Some(Fault::Reject) => self.unheard("rejects packets"),
            Some(Fault::Crash) => {
                "crashes over every request, after the work and before the answer".to_owned()
            }
            None => "up".to_owned(),
        };
        let promoted = upstream::promotion(self.topology, &self.memory, self.node);
        let own = match promoted {
            Some(words) => format!("{own}; {words}"),
            None => own,
        };
        match given {
            Some(words) => format!("{own}; in this request: {words}"),
            None => own,
        }
    }

    /// Whether the request has come here, so that it shows what it is given.
    fn is_reached(&self, moment: &Moment) -> bool {
        let mut hops = moment.trace.hops.iter();
        moment.at.nanos() >= moment.trace.total.nanos()
            || hops.any(|hop| hop.to == self.node && hop.arrive <= moment.at)
    }

    /// A fault that health checks find, in a word, and when they do.
    fn unheard(&self, word: &str) -> String {
        let state = self.memory.state;
        let since = state.fault_since(self.node).unwrap_or_default();
        let until_noticed =
            (since + self.topology[self.node].health.detection()).since(state.instant());
        if !self.is_checked() {
            word.to_owned()
        } else if until_noticed == SimDuration::ZERO {
            format!("{word}, and health checks know it")
        } else {
            format!("{word}, which health checks notice in {until_noticed}")
        }
    }

    /// Whether somebody who balances checks its health.
    fn is_checked(&self) -> bool {
        let mut callers = self.topology.incoming(self.node).iter().copied();
        callers.any(|link| {
            let link = &self.topology[link];
            link.role == Role::Request && self.topology[link.from].kind.balances()
        })
    }

    fn balancing(&self) -> Option<String> {
        let it = &self.topology[self.node];
        let links = self.topology.outgoing(self.node).iter().copied();
        let next: Vec<NodeId> = links
            .map(|link| &self.topology[link])
            .filter(|link| link.role == Role::Request)
            .map(|link| link.to)
            .collect();
        if !it.kind.balances() || next.is_empty() {
            return None;
        }
        if let [only] = next.as_slice() {
            return Some(format!("one backend, {}", self.topology[*only].name));
        }
        let turns = self.memory.turns();
        let rule = match it.policy {
            Policy::RoundRobin => {
                let next = next[turns as usize % next.len()];
                format!("round-robin, next in turn: {}", self.topology[next].name)
            }
            Policy::LeastConnections => "least connections".to_owned(),
            Policy::Random => "by chance".to_owned(),
            Policy::Weighted => "weighted round-robin".to_owned(),
            Policy::IpHash => "by a hash of the client's address".to_owned(),
        };
        Some(format!(
            "{rule}; {} backends, {turns} choices so far",
            next.len()
        ))
    }
}

const fn circumstance(what: Circumstance) -> &'static str {
    match what {
        Circumstance::Hit => "it holds the copy",
        Circumstance::Miss => "it holds no copy",
        Circumstance::Cold => "it remembers nothing",
        Circumstance::Warm => "it has the name and an open connection",
        Circumstance::Block => "a rule matches",
        Circumstance::RateLimit => "the client is over its rate",
        Circumstance::Drop => "it discards the packets",
        Circumstance::Reject => "it answers with a reset",
        Circumstance::Down => "it is down, and health checks know it",
        Circumstance::Slow => "it works ten times slower",
    }
}

//! Circumstances of nodes in one run: what the request gives, and what was put on by hand.

use crate::time::SimTime;
use crate::topology::{Circumstance, Kind, NodeId};

use super::observe::Observer;
use super::run::Run;
use super::state::{Copy, Fault, IDLE, remember};

/// Circumstances of one node in this run: given by the request, or put on by hand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Under {
    /// Whether it runs.
    pub(super) running: Running,
    /// What it does to what it filters.
    pub(super) filter: Filter,
    /// Works so many times slower; zero counts as one.
    pub(super) slow: u32,
}

/// Whether a node runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Running {
    /// It does.
    #[default]
    Up,
    /// It does not, and nobody has noticed yet.
    Down,
    /// It does not, and health checks know.
    KnownDown,
}

/// What a firewall or WAF does to what it filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Filter {
    /// Lets it pass.
    #[default]
    Pass,
    /// A WAF rule matches.
    Block,
    /// A WAF counts too many.
    RateLimit,
    /// A firewall discards packets.
    Drop,
    /// A firewall answers with a reset.
    Reject,
}

impl Under {
    /// Whether it does not run.
    pub(super) fn is_down(self) -> bool {
        self.running != Running::Up
    }
}

/// Slow, where a request gives it: ten times.
const SLOW: u32 = 10;

impl<O: Observer> Run<'_, O> {
    /// Puts what the request gives, and what was put on by hand, in force.
    pub(super) fn put_circumstances(&mut self) {
        for node in self.network.topology.node_ids() {
            let health = self.network.topology[node].health;
            let under = &mut self.under[node.index()];
            match self.state.nodes[node.index()].fault {
                Some((Fault::Down, since)) => {
                    let noticed = self.start >= since + health.detection();
                    under.running = if noticed {
                        Running::KnownDown
                    } else {
                        Running::Down
                    };
                }
                Some((Fault::Slow { factor }, _)) => under.slow = factor,
                None => {}
            }
            let given: Vec<Circumstance> = self.network.given(node).collect();
            for what in given {
                self.put(node, what);
            }
        }
    }

    fn put(&mut self, node: NodeId, what: Circumstance) {
        let under = &mut self.under[node.index()];
        match what {
            Circumstance::Down => {
                under.running = Running::KnownDown;
                self.state.close_connections_of(node);
            }
            Circumstance::Slow => under.slow = under.slow.max(1) * SLOW,
            Circumstance::Block => under.filter = Filter::Block,
            Circumstance::RateLimit => under.filter = Filter::RateLimit,
            Circumstance::Drop => under.filter = Filter::Drop,
            Circumstance::Reject => under.filter = Filter::Reject,
            Circumstance::Cold => self.state.forget_client(node),
            Circumstance::Warm => {
                self.warm |= node == self.client;
                let resolver = self.network.resolver();
                let ttl = resolver.and_then(|dns| self.network.topology[dns].ttl);
                let (key, stored) = (self.network.host, self.start);
                let expires = stored + ttl.unwrap_or(IDLE);
                remember(
                    &mut self.state.nodes[node.index()].names,
                    Copy {
                        key,
                        stored,
                        expires,
                    },
                );
            }
            Circumstance::Hit | Circumstance::Miss => {
                let dns = self.network.topology[node].kind == Kind::Dns;
                let key = if dns {
                    self.network.host
                } else {
                    self.network.key
                };
                let ttl = self.network.topology[node].ttl.unwrap_or(IDLE);
                let memory = &mut self.state.nodes[node.index()];
                let list = if dns {
                    &mut memory.names
                } else {
                    &mut memory.copies
                };
                list.retain(|copy| copy.key != key);
                if what == Circumstance::Hit {
                    // A copy in the middle of its life: a quarter of it is over.
                    let stored = SimTime(self.start.nanos() - ttl.nanos() / 4);
                    list.push(Copy {
                        key,
                        stored,
                        expires: stored + ttl,
                    });
                }
            }
        }
    }
}

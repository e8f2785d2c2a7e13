//! Circumstances of nodes in one run: what the request gives, and what was put on by hand.

use crate::time::SimTime;
use crate::topology::{Circumstance, Kind, NodeId};

use super::observe::Observer;
use super::run::Run;
use super::state::{Copy, Fault, IDLE, remember};

/// What the request gives one node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given {
    /// It does not run, and health checks know.
    down: bool,
    /// What it does to what it filters.
    filter: Filter,
    /// Works so many times slower; zero counts as one.
    slow: u32,
}

/// All that one node is under now: given by the request, or put on by hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Under {
    /// It does not run.
    pub(super) down: bool,
    /// What it does to what it filters.
    pub(super) filter: Filter,
    /// Works so many times slower, one at least.
    pub(super) slow: u32,
    /// It dies over every request before it can answer.
    pub(super) crashes: bool,
}

/// What a node does to what it filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Filter {
    /// Lets it pass.
    #[default]
    Pass,
    /// A WAF rule matches.
    Block,
    /// A WAF counts too many.
    RateLimit,
    /// Discards packets.
    Drop,
    /// Answers with a reset.
    Reject,
}

/// Slow, where a request gives it: ten times.
const SLOW: u32 = 10;

impl<O: Observer> Run<'_, O> {
    /// Puts what the request gives in force.
    pub(super) fn put_circumstances(&mut self) {
        for node in self.network.topology.node_ids() {
            let given: Vec<Circumstance> = self.network.given(node).collect();
            for what in given {
                self.put(node, what);
            }
        }
    }

    /// What `node` is under.
    pub(super) fn under(&self, node: NodeId) -> Under {
        let given = self.given[node.index()];
        let mut under = Under {
            down: given.down,
            filter: given.filter,
            slow: given.slow.max(1),
            crashes: false,
        };
        let by_hand = match self.state.fault(node) {
            Some(Fault::Drop) => Filter::Drop,
            Some(Fault::Reject) => Filter::Reject,
            _ => Filter::Pass,
        };
        if under.filter == Filter::Pass {
            under.filter = by_hand;
        }
        match self.state.fault(node) {
            Some(Fault::Down) => under.down = true,
            Some(Fault::Slow { factor }) => under.slow = under.slow.saturating_mul(factor.max(1)),
            Some(Fault::Crash) => under.crashes = true,
            Some(Fault::Drop | Fault::Reject) | None => {}
        }
        under
    }

    /// Whether health checks have found `node` down: as many in a row have failed as its
    /// threshold says, or it has long been so.
    pub(super) fn is_found_down(&self, node: NodeId, now: SimTime) -> bool {
        self.fails_since(node).is_some_and(|since| {
            self.absolute(now) >= since + self.network.topology[node].health.detection()
        })
    }

    /// Since when `node` has failed its health checks; what the request gives has always been so.
    pub(super) fn fails_since(&self, node: NodeId) -> Option<SimTime> {
        if self.given[node.index()].down {
            return Some(SimTime::ZERO);
        }
        self.state.fails_since(node)
    }

    fn put(&mut self, node: NodeId, what: Circumstance) {
        let given = &mut self.given[node.index()];
        match what {
            Circumstance::Down => {
                given.down = true;
                self.state.close_connections_of(node);
            }
            Circumstance::Slow => given.slow = given.slow.max(1) * SLOW,
            Circumstance::Block => given.filter = Filter::Block,
            Circumstance::RateLimit => given.filter = Filter::RateLimit,
            Circumstance::Drop => given.filter = Filter::Drop,
            Circumstance::Reject => given.filter = Filter::Reject,
            Circumstance::Cold => self.state.forget_client(node),
            Circumstance::Warm => {
                self.warm |= node == self.client;
                let resolver = self.network.resolver();
                let ttl = resolver.and_then(|dns| self.network.topology[dns].ttl);
                let (key, stored) = (self.network.host(), self.start);
                let expires = stored + ttl.unwrap_or(IDLE);
                remember(
                    &mut self.state.nodes[node.index()].names,
                    Copy {
                        key,
                        stored,
                        expires,
                        aim: None,
                    },
                );
            }
            Circumstance::Hit | Circumstance::Miss => {
                let dns = self.network.topology[node].kind == Kind::Dns;
                let key = if dns {
                    self.network.host()
                } else {
                    self.network.key()
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
                        aim: None,
                    });
                }
            }
        }
    }
}

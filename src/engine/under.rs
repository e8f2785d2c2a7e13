//! Circumstances of nodes in one run: what the request gives, and what was put on by hand.

use crate::time::SimTime;
use crate::topology::{Circumstance, Kind, NodeId};

use super::observe::Observer;
use super::run::Run;
use super::state::{Copy, Fault, IDLE, remember};

/// Circumstances of one node in this run: given by the request, or put on by hand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Under {
    /// Does not run.
    pub(super) down: bool,
    /// Health checks know that it does not run.
    pub(super) known: bool,
    /// Works so many times slower; zero counts as one.
    pub(super) slow: u32,
    /// WAF rule.
    pub(super) block: bool,
    /// WAF rate.
    pub(super) rate_limit: bool,
    /// Firewall discards.
    pub(super) drop: bool,
    /// Firewall resets.
    pub(super) reject: bool,
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
                    under.down = true;
                    under.known = self.start >= since + health.detection();
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
                (under.down, under.known) = (true, true);
                self.state.close_connections_of(node);
            }
            Circumstance::Slow => under.slow = under.slow.max(1) * SLOW,
            Circumstance::Block => under.block = true,
            Circumstance::RateLimit => under.rate_limit = true,
            Circumstance::Drop => under.drop = true,
            Circumstance::Reject => under.reject = true,
            Circumstance::Cold => self.state.forget_client(node),
            Circumstance::Warm => {
                self.warm |= node == self.client;
                let ttl = self
                    .network
                    .resolver(node)
                    .and_then(|link| self.network.topology[self.network.topology[link].to].ttl);
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

//! Messages over the links of a connection: latency, the work of nodes on the way, and the nodes
//! that let nothing through.

use crate::phase::Phase;
use crate::time::SimTime;
use crate::topology::{Kind, NodeId};
use crate::trace::{Cause, Decision, Direction};

use super::exchange::ExchangeId;
use super::network::TIME_TO_LIVE;
use super::observe::{Leg, Observer, Packet};
use super::run::Run;

/// What a node does to packets that want past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Lets them pass.
    Pass,
    /// Lets them vanish.
    Discard(Cause),
    /// Answers with a reset.
    Reset(Cause),
}

/// Where a packet got stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stuck {
    /// When it got there.
    pub(super) at: SimTime,
    /// Links crossed until then.
    pub(super) crossed: usize,
    /// Who stopped it.
    pub(super) node: NodeId,
    /// How.
    pub(super) verdict: Verdict,
}

/// What the time of a crossing counts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// All to one phase (handshakes, lookups).
    To(Phase),
    /// Links to the network, nodes to their own phase.
    Apart,
}

impl<O: Observer> Run<'_, O> {
    /// Sends a packet along connection `c` from its opener, over at most `links` links. A node on
    /// the way adds its work to what goes in this direction only.
    pub(super) fn outbound(
        &mut self,
        x: ExchangeId,
        c: usize,
        packet: Packet,
        depart: SimTime,
        account: Account,
    ) -> Result<SimTime, Stuck> {
        let mut at = depart;
        let mut from = self.state.connections[c].from;
        let count = self.state.connections[c].links.len();
        for i in 0..count {
            let id = self.state.connections[c].links[i];
            let link = &self.network.topology[id];
            let (to, arrive) = (link.to, at + link.latency);
            // Who takes the last hop from a packet's time to live discards it: RFC 1812, 5.3.1.
            let verdict = if i < TIME_TO_LIVE {
                self.verdict(to, i + 1 == count, self.exchanges[x.index()].op)
            } else {
                Verdict::Discard(Cause::Limit)
            };
            let lost = matches!(verdict, Verdict::Discard(_));
            let leg = Leg {
                link: id,
                from,
                to,
                direction: Direction::Request,
                depart: at,
                arrive,
                lost,
            };
            self.observer.crossed(x, leg, packet);
            self.spend(x, from, Phase::Network, account, at, arrive);
            if verdict != Verdict::Pass {
                let what = match verdict {
                    Verdict::Discard(Cause::Down(_)) => Decision::Silent,
                    Verdict::Discard(_) => Decision::Dropped,
                    Verdict::Reset(Cause::Down(_)) => Decision::Refused,
                    _ => Decision::Rejected,
                };
                if !matches!(packet, Packet::Syn(1..)) {
                    self.observer.decided(x, to, arrive, arrive, what);
                }
                return Err(Stuck {
                    at: arrive,
                    crossed: i + 1,
                    node: to,
                    verdict,
                });
            }
            at = arrive;
            if i + 1 < count {
                let facts = self.network.topology[to].kind.facts();
                at = arrive + self.service(to);
                self.spend(
                    x,
                    to,
                    facts.phase.unwrap_or(Phase::Network),
                    account,
                    arrive,
                    at,
                );
                if matches!(packet, Packet::Question { .. }) {
                    let factor = self.under(to).slow;
                    if factor > 1 {
                        self.observer
                            .decided(x, to, arrive, arrive, Decision::Slowed { factor });
                    }
                    let onward = self.network.topology[self.state.connections[c].links[i + 1]].to;
                    let what = if self.network.topology[to].kind == Kind::Firewall {
                        Decision::Passed
                    } else {
                        Decision::Forwarded { to: onward }
                    };
                    self.observer.decided(x, to, arrive, at, what);
                }
            }
            from = to;
        }
        Ok(at)
    }

    /// Sends a packet back along the first `crossed` links of connection `c`.
    pub(super) fn inbound(
        &mut self,
        x: ExchangeId,
        c: usize,
        crossed: usize,
        packet: Packet,
        depart: SimTime,
        account: Account,
    ) -> SimTime {
        let mut at = depart;
        for i in (0..crossed).rev() {
            let id = self.state.connections[c].links[i];
            let link = &self.network.topology[id];
            let to = match i {
                0 => self.state.connections[c].from,
                _ => self.network.topology[self.state.connections[c].links[i - 1]].to,
            };
            let (from, arrive) = (link.to, at + link.latency);
            let leg = Leg {
                link: id,
                from,
                to,
                direction: Direction::Response,
                depart: at,
                arrive,
                lost: false,
            };
            self.observer.crossed(x, leg, packet);
            self.spend(x, from, Phase::Network, account, at, arrive);
            at = arrive;
        }
        at
    }

    fn spend(
        &mut self,
        x: ExchangeId,
        node: NodeId,
        phase: Phase,
        account: Account,
        from: SimTime,
        until: SimTime,
    ) {
        let phase = match account {
            Account::To(phase) => phase,
            Account::Apart => phase,
        };
        if until > from {
            self.observer.spent(x, node, phase, from, until);
        }
    }
}

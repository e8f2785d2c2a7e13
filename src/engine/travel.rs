//! Messages over the links of a connection: latency, loss, the work of nodes on the way, and the
//! nodes that let nothing through.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{Kind, LinkId, NodeId};
use crate::trace::{Cause, Decision, Direction};

use super::exchange::{ExchangeId, Op};
use super::network::TIME_TO_LIVE;
use super::observe::{Leg, Observer, Packet};
use super::run::Run;

/// What a node does to packets that want past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Lets them pass.
    Pass,
    /// Lets them vanish, as a line does that loses them.
    Discard(Cause),
    /// Answers with a reset.
    Reset(Cause),
}

/// How far a packet from the opener of a connection gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fate {
    /// The place of the last link it is put on.
    pub(super) last: usize,
    /// What happens to it at the end of that link.
    pub(super) verdict: Verdict,
}

/// What the time of a crossing counts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    /// All to one phase (handshakes, lookups).
    To(Phase),
    /// Links to the network, nodes to their own phase.
    Apart,
    /// Nothing: it is sent in vain, and the sender's waiting is what counts.
    Nothing,
}

/// A packet, and how often it was sent before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sending {
    pub(super) packet: Packet,
    pub(super) again: u8,
}

impl<O: Observer> Run<'_, O> {
    /// How long a packet takes over `link`.
    pub(super) fn latency(&self, link: LinkId) -> SimDuration {
        self.network.topology[link].latency + self.state.impairment(link).delay
    }

    /// How far a packet gets along connection `c`.
    pub(super) fn fate(&mut self, c: usize, op: Op) -> Fate {
        let count = self.state.connections[c].links.len();
        for last in 0..count {
            let link = self.state.connections[c].links[last];
            // Who takes the last hop from a packet's time to live discards it: RFC 1812, 5.3.1.
            let to = self.network.topology[link].to;
            let verdict = if self.loses(link) {
                Verdict::Discard(Cause::Lost(link))
            } else if last < TIME_TO_LIVE {
                match self.verdict(to, last + 1 == count, op) {
                    Verdict::Pass if last + 1 < count && self.is_told_full(c, last) => {
                        Verdict::Discard(Cause::Full(to))
                    }
                    verdict => verdict,
                }
            } else {
                Verdict::Discard(Cause::Limit)
            };
            if verdict != Verdict::Pass {
                return Fate { last, verdict };
            }
        }
        let (last, verdict) = (count.saturating_sub(1), Verdict::Pass);
        Fate { last, verdict }
    }

    /// The place of the link that loses a packet on its way back along the first `crossed` links
    /// of connection `c`.
    pub(super) fn lost_back(&mut self, c: usize, crossed: usize) -> Option<usize> {
        (0..crossed).rev().find(|&i| {
            let link = self.state.connections[c].links[i];
            self.loses(link)
        })
    }

    /// Whether it is known that the node after the `i`th link of connection `c` will have no room
    /// for a packet that is sent now.
    fn is_told_full(&mut self, c: usize, i: usize) -> bool {
        let ends = |link: &LinkId| self.network.topology[*link].to;
        let links = &self.state.connections[c].links;
        let node = ends(&links[i]);
        let before = links[..i].iter().filter(|link| ends(link) == node);
        let before = before.count();
        self.observer.drops(node, before)
    }

    /// Sends a packet along connection `c` from its opener, as far as its fate lets it; when it
    /// gets there. A node on the way adds its work to what goes in this direction only.
    ///
    /// # Errors
    /// The node on the way that has no room for it.
    pub(super) fn outbound(
        &mut self,
        x: ExchangeId,
        c: usize,
        Sending { packet, again }: Sending,
        depart: SimTime,
        account: Account,
        fate: Fate,
    ) -> Result<SimTime, NodeId> {
        let mut at = depart;
        let mut from = self.state.connections[c].from;
        let account = match fate.verdict {
            Verdict::Discard(_) => Account::Nothing,
            _ => account,
        };
        for i in 0..=fate.last {
            let link = self.state.connections[c].links[i];
            let to = self.network.topology[link].to;
            let arrive = at + self.latency(link);
            let leg = Leg {
                link,
                from,
                to,
                direction: Direction::Request,
                depart: at,
                arrive,
                lost: i == fate.last && matches!(fate.verdict, Verdict::Discard(_)),
                again,
            };
            self.observer.crossed(x, leg, packet);
            self.spend(x, from, Phase::Network, account, at, arrive);
            at = if i < fate.last {
                self.pass(x, c, i, packet, arrive, account).ok_or(to)?
            } else {
                arrive
            };
            from = to;
        }
        let what = match fate.verdict {
            Verdict::Pass | Verdict::Discard(Cause::Lost(_)) => return Ok(at),
            Verdict::Discard(Cause::Down(_)) => Decision::Silent,
            Verdict::Discard(_) => Decision::Dropped,
            Verdict::Reset(Cause::Down(_)) => Decision::Refused,
            Verdict::Reset(_) => Decision::Rejected,
        };
        // A handshake is one step of the story, and says it once.
        if again == 0 || matches!(packet, Packet::Question { .. }) {
            self.observer.decided(x, from, at, at, what);
        }
        Ok(at)
    }

    /// The node after the `i`th link forwards a packet that reached it at `arrive`, if it has room
    /// for it.
    fn pass(
        &mut self,
        x: ExchangeId,
        c: usize,
        i: usize,
        packet: Packet,
        arrive: SimTime,
        account: Account,
    ) -> Option<SimTime> {
        let links = &self.state.connections[c].links;
        let (node, onward) = (
            self.network.topology[links[i]].to,
            self.network.topology[links[i + 1]].to,
        );
        let kind = self.network.topology[node].kind;
        if !self.has_room(node) {
            return None;
        }
        let begins = match account {
            Account::Nothing => arrive + self.observer.waits(node),
            _ => self.begins(x, node, arrive),
        };
        let at = begins + self.service(node);
        let phase = kind.facts().phase.unwrap_or(Phase::Network);
        self.spend(x, node, phase, account, begins, at);
        if matches!(packet, Packet::Question { .. }) {
            let factor = self.under(node).slow;
            if factor > 1 {
                self.observer
                    .decided(x, node, arrive, arrive, Decision::Slowed { factor });
            }
            let what = if kind == Kind::Firewall {
                Decision::Passed
            } else {
                Decision::Forwarded { to: onward }
            };
            self.observer.decided(x, node, arrive, at, what);
        }
        Some(at)
    }

    /// Sends a packet back along the first `crossed` links of connection `c`, as far as the link
    /// that loses it; when it gets there.
    #[allow(
        clippy::too_many_arguments,
        reason = "one packet's whole circumstances"
    )]
    pub(super) fn inbound(
        &mut self,
        x: ExchangeId,
        c: usize,
        crossed: usize,
        Sending { packet, again }: Sending,
        depart: SimTime,
        account: Account,
        lost: Option<usize>,
    ) -> SimTime {
        let mut at = depart;
        let account = lost.map_or(account, |_| Account::Nothing);
        for i in (lost.unwrap_or(0)..crossed).rev() {
            let link = self.state.connections[c].links[i];
            let from = self.network.topology[link].to;
            let to = match i {
                0 => self.state.connections[c].from,
                _ => self.network.topology[self.state.connections[c].links[i - 1]].to,
            };
            let arrive = at + self.latency(link);
            let leg = Leg {
                link,
                from,
                to,
                direction: Direction::Response,
                depart: at,
                arrive,
                lost: lost == Some(i),
                again,
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
            Account::Nothing => return,
        };
        if until > from {
            self.observer.spent(x, node, phase, from, until);
        }
    }
}

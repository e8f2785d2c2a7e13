//! Choosing one of several next nodes.

use crate::topology::{LinkId, NodeId, Policy};
use crate::trace::Decision;

use super::super::chance::mix;
use super::super::observe::Observer;
use super::super::run::Run;
use super::super::under::Running;

impl<O: Observer> Run<'_, O> {
    /// The next link of `node` for a connection or request from `peer`, and what to tell of the
    /// choice. Nodes that health checks know to be down are left out, and so is `except`, a link
    /// that was just tried in vain.
    pub(in super::super) fn choose(
        &mut self,
        node: NodeId,
        peer: NodeId,
        except: Option<LinkId>,
    ) -> (Option<LinkId>, Decision) {
        let topology = self.network.topology;
        let kind = topology[node].kind;
        let all = self.network.next(node).len();
        let mut candidates: Vec<LinkId> = Vec::with_capacity(all);
        let mut skipped = Vec::new();
        for &link in self.network.next(node) {
            let to = topology[link].to;
            if kind.balances() && self.is_known_down(link) {
                skipped.push(to);
            } else if Some(link) != except {
                candidates.push(link);
            }
        }
        let policy = topology[node].policy;
        let chosen = match *candidates.as_slice() {
            [] => return (None, Decision::NoBackend { skipped }),
            // A router follows the address that the client was given; it chooses nothing.
            [only, ..] if all == 1 || kind.facts().transit && !kind.balances() => {
                return (
                    Some(only),
                    Decision::Forwarded {
                        to: topology[only].to,
                    },
                );
            }
            [only] => only,
            _ => self.by_policy(policy, node, peer, &candidates),
        };
        let what = Decision::Picked {
            policy,
            backend: topology[chosen].to,
            among: candidates.len() as u32,
            skipped,
        };
        (Some(chosen), what)
    }

    /// Whether health checks, which go all the way, know that nobody answers over `link`.
    pub(in super::super) fn is_known_down(&self, link: LinkId) -> bool {
        let down = |node| self.under(node).running == Running::KnownDown;
        let to = self.network.topology[link].to;
        let balanced = self.network.topology[to].kind.balances();
        down(to) || (!balanced && down(self.network.end_of(link)))
    }

    fn by_policy(
        &mut self,
        policy: Policy,
        node: NodeId,
        peer: NodeId,
        candidates: &[LinkId],
    ) -> LinkId {
        let turn = self.state.nodes[node.index()].turn as usize;
        self.state.nodes[node.index()].turn = self.state.nodes[node.index()].turn.wrapping_add(1);
        let in_turn = candidates[turn % candidates.len()];
        match policy {
            Policy::RoundRobin => in_turn,
            Policy::LeastConnections => {
                // Equals take turns, or the first would get everything on a quiet system.
                let active = |link: &LinkId| self.state.links[link.index()].active;
                let least = candidates.iter().map(active).min().unwrap_or(0);
                let equals: Vec<LinkId> = candidates
                    .iter()
                    .copied()
                    .filter(|link| active(link) == least)
                    .collect();
                equals[turn % equals.len()]
            }
            Policy::Random => candidates[self.pick(node, candidates.len())],
            Policy::Weighted => self.by_weight(candidates),
            Policy::IpHash => {
                // What it sees is the address of the connection: behind a gateway, the gateway's.
                let address = self.network.topology[peer].address.as_bytes();
                let hash = address.iter().fold(peer.index() as u64, |hash, byte| {
                    mix(hash ^ u64::from(*byte))
                });
                candidates[(hash % candidates.len() as u64) as usize]
            }
        }
    }

    /// Smooth weighted round-robin, as nginx does it: each gains its weight, the richest is taken
    /// and pays the sum. Turns interleave instead of coming in blocks.
    fn by_weight(&mut self, candidates: &[LinkId]) -> LinkId {
        let weight =
            |link: LinkId| i64::from(self.network.topology[self.network.topology[link].to].weight);
        let total: i64 = candidates.iter().map(|&link| weight(link)).sum();
        let mut best = candidates[0];
        for &link in candidates {
            let credit = &mut self.state.links[link.index()].credit;
            *credit += i64::from(self.network.topology[self.network.topology[link].to].weight);
            if self.state.links[link.index()].credit > self.state.links[best.index()].credit {
                best = link;
            }
        }
        self.state.links[best.index()].credit -= total;
        best
    }
}

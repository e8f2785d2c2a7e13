//! Choosing one of several next nodes.

use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId, Policy};
use crate::trace::Decision;

use super::super::observe::Observer;
use super::super::oracle::Question;
use super::super::policy;
use super::super::run::Run;

impl<O: Observer> Run<'_, O> {
    /// The next link of `node` for a connection or request from `peer`, and what to tell of the
    /// choice. Nodes that health checks know to be down are left out, and so is `except`, a link
    /// that was just tried in vain.
    pub(in super::super) fn choose(
        &mut self,
        node: NodeId,
        peer: NodeId,
        except: Option<LinkId>,
        now: SimTime,
    ) -> (Option<LinkId>, Decision) {
        let topology = self.network.topology;
        let kind = topology[node].kind;
        let all = self.network.next(node).len();
        let open = !self.fails_open(node, now).is_empty();
        let mut candidates: Vec<LinkId> = Vec::with_capacity(all);
        let mut skipped = Vec::new();
        let mut left: Option<SimDuration> = None;
        for &link in self.network.next(node) {
            let to = topology[link].to;
            if kind.balances() && !open && self.is_known_down(link, now) {
                skipped.push(to);
            } else if !self.lets_through(node, link, now) {
                let more = self.open_for(node, link, now);
                left = Some(left.map_or(more, |least| least.min(more)));
            } else if Some(link) != except {
                candidates.push(link);
            }
        }
        if let ([], Some(left)) = (candidates.as_slice(), left) {
            return (None, Decision::ShortCircuited { left });
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
            // Who is asked instead is the next in turn.
            [first, ..] if policy == Policy::RoundRobin && except.is_some() => {
                let after = candidates.iter().copied().find(|link| Some(*link) > except);
                after.unwrap_or(first)
            }
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
    pub(in super::super) fn is_known_down(&self, link: LinkId, now: SimTime) -> bool {
        let down = |node| self.is_found_down(node, now);
        let to = self.network.topology[link].to;
        let balanced = self.network.topology[to].kind.balances();
        down(to) || (!balanced && down(self.network.end_of(link)))
    }

    /// The backends that `node` asks although they fail their health checks, because its product
    /// does so where too few are left; usually none.
    pub(in super::super) fn fails_open(&self, node: NodeId, now: SimTime) -> Vec<NodeId> {
        let Some(product) = self.network.topology[node].errors else {
            return Vec::new();
        };
        let links = self.network.next(node);
        let down = links.iter().filter(|link| self.is_known_down(**link, now));
        let down: Vec<NodeId> = down.map(|&link| self.network.topology[link].to).collect();
        if product.fails_open(links.len() - down.len(), links.len()) {
            down
        } else {
            Vec::new()
        }
    }

    fn by_policy(
        &mut self,
        policy: Policy,
        node: NodeId,
        peer: NodeId,
        candidates: &[LinkId],
    ) -> LinkId {
        let question = Question::Choice {
            node,
            peer,
            among: candidates.to_vec(),
        };
        let place = if let Some(answer) = self.observer.answer(&question) {
            answer as usize
        } else {
            let mut among = Among {
                run: self,
                node,
                peer,
                links: candidates,
            };
            policy::choose(policy, candidates.len(), &mut among)
        };
        candidates[place.min(candidates.len() - 1)]
    }
}

/// The candidates of one choice, as the state knows them.
struct Among<'a, 't, O> {
    run: &'a mut Run<'t, O>,
    node: NodeId,
    peer: NodeId,
    links: &'a [LinkId],
}

impl<O: Observer> policy::Candidates for Among<'_, '_, O> {
    fn turn(&mut self) -> u32 {
        let turn = &mut self.run.state.nodes[self.node.index()].turn;
        let before = *turn;
        *turn = turn.wrapping_add(1);
        before
    }

    fn active(&self, place: usize) -> u32 {
        self.run.state.links[self.links[place].index()].active
    }

    fn weight(&self, place: usize) -> u32 {
        let topology = self.run.network.topology;
        topology[topology[self.links[place]].to].weight
    }

    fn credit(&mut self, place: usize) -> &mut i64 {
        &mut self.run.state.links[self.links[place].index()].credit
    }

    fn draw(&mut self, count: usize) -> usize {
        self.run.pick(self.node, count)
    }

    fn peer(&self) -> u64 {
        policy::hash_of(self.run.network.topology, self.peer)
    }
}

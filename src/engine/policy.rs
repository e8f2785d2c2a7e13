//! The rule by which one of several next nodes is chosen: one for a single trace and for many
//! requests at once.

use crate::topology::{NodeId, Policy, Topology};

use super::chance::mix;

/// What the rule looks at, by place among the candidates.
pub(crate) trait Candidates {
    /// How many choices were made here before; this is one more.
    fn turn(&mut self) -> u32;
    /// Requests under way to this one.
    fn active(&self, place: usize) -> u32;
    /// Its weight.
    fn weight(&self, place: usize) -> u32;
    /// Its credit under the weighted policy.
    fn credit(&mut self, place: usize) -> &mut i64;
    /// A random number below `count`.
    fn draw(&mut self, count: usize) -> usize;
    /// A number that is the same for the same peer: [`hash_of`].
    fn peer(&self) -> u64;
}

/// The place of the candidate that is chosen among `count`, at least one.
pub(crate) fn choose(policy: Policy, count: usize, among: &mut impl Candidates) -> usize {
    let turn = among.turn() as usize;
    match policy {
        Policy::RoundRobin => turn % count,
        Policy::LeastConnections => {
            // Equals take turns, or the first would get everything on a quiet system.
            let least = (0..count).map(|place| among.active(place)).min();
            let is_least = |place: &usize| Some(among.active(*place)) == least;
            let equals = (0..count).filter(is_least).count().max(1);
            let nth = (0..count).filter(is_least).nth(turn % equals);
            nth.unwrap_or(0)
        }
        Policy::Random => among.draw(count),
        Policy::Weighted => by_weight(count, among),
        Policy::IpHash => (among.peer() % count as u64) as usize,
    }
}

/// Smooth weighted round-robin, as nginx does it: each gains its weight, the richest is taken and
/// pays the sum. Turns interleave instead of coming in blocks.
fn by_weight(count: usize, among: &mut impl Candidates) -> usize {
    let mut total = 0;
    let (mut best, mut most) = (0, i64::MIN);
    for place in 0..count {
        let weight = i64::from(among.weight(place));
        let credit = among.credit(place);
        *credit += weight;
        total += weight;
        if *credit > most {
            (best, most) = (place, *credit);
        }
    }
    *among.credit(best) -= total;
    best
}

/// What a balancer sees of who comes is the address of the connection: behind a gateway, the
/// gateway's.
pub(crate) fn hash_of(topology: &Topology, peer: NodeId) -> u64 {
    let address = topology[peer].address.as_bytes();
    address.iter().fold(peer.index() as u64, |hash, byte| {
        mix(hash ^ u64::from(*byte))
    })
}

//! Questions whose answer a request carries with it.

use crate::time::SimDuration;
use crate::topology::{Circumstance, LinkId, NodeId, Pool};

use super::super::network::{Network, TIME_TO_LIVE};
use super::super::oracle::Question;
use super::super::state::IDLE;

/// The answer to a question, where it is the same for every request of this kind.
pub(in super::super) fn answer(network: &Network<'_>, question: &Question) -> Option<u32> {
    let given = |node, what| network.given(node).any(|given| given == what);
    let no = |node, what| given(node, what).then_some(0);
    match *question {
        Question::Copy(node) => {
            let ever = network.topology[node].ttl.is_some() || given(node, Circumstance::Hit);
            (!ever).then_some(0)
        }
        Question::Name(node) => no(node, Circumstance::Cold),
        // Who may have to wait for a connection has to ask for it.
        Question::Connection(_, link) if network.topology[link].connections.is_some() => None,
        Question::Connected(from, link) | Question::Connection(from, link) => {
            // Behind a balancer the connection may end at another than the one that is down.
            let end = leads_one_way(network, link).then(|| network.end_of(link));
            let mut ends = [from, network.topology[link].to].into_iter().chain(end);
            let gone = ends.any(|node| given(node, Circumstance::Down));
            (gone || given(from, Circumstance::Cold) || !is_tracked(network, from, link))
                .then_some(0)
        }
        Question::Session(client, _) => no(client, Circumstance::Cold),
        Question::Room(_) | Question::Lost(_) | Question::Opens(_) | Question::Choice { .. } => {
            None
        }
    }
}

/// How long after it was sent a request finds the copy or the name that it was given at `node`.
pub(super) fn given_for(network: &Network<'_>, node: NodeId) -> Option<SimDuration> {
    network.given(node).find_map(|what| match what {
        Circumstance::Hit => {
            // A quarter of its life is over.
            let ttl = network.topology[node].ttl.unwrap_or(IDLE);
            Some(ttl - SimDuration(ttl.nanos() / 4))
        }
        Circumstance::Warm => {
            let ttl = network.resolver().and_then(|dns| network.topology[dns].ttl);
            Some(ttl.unwrap_or(IDLE))
        }
        _ => None,
    })
}

/// Whether it makes a difference which connections of `from` are open over `link`. It makes none
/// where they are as good as open already and lead to one place.
pub(super) fn is_tracked(network: &Network<'_>, from: NodeId, link: LinkId) -> bool {
    let warm = network.given(from).any(|what| what == Circumstance::Warm);
    let client = from == network.request.from;
    let topology = network.topology;
    let open = topology[link].pool == Pool::Warm || (client && warm);
    let needs_name = client && !warm && !network.to_resolver().is_empty();
    !open || needs_name || topology[link].connections.is_some() || !leads_one_way(network, link)
}

/// Whether nobody on the way behind `link` chooses among several next nodes.
fn leads_one_way(network: &Network<'_>, mut link: LinkId) -> bool {
    for _ in 0..TIME_TO_LIVE {
        let to = network.topology[link].to;
        let kind = network.topology[to].kind;
        match *network.next(to) {
            [_, _, ..] if kind.balances() && kind.facts().transit => return false,
            [onward, ..] if kind.facts().transit => link = onward,
            _ => break,
        }
    }
    true
}

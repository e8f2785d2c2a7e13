//! The resolver: answers from its cache, or asks the authoritative servers first.

use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};
use crate::trace::Decision;

use super::super::exchange::{Act, ExchangeId, Input, Reply};
use super::super::observe::Observer;
use super::super::run::Run;

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let node = run.exchanges[x.index()].node;
    if input == Input::Begin {
        if let Some(name) = run.name_at(node, now) {
            let left = name.expires.since(run.absolute(now));
            run.observer
                .decided(x, node, now, now, Decision::NameCached { left });
            return told(run, name.expires, name.aim);
        }
        return Act::Work;
    }
    let ttl = run.network.topology[node].ttl.unwrap_or(SimDuration::ZERO);
    let (aim, skipped) = healthy(run, now);
    let expires = run.keep_name(node, ttl, aim, now);
    let from = run.exchanges[x.index()].worked_from;
    run.observer
        .decided(x, node, from, now, Decision::NameResolved { ttl });
    if let (Some(link), false) = (aim, skipped.is_empty()) {
        let address = run.network.addressee(link);
        let what = Decision::HandedOut { address, skipped };
        run.observer.decided(x, node, now, now, what);
    }
    told(run, expires, aim)
}

fn told<O: Observer>(run: &Run<'_, O>, expires: SimTime, aim: Option<LinkId>) -> Act {
    let ways = run.network.next(run.client);
    // What was kept for another request may be no way of this one.
    let aim = aim.filter(|link| ways.contains(link));
    let address = aim.or(ways.first().copied());
    let address = address.map(|link| run.network.addressee(link));
    Act::Reply(Reply::Name {
        expires,
        aim,
        address,
    })
}

/// Of several addresses the first that passes its health checks, as Route 53 does in failover
/// routing, and those before it; where none does, the first. One address alone is no choice.
fn healthy<O: Observer>(run: &Run<'_, O>, now: SimTime) -> (Option<LinkId>, Vec<NodeId>) {
    let ways = run.network.next(run.client);
    if ways.len() < 2 {
        return (None, Vec::new());
    }
    let mut skipped = Vec::new();
    for &link in ways {
        if !run.is_known_down(link, now) {
            return (Some(link), skipped);
        }
        skipped.push(run.network.addressee(link));
    }
    (ways.first().copied(), Vec::new())
}

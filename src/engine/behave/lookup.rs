//! The resolver: answers from its cache, or asks the authoritative servers first.

use crate::time::{SimDuration, SimTime};
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
            return Act::Reply(Reply::Name {
                expires: name.expires,
            });
        }
        return Act::Work;
    }
    let ttl = run.network.topology[node].ttl.unwrap_or(SimDuration::ZERO);
    let expires = run.keep_name(node, ttl, now);
    let from = run.exchanges[x.index()].worked_from;
    run.observer
        .decided(x, node, from, now, Decision::NameResolved { ttl });
    Act::Reply(Reply::Name { expires })
}

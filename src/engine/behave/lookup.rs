//! The resolver: answers from its cache, or asks the authoritative servers first.

use crate::time::{SimDuration, SimTime};
use crate::trace::Decision;

use super::super::exchange::{Act, ExchangeId, Input, Reply};
use super::super::observe::Observer;
use super::super::run::Run;
use super::super::state::{Copy, fresh, remember};

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let node = run.exchanges[x.index()].node;
    let clock = run.absolute(now);
    let key = run.network.host;
    if input == Input::Begin {
        if let Some(name) = fresh(&run.state.nodes[node.index()].names, key, clock) {
            let left = name.expires.since(clock);
            run.observer
                .decided(x, node, now, now, Decision::NameCached { left });
            return Act::Reply(Reply::Name {
                expires: name.expires,
            });
        }
        return Act::Work;
    }
    let ttl = run.network.topology[node].ttl.unwrap_or(SimDuration::ZERO);
    let name = Copy {
        key,
        stored: clock,
        expires: clock + ttl,
    };
    remember(&mut run.state.nodes[node.index()].names, name);
    let from = run.exchanges[x.index()].worked_from;
    run.observer
        .decided(x, node, from, now, Decision::NameResolved { ttl });
    Act::Reply(Reply::Name {
        expires: name.expires,
    })
}

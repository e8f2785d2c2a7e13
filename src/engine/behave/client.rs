//! The client: its own copy, the address, the connection, the request.

use crate::time::SimTime;
use crate::topology::LinkId;
use crate::trace::{Cause, Decision};

use super::super::belief::Misconception;
use super::super::exchange::{
    Act, Ending, ExchangeId, Failure, FailureKind, Input, Op, Reply, Stage,
};
use super::super::observe::Observer;
use super::super::run::Run;

/// How often a resolver is asked that does not answer: the `attempts` of a stub resolver
/// (resolv.conf(5)). Its `timeout`, 5 s, is that of the node.
const ASKED: u16 = 2;

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let client = run.client;
    match input {
        Input::Begin | Input::Worked | Input::Woke => begin(run, x, now),
        Input::Answer(Reply::Name { expires, aim, .. }) => {
            run.keep_told_name(client, expires, aim, now);
            request(run, x, aim, now)
        }
        Input::Answer(Reply::Http(response)) => Act::Finish(Ending::Response(response)),
        Input::Answer(_) => Act::Await,
        Input::Failed(failure) => {
            let exchange = run.exchanges[x.index()];
            let resolving = exchange.stage == Stage::Resolving;
            if let (true, true, Some(&resolver)) = (
                resolving && failure.kind.is_timeout(),
                exchange.count + 1 < ASKED,
                run.network.to_resolver().first(),
            ) {
                run.exchanges[x.index()].count += 1;
                let after = run.waited(x, now);
                run.observer
                    .decided(x, client, now, now, Decision::Resent { after });
                return Act::Call(resolver, Op::Resolve);
            }
            run.tell_timeout(x, failure, now);
            let cause = if resolving {
                Cause::NoName(failure.by)
            } else {
                failure.cause
            };
            Act::Finish(Ending::Failure(Failure { cause, ..failure }))
        }
    }
}

fn begin<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    let client = run.client;
    let clock = run.absolute(now);
    if let Some(copy) = run.copy_at(client, now) {
        let what = Decision::Hit {
            age: clock.since(copy.stored),
            left: copy.expires.since(clock),
        };
        run.observer.decided(x, client, now, now, what);
        return Act::Finish(Ending::OwnCopy);
    }
    // Without a resolver the address is given; an open connection needs no name.
    let Some(resolver) = run.network.to_resolver().first().copied() else {
        return request(run, x, None, now);
    };
    let ways = run.network.next(client).to_vec();
    let mut ways = ways.into_iter();
    let connection = ways.find(|link| run.is_connected(client, *link, now));
    let connected = connection.is_some();
    let known = if connected {
        None
    } else {
        run.name_at(client, now)
    };
    if (known.is_none() && !connected) || run.believes(Misconception::DnsOnPath) {
        run.exchanges[x.index()].stage = Stage::Resolving;
        return Act::Call(resolver, Op::Resolve);
    }
    if let Some(name) = known {
        let left = name.expires.since(clock);
        run.observer
            .decided(x, client, now, now, Decision::NameKnown { left });
    }
    request(run, x, connection.or(known.and_then(|name| name.aim)), now)
}

/// Sends the request: to the address it was given, where that is one of several.
fn request<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    aim: Option<LinkId>,
    now: SimTime,
) -> Act {
    let client = run.client;
    run.exchanges[x.index()].stage = Stage::Forwarding;
    let ways = run.network.next(client);
    let aim = aim.filter(|link| ways.contains(link));
    if let Some(link) = aim.or(ways.first().copied()) {
        return Act::Call(link, Op::Http);
    }
    run.observer.decided(
        x,
        client,
        now,
        now,
        Decision::NoBackend {
            skipped: Vec::new(),
        },
    );
    Act::Finish(Ending::Failure(Failure {
        kind: FailureKind::Refused,
        by: client,
        cause: Cause::NoBackend(client),
    }))
}

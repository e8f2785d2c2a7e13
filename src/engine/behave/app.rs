//! The application server: service calls, then cache-aside reads or writes.
//!
//! A read asks the cache; on a miss it reads the database and fills the cache. A write goes to the
//! primary, then deletes the key from the cache, so that the next read fetches what was written.
//! The cache itself never asks the database.

use crate::time::SimTime;
use crate::topology::{Calls, Content};
use crate::trace::{Cause, Decision};

use super::super::belief::Misconception;
use super::super::exchange::{Act, ExchangeId, Failure, Input, Op, Reply, Response, Stage};
use super::super::observe::Observer;
use super::super::run::Run;

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let stage = run.exchanges[x.index()].stage;
    match (stage, input) {
        (_, Input::Begin) => enter(run, x, Stage::Working, Act::Work),
        (_, Input::Worked) => {
            let (node, from) = (
                run.exchanges[x.index()].node,
                run.exchanges[x.index()].worked_from,
            );
            run.observer.decided(x, node, from, now, Decision::Worked);
            calls(run, x, now)
        }
        (Stage::Calling, Input::Answer(Reply::Http(response))) => called(run, x, response, now),
        (Stage::AskingCache, Input::Answer(Reply::Value { hit: true }))
        | (Stage::FillingCache | Stage::Publishing, Input::Answer(_)) => {
            run.answer(x, 200, Cause::Served, now)
        }
        // A cache that does not answer is no reason to fail: it only saves time. It is not asked
        // to store what it could not be asked for.
        (Stage::AskingCache, Input::Failed(failure)) => {
            run.tell_timeout(x, failure, now);
            run.exchanges[x.index()].failed = run.network.cache(node(run, x));
            read(run, x, now)
        }
        (Stage::AskingCache, _) => read(run, x, now),
        (Stage::Reading, Input::Answer(Reply::Rows)) => match run.network.cache(node(run, x)) {
            Some(cache) if run.exchanges[x.index()].failed.is_none() => {
                enter(run, x, Stage::FillingCache, Act::Call(cache, Op::Set))
            }
            _ => run.answer(x, 200, Cause::Served, now),
        },
        (Stage::Writing, Input::Answer(Reply::Done)) => match run.network.cache(node(run, x)) {
            Some(cache) => enter(run, x, Stage::Invalidating, Act::Call(cache, Op::Del)),
            None => publish(run, x, now),
        },
        (Stage::Writing, Input::Answer(Reply::ReadOnly)) => {
            let replica = run
                .network
                .database(node(run, x), true)
                .map(|link| run.network.topology[link].to);
            run.answer(
                x,
                500,
                Cause::ReadOnly(replica.unwrap_or(node(run, x))),
                now,
            )
        }
        (Stage::Invalidating, Input::Failed(failure)) => {
            run.tell_timeout(x, failure, now);
            publish(run, x, now)
        }
        (Stage::Invalidating, _) => publish(run, x, now),
        (Stage::FillingCache, Input::Failed(failure)) => {
            run.tell_timeout(x, failure, now);
            run.answer(x, 200, Cause::Served, now)
        }
        (_, Input::Failed(failure)) => failed(run, x, failure, now),
        (_, Input::Answer(_) | Input::Woke) => Act::Await,
    }
}

/// The service calls, one after another or at once.
fn calls<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    let id = node(run, x);
    let asked = run.exchanges[x.index()].count as usize;
    let mut services = run.network.services(id).skip(asked);
    let next = services.next();
    let several = services.next().is_some();
    drop(services);
    match next {
        Some(_) if several && asked == 0 && run.network.topology[id].calls == Calls::Parallel => {
            run.exchanges[x.index()].count = u16::MAX;
            enter(run, x, Stage::Calling, Act::CallAll)
        }
        Some(link) => {
            run.exchanges[x.index()].count += 1;
            enter(run, x, Stage::Calling, Act::Call(link, Op::Http))
        }
        None => stores(run, x, now),
    }
}

/// A service call was answered.
fn called<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    response: Response,
    now: SimTime,
) -> Act {
    let exchange = &mut run.exchanges[x.index()];
    if exchange
        .worst
        .is_none_or(|worst| worst.status < response.status)
    {
        exchange.worst = Some(response);
    }
    if exchange.outstanding > 0 {
        return Act::Await;
    }
    let (worst, all_asked) = (exchange.worst, exchange.count == u16::MAX);
    match worst {
        // Another call was never answered at all.
        Some(Response {
            status: 500..,
            by,
            cause,
            ..
        }) if by == node(run, x) => run.answer(x, 500, cause, now),
        Some(Response {
            status: status @ 500..,
            by,
            ..
        }) => run.answer(x, 500, Cause::Upstream(by, status), now),
        _ if all_asked => stores(run, x, now),
        _ => calls(run, x, now),
    }
}

/// Whether a stage belongs to work with cache, database and queue.
pub(super) const fn is_at(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::AskingCache
            | Stage::Reading
            | Stage::FillingCache
            | Stage::Writing
            | Stage::Invalidating
            | Stage::Publishing
    )
}

/// Cache and database.
pub(super) fn stores<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    let id = node(run, x);
    if !run.network.request.method.is_safe() {
        let primary = !run.believes(Misconception::ReplicaTakesWrites);
        return match run.database(id, primary, now) {
            Some(primary) => enter(run, x, Stage::Writing, Act::Call(primary, Op::Write)),
            None => publish(run, x, now),
        };
    }
    match run.network.cache(id) {
        _ if run.network.request.content == Content::Static => {
            run.answer(x, 200, Cause::Served, now)
        }
        Some(cache) => enter(run, x, Stage::AskingCache, Act::Call(cache, Op::Get)),
        None => read(run, x, now),
    }
}

fn read<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    match run.database(node(run, x), false, now) {
        Some(database) => enter(run, x, Stage::Reading, Act::Call(database, Op::Read)),
        None => run.answer(x, 200, Cause::Served, now),
    }
}

fn publish<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    match run.network.queue(node(run, x)) {
        Some(queue) => enter(run, x, Stage::Publishing, Act::Call(queue, Op::Publish)),
        None => run.answer(x, 200, Cause::Served, now),
    }
}

/// Something it cannot do without failed: an application is no gateway, it answers 500.
fn failed<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, failure: Failure, now: SimTime) -> Act {
    run.tell_timeout(x, failure, now);
    let by = node(run, x);
    let exchange = &mut run.exchanges[x.index()];
    if exchange.stage == Stage::Calling && exchange.outstanding > 0 {
        // Others are still out; remember that it cannot end well.
        exchange.worst = Some(Response {
            status: 599,
            by,
            cause: failure.cause,
            bandwidth: u64::MAX,
        });
        return Act::Await;
    }
    run.answer(x, 500, failure.cause, now)
}

fn enter<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, stage: Stage, act: Act) -> Act {
    run.exchanges[x.index()].stage = stage;
    act
}

fn node<O: Observer>(run: &Run<'_, O>, x: ExchangeId) -> crate::topology::NodeId {
    run.exchanges[x.index()].node
}

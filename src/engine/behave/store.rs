//! Nodes that answer from what they hold: cache, database, object store, queue; and the worker.

use crate::time::SimTime;
use crate::topology::Kind;
use crate::trace::{Cause, Decision};

use super::super::belief::Misconception;
use super::super::exchange::{Act, ExchangeId, Input, Op, Reply, Stage};
use super::super::observe::Observer;
use super::super::run::Run;

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    if input == Input::Begin {
        return Act::Work;
    }
    let exchange = run.exchanges[x.index()];
    let (id, from) = (exchange.node, exchange.worked_from);
    let (what, reply) = match exchange.op {
        Op::Get => {
            let copy = run.copy_at(id, now);
            let clock = run.absolute(now);
            let hit = copy.is_some() || run.believes(Misconception::CacheAsksDatabase);
            let found = copy.map_or(Decision::Miss, |copy| Decision::Hit {
                age: clock.since(copy.stored),
                left: copy.expires.since(clock),
            });
            (found, Reply::Value { hit })
        }
        Op::Set => {
            let ttl = run.network.topology[id].ttl.unwrap_or_default();
            run.keep_copy(id, ttl, now);
            (Decision::Stored { ttl }, Reply::Done)
        }
        Op::Del => {
            run.drop_copy(id);
            (Decision::Deleted, Reply::Done)
        }
        Op::Read => (Decision::Read { rows: 1 }, Reply::Rows),
        Op::Write
            if !run.takes_writes(id, now) && !run.believes(Misconception::ReplicaTakesWrites) =>
        {
            (Decision::RefusedWrite, Reply::ReadOnly)
        }
        Op::Write => {
            if let Some(instead_of) = run.stands_in_for(id, now) {
                let what = Decision::Promoted { instead_of };
                run.observer.decided(x, id, from, from, what);
            }
            (Decision::Wrote { rows: 1 }, Reply::Done)
        }
        Op::Publish => (Decision::Enqueued, Reply::Done),
        Op::Replicate => (Decision::Replicated, Reply::Done),
        Op::Http | Op::Resolve | Op::Deliver => {
            run.observer.decided(x, id, from, now, Decision::Worked);
            return run.answer(x, 200, Cause::Served, now);
        }
    };
    run.observer.decided(x, id, from, now, what);
    Act::Reply(reply)
}

/// A worker works, then writes to each of its stores.
pub(super) fn worker<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let exchange = run.exchanges[x.index()];
    if input == Input::Begin {
        return Act::Work;
    }
    if input == Input::Worked {
        run.observer.decided(
            x,
            exchange.node,
            exchange.worked_from,
            now,
            Decision::Worked,
        );
        run.exchanges[x.index()].stage = Stage::Writing;
    }
    let next = run
        .network
        .onward(exchange.node)
        .nth(exchange.count as usize);
    let Some(link) = next else {
        return Act::Reply(Reply::Done);
    };
    run.exchanges[x.index()].count += 1;
    let op = match run.network.leads_to(link) {
        Kind::Cache => Op::Set,
        Kind::Queue => Op::Publish,
        Kind::Database => Op::Write,
        _ => Op::Http,
    };
    Act::Call(link, op)
}

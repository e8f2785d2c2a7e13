//! How each kind answers: one state machine for each family of kinds.
//!
//! A behaviour gets an input and says what it wants next. It touches the exchange's few numbers
//! and the node's memory, tells the observer what it decided, and nothing else.

use crate::time::SimTime;
use crate::topology::{DatabaseRole, Kind};
use crate::trace::{Cause, Decision};

use super::exchange::{Act, ExchangeId, Input, Op, Reply, Response};
use super::network::replicas;
use super::observe::Observer;
use super::run::Run;

mod app;
mod balance;
mod client;
mod gateway;
mod lookup;
mod store;
mod upstream;

/// The next wish of exchange `x`.
pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    let kind = run.network.topology[run.exchanges[x.index()].node].kind;
    if x == ExchangeId::ROOT {
        return client::step(run, x, input, now);
    }
    match kind {
        Kind::Dns => lookup::step(run, x, input, now),
        Kind::Web if app::is_at(run.exchanges[x.index()].stage) => {
            let act = app::step(run, x, input, now);
            if let Act::Reply(Reply::Http(response)) = act {
                gateway::store(run, x, response, now);
            }
            act
        }
        Kind::Cdn | Kind::Waf | Kind::L7Lb | Kind::Proxy | Kind::Ingress | Kind::Web => {
            gateway::step(run, x, input, now)
        }
        Kind::App => app::step(run, x, input, now),
        Kind::Worker => store::worker(run, x, input, now),
        Kind::Client
        | Kind::Internet
        | Kind::Router
        | Kind::Firewall
        | Kind::L4Lb
        | Kind::Service
        | Kind::Cache
        | Kind::Database
        | Kind::ObjectStore
        | Kind::Queue
        | Kind::Stage => store::step(run, x, input, now),
    }
}

impl<O: Observer> Run<'_, O> {
    /// The server of `x` writes a response, where it lives to tell.
    pub(super) fn answer(&mut self, x: ExchangeId, status: u16, cause: Cause, now: SimTime) -> Act {
        let by = self.exchanges[x.index()].node;
        if !self.under(by).crashes {
            let what = Decision::Answered { status, cause };
            self.observer.decided(x, by, now, now, what);
        }
        Act::Reply(Reply::Http(Response {
            status,
            by,
            cause,
            bandwidth: u64::MAX,
        }))
    }
}

/// What a node does when its answer has gone: replication and delivery, beside the total.
pub(super) fn afterwards<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    reply: Reply,
    now: SimTime,
) {
    let exchange = run.exchanges[x.index()];
    let node = &run.network.topology[exchange.node];
    match (exchange.op, node.kind) {
        (Op::Write, Kind::Database)
            if node.role == DatabaseRole::Primary && reply == Reply::Done =>
        {
            let replicas: Vec<_> = replicas(run.network.topology, exchange.node).collect();
            for (link, replica) in replicas {
                run.launch(link, exchange.node, replica, Op::Replicate, x, now);
            }
        }
        (Op::Publish, Kind::Queue) => {
            let workers: Vec<_> = run.network.onward(exchange.node).collect();
            for link in workers {
                let to = run.network.topology[link].to;
                if run.network.topology[to].kind == Kind::Worker {
                    run.launch(link, exchange.node, to, Op::Deliver, x, now);
                }
            }
        }
        _ => {}
    }
}

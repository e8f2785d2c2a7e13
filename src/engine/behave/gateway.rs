//! Nodes that read HTTP and pass requests on: CDN edge, WAF, L7 balancer, proxy, ingress, web
//! server.

use crate::time::{SimDuration, SimTime};
use crate::topology::{Content, Kind, LinkId, Method};
use crate::trace::{Cause, Decision};

use super::super::exchange::{
    Act, ExchangeId, Failure, FailureKind, Input, Op, Reply, Response, Stage,
};
use super::super::observe::Observer;
use super::super::run::Run;
use super::super::under::Filter;
use super::app;

/// What a rate limiter asks for in Retry-After, RFC 9110 section 10.2.3.
const RETRY_AFTER: SimDuration = SimDuration::from_secs(30);

pub(super) fn step<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    input: Input,
    now: SimTime,
) -> Act {
    match input {
        Input::Begin => {
            run.exchanges[x.index()].stage = Stage::Working;
            Act::Work
        }
        Input::Worked => decide(run, x, now),
        Input::Answer(Reply::Http(response)) => {
            store(run, x, response, now);
            Act::Reply(Reply::Http(response))
        }
        Input::Answer(_) => Act::Await,
        Input::Failed(failure) => failed(run, x, failure, now),
    }
}

/// Looks at the request: refuse it, answer it, or pass it on.
fn decide<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    let exchange = run.exchanges[x.index()];
    let (id, from) = (exchange.node, exchange.worked_from);
    let node = &run.network.topology[id];
    let filter = run.under(id).filter;
    let clock = run.absolute(now);
    if node.kind == Kind::Waf {
        if filter == Filter::RateLimit {
            run.observer.decided(
                x,
                id,
                from,
                now,
                Decision::RateLimited {
                    retry_after: RETRY_AFTER,
                },
            );
            return answer(run, x, 429, Cause::RateLimited, now);
        }
        if filter == Filter::Block {
            run.observer.decided(x, id, from, now, Decision::Blocked);
            return answer(run, x, 403, Cause::Blocked, now);
        }
        run.observer.decided(x, id, from, now, Decision::Passed);
    }
    if caches(run, x) {
        if let Some(copy) = run.copy_at(id, now) {
            let what = Decision::Hit {
                age: clock.since(copy.stored),
                left: copy.expires.since(clock),
            };
            run.observer.decided(x, id, from, now, what);
            return answer(run, x, 200, Cause::CacheHit, now);
        }
        run.observer.decided(x, id, from, now, Decision::Miss);
    }
    let is_static = run.network.request.content == Content::Static;
    if node.kind == Kind::Web && !is_static && run.network.serves_from_stores(id) {
        run.observer.decided(x, id, from, now, Decision::Worked);
        return app::stores(run, x, now);
    }
    let serves = node.kind == Kind::Web && (is_static || run.network.next(id).is_empty());
    if serves {
        run.observer.decided(x, id, from, now, Decision::Worked);
        return answer(run, x, 200, Cause::Served, now);
    }
    pass_on(run, x, None, now)
}

fn pass_on<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    except: Option<LinkId>,
    now: SimTime,
) -> Act {
    let id = run.exchanges[x.index()].node;
    let from = run.exchanges[x.index()].worked_from;
    let connection = run.exchanges[x.index()].connection;
    let peer = connection.map_or(run.client, |c| run.state.connections[c as usize].from);
    let (choice, what) = run.choose(id, peer, except, now);
    if except.is_none() {
        run.observer.decided(x, id, from, now, what);
    }
    let Some(link) = choice else {
        return answer(run, x, 503, Cause::NoBackend(id), now);
    };
    let exchange = &mut run.exchanges[x.index()];
    exchange.stage = Stage::Forwarding;
    exchange.failed = Some(link);
    Act::Call(link, Op::Http)
}

/// A next node failed: try another one where that is allowed, else answer for it.
fn failed<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, failure: Failure, now: SimTime) -> Act {
    let exchange = run.exchanges[x.index()];
    let node = &run.network.topology[exchange.node];
    run.tell_timeout(x, failure, now);
    // Only idempotent requests may be sent again (RFC 9110 section 9.2.2), and only once.
    let may_retry = matches!(node.kind, Kind::L7Lb | Kind::Proxy | Kind::Ingress)
        && run.network.request.method.is_idempotent()
        && exchange.count == 0;
    if may_retry && failure.cause != Cause::Limit {
        run.exchanges[x.index()].count = 1;
        let others = run
            .network
            .next(exchange.node)
            .iter()
            .any(|&link| Some(link) != exchange.failed && !run.is_known_down(link, now));
        if others {
            let act = pass_on(run, x, exchange.failed, now);
            if let Act::Call(link, _) = act {
                let what = Decision::Retried {
                    failed: failure.by,
                    next: run.network.topology[link].to,
                };
                run.observer.decided(x, exchange.node, now, now, what);
            }
            return act;
        }
    }
    // RFC 9110 sections 15.6.3 to 15.6.5: no valid response, nobody to serve it, no timely one.
    let status = match (failure.cause, failure.kind) {
        (Cause::NoBackend(_), _) => 503,
        (_, FailureKind::Refused | FailureKind::Reset) => 502,
        (_, FailureKind::Unconnected | FailureKind::Unanswered) => 504,
    };
    answer(run, x, status, failure.cause, now)
}

/// Keeps a copy of a good answer to a GET; after a write, lets go of what it keeps
/// (RFC 9111 section 4.4).
pub(super) fn store<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    response: Response,
    now: SimTime,
) {
    let id = run.exchanges[x.index()].node;
    let method = run.network.request.method;
    if !method.is_safe() && response.status < 400 && run.drop_copy(id) {
        run.observer.decided(x, id, now, now, Decision::Deleted);
    }
    if let (true, Method::Get, 200, Some(ttl)) = (
        caches(run, x),
        method,
        response.status,
        run.network.topology[id].ttl,
    ) {
        run.keep_copy(id, ttl, now);
        run.observer
            .decided(x, id, now, now, Decision::Stored { ttl });
    }
}

/// Whether this node may answer this request with a copy: GET and HEAD (RFC 9110 section 9.3).
fn caches<O: Observer>(run: &Run<'_, O>, x: ExchangeId) -> bool {
    let node = &run.network.topology[run.exchanges[x.index()].node];
    let method = run.network.request.method;
    let cacheable = matches!(method, Method::Get | Method::Head);
    node.kind.facts().caches && node.ttl.is_some() && cacheable
}

/// Writes a response here.
fn answer<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    status: u16,
    cause: Cause,
    now: SimTime,
) -> Act {
    let by = run.exchanges[x.index()].node;
    run.observer
        .decided(x, by, now, now, Decision::Answered { status, cause });
    Act::Reply(Reply::Http(Response {
        status,
        by,
        cause,
        bandwidth: u64::MAX,
    }))
}

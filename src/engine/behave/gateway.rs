//! Nodes that read HTTP and pass requests on: CDN edge, WAF, L7 balancer, proxy, ingress, web
//! server.

use crate::time::{SimDuration, SimTime};
use crate::topology::{Content, Kind, LinkId, Method};
use crate::trace::{Cause, Decision, Trouble};

use super::super::exchange::{Act, ExchangeId, Input, Op, Reply, Response, Stage};
use super::super::observe::Observer;
use super::super::run::Run;
use super::super::under::Filter;
use super::{app, upstream};

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
        Input::Woke => upstream::again(run, x, now),
        Input::Answer(Reply::Http(response)) => {
            run.note_upstream(x, response.status < 500, now);
            store(run, x, response, now);
            Act::Reply(Reply::Http(response))
        }
        Input::Answer(_) => Act::Await,
        Input::Failed(failure) => upstream::failed(run, x, failure, now),
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
            return run.answer(x, 429, Cause::RateLimited, now);
        }
        if filter == Filter::Block {
            run.observer.decided(x, id, from, now, Decision::Blocked);
            return run.answer(x, 403, Cause::Blocked, now);
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
            return run.answer(x, 200, Cause::CacheHit, now);
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
        return run.answer(x, 200, Cause::Served, now);
    }
    pass_on(run, x, None, now)
}

pub(super) fn pass_on<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    except: Option<LinkId>,
    now: SimTime,
) -> Act {
    let id = run.exchanges[x.index()].node;
    let from = run.exchanges[x.index()].worked_from;
    let connection = run.exchanges[x.index()].connection;
    let peer = connection.map_or(run.client, |c| run.state.connections[c as usize].from);
    let first = run.exchanges[x.index()].count == 0;
    let unhealthy = run.fails_open(id, now);
    if let (Some(product), true, false) =
        (run.network.topology[id].errors, first, unhealthy.is_empty())
    {
        let what = Decision::FailedOpen { product, unhealthy };
        run.observer.decided(x, id, now, now, what);
    }
    let (choice, what) = run.choose(id, peer, except, now);
    let Some(link) = choice else {
        let (trouble, cause) = match what {
            Decision::ShortCircuited { .. } => (Trouble::BreakerOpen, Cause::BreakerOpen(id)),
            _ => (Trouble::NoBackend, Cause::NoBackend(id)),
        };
        run.observer.decided(x, id, from, now, what);
        return upstream::give_up(run, x, trouble, cause, now);
    };
    if first {
        run.observer.decided(x, id, from, now, what);
    }
    run.tries(x, link, now);
    let exchange = &mut run.exchanges[x.index()];
    exchange.stage = Stage::Forwarding;
    exchange.failed = Some(link);
    Act::Call(link, Op::Http)
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

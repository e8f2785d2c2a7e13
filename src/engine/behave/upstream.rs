//! When the node a gateway asks fails it: retries, the circuit breaker, and the status it answers
//! with in the end.

use crate::time::{SimDuration, SimTime};
use crate::topology::{Kind, LinkId, NodeId};
use crate::trace::{Cause, Decision, Trouble};

use super::super::exchange::{Act, ExchangeId, Failure, FailureKind, Stage};
use super::super::observe::Observer;
use super::super::oracle::Kept;
use super::super::run::Run;
use super::super::state::Breaker;
use super::gateway::pass_on;

/// A next node failed: try again where that is allowed, else answer for it.
pub(super) fn failed<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    failure: Failure,
    now: SimTime,
) -> Act {
    run.tell_timeout(x, failure, now);
    run.note_upstream(x, false, now);
    let exchange = &mut run.exchanges[x.index()];
    exchange.suspect = Some(failure.by);
    let retries = exchange.count;
    let node = exchange.node;
    if failure.cause != Cause::Limit && may_retry(run, x, now) {
        run.exchanges[x.index()].count += 1;
        let wait = backoff(run.network.topology[node].backoff, retries);
        if wait == SimDuration::ZERO {
            return again(run, x, now);
        }
        let what = Decision::BacksOff {
            wait,
            retry: u32::from(retries) + 1,
        };
        run.observer.decided(x, node, now, now, what);
        run.exchanges[x.index()].stage = Stage::Pausing;
        return Act::Pause(wait);
    }
    let trouble = match (failure.cause, failure.kind) {
        // Without a product's habit, who refuses for want of a backend is told from who refuses.
        (Cause::NoBackend(_), _) if run.network.topology[node].errors.is_none() => {
            Trouble::NoBackend
        }
        (_, FailureKind::Refused) => Trouble::Refused,
        (_, FailureKind::Reset) => Trouble::Reset,
        (_, FailureKind::Unconnected) => Trouble::Unconnected,
        (_, FailureKind::Unanswered) => Trouble::Unanswered,
    };
    give_up(run, x, trouble, failure.cause, now)
}

/// The wait before the next retry doubles with each one: 1, 2, 4 times the `backoff` of the file.
fn backoff(first: SimDuration, retries: u16) -> SimDuration {
    first.times(1 << retries.min(16))
}

/// Only idempotent requests may be sent again (RFC 9110 section 9.2.2), as often as the node's
/// `retries` say; without a word of the file a balancer, proxy or ingress tries one other backend.
fn may_retry<O: Observer>(run: &Run<'_, O>, x: ExchangeId, now: SimTime) -> bool {
    let exchange = run.exchanges[x.index()];
    let node = &run.network.topology[exchange.node];
    let budget = node.retries.unwrap_or(match node.kind {
        Kind::L7Lb | Kind::Proxy | Kind::Ingress => 1,
        _ => 0,
    });
    let somebody = || {
        let same = exchange.failed;
        other(run, x, now).is_some()
            || (node.retries.is_some()
                && same.is_some_and(|link| run.lets_through(exchange.node, link, now)))
    };
    run.network.request.method.is_idempotent() && u32::from(exchange.count) < budget && somebody()
}

/// Another link than the one that failed, whose end may be there.
fn other<O: Observer>(run: &Run<'_, O>, x: ExchangeId, now: SimTime) -> Option<LinkId> {
    let exchange = run.exchanges[x.index()];
    let mut links = run.network.next(exchange.node).iter().copied();
    links.find(|&link| {
        Some(link) != exchange.failed
            && !run.is_known_down(link, now)
            && run.lets_through(exchange.node, link, now)
    })
}

/// Sends the request again: to another node where there is one, else to the same.
pub(super) fn again<O: Observer>(run: &mut Run<'_, O>, x: ExchangeId, now: SimTime) -> Act {
    let exchange = run.exchanges[x.index()];
    let except = exchange.failed.filter(|_| other(run, x, now).is_some());
    let act = pass_on(run, x, except, now);
    if let (Act::Call(link, _), Some(failed)) = (act, exchange.suspect) {
        let what = Decision::Retried {
            failed,
            next: run.network.topology[link].to,
            retry: u32::from(exchange.count),
        };
        run.observer.decided(x, exchange.node, now, now, what);
    }
    act
}

/// Answers for what could not be had.
pub(super) fn give_up<O: Observer>(
    run: &mut Run<'_, O>,
    x: ExchangeId,
    trouble: Trouble,
    cause: Cause,
    now: SimTime,
) -> Act {
    let node = run.exchanges[x.index()].node;
    let product = run.network.topology[node].errors;
    let status = trouble.status(product);
    if let Some(product) = product {
        let what = Decision::Translated {
            trouble,
            product,
            status,
        };
        run.observer.decided(x, node, now, now, what);
    }
    run.answer(x, status, cause, now)
}

impl<O: Observer> Run<'_, O> {
    /// Whether the circuit breaker of `node` lets a request through over `link`.
    pub(in super::super) fn lets_through(&self, node: NodeId, link: LinkId, now: SimTime) -> bool {
        match (
            self.network.topology[node].breaker,
            self.state.breaker(link),
        ) {
            (None, _) | (_, Breaker::Closed { .. }) => true,
            (Some(rule), Breaker::Open { since }) => self.absolute(now) >= since + rule.open,
            (_, Breaker::HalfOpen) => false,
        }
    }

    /// How much longer the breaker of `node` towards `link` stays open.
    pub(super) fn open_for(&self, node: NodeId, link: LinkId, now: SimTime) -> SimDuration {
        match (
            self.network.topology[node].breaker,
            self.state.breaker(link),
        ) {
            (Some(rule), Breaker::Open { since }) => (since + rule.open).since(self.absolute(now)),
            _ => SimDuration::ZERO,
        }
    }

    /// `x` asks over `link` now: after the time of an open breaker it is the one that tries.
    pub(super) fn tries(&mut self, x: ExchangeId, link: LinkId, now: SimTime) {
        let node = self.exchanges[x.index()].node;
        let guarded = self.network.topology[node].breaker.is_some();
        let breaker = &mut self.state.links[link.index()].breaker;
        if guarded && matches!(breaker, Breaker::Open { .. }) {
            self.observer.kept(Kept::Tries(link));
            *breaker = Breaker::HalfOpen;
            let upstream = self.network.topology[link].to;
            let what = Decision::BreakerTries { upstream };
            self.observer.decided(x, node, now, now, what);
        }
    }

    /// What the node that `x` has asked came to counts for the breaker between the two.
    pub(super) fn note_upstream(&mut self, x: ExchangeId, well: bool, now: SimTime) {
        let exchange = self.exchanges[x.index()];
        let node = exchange.node;
        let (Some(rule), Some(link)) = (self.network.topology[node].breaker, exchange.failed)
        else {
            return;
        };
        let upstream = self.network.topology[link].to;
        let since = self.absolute(now);
        let before = self.state.breaker(link);
        let breaks = match before {
            Breaker::Closed { failures } => !well && self.opens(link, failures + 1, rule.failures),
            _ => !well,
        };
        let open = rule.open;
        let opens = |failures| {
            Some(Decision::BreakerOpens {
                upstream,
                failures,
                open,
            })
        };
        let (next, what) = match (before, well) {
            // Sent before it opened: too late to count.
            (Breaker::Open { .. }, _) => return,
            (Breaker::Closed { .. }, true) => (Breaker::default(), None),
            (Breaker::HalfOpen, true) => (
                Breaker::default(),
                Some(Decision::BreakerCloses { upstream }),
            ),
            (Breaker::HalfOpen, false) => (Breaker::Open { since }, opens(0)),
            (Breaker::Closed { failures }, false) if breaks => {
                (Breaker::Open { since }, opens(failures + 1))
            }
            (Breaker::Closed { failures }, false) => {
                let failures = failures + 1;
                (Breaker::Closed { failures }, None)
            }
        };
        self.observer.kept(Kept::Upstream(link, well));
        self.state.links[link.index()].breaker = next;
        if let Some(what) = what {
            self.observer.decided(x, node, now, now, what);
        }
    }
}

//! The end of a request for its client: outcome, first byte, total.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::trace::{Cause, Outcome, OutcomeKind};

use super::exchange::{Ending, ExchangeId, Failure, FailureKind, Response};
use super::observe::Observer;
use super::queue::EventQueue;
use super::run::Run;

impl<O: Observer> Run<'_, O> {
    /// The client is done.
    pub(super) fn finish(&mut self, ending: Ending, now: SimTime) {
        let (outcome, ttfb, total) = match ending {
            Ending::OwnCopy => {
                let by = self.client;
                let outcome = Outcome {
                    kind: OutcomeKind::Response(200),
                    by,
                    cause: Cause::CacheHit,
                };
                (outcome, Some(now), now)
            }
            Ending::Response(Response {
                status,
                by,
                cause,
                bandwidth,
            }) => {
                let body = if status == 200 {
                    self.network.request.size
                } else {
                    0
                };
                let transfer = SimDuration(
                    u64::try_from(u128::from(body) * 8_000_000_000 / u128::from(bandwidth.max(1)))
                        .unwrap_or(u64::MAX),
                );
                let total = now + transfer;
                if transfer > SimDuration::ZERO {
                    self.observer
                        .spent(ExchangeId::ROOT, by, Phase::Network, now, total);
                }
                (
                    Outcome {
                        kind: OutcomeKind::Response(status),
                        by,
                        cause,
                    },
                    Some(now),
                    total,
                )
            }
            Ending::Failure(Failure { kind, by, cause }) => {
                let kind = match kind {
                    _ if cause == Cause::Limit => OutcomeKind::Limit,
                    FailureKind::Refused | FailureKind::Reset => OutcomeKind::Refused,
                    FailureKind::Unconnected | FailureKind::Unanswered => OutcomeKind::Timeout,
                };
                (Outcome { kind, by, cause }, None, now)
            }
        };
        let since = |at: SimTime| at.since(SimTime::ZERO);
        self.ended = true;
        self.exchanges[ExchangeId::ROOT.index()].settled = true;
        self.observer.ended(outcome, ttfb.map(since), since(total));
    }

    /// A loop: ends everything now.
    pub(super) fn limit(&mut self, now: SimTime) {
        if !self.ended {
            self.queue = EventQueue::new();
            let failure = Failure {
                kind: FailureKind::Unanswered,
                by: self.client,
                cause: Cause::Limit,
            };
            self.observer.gave_up(ExchangeId::ROOT, now, Cause::Limit);
            self.finish(Ending::Failure(failure), now);
        }
    }
}

//! What a node says about failures of others: statuses, retries, breaker, failover.

use std::ops::Range;

use super::Checker;
use super::nodes::of;
use crate::time::SimDuration;
use crate::topology::file::{At, BreakerTable, NodeTable};
use crate::topology::problem::Problem;
use crate::topology::{BreakerRule, DatabaseRole, Kind, limits};

/// A breaker where a file gives only half of one: as many failures as Envoy's outlier detection
/// and as long as its base ejection time (`consecutive_5xx`, `base_ejection_time`).
const BREAKER: BreakerRule = BreakerRule {
    failures: 5,
    open: SimDuration::from_secs(30),
};

/// The keys of one node, read.
pub(super) struct Resilience {
    pub(super) retries: Option<u32>,
    pub(super) backoff: SimDuration,
    pub(super) breaker: Option<BreakerRule>,
    pub(super) failover: Option<SimDuration>,
}

impl Checker {
    pub(super) fn resilience(&mut self, owner: &str, kind: Kind, table: &NodeTable) -> Resilience {
        if !table.kind.is_stand_in() {
            self.only_at_their_place(owner, kind, table);
        }
        Resilience {
            retries: table
                .retries
                .as_ref()
                .map(|retries| self.number(retries, limits::RETRIES, of("retries", owner))),
            backoff: table.backoff.as_ref().map_or(SimDuration::ZERO, |backoff| {
                self.duration(backoff, limits::TIMEOUT, of("backoff", owner))
            }),
            breaker: table
                .breaker
                .as_ref()
                .map(|breaker| self.breaker(breaker.get(), owner)),
            failover: table
                .failover
                .as_ref()
                .map(|failover| self.duration(failover, limits::TIMEOUT, of("failover", owner))),
        }
    }

    fn breaker(&mut self, table: &BreakerTable, owner: &str) -> BreakerRule {
        BreakerRule {
            failures: table
                .failures
                .as_ref()
                .map_or(BREAKER.failures, |failures| {
                    self.number(failures, limits::THRESHOLD, of("breaker.failures", owner))
                }),
            open: table.open.as_ref().map_or(BREAKER.open, |open| {
                self.duration(open, limits::TIMEOUT, of("breaker.open", owner))
            }),
        }
    }

    fn only_at_their_place(&mut self, owner: &str, kind: Kind, table: &NodeTable) {
        let gateway = kind.is_gateway();
        let answers = "only what passes requests on answers for others";
        let replica = table
            .role
            .as_ref()
            .is_some_and(|role| *role.get() == DatabaseRole::Replica);
        let rows: [(&str, Option<Range<usize>>, bool, &str); 5] = [
            (
                "errors",
                table.errors.as_ref().map(At::span),
                gateway,
                answers,
            ),
            (
                "retries",
                table.retries.as_ref().map(At::span),
                gateway,
                answers,
            ),
            (
                "backoff",
                table.backoff.as_ref().map(At::span),
                gateway,
                answers,
            ),
            (
                "breaker",
                table.breaker.as_ref().map(At::span),
                gateway,
                answers,
            ),
            (
                "failover",
                table.failover.as_ref().map(At::span),
                kind == Kind::Database && !replica,
                "only a primary database is replaced by a replica of it",
            ),
        ];
        for (key, span, fits, why) in rows {
            if let (Some(span), false) = (span, fits) {
                let word = kind.facts().word;
                let what = if key == "failover" && kind == Kind::Database {
                    format!("{owner} is a replica and cannot have `{key}`")
                } else {
                    format!("{owner} of kind `{word}` cannot have `{key}`")
                };
                self.report(
                    Problem::error("key-does-not-fit", what)
                        .at(span, why)
                        .help(format!("take `{key}` out, or put it where it belongs")),
                );
            }
        }
        if let (Some(backoff), None) = (&table.backoff, &table.retries) {
            self.report(
                Problem::error(
                    "key-does-not-fit",
                    format!("{owner} has `backoff` and no `retries`"),
                )
                .at(backoff.span(), "before which retry?")
                .help("add `retries = 2`, or take `backoff` out"),
            );
        }
    }
}

//! Outcomes: a status has one maker, of a kind that can say it; a failure has no status.

use hopwise::topology::Kind;
use hopwise::trace::{Cause, Decision, OutcomeKind};

use crate::property::invariants;

/// The kinds that may make a status. A 5xx of a gateway is never an application's
/// (RFC 9110 section 15.6), a 403 or 429 needs someone who has read the request and may refuse it.
fn may_say(kind: Kind, status: u16) -> bool {
    match status {
        200 => matches!(
            kind,
            Kind::Client | Kind::Cdn | Kind::Proxy | Kind::Web | Kind::App | Kind::ObjectStore
        ),
        403 | 429 => kind == Kind::Waf,
        // A web server that asks a database itself is an application as well.
        500 => matches!(kind, Kind::App | Kind::Web),
        502..=504 => kind.is_gateway(),
        _ => false,
    }
}

invariants! {
    fn a_status_is_made_by_a_kind_that_can_say_it(run) {
        if let OutcomeKind::Response(status) = run.trace.outcome.kind {
            let maker = &run.topology[run.trace.outcome.by];
            assert!(may_say(maker.kind, status), "{status} by {:?}", maker.kind);
        }
    }

    fn every_answer_on_the_way_is_made_by_a_kind_that_can_say_it(run) {
        for decided in &run.trace.decisions {
            if let Decision::Answered { status, .. } = decided.what {
                let maker = &run.topology[decided.node];
                assert!(may_say(maker.kind, status), "{status} by {:?}", maker.kind);
            }
        }
    }

    fn a_limit_or_failure_says_so_in_its_cause(run) {
        let cause = run.trace.outcome.cause;
        match run.trace.outcome.kind {
            OutcomeKind::Response(200) => assert!(matches!(cause, Cause::Served | Cause::CacheHit), "{cause:?}"),
            OutcomeKind::Response(403) => assert_eq!(cause, Cause::Blocked),
            OutcomeKind::Response(429) => assert_eq!(cause, Cause::RateLimited),
            OutcomeKind::Limit => assert_eq!(cause, Cause::Limit),
            OutcomeKind::Response(_) | OutcomeKind::Refused | OutcomeKind::Timeout => {
                let good = matches!(cause, Cause::Served | Cause::CacheHit | Cause::Blocked | Cause::RateLimited);
                assert!(!good, "{cause:?}");
            }
        }
    }

    /// Work after the response is not counted, and cannot change it.
    fn what_comes_after_the_response_is_marked(run) {
        let total = run.trace.total.nanos();
        for hop in &run.trace.hops {
            if hop.depart.nanos() > total {
                assert!(hop.asynchronous, "{hop:?} after {total}");
            }
        }
    }
}

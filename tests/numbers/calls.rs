//! Service calls of an application: one after the other they add up, at once the slowest decides.

use hopwise::phase::{Phase, Phases};
use hopwise::time::SimDuration;
use hopwise::trace::{Cause, Trace};

use crate::bench::Bench;

/// An application that calls a fast service, a slow one, and one behind a packet filter.
fn calling(calls: &str, given: &str) -> (Bench, Trace) {
    let mut bench = Bench::new(&format!(
        r#"
format = 1
node.client = {{ kind = "client", name = "Client" }}
node.app = {{ kind = "app", name = "App", service = "5ms", calls = "{calls}" }}
node.fast = {{ kind = "app", name = "Fast", service = "2ms" }}
node.slow = {{ kind = "app", name = "Slow", service = "20ms" }}
node.slow-db = {{ kind = "database", name = "Database", service = "9ms" }}
node.firewall = {{ kind = "firewall", name = "Firewall", service = "0ms" }}
node.far = {{ kind = "app", name = "Far", service = "1ms" }}
link = [
  {{ from = "client", to = "app", latency = "1ms" }},
  {{ from = "app", to = "fast", latency = "1ms" }},
  {{ from = "app", to = "slow", latency = "1ms" }},
  {{ from = "slow", to = "slow-db", latency = "1ms", pool = "warm" }},
  {{ from = "app", to = "firewall", latency = "1ms" }},
  {{ from = "firewall", to = "far", latency = "2ms" }},
]
request = [{{ id = "ask", path = "/page", given = {{ client = "warm", {given} }} }}]
"#
    ));
    let trace = bench.send("ask");
    (bench, trace)
}

fn ms(parts: &[(Phase, u64)]) -> Phases {
    let mut phases = Phases::default();
    for (phase, millis) in parts {
        phases[*phase] = SimDuration::from_millis(*millis);
    }
    phases
}

#[test]
fn one_after_the_other_calls_add_up() {
    let (bench, trace) = calling("sequential", "");
    let expected = ms(&[
        (Phase::Connect, 2 + 2 + 6),
        (Phase::Network, 2 + 2 + 2 + 2 + 6),
        (Phase::App, 5 + 2 + 20 + 1),
        (Phase::Db, 9),
    ]);
    assert_eq!(trace.phases, expected);
    assert_eq!(trace.total, expected.total());
    assert_eq!(bench.ending(&trace), "200 by app");
}

#[test]
fn at_once_the_slowest_call_decides() {
    let (bench, trace) = calling("parallel", "");
    let expected = ms(&[
        (Phase::Connect, 2),
        (Phase::Network, 2 + 2 + 2),
        (Phase::App, 5 + 20),
        (Phase::Db, 9),
    ]);
    assert_eq!(trace.phases, expected);
    assert_eq!(trace.total, expected.total());
    assert_eq!(bench.ending(&trace), "200 by app");
    let all: SimDuration = trace
        .spans
        .iter()
        .filter(|span| span.phase == Some(Phase::App))
        .map(|span| span.end.since(span.start))
        .sum();
    assert!(
        all > trace.total,
        "spans overlap, and their sum is more than the total"
    );
}

/// The application waits for the call that nobody answers, for its own 5 s, and no longer.
#[test]
fn a_call_that_nobody_answers_is_waited_for_once() {
    let (bench, trace) = calling("parallel", "firewall = \"drop\"");
    let expected = ms(&[(Phase::Network, 2), (Phase::App, 5), (Phase::Wait, 5000)]);
    assert_eq!(trace.phases, expected);
    assert_eq!(trace.total, expected.total());
    assert_eq!(bench.ending(&trace), "500 by app");
}

/// A refused call is known long before the others are done; the error still names it.
#[test]
fn a_call_that_is_refused_early_is_what_the_error_names() {
    for given in [
        "fast = \"down\"",
        "firewall = \"reject\"",
        "slow = \"down\"",
    ] {
        let (bench, trace) = calling("parallel", given);
        assert_eq!(bench.ending(&trace), "500 by app", "{given}");
        let (Cause::Down(node) | Cause::Rejected(node)) = trace.outcome.cause else {
            panic!("{given}: {:?}", trace.outcome.cause);
        };
        assert!(given.starts_with(&bench.topology[node].id), "{given}");
    }
}

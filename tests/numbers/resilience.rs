//! What follows from a failure, by rule: statuses of products, retries, breakers, health checks,
//! failover of names and databases. Times were worked out by hand: links take 1 ms one way, an
//! application 5 ms, everything else nothing.

use std::fmt::Write;

use hopwise::engine::{Breaker, Fault};
use hopwise::time::SimDuration;
use hopwise::trace::{Decision, Trace};

use crate::bench::Bench;

/// A scene of these nodes, `lb: errors = "nginx"`, and lines, `client>lb lb>app`. The kind of a
/// node is its id without digits.
pub(crate) fn scene(nodes: &[&str], lines: &str, method: &str) -> Bench {
    let mut text = String::from("format = 1\n");
    for node in nodes {
        let (id, more) = node.split_once(": ").unwrap_or((node, ""));
        let kind = match id.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "lb" => "l7-lb",
            "db" | "replica" => "database",
            kind => kind,
        };
        let service = match kind {
            "app" => "5ms",
            _ => "0ms",
        };
        let role = if id.starts_with("replica") {
            "role = \"replica\"\n"
        } else {
            ""
        };
        let _ = write!(
            text,
            "[node.{id}]\nkind = \"{kind}\"\nname = \"{id}\"\nservice = \"{service}\"\n{role}{}\n",
            more.replace("; ", "\n")
        );
    }
    for line in lines.split_whitespace() {
        let (from, to) = line.split_once('>').expect("from>to");
        let _ = write!(
            text,
            "[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nlatency = \"1ms\"\n"
        );
    }
    let _ = write!(
        text,
        "[[request]]\nid = \"ask\"\npath = \"/page\"\nmethod = \"{method}\"\n"
    );
    Bench::new(&text)
}

pub(crate) fn put(bench: &mut Bench, node: &str, fault: Option<Fault>) {
    let id = bench.topology.find_node(node).expect(node);
    bench.state.set_fault(id, fault);
}

pub(crate) fn ms(length: SimDuration) -> u64 {
    length.nanos() / 1_000_000
}

/// The instants, in milliseconds, of decisions that `pick` picks.
pub(crate) fn instants(trace: &Trace, pick: impl Fn(&Decision) -> bool) -> Vec<u64> {
    let decisions = trace.decisions.iter();
    decisions
        .filter(|decided| pick(&decided.what))
        .map(|decided| decided.until.nanos() / 1_000_000)
        .collect()
}

/// Product, fault of the one server, statuses: found out by asking, and known to health checks.
#[rustfmt::skip]
const STATUSES: [(&str, Option<Fault>, u16, u16); 15] = [
    ("",        Some(Fault::Down),  502, 503),
    ("",        Some(Fault::Drop),  504, 503),
    ("",        Some(Fault::Crash), 504, 504),
    ("nginx",   Some(Fault::Down),  502, 502),
    ("nginx",   Some(Fault::Drop),  504, 502),
    ("nginx",   Some(Fault::Crash), 504, 504),
    ("haproxy", Some(Fault::Down),  503, 503),
    ("haproxy", Some(Fault::Drop),  503, 503),
    ("haproxy", Some(Fault::Crash), 504, 504),
    // An ALB and Envoy ask all the same where nobody is healthy.
    ("alb",     Some(Fault::Down),  502, 502),
    ("alb",     Some(Fault::Drop),  504, 504),
    ("alb",     Some(Fault::Crash), 504, 504),
    ("envoy",   Some(Fault::Down),  503, 503),
    ("envoy",   Some(Fault::Drop),  503, 503),
    ("envoy",   Some(Fault::Crash), 504, 504),
];

#[test]
fn a_product_answers_as_its_documents_say() {
    for (product, fault, asked, known) in STATUSES {
        let errors = match product {
            "" => "lb".to_owned(),
            product => format!("lb: errors = \"{product}\""),
        };
        let mut bench = scene(&["client", &errors, "app"], "client>lb lb>app", "GET");
        put(&mut bench, "app", fault);
        for expected in [asked, known] {
            let trace = bench.send("ask");
            assert_eq!(
                bench.ending(&trace),
                format!("{expected} by lb"),
                "{product} {fault:?}"
            );
            bench.wait(31);
        }
    }
}

/// A reset over an open connection is no refused connection: only Envoy gives 503 for both.
#[test]
fn a_reset_is_told_from_a_refusal() {
    let rows = [
        ("nginx", 502),
        ("haproxy", 502),
        ("alb", 502),
        ("envoy", 503),
    ];
    for (product, status) in rows {
        let lb = format!("lb: errors = \"{product}\"");
        let mut bench = scene(&["client", &lb, "app"], "client>lb lb>app", "GET");
        bench.send("ask");
        put(&mut bench, "app", Some(Fault::Reject));
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), format!("{status} by lb"), "{product}");
    }
}

/// Half of Envoy's hosts must be healthy, or it panics and asks all; an ALB needs one.
#[test]
fn few_healthy_backends_make_some_products_ask_all() {
    let rows = [
        ("envoy", 1, "200 by app2"),
        ("envoy", 2, "200 by app3"),
        ("alb", 2, "200 by app3"),
        ("alb", 3, "502 by lb"),
        ("nginx", 3, "502 by lb"),
    ];
    for (product, down, ending) in rows {
        let lb = format!("lb: errors = \"{product}\"; retries = 0");
        let nodes = ["client", &lb, "app1", "app2", "app3"];
        let mut bench = scene(&nodes, "client>lb lb>app1 lb>app2 lb>app3", "GET");
        for app in ["app1", "app2", "app3"].into_iter().take(down) {
            put(&mut bench, app, Some(Fault::Down));
        }
        bench.wait(30);
        let endings: Vec<String> = (0..3)
            .map(|_| {
                let trace = bench.send("ask");
                bench.ending(&trace)
            })
            .collect();
        let open = product == "envoy" && down == 2;
        // Turns go round: in panic two of three find a dead one.
        let refused = endings
            .iter()
            .filter(|ending| ending.starts_with("503"))
            .count();
        assert_eq!(
            refused,
            if open { 2 } else { 0 },
            "{product} {down}: {endings:?}"
        );
        assert!(
            endings.contains(&ending.to_owned()),
            "{product} {down}: {endings:?}"
        );
    }
}

/// 1, 2, 4 times the back-off; each try of a dead server costs 2 ms for the reset.
#[test]
fn retries_back_off_and_end_with_their_budget() {
    let lb = "lb: retries = 3; backoff = \"25ms\"";
    for (method, tries) in [("GET", 4), ("PUT", 4), ("POST", 1)] {
        let mut bench = scene(&["client", lb, "app"], "client>lb lb>app", method);
        put(&mut bench, "app", Some(Fault::Down));
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), "502 by lb");
        let refused = instants(&trace, |what| *what == Decision::Refused);
        // Connect 2 ms, request 1 ms, SYN 1 ms.
        let expected = [4, 4 + 1 + 25 + 1, 31 + 1 + 50 + 1, 83 + 1 + 100 + 1];
        assert_eq!(refused, expected[..tries], "{method}");
        let waited = if tries == 1 { 0 } else { 175 };
        assert_eq!(
            ms(trace.phases[hopwise::phase::Phase::Wait]),
            waited,
            "{method}"
        );
    }
}

/// Two failures open the breaker for 10 s: 503 at once; then one request tries.
#[test]
fn a_breaker_opens_tries_and_closes() {
    let lb = "lb: retries = 0; breaker = { failures = 2, open = \"10s\" }";
    let mut bench = scene(&["client", lb, "app"], "client>lb lb>app", "GET");
    let link = bench.topology.link_ids().nth(1).expect("lb to app");
    put(&mut bench, "app", Some(Fault::Crash));
    let breaker_after = |bench: &mut Bench, wait: u64, ending: &str| {
        bench.wait(wait);
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), ending);
        (bench.state.breaker(link), trace)
    };
    let (breaker, _) = breaker_after(&mut bench, 0, "504 by lb");
    assert_eq!(breaker, Breaker::Closed { failures: 1 });
    let (breaker, trace) = breaker_after(&mut bench, 0, "504 by lb");
    assert!(matches!(breaker, Breaker::Open { .. }));
    assert_eq!(
        instants(&trace, |what| matches!(what, Decision::BreakerOpens { .. })),
        [15_001]
    );
    let lb = bench.topology.find_node("lb").expect("lb");
    let told = hopwise::inspect::node(&bench.topology, &bench.state, None, lb).now;
    assert_eq!(
        told.upstreams,
        ["app: breaker open for another 9.999 s"],
        "1 ms for the answer"
    );
    let (still, trace) = breaker_after(&mut bench, 9, "503 by lb");
    assert_eq!(still, breaker);
    assert_eq!(ms(trace.total), 2, "nobody is asked");
    let (again, trace) = breaker_after(&mut bench, 1, "504 by lb");
    assert_ne!(again, breaker, "the try failed: open from then on");
    assert_eq!(
        instants(&trace, |what| matches!(what, Decision::BreakerTries { .. })).len(),
        1
    );
    put(&mut bench, "app", None);
    let (closed, trace) = breaker_after(&mut bench, 10, "200 by app");
    assert_eq!(closed, Breaker::Closed { failures: 0 });
    assert_eq!(
        instants(&trace, |what| matches!(
            what,
            Decision::BreakerCloses { .. }
        ))
        .len(),
        1
    );
}

/// The replica takes writes when the primary has been down for its `failover`, and no longer than
/// the primary is down.
#[test]
fn a_replica_is_promoted_and_steps_back() {
    let nodes = ["client", "app", "db: failover = \"30s\"", "replica"];
    let mut bench = scene(&nodes, "client>app app>db app>replica db>replica", "POST");
    put(&mut bench, "db", Some(Fault::Down));
    for (wait, ending, promoted) in [
        (0, "500 by app", false),
        (29, "500 by app", false),
        (1, "200 by app", true),
    ] {
        bench.wait(wait);
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), ending, "after {wait} s more");
        let found = instants(&trace, |what| matches!(what, Decision::Promoted { .. }));
        assert_eq!(!found.is_empty(), promoted, "after {wait} s more");
    }
    let db = bench.topology.find_node("db").expect("db");
    let replica = bench.topology.find_node("replica").expect("replica");
    let promoted = bench.state.promoted(&bench.topology, db);
    assert_eq!(promoted.map(|(node, _)| node), Some(replica));
    put(&mut bench, "db", None);
    let trace = bench.send("ask");
    assert_eq!(bench.ending(&trace), "200 by app");
    assert!(instants(&trace, |what| matches!(what, Decision::Promoted { .. })).is_empty());
}

//! What a fault costs, and who answers for it. Only a node that has read the HTTP request can
//! answer with a status; a gateway answers for what it cannot reach (RFC 9110 section 15.6).

use std::fmt::Write;

use hopwise::engine::Fault;
use hopwise::message::Message;
use hopwise::time::SimDuration;
use hopwise::topology::Circumstance;
use hopwise::trace::{Decision, OutcomeKind, Trace};

use crate::bench::Bench;

/// Nodes of all scenes: id and kind, and what else is said of them.
#[rustfmt::skip]
const NODES: [(&str, &str, &str); 22] = [
    ("client",   "client",   r#", timeout = "10s""#),
    ("dns",      "dns",      ""),
    ("router",   "router",   ""),
    ("firewall", "firewall", r#", service = "0ms""#),
    ("l4",       "l4-lb",    r#", service = "0ms""#),
    ("cdn",      "cdn",      r#", service = "0ms""#),
    ("waf",      "waf",      r#", service = "0ms""#),
    ("lb",       "l7-lb",    r#", service = "0ms""#),
    ("lb2",      "l7-lb",    r#", service = "0ms""#),
    ("l42",      "l4-lb",    ""),
    ("web2",     "web",      ""),
    ("ingress",  "ingress",  r#", service = "0ms""#),
    ("svc",      "service",  r#", service = "0ms""#),
    ("web",      "web",      r#", service = "0ms""#),
    ("app",      "app",      r#", service = "5ms""#),
    ("app2",     "app",      r#", service = "5ms""#),
    ("inner",    "app",      r#", service = "5ms""#),
    ("cache",    "cache",    r#", service = "0.5ms""#),
    ("db",       "database", r#", service = "4ms""#),
    ("replica",  "database", r#", service = "3ms", role = "replica""#),
    ("queue",    "queue",    r#", service = "1ms""#),
    ("worker",   "worker",   ""),
];

/// A scene from its lines, `client>lb lb>app app>db`: 1 ms one way each, connections cold; `given`
/// as in a file, `method` of the one request.
fn scene(lines: &str, method: &str, given: &str) -> Bench {
    let pairs: Vec<(&str, &str)> = lines
        .split_whitespace()
        .map(|line| line.split_once('>').expect("from>to"))
        .collect();
    let mut text = String::from("format = 1\n");
    for (id, kind, more) in NODES {
        if pairs.iter().any(|(from, to)| *from == id || *to == id) {
            writeln!(
                text,
                "node.{id} = {{ kind = \"{kind}\", name = \"{id}\"{more} }}"
            )
            .expect("text");
        }
    }
    for (from, to) in pairs {
        write!(
            text,
            "[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nlatency = \"1ms\"\n"
        )
        .expect("text");
    }
    write!(
            text,
        "[[request]]\nid = \"ask\"\npath = \"/page\"\nmethod = \"{method}\"\ngiven = {{ {given} }}\n"
    )
    .expect("text");
    Bench::new(&text)
}

fn half_ms(halves: u64) -> SimDuration {
    SimDuration::from_micros(500 * halves)
}

/// Scene, method, given, ending, total in half milliseconds.
type Row = (&'static str, &'static str, &'static str, &'static str, u64);

// Every hop is 1 ms, so a round trip over n links is 2n ms; opening a connection costs one.
#[rustfmt::skip]
const ROWS: [Row; 41] = [
    // A packet filter has no words: silence, or a reset.
    ("client>firewall firewall>app", "GET", "firewall = \"drop\"", "timeout by firewall", 20_000),
    ("client>firewall firewall>app", "GET", "firewall = \"reject\"", "refused by firewall", 4),
    ("client>router router>firewall firewall>app", "GET", "firewall = \"reject\"", "refused by firewall", 8),
    // Behind a gateway, the gateway puts it into words: 504 when its own 15 s are over, 502 at once.
    ("client>lb lb>firewall firewall>app", "GET", "firewall = \"drop\", client = \"warm\"", "timeout by lb", 20_000),
    ("client>lb lb>firewall firewall>app", "GET", "firewall = \"reject\"", "502 by lb", 12),
    ("client>web web>firewall firewall>app", "GET", "firewall = \"drop\"", "504 by web", 16_008),
    // A WAF has read the request.
    ("client>waf waf>app", "GET", "waf = \"block\"", "403 by waf", 8),
    ("client>waf waf>app", "POST", "waf = \"rate-limit\"", "429 by waf", 8),
    ("client>cdn cdn>waf waf>app", "GET", "waf = \"block\"", "403 by waf", 16),
    // A server that is down: balancers know, the others find out.
    ("client>app", "GET", "app = \"down\"", "refused by app", 4),
    ("client>lb lb>app", "GET", "app = \"down\"", "503 by lb", 8),
    ("client>lb lb>app lb>app2", "GET", "app = \"down\"", "200 by app2", 26),
    ("client>lb lb>app lb>app2", "GET", "app = \"down\", app2 = \"down\"", "503 by lb", 8),
    ("client>web web>app", "GET", "app = \"down\"", "502 by web", 12),
    ("client>cdn cdn>web web>app", "GET", "web = \"down\"", "502 by cdn", 12),
    ("client>waf waf>app", "GET", "app = \"down\"", "502 by waf", 12),
    ("client>l4 l4>app", "GET", "app = \"down\"", "refused by l4", 4),
    ("client>l4 l4>app l4>app2", "GET", "app = \"down\"", "200 by app2", 26),
    ("client>ingress ingress>svc svc>app", "GET", "app = \"down\"", "503 by ingress", 12),
    ("client>lb lb>web web>app", "GET", "app = \"down\"", "502 by web", 20),
    // A router follows the address it is given, whoever else it is linked to.
    ("client>router router>app router>app2", "GET", "app = \"down\"", "refused by app", 8),
    // The nodes on the way themselves.
    ("client>router router>app", "GET", "router = \"down\"", "timeout by router", 20_000),
    ("client>l4 l4>app", "GET", "l4 = \"down\"", "timeout by l4", 20_000),
    ("client>lb lb>app", "GET", "lb = \"down\"", "refused by lb", 4),
    ("client>dns client>app", "GET", "dns = \"down\"", "timeout by dns", 20_000),
    // An application is no gateway: what it cannot reach is its own failure.
    ("client>app app>db", "GET", "", "200 by app", 34),
    ("client>app app>db", "GET", "db = \"down\"", "500 by app", 22),
    ("client>app app>replica", "POST", "", "500 by app", 32),
    ("client>app app>replica app>db", "GET", "", "200 by app", 32),
    ("client>app app>replica app>db", "POST", "", "200 by app", 34),
    ("client>app app>inner", "GET", "inner = \"down\"", "500 by app", 22),
    // A cache that is down costs the asking, and the way to the database.
    ("client>app app>cache app>db", "GET", "cache = \"hit\"", "200 by app", 27),
    ("client>app app>cache app>db", "GET", "cache = \"miss\"", "200 by app", 48),
    ("client>app app>cache app>db", "GET", "cache = \"down\"", "200 by app", 38),
    // Copying to a replica and the worker's part come after the answer.
    ("client>app app>db db>replica", "POST", "", "200 by app", 34),
    ("client>app app>queue queue>worker", "POST", "", "200 by app", 28),
    // A database or a cache speaks no HTTP: a line from a balancer to one is no backend.
    ("client>lb lb>db", "GET", "", "503 by lb", 8),
    ("client>lb lb>cache lb>app", "GET", "", "200 by app", 26),
    ("client>router router>db", "GET", "", "refused by client", 0),
    // A web server without an application asks the database itself.
    ("client>web web>db", "GET", "", "200 by web", 24),
    // A slow node works ten times as long.
    ("client>app app>db", "GET", "db = \"slow\"", "200 by app", 106),
];

#[test]
fn faults_have_their_price_and_their_maker() {
    let mut wrong = Vec::new();
    for (lines, method, given, ending, total) in ROWS {
        let mut bench = scene(lines, method, given);
        let trace = bench.send("ask");
        let found = (bench.ending(&trace), trace.total);
        let expected = (ending.to_owned(), half_ms(total));
        if found != expected {
            wrong.push(format!(
                "{lines} {method} {given}: {} in {}, expected {} in {}",
                found.0, found.1, expected.0, expected.1
            ));
        }
        assert_eq!(trace.phases.total(), trace.total, "{lines} {given}");
        let answered = matches!(trace.outcome.kind, OutcomeKind::Response(_));
        assert_eq!(trace.ttfb.is_some(), answered, "{lines} {given}");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// RFC 6298 section 5.5: the timer starts at 1 s and doubles.
#[test]
fn a_dropped_syn_is_sent_again_after_1_3_and_7_seconds() {
    let mut bench = scene("client>firewall firewall>app", "GET", "firewall = \"drop\"");
    let trace = bench.send("ask");
    let sent: Vec<u64> = trace
        .hops
        .iter()
        .inspect(|hop| assert!(hop.lost, "nothing gets through"))
        .map(|hop| hop.depart.nanos() / 1_000_000)
        .collect();
    assert_eq!(sent, [0, 1000, 3000, 7000]);
    let retransmissions: Vec<u8> = trace
        .hops
        .iter()
        .map(|hop| match &hop.message {
            Message::Tcp(segment) => segment.retransmission,
            other => panic!("a SYN, not {other:?}"),
        })
        .collect();
    assert_eq!(retransmissions, [0, 1, 2, 3]);
}

fn break_down(bench: &mut Bench, node: &str) {
    let id = bench.topology.find_node(node).expect(node);
    bench.state.set_fault(id, Some(Fault::Down));
}

fn retried(trace: &Trace) -> bool {
    let mut decisions = trace.decisions.iter();
    decisions.any(|decided| matches!(decided.what, Decision::Retried { .. }))
}

/// The request that finds the dead server is the one that suffers; health checks notice after
/// three failures, 10 s apart.
#[test]
fn a_failure_is_noticed_after_interval_times_threshold() {
    // method, seconds since the failure, ending, total in half milliseconds, tried twice.
    // 30 = connect 2 + request 1 + refused 2 + connect 2 + request 1 + work 5 + answer 2 ms.
    let rows = [
        ("GET", 0, "200 by app2", 30, true),
        ("PUT", 0, "200 by app2", 30, true),
        ("POST", 0, "502 by lb", 12, false),
        ("GET", 29, "200 by app2", 30, true),
        ("GET", 31, "200 by app2", 26, false),
        ("POST", 31, "200 by app2", 26, false),
    ];
    for (method, waited, ending, total, twice) in rows {
        let mut bench = scene("client>lb lb>app lb>app2", method, "");
        break_down(&mut bench, "app");
        bench.wait(waited);
        let trace = bench.send("ask");
        let case = format!("{method} after {waited} s");
        assert_eq!(bench.ending(&trace), ending, "{case}");
        assert_eq!(trace.total, half_ms(total), "{case}");
        assert_eq!(retried(&trace), twice, "{case}");
    }
    let mut alone = scene("client>lb lb>app", "GET", "");
    break_down(&mut alone, "app");
    let trace = alone.send("ask");
    assert_eq!(alone.ending(&trace), "502 by lb", "nobody else to try");
    assert!(!retried(&trace));
}

#[test]
fn a_fault_by_hand_is_healed_by_hand() {
    let mut bench = scene("client>app app>db", "GET", "");
    break_down(&mut bench, "db");
    let trace = bench.send("ask");
    assert_eq!(bench.ending(&trace), "500 by app");
    bench.wait(3600);
    let trace = bench.send("ask");
    assert_eq!(bench.ending(&trace), "500 by app", "it does not heal alone");
    let db = bench.topology.find_node("db").expect("db");
    bench.state.set_fault(db, Some(Fault::Slow { factor: 3 }));
    let slow = bench.send("ask");
    bench.state.set_fault(db, None);
    let healthy = bench.send("ask");
    assert_eq!(bench.ending(&healthy), "200 by app");
    let phase = hopwise::phase::Phase::Db;
    assert_eq!(slow.phases[phase], healthy.phases[phase].times(3));
}

/// Circumstances of faults hold for their request only.
#[test]
fn a_given_fault_does_not_outlive_its_request() {
    let mut bench = scene("client>lb lb>app", "GET", "app = \"down\"");
    let ask = bench.topology.find_request("ask").expect("ask");
    let given = &bench.topology[ask].given;
    assert_eq!(given[0].1, Circumstance::Down);
    bench.send("ask");
    let app = bench.topology.find_node("app").expect("app");
    assert_eq!(bench.state.fault(app), None);
}

#[test]
fn a_loop_ends_with_an_outcome_that_says_so() {
    for lines in [
        "client>lb lb>lb2 lb2>lb",
        "client>web web>web2 web2>web",
        "client>router router>firewall firewall>router",
        "client>l4 l4>l42 l42>l4",
        "client>app app>inner inner>app",
    ] {
        let mut bench = scene(lines, "GET", "");
        let trace = bench.send("ask");
        assert_eq!(trace.outcome.kind, OutcomeKind::Limit, "{lines}");
        assert_eq!(trace.phases.total(), trace.total, "{lines}");
    }
}

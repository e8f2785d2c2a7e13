//! Round trips before the first byte of the response.

use hopwise::phase::{Phase, Phases};
use hopwise::time::SimDuration;
use hopwise::trace::Trace;

use crate::bench::{Bench, listed};

/// How the client meets the server.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Visit {
    /// It remembers nothing.
    First,
    /// It has been here, its connection has closed since, its TLS session is still good.
    Again,
    /// Its connection is open.
    Open,
}

/// A case, its link, the visit, and the round trips that connect and TLS take. The request itself
/// takes one more.
type Row = (&'static str, &'static str, Visit, u64, u64);

const TLS_1_2: &str = r#", tls = "1.2""#;
const TLS_1_3: &str = r#", tls = "1.3""#;
const EARLY: &str = r#", tls = "1.3", early_data = true"#;
const QUIC: &str = r#", http = "3""#;
const QUIC_EARLY: &str = r#", http = "3", early_data = true"#;

// RFC 9293 (TCP), 5246 (TLS 1.2), 8446 (TLS 1.3, section 2.3: 0-RTT), 9000 and 9001 (QUIC).
#[rustfmt::skip]
const ROWS: [Row; 15] = [
    // case                                link        visit         connect tls
    ("connection open",                    "",         Visit::Open,  0, 0),
    ("connection open, TLS 1.2",           TLS_1_2,    Visit::Open,  0, 0),
    ("connection open, TLS 1.3",           TLS_1_3,    Visit::Open,  0, 0),
    ("connection open, QUIC",              QUIC,       Visit::Open,  0, 0),
    ("new TCP, clear text",                "",         Visit::First, 1, 0),
    ("new TCP again, clear text",          "",         Visit::Again, 1, 0),
    ("new TCP, TLS 1.2",                   TLS_1_2,    Visit::First, 1, 2),
    ("new TCP, TLS 1.2 resumed",           TLS_1_2,    Visit::Again, 1, 1),
    ("new TCP, TLS 1.3",                   TLS_1_3,    Visit::First, 1, 1),
    ("new TCP, TLS 1.3 resumed",           TLS_1_3,    Visit::Again, 1, 1),
    ("0-RTT allowed, nothing to resume",   EARLY,      Visit::First, 1, 1),
    ("new TCP, TLS 1.3, 0-RTT",            EARLY,      Visit::Again, 1, 0),
    ("QUIC",                               QUIC,       Visit::First, 1, 0),
    ("QUIC resumed",                       QUIC,       Visit::Again, 1, 0),
    ("QUIC, 0-RTT",                        QUIC_EARLY, Visit::Again, 0, 0),
];

/// One-way latencies and service times, in microseconds.
const SIZES: [(u64, u64); 4] = [(10_000, 7_000), (1, 0), (0, 5_000), (123_457, 999)];

fn us(micros: u64) -> SimDuration {
    SimDuration::from_micros(micros)
}

fn phases(parts: &[(Phase, SimDuration)]) -> Phases {
    let mut phases = Phases::default();
    for (phase, length) in parts {
        phases[*phase] += *length;
    }
    phases
}

fn assert_times(case: &str, trace: &Trace, expected: &Phases) {
    assert_eq!(
        listed(&trace.phases),
        listed(expected),
        "{case}: the phases"
    );
    assert_eq!(trace.phases, *expected, "{case}: the phases, exactly");
    assert_eq!(
        trace.ttfb,
        Some(expected.total()),
        "{case}: time to first byte"
    );
    assert_eq!(trace.total, expected.total(), "{case}: the total");
}

fn client_and_server(link: &str, latency: u64, service: u64, method: &str) -> Bench {
    Bench::new(&format!(
        r#"
format = 1
node.client = {{ kind = "client", name = "Client" }}
node.server = {{ kind = "app", name = "Server", service = "{service}us" }}
link = [{{ from = "client", to = "server", latency = "{latency}us"{link} }}]
request = [
  {{ id = "ask", path = "/page", method = "{method}" }},
  {{ id = "open", path = "/page", method = "{method}", given = {{ client = "warm" }} }},
]
"#
    ))
}

fn visit(bench: &mut Bench, visit: Visit) -> Trace {
    match visit {
        Visit::First => bench.send("ask"),
        Visit::Open => bench.send("open"),
        Visit::Again => {
            bench.send("ask");
            bench.wait(61);
            bench.send("ask")
        }
    }
}

#[test]
fn a_client_and_a_server() {
    for (case, link, how, connect, tls) in ROWS {
        for (latency, service) in SIZES {
            let trip = us(2 * latency);
            let mut bench = client_and_server(link, latency, service, "GET");
            let trace = visit(&mut bench, how);
            let expected = phases(&[
                (Phase::Connect, trip.times(connect)),
                (Phase::Tls, trip.times(tls)),
                (Phase::Network, trip),
                (Phase::App, us(service)),
            ]);
            assert_times(case, &trace, &expected);
            assert_eq!(bench.ending(&trace), "200 by server", "{case}");
        }
    }
}

/// A replayed write would be done twice: RFC 8470 and RFC 9001 section 9.2 keep 0-RTT to safe
/// methods.
#[test]
fn early_data_is_for_safe_methods_only() {
    let (latency, trip) = (10_000, us(20_000));
    for (case, link, tls) in [("TLS", EARLY, 1), ("QUIC", QUIC_EARLY, 0)] {
        let mut bench = client_and_server(link, latency, 0, "POST");
        let trace = visit(&mut bench, Visit::Again);
        let expected = phases(&[
            (Phase::Connect, trip),
            (Phase::Tls, trip.times(tls)),
            (Phase::Network, trip),
        ]);
        assert_times(case, &trace, &expected);
    }
}

/// Client - R1 - CDN - R2 - origin, TLS 1.3 on both: hit 3 R1, miss with a warm pool 3 R1 + R2 + S,
/// miss with a cold one 3 R1 + 3 R2 + S; plus the edge's own work.
#[test]
fn a_content_delivery_edge() {
    let (near, far, edge, origin) = (us(10_000), us(60_000), us(400), us(9_000));
    let rows = [
        ("hit", "warm", "hit", 0, 0),
        ("miss, warm pool", "warm", "miss", 1, 0),
        ("miss, cold pool", "cold", "miss", 1, 1),
    ];
    for (case, pool, given, fetch, handshakes) in rows {
        let mut bench = Bench::new(&format!(
            r#"
format = 1
node.client = {{ kind = "client", name = "Client" }}
node.cdn = {{ kind = "cdn", name = "CDN", service = "400us" }}
node.origin = {{ kind = "app", name = "Origin", service = "9ms" }}
link = [
  {{ from = "client", to = "cdn", latency = "5ms", tls = "1.3" }},
  {{ from = "cdn", to = "origin", latency = "30ms", tls = "1.3", pool = "{pool}" }},
]
request = [{{ id = "ask", path = "/page", given = {{ cdn = "{given}" }} }}]
"#
        ));
        let trace = bench.send("ask");
        let expected = phases(&[
            (Phase::Connect, near + far.times(handshakes)),
            (Phase::Tls, near + far.times(handshakes)),
            (Phase::Network, near + far.times(fetch)),
            (Phase::Proxy, edge),
            (Phase::App, origin.times(fetch)),
        ]);
        assert_times(case, &trace, &expected);
    }
}

/// What a first request pays and the next does not, until it has expired: the name after its TTL,
/// the connection after a minute of idling, the TLS session after two hours.
#[test]
fn warm_and_cold_come_from_state() {
    let mut bench = Bench::new(
        r#"
format = 1
node.client = { kind = "client", name = "Client" }
node.dns = { kind = "dns", name = "DNS", service = "7ms", ttl = "300s" }
node.server = { kind = "app", name = "Server", service = "2ms" }
link = [
  { from = "client", to = "dns", latency = "500us" },
  { from = "client", to = "server", latency = "10ms", tls = "1.2" },
]
request = [{ id = "ask", path = "/page" }]
"#,
    );
    // case, seconds waited before, then what is paid: lookup, connect, TLS round trips.
    let rows = [
        ("first", 0, 1, 1, 2),
        ("second", 1, 0, 0, 0),
        ("used within the minute", 50, 0, 0, 0),
        ("connection idle too long", 61, 0, 1, 1),
        ("name expired, connection too", 301, 1, 1, 1),
        ("session expired as well", 7201, 1, 1, 2),
    ];
    for (case, waited, lookup, connect, tls) in rows {
        bench.wait(waited);
        let trace = bench.send("ask");
        let expected = phases(&[
            (Phase::Dns, us(8_000).times(lookup)),
            (Phase::Connect, us(20_000).times(connect)),
            (Phase::Tls, us(20_000).times(tls)),
            (Phase::Network, us(20_000)),
            (Phase::App, us(2_000)),
        ]);
        assert_times(case, &trace, &expected);
    }
    bench.state.make_cold();
    let trace = bench.send("ask");
    assert_eq!(trace.phases[Phase::Dns], us(8_000), "forgotten on purpose");
    assert_eq!(trace.phases[Phase::Tls], us(40_000), "forgotten on purpose");
}

/// Connection set-up passes every transit node and pays its latency and its work on the way in;
/// the response pays the latency only, and no handshake.
#[test]
fn transit_nodes_are_crossed_by_every_packet() {
    let mut bench = Bench::new(
        r#"
format = 1
node.client = { kind = "client", name = "Client" }
node.internet = { kind = "internet", name = "Internet", service = "30us" }
node.firewall = { kind = "firewall", name = "Firewall", service = "50us" }
node.l4 = { kind = "l4-lb", name = "L4", service = "100us" }
node.server = { kind = "app", name = "Server", service = "2ms" }
link = [
  { from = "client", to = "internet", latency = "1ms", tls = "1.2" },
  { from = "internet", to = "firewall", latency = "2ms" },
  { from = "firewall", to = "l4", latency = "3ms" },
  { from = "l4", to = "server", latency = "4ms" },
]
request = [{ id = "ask", path = "/page" }]
"#,
    );
    let trace = bench.send("ask");
    // The way in costs 10 ms and 180 us of work, the way out 10 ms.
    let trip = us(20_180);
    let expected = phases(&[
        (Phase::Connect, trip),
        (Phase::Tls, trip.times(2)),
        (Phase::Network, us(20_030)),
        (Phase::Proxy, us(150)),
        (Phase::App, us(2_000)),
    ]);
    assert_times("new connection", &trace, &expected);
}

/// The body follows the first byte at the speed of the slowest link, once.
#[test]
fn a_body_takes_its_time_after_the_first_byte() {
    let mut bench = Bench::new(
        r#"
format = 1
node.client = { kind = "client", name = "Client" }
node.proxy = { kind = "proxy", name = "Proxy", service = "1ms" }
node.server = { kind = "app", name = "Server", service = "2ms" }
link = [
  { from = "client", to = "proxy", latency = "5ms", bandwidth = "10Mbps" },
  { from = "proxy", to = "server", latency = "1ms", bandwidth = "1Gbps", pool = "warm" },
]
request = [{ id = "ask", path = "/page", size = "25KB", given = { client = "warm" } }]
"#,
    );
    let trace = bench.send("ask");
    let first_byte = us(2 * 5_000 + 2 * 1_000 + 1_000 + 2_000);
    // 25 000 bytes are 200 000 bits, 20 ms at 10 Mbit/s.
    assert_eq!(trace.ttfb, Some(first_byte));
    assert_eq!(trace.total, first_byte + us(20_000));
    assert_eq!(trace.phases[Phase::Network], us(12_000 + 20_000));
    assert_eq!(trace.phases.total(), trace.total);
}

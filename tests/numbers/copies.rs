//! Copies: which requests may be answered with one, which leave one, which take it away.

use hopwise::time::SimDuration;

use crate::bench::Bench;

/// A CDN edge in front of an application; one request for each method, all for the same path.
fn edge() -> Bench {
    let mut text = String::from(
        r#"
format = 1
node.client = { kind = "client", name = "Client" }
node.cdn = { kind = "cdn", name = "CDN", ttl = "60s" }
node.app = { kind = "app", name = "App" }
link = [
  { from = "client", to = "cdn", latency = "1ms" },
  { from = "cdn", to = "app", latency = "1ms" },
]
"#,
    );
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] {
        text.push_str("[[request]]\nid = \"");
        text.push_str(&method.to_lowercase());
        text.push_str("\"\npath = \"/page\"\nmethod = \"");
        text.push_str(method);
        text.push_str("\"\n");
    }
    Bench::new(&text)
}

/// RFC 9110 section 9.3 says which methods may be answered with a copy; RFC 9111 section 4.4 that
/// a write that went well takes the copy away.
#[test]
fn methods_and_copies() {
    // Sent one after the other; what the edge says to the last.
    let rows: [(&[&str], &str); 12] = [
        (&["get"], "cdn:miss cdn:stored"),
        (&["get", "get"], "cdn:hit"),
        (&["get", "head"], "cdn:hit"),
        (&["head"], "cdn:miss"),
        (&["head", "get"], "cdn:miss cdn:stored"),
        (&["get", "options"], ""),
        (&["options", "get"], "cdn:miss cdn:stored"),
        (&["post", "get"], "cdn:miss cdn:stored"),
        (&["get", "post"], "cdn:deleted"),
        (&["get", "put", "get"], "cdn:miss cdn:stored"),
        (&["get", "patch"], "cdn:deleted"),
        (&["get", "delete", "delete"], ""),
    ];
    for (sent, story) in rows {
        let mut bench = edge();
        let last = sent.iter().map(|request| bench.send(request)).last();
        let trace = last.expect("something was sent");
        assert_eq!(bench.cache_story(&trace), story, "{sent:?}");
    }
}

#[test]
fn a_copy_lives_for_its_ttl() {
    for (waited, story) in [(59, "cdn:hit"), (61, "cdn:miss cdn:stored")] {
        let mut bench = edge();
        bench.send("get");
        bench.state.wait(SimDuration::from_secs(waited));
        let trace = bench.send("get");
        assert_eq!(bench.cache_story(&trace), story, "after {waited} s");
    }
}

/// An error is no page: nothing of it is kept.
#[test]
fn errors_leave_no_copy() {
    let mut bench = edge();
    let app = bench.topology.find_node("app").expect("app");
    let down = hopwise::engine::Fault::Down;
    bench.state.set_fault(app, Some(down));
    let trace = bench.send("get");
    assert_eq!(bench.ending(&trace), "502 by cdn");
    assert_eq!(bench.cache_story(&trace), "cdn:miss");
    bench.state.set_fault(app, None);
    let trace = bench.send("get");
    assert_eq!(bench.ending(&trace), "200 by app");
}

/// Two clients share the copy at the edge, and nothing of their own memory.
#[test]
fn clients_share_copies_and_nothing_else() {
    let text = r#"
format = 1
node.first = { kind = "client", name = "First" }
node.second = { kind = "client", name = "Second" }
node.cdn = { kind = "cdn", name = "CDN", service = "0ms" }
node.app = { kind = "app", name = "App" }
link = [
  { from = "first", to = "cdn", latency = "1ms" },
  { from = "second", to = "cdn", latency = "5ms" },
  { from = "cdn", to = "app", latency = "1ms" },
]
request = [
  { id = "first", path = "/page" },
  { id = "second", path = "/page", from = "second" },
  { id = "both", path = "/page", from = "first", given = { first = "warm", second = "warm" } },
]
"#;
    let mut bench = Bench::new(text);
    bench.send("first");
    let second = bench.send("second");
    assert_eq!(bench.cache_story(&second), "cdn:hit");
    assert_eq!(
        second.total,
        SimDuration::from_millis(20),
        "TCP of its own, then the copy"
    );
    let mut bench = Bench::new(text);
    let warm = bench.send("both");
    assert_eq!(
        warm.phases[hopwise::phase::Phase::Connect],
        SimDuration::from_millis(2),
        "only the edge's own connection to the application is opened"
    );
}

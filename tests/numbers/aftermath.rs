//! What goes on when somebody has failed: work that nobody waits for, packets that are sent again,
//! requests that come twice, names that move. The scenes are those of [`crate::resilience`].

use hopwise::engine::{Fault, Impairment};
use hopwise::time::SimDuration;
use hopwise::trace::Decision;

use crate::bench::Bench;
use crate::resilience::{instants, ms, put, scene};

/// Milliseconds at which the question leaves the client, over a line that loses all, for these
/// round trips: SYN 1, 3, 7 s (RFC 6298); data after max(1 s, 3 round trips), doubling.
#[test]
fn lost_data_is_sent_again_by_the_timer_of_its_round_trip() {
    let rows: [(u64, &[u64]); 3] = [
        (0, &[0, 1000, 3000, 7000]),
        (199, &[0, 1200, 3600, 8400]),
        (499, &[0, 3000, 9000]),
    ];
    for (delay, expected) in rows {
        let mut bench = scene(&["client: timeout = \"10s\"", "app"], "client>app", "GET");
        let link = bench.topology.link_ids().next().expect("a link");
        let delay = SimDuration::from_millis(delay);
        bench.state.impair(link, Impairment { loss: 0, delay });
        bench.send("ask");
        let loss = Impairment::ALL;
        bench.state.impair(link, Impairment { loss, delay });
        let trace = bench.send("ask");
        let sent: Vec<u64> = trace
            .hops
            .iter()
            .map(|hop| hop.depart.nanos() / 1_000_000)
            .collect();
        assert_eq!(sent, expected);
        assert_eq!(bench.ending(&trace), "timeout by app");
    }
}

/// The client's patience ends it for the client; the row is written all the same.
#[test]
fn the_work_behind_a_client_that_gave_up_goes_on() {
    let nodes = ["client: timeout = \"100ms\"", "app", "db"];
    let mut bench = scene(&nodes, "client>app app>db", "POST");
    put(&mut bench, "db", Some(Fault::Slow { factor: 1000 }));
    let app = bench.topology.find_node("app").expect("app");
    put(&mut bench, "app", Some(Fault::Slow { factor: 100 }));
    let trace = bench.send("ask");
    assert_eq!(bench.ending(&trace), "timeout by app");
    assert_eq!(ms(trace.total), 100);
    assert_eq!(
        instants(&trace, |what| matches!(what, Decision::Wrote { .. })),
        [506]
    );
    let late = trace
        .spans
        .iter()
        .filter(|span| ms(trace.total) < span.end.nanos() / 1_000_000);
    assert!(
        late.clone().all(|span| span.asynchronous) && late.count() >= 2,
        "{app:?}"
    );
}

/// The server dies over the first try and works on the second: the row is written twice for PUT,
/// which may be, and once for POST, which is not sent again.
#[test]
fn a_crash_after_hand_off_leaves_its_work_done() {
    for (method, written, ending) in [("PUT", 2, "504 by lb"), ("POST", 1, "504 by lb")] {
        let nodes = ["client", "lb: retries = 1; timeout = \"1s\"", "app", "db"];
        let mut bench = scene(&nodes, "client>lb lb>app app>db", method);
        put(&mut bench, "app", Some(Fault::Crash));
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), ending, "{method}");
        let rows = instants(&trace, |what| matches!(what, Decision::Wrote { .. }));
        assert_eq!(rows.len(), written, "{method}");
    }
}

/// Every try bears the same number, and Envoy counts them.
#[test]
fn a_retried_request_keeps_its_identity() {
    let lb = "lb: errors = \"envoy\"; retries = 2; timeout = \"1s\"";
    let mut bench = scene(&["client", lb, "app"], "client>lb lb>app", "GET");
    put(&mut bench, "app", Some(Fault::Crash));
    let trace = bench.send("ask");
    let sent = |name: &str| -> Vec<String> {
        let app = bench.topology.find_node("app").expect("app");
        let hops = trace.hops.iter().filter(|hop| hop.to == app);
        let requests = hops.filter_map(|hop| match &hop.message {
            hopwise::message::Message::Http(http) => Some(http),
            _ => None,
        });
        let headers = requests.flat_map(|http| &http.headers);
        headers
            .filter(|header| header.name == name)
            .map(|header| header.value.clone())
            .collect()
    };
    assert_eq!(sent("X-Envoy-Attempt-Count"), ["1", "2", "3"]);
    let ids = sent("X-Request-ID");
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let spans: Vec<&str> = trace.spans.iter().map(|span| span.name.as_str()).collect();
    assert!(spans.contains(&"GET /page, retry 2"), "{spans:?}");
}

/// The resolver hands out the second address when its checks have found the first one down; who
/// knows the old address suffers until its time to live is over.
#[test]
fn a_name_moves_to_the_healthy_address_after_its_ttl() {
    let nodes = [
        "client: timeout = \"2s\"",
        "dns: ttl = \"60s\"",
        "lb1",
        "lb2",
        "app",
    ];
    let lines = "client>dns dns>lb1 dns>lb2 lb1>app lb2>app";
    let mut bench = scene(&nodes, lines, "GET");
    let by = |bench: &mut Bench| {
        let trace = bench.send("ask");
        let address = trace.hops.iter().find_map(|hop| match &hop.message {
            hopwise::message::Message::Dns(dns) => dns.answer.clone(),
            _ => None,
        });
        (bench.ending(&trace), address.map(|answer| answer.address))
    };
    assert_eq!(
        by(&mut bench),
        ("200 by app".to_owned(), Some("10.0.0.3".to_owned()))
    );
    put(&mut bench, "lb1", Some(Fault::Down));
    bench.wait(40);
    assert_eq!(
        by(&mut bench),
        ("refused by lb1".to_owned(), None),
        "the old name is kept"
    );
    bench.wait(21);
    assert_eq!(
        by(&mut bench),
        ("200 by app".to_owned(), Some("10.0.0.4".to_owned()))
    );
    put(&mut bench, "lb1", None);
    bench.wait(30);
    assert_eq!(
        by(&mut bench),
        ("200 by app".to_owned(), None),
        "still at the second"
    );
}

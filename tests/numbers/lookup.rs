//! A resolver behind a router: the question and the request share the first link, and nothing of
//! the lookup is sealed though the request is.

use hopwise::message::Message;
use hopwise::phase::Phase;
use hopwise::time::SimDuration;

use crate::bench::Bench;

const HOME: &str = r#"
format = 1
node.laptop = { kind = "client", name = "Laptop" }
node.router = { kind = "router", name = "Home router" }
node.dns = { kind = "dns", name = "Provider's DNS", service = "7ms" }
node.web = { kind = "web", name = "Web", service = "1ms" }
link = [
  { from = "laptop", to = "router", latency = "2ms", tls = "1.3" },
  { from = "router", to = ["dns", "web"], latency = "10ms" },
]
request = [{ id = "page", path = "/page" }]
"#;

#[test]
fn a_lookup_passes_the_router() {
    let mut bench = Bench::new(HOME);
    let trace = bench.send("page");
    let ms = SimDuration::from_millis;
    let round_trip = 2 * (2 + 10);
    assert_eq!(trace.phases[Phase::Dns], ms(round_trip + 7));
    assert_eq!(trace.phases[Phase::Connect], ms(round_trip));
    assert_eq!(trace.phases[Phase::Tls], ms(round_trip));
    assert_eq!(trace.total, ms(4 * round_trip + 7 + 1));
    let way: Vec<&str> = trace.hops[..4]
        .iter()
        .map(|hop| {
            assert!(matches!(hop.message, Message::Dns(_)));
            bench.topology[hop.to].id.as_str()
        })
        .collect();
    assert_eq!(way, ["router", "dns", "router", "laptop"]);
    assert_eq!(bench.send("page").phases[Phase::Dns], SimDuration::ZERO);
}

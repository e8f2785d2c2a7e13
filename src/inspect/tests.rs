//! The lens over built-in runs: what each kind of device sees, changes and holds.

use super::*;
use crate::engine::{State, simulate};
use crate::topology::builtin;
use crate::trace::Seed;

struct Run {
    topology: Topology,
    before: State,
    trace: Trace,
    after: State,
}

fn run(name: &str, request: &str) -> Run {
    let topology = builtin::load(name).expect("a built-in topology");
    let before = State::new(&topology);
    let request = topology.find_request(request).expect("a request");
    let (trace, after) = simulate(&topology, &before, request, Seed::default());
    Run {
        topology,
        before,
        trace,
        after,
    }
}

impl Run {
    /// The last hop from one node to another in one direction.
    fn last(&self, from: &str, to: &str, direction: Direction) -> HopId {
        let [from, to] = [from, to].map(|id| self.topology.find_node(id).expect("a node"));
        let is_it = |hop: &crate::trace::Hop| {
            hop.from == from && hop.to == to && hop.direction == direction
        };
        let place = self.trace.hops.iter().rposition(is_it).expect("a hop");
        HopId(place as u32)
    }

    fn section(&self, hop_id: HopId, title: &str) -> Sight {
        let report = hop(&self.topology, &self.trace, hop_id);
        let found = report
            .sections
            .into_iter()
            .find(|section| section.title == title);
        found.unwrap_or_else(|| panic!("no section {title}")).sight
    }

    fn at(&self, at: SimTime, id: &str) -> NodeReport {
        let moment = Moment {
            trace: &self.trace,
            before: &self.before,
            at,
        };
        let id = self.topology.find_node(id).expect("a node");
        node(&self.topology, &self.after, Some(moment), id)
    }
}

fn value<'a>(sight: &'a Sight, name: &str) -> Option<&'a str> {
    let fact = sight.facts().iter().find(|fact| fact.name == name);
    fact.map(|fact| fact.value.as_str())
}

#[test]
fn an_l4_balancer_sees_addresses_and_ports() {
    let run = run("edge-to-pod", "cache-miss");
    let content = run.last("waf", "l4", Direction::Request);
    let ports = run.section(content, "TCP");
    let ports = value(&ports, "ports").expect("ports");
    assert!(ports.ends_with(" to 443"), "{ports}");
    let [opener, end] = ["waf", "l7"].map(|id| run.topology.find_node(id).expect("a node"));
    let sealed = Sight::Sealed(Seal::Encrypted(opener, end));
    assert_eq!(run.section(content, "Content"), sealed);
}

#[test]
fn the_name_in_the_hello_is_readable_on_the_way_and_the_certificate_is_not() {
    let run = run("two-lanes", "cache-miss");
    let mut seen = 0;
    for (place, hop) in run.trace.hops.iter().enumerate() {
        let is_handshake = matches!(
            hop.message,
            crate::message::Message::Tls(crate::message::TlsRecord::Handshake { .. })
        );
        if !is_handshake || run.topology[hop.to].kind != crate::topology::Kind::Firewall {
            continue;
        }
        seen += 1;
        let tls = run.section(HopId(place as u32), "TLS");
        let (name, flight) = match hop.direction {
            Direction::Request => (Some("www.example.org"), "ClientHello"),
            Direction::Response => (None, "ServerHello, the rest is sealed"),
        };
        assert_eq!(value(&tls, "SNI"), name);
        assert_eq!(value(&tls, "handshake"), Some(flight));
    }
    assert_eq!(seen, 2);
}

#[test]
fn clear_text_is_above_what_a_service_looks_at() {
    let run = run("edge-to-pod", "cache-miss");
    let service = run.topology.find_node("service").expect("a node");
    let hop = run.last("ingress", "service", Direction::Request);
    let clear = Sight::Sealed(Seal::Clear(service));
    assert_eq!(run.section(hop, "Content"), clear);
    let words = Seal::Clear(service).words(&run.topology);
    assert_eq!(
        words,
        "K8s Service looks at addresses and ports only, though it is in clear text"
    );
}

#[test]
fn passages_name_what_changes() {
    let run = run("edge-to-pod", "cache-miss");
    let table = [
        (
            ("client", "cdn"),
            "client",
            "source",
            "192.168.1.10:54321",
            "203.0.113.7:54321",
        ),
        (
            ("waf", "l4"),
            "l4",
            "destination",
            "203.0.113.100:443",
            "10.0.1.20:443",
        ),
        (("l4", "l7"), "l7", "transport", "encrypted", "clear text"),
        (
            ("l4", "l7"),
            "l7",
            "Via",
            "2 cdn, 1.1 waf",
            "2 cdn, 1.1 waf, 2 l7",
        ),
        (
            ("ingress", "service"),
            "service",
            "destination",
            "10.43.1.50:80",
            "10.42.0.7:8080",
        ),
    ];
    for ((from, to), at, name, came, goes) in table {
        let hop = run.last(from, to, Direction::Request);
        let rows = passages(&run.topology, &run.trace, hop)
            .into_iter()
            .filter(|passage| run.topology[passage.node].id == at)
            .flat_map(|passage| passage.rows);
        let row = rows.into_iter().find(|row| row.name == name);
        let row = row.unwrap_or_else(|| panic!("{at} changes no {name}"));
        assert_eq!(
            (row.came.as_deref(), row.goes.as_deref()),
            (Some(came), Some(goes))
        );
    }
}

#[test]
fn a_box_holds_what_it_has_stored_and_not_before() {
    let run = run("edge-to-pod", "redis-miss");
    let redis = |at| run.at(at, "redis").now.copies;
    assert_eq!(redis(SimTime::ZERO), []);
    let end = redis(run.trace.end());
    assert_eq!(end.len(), 1);
    assert_eq!(end[0].what, "user:42:profile");
    let client = |at| run.at(at, "client").now;
    assert!(client(SimTime::ZERO).names.is_empty());
    assert!(client(SimTime::ZERO).connections.is_empty());
    let known = client(run.trace.end());
    assert_eq!(known.names[0].what, "www.example.com");
    assert_eq!(known.connections[0].what, "to CDN Edge, encrypted");
    assert_eq!(known.sessions[0].what, "with CDN Edge");
}

#[test]
fn own_work_adds_up_to_the_phases_of_work() {
    use crate::phase::Phase;
    let run = run("edge-to-pod", "redis-miss");
    let work = |phase: Phase| -> crate::time::SimDuration {
        let of_phase = |id: &NodeId| run.topology[*id].kind.facts().phase == Some(phase);
        let nodes = run.topology.node_ids().filter(of_phase);
        nodes
            .map(|id| run.at(run.trace.end(), &run.topology[id].id))
            .filter_map(|report| report.numbers)
            .map(|numbers| numbers.own_work)
            .sum()
    };
    for phase in [Phase::Proxy, Phase::App, Phase::Cache, Phase::Db] {
        assert_eq!(work(phase), run.trace.phases[phase], "{phase:?}");
    }
}

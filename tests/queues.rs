//! Loads against queueing theory: what the formulas say lies inside the 99.9 % confidence interval
//! of ten independent replications, at fixed seeds.

#[path = "support/theory.rs"]
mod theory;

use hopwise::load::plan::{Arrivals, Limit, LoadPlan};
use hopwise::load::report::{Interval, LoadReport, NodeReport};
use hopwise::load::run::{Progress, run};
use hopwise::time::SimDuration;
use hopwise::topology::{Distribution, Topology, builtin};
use hopwise::trace::Seed;

use theory::{
    Station, closed, erlang_b, erlang_c, jackson, sojourn_ps, wait_mg1, wait_mmc, waits_longer_mmc,
};

const REPLICATIONS: u32 = 10;
/// Half the width of a 99.9 % interval for one of 95 %: the points 0.9995 and 0.975 of Student's
/// t distribution with nine degrees of freedom.
const WIDER: f64 = 4.781 / 2.262;
/// Requests of each replication.
const REQUESTS: u64 = 20_000;

/// A client and one server, with no way between them; `server` is what its table says.
fn one(server: &str) -> Topology {
    parse(&format!(
        "[node.server]\nkind = \"web\"\nname = \"Server\"\ntimeout = \"1h\"\n{server}\n\
         [[link]]\nfrom = \"client\"\nto = \"server\"\nlatency = \"0ms\"\npool = \"warm\"\n"
    ))
}

/// A topology with a client that waits for ever and knows the way.
fn parse(rest: &str) -> Topology {
    let text = format!(
        "format = 1\n[node.client]\nkind = \"client\"\nname = \"Client\"\ntimeout = \"1h\"\n{rest}\n\
         [[request]]\nid = \"page\"\npath = \"/page.html\"\ngiven = {{ client = \"warm\" }}\n"
    );
    Topology::parse("queues", &text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn plan(topology: &Topology, rate: f64) -> LoadPlan {
    LoadPlan {
        limit: Limit::Requests(REQUESTS),
        warmup: SimDuration::from_secs(2),
        seed: Seed(7),
        replications: REPLICATIONS,
        ..LoadPlan::steady(topology, rate)
    }
}

fn report(topology: &Topology, plan: &LoadPlan) -> LoadReport {
    run(topology, plan, 2, &Progress::new())
}

fn node<'a>(topology: &Topology, report: &'a LoadReport, id: &str) -> &'a NodeReport {
    let id = topology.find_node(id).expect("a node");
    &report.nodes[id.index()].1
}

/// Whether `expected` lies in the 99.9 % interval, and the interval is narrow enough to say
/// something.
fn holds(what: &str, got: Interval, expected: f64) {
    let half = got.half.expect("replications") * WIDER;
    assert!(
        (got.mean - expected).abs() <= half,
        "{what}: {} +- {half}, theory {expected}",
        got.mean
    );
    assert!(
        half < expected * 0.25,
        "{what}: +- {half} around {expected} says nothing"
    );
}

/// Rate a second, mean service and server table; the mean wait in milliseconds.
#[test]
fn one_station() {
    let ln = |ratio: f64| ratio.ln() / 2.326_347_874;
    let sigma = ln(5.0);
    let log_mean = (sigma * sigma / 2.0).exp();
    let log_square = (2.0 * sigma * sigma).exp();
    let table: [(&str, f64, &str, f64); 7] = [
        (
            "M/M/1",
            700.0,
            "service = { mean = \"1ms\" }\ncapacity = 1",
            wait_mmc(1, 0.7, 1.0),
        ),
        (
            "M/M/2",
            1500.0,
            "service = { mean = \"1ms\" }\ncapacity = 2",
            wait_mmc(2, 1.5, 1.0),
        ),
        (
            "M/M/8",
            6400.0,
            "service = { mean = \"1ms\" }\ncapacity = 8",
            wait_mmc(8, 6.4, 1.0),
        ),
        (
            "M/D/1",
            800.0,
            "service = \"1ms\"\ncapacity = 1",
            wait_mg1(0.8, 1.0, 1.0),
        ),
        (
            "M/U/1",
            700.0,
            "service = { min = \"0ms\", max = \"2ms\" }\ncapacity = 1",
            wait_mg1(0.7, 1.0, 4.0 / 3.0),
        ),
        (
            "M/G/1, log-normal",
            500.0,
            "service = { median = \"1ms\", p99 = \"5ms\" }\ncapacity = 1",
            wait_mg1(0.5, log_mean, log_square),
        ),
        ("no capacity", 700.0, "service = { mean = \"1ms\" }", 0.0),
    ];
    for (name, rate, server, wait) in table {
        let topology = one(server);
        let report = report(&topology, &plan(&topology, rate));
        let server = node(&topology, &report, "server");
        if wait == 0.0 {
            assert_eq!(server.wait.max(), SimDuration::ZERO, "{name}");
        } else {
            holds(name, server.wait_mean, wait * 1e6);
        }
    }
}

/// Not only the mean: the share of those who wait at all, and longer than a time.
#[test]
fn waits_are_distributed_as_erlang_says() {
    let topology = one("service = { mean = \"1ms\" }\ncapacity = 3");
    let report = report(&topology, &plan(&topology, 2000.0));
    let wait = &node(&topology, &report, "server").wait;
    let longer = |time: SimDuration| 1.0 - wait.up_to(time) as f64 / wait.count() as f64;
    let close = |got: f64, expected: f64| {
        assert!(
            (got / expected - 1.0).abs() < 0.06,
            "{got}, theory {expected}"
        );
    };
    close(longer(SimDuration::ZERO), erlang_c(3, 2.0));
    for millis in [1, 2, 3] {
        let expected = waits_longer_mmc(3, 2.0, 1.0, millis as f64);
        close(longer(SimDuration::from_millis(millis)), expected);
    }
}

/// Who finds all places taken is refused, and it makes no difference how service is distributed.
#[test]
fn no_queue_loses_as_erlang_says() {
    for service in [
        "{ mean = \"1ms\" }",
        "\"1ms\"",
        "{ min = \"0ms\", max = \"2ms\" }",
    ] {
        let topology = one(&format!("service = {service}\ncapacity = 5\nqueue = 0"));
        let mut lost = Vec::new();
        for seed in 0..u64::from(REPLICATIONS) {
            let mut plan = plan(&topology, 3000.0);
            (plan.replications, plan.seed) = (1, Seed(seed));
            let report = report(&topology, &plan);
            let server = node(&topology, &report, "server");
            lost.push(server.refused as f64 / server.arrivals as f64);
        }
        holds(service, Interval::of(lost), erlang_b(5, 3.0));
    }
}

/// A balancer that sends at random to two servers: every station as if it stood alone.
#[test]
fn a_network_of_queues_is_one_of_stations() {
    let exponential = |id: &str, kind: &str, mean: &str| {
        format!(
            "[node.{id}]\nkind = \"{kind}\"\nname = \"{id}\"\ntimeout = \"1h\"\ncapacity = 1\n\
             service = {{ mean = \"{mean}\" }}\n"
        )
    };
    let topology = parse(&format!(
        "{}policy = \"random\"\n{}{}\
         [[link]]\nfrom = \"client\"\nto = \"lb\"\nlatency = \"0ms\"\npool = \"warm\"\n\
         [[link]]\nfrom = \"lb\"\nto = [\"a\", \"b\"]\nlatency = \"0ms\"\npool = \"warm\"\n",
        exponential("lb", "l7-lb", "0.8ms"),
        exponential("a", "web", "1ms"),
        exponential("b", "web", "1.5ms"),
    ));
    let report = report(&topology, &plan(&topology, 800.0));
    let station = |service, outside| Station {
        servers: 1,
        service,
        outside,
    };
    let stations = [station(0.8, 0.8), station(1.0, 0.0), station(1.5, 0.0)];
    let expected = jackson(&stations, &[&[0.0, 0.5, 0.5], &[0.0; 3], &[0.0; 3]]);
    for ((id, station), (_, sojourn)) in ["lb", "a", "b"].iter().zip(stations).zip(expected) {
        let wait = (sojourn - station.service) * 1e6;
        holds(id, node(&topology, &report, id).wait_mean, wait);
    }
}

/// Shared among all, the mean time there depends on the mean service only.
#[test]
fn processor_sharing_does_not_ask_how_service_is_distributed() {
    for service in [
        "{ mean = \"1ms\" }",
        "\"1ms\"",
        "{ min = \"0ms\", max = \"2ms\" }",
    ] {
        let topology = one(&format!(
            "service = {service}\ncapacity = 1\ndiscipline = \"ps\""
        ));
        let report = report(&topology, &plan(&topology, 700.0));
        // There is nothing else on the way: the latency is the time at the server.
        holds(service, report.total.mean, sojourn_ps(0.7, 1.0, 1.0) * 1e6);
    }
}

#[test]
fn clients_who_wait_for_answers_as_mean_value_analysis_says() {
    for (clients, servers) in [(1, 1), (4, 1), (20, 1), (20, 2)] {
        let topology = one(&format!(
            "service = {{ mean = \"1ms\" }}\ncapacity = {servers}"
        ));
        let mut plan = plan(&topology, 1.0);
        plan.arrivals = Arrivals::Closed {
            clients,
            think: Distribution::Exponential {
                mean: SimDuration::from_millis(10),
            },
        };
        let report = report(&topology, &plan);
        let (throughput, times) = closed(clients as usize, 10.0, &[(servers, 1.0)]);
        let name = format!("{clients} clients, {servers} servers");
        holds(&name, report.throughput, throughput * 1e3);
        holds(&name, report.total.mean, times[0] * 1e6);
    }
}

/// J. D. C. Little, A Proof for the Queuing Formula L = lambda W, Operations Research 9, 1961: at
/// every node of every built-in topology.
#[test]
fn queues_are_as_long_as_little_says() {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        let mut plan = plan(&topology, 1.0);
        let rate = hopwise::load::run::fitting_rate(&topology, &plan);
        plan = self::plan(&topology, rate);
        let report = report(&topology, &plan);
        let seconds = report.duration.nanos() as f64 / 1e9;
        for (id, node) in &report.nodes {
            let little = node.wait.sum() as f64 / 1e9 / seconds;
            let queue = node.queue_mean.mean;
            assert!(
                (queue - little).abs() <= 0.02 * little + 1e-3,
                "{} of {}: {queue}, Little {little}",
                topology[*id].id,
                builtin.name
            );
        }
    }
}

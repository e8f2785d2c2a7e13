//! Systems whose load theory knows: what each comes to, and where to read it off a tally. A test
//! holds a few requests of each to the interval around them, a bench millions to a percent.

use hopwise::engine::Impairment;
use hopwise::load::plan::{Arrivals, Change, Limit, LoadPlan};
use hopwise::load::simulation::{Simulation, Status};
use hopwise::load::tally::Tally;
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{Distribution, Keys, LinkId, Topology};

use crate::row::tandem;
use crate::theory::{
    Station, closed, erlang_b, erlang_c, hit_ratio, jackson, resent, sojourn_ps, wait_mg1,
    wait_mmc, waits_longer_mmc, zipf,
};

/// A system under a load.
pub(crate) struct Case {
    /// What it is called.
    pub(crate) what: &'static str,
    pub(crate) topology: Topology,
    /// The load; how long it lasts is not the theory's.
    pub(crate) plan: LoadPlan,
    /// What theory says of it.
    pub(crate) rows: Vec<Row>,
}

/// One number that theory knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) measure: Measure,
    pub(crate) theory: f64,
}

/// Where a number is read off a tally. Stations count from 0, times are in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Measure {
    /// Mean wait at a station.
    Wait(usize),
    /// Share of those who wait at a station longer than that.
    Longer(usize, SimDuration),
    /// Mean time at a station.
    Sojourn(usize),
    /// Share of those who come to a station and find no place.
    Lost(usize),
    /// Share of those who come to a station and are answered there, not at the next.
    Hits(usize),
    /// Mean wait for a connection.
    Connection,
    /// Requests over in a second.
    Throughput,
    /// Mean time of a request.
    Latency,
}

impl Measure {
    /// What a tally says.
    pub(crate) fn of(self, tally: &Tally) -> f64 {
        let node = |station: usize| &tally.nodes[station + 1];
        let share = |part: u64, whole: u64| part as f64 / whole as f64;
        match self {
            Self::Wait(station) => node(station).wait.mean() / 1e9,
            Self::Longer(station, time) => {
                let wait = &node(station).wait;
                1.0 - share(wait.up_to(time), wait.count())
            }
            Self::Sojourn(station) => node(station).sojourn.mean() / 1e9,
            Self::Lost(station) => share(node(station).refused, node(station).arrivals),
            Self::Hits(station) => 1.0 - share(node(station + 1).arrivals, node(station).arrivals),
            Self::Connection => tally.pools[0].1.wait.mean() / 1e9,
            Self::Throughput => tally.total().ended() as f64 * 1e9 / tally.length().nanos() as f64,
            Self::Latency => tally.total().latency.mean() / 1e9,
        }
    }
}

/// A steady load, counted after a while.
pub(crate) fn steady(topology: &Topology, rate: f64) -> LoadPlan {
    LoadPlan {
        warmup: SimDuration::from_secs(2),
        ..LoadPlan::steady(topology, rate)
    }
}

/// No time on the way.
const AT_ONCE: &str = "latency = \"0ms\"";

/// One case with a Poisson load.
fn case(what: &'static str, stations: &[(&str, &str)], rate: f64, rows: &[(Measure, f64)]) -> Case {
    let topology = tandem(stations);
    Case {
        what,
        plan: steady(&topology, rate),
        topology,
        rows: rows
            .iter()
            .map(|&(measure, theory)| Row { measure, theory })
            .collect(),
    }
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = queues();
    cases.extend([network(), clients(), lines(), copies()]);
    cases
}

/// Single stations; the mean service is 1 ms or a few.
fn queues() -> Vec<Case> {
    let ms = SimDuration::from_millis;
    let one = |what, keys: &str, rate, rows: &[(Measure, f64)]| {
        case(what, &[(keys, AT_ONCE)], rate, rows)
    };
    let wait = |theory| [(Measure::Wait(0), theory)];
    let shared = [(Measure::Sojourn(0), sojourn_ps(600.0, 1e-3, 1e-3))];
    vec![
        one(
            "M/M/1",
            "capacity = 1\nservice = { mean = \"1ms\" }",
            600.0,
            &wait(wait_mmc(1, 600.0, 1e-3)),
        ),
        one(
            "M/M/4, Erlang C",
            "capacity = 4\nservice = { mean = \"4ms\" }",
            700.0,
            &[
                (Measure::Wait(0), wait_mmc(4, 700.0, 4e-3)),
                (Measure::Longer(0, ms(0)), erlang_c(4, 2.8)),
                (
                    Measure::Longer(0, ms(2)),
                    waits_longer_mmc(4, 700.0, 4e-3, 2e-3),
                ),
            ],
        ),
        one(
            "M/D/1",
            "capacity = 1\nservice = \"1ms\"",
            700.0,
            &wait(wait_mg1(700.0, 1e-3, 1e-6)),
        ),
        one(
            "M/G/1, uniform",
            "capacity = 1\nservice = { min = \"0ms\", max = \"2ms\" }",
            650.0,
            // The mean square of a uniform length from 0 to 2 ms is 4/3 ms².
            &wait(wait_mg1(650.0, 1e-3, 4e-6 / 3.0)),
        ),
        one(
            "M/M/3/3, Erlang B",
            "capacity = 3\nqueue = 0\nservice = { mean = \"4ms\" }",
            500.0,
            &[(Measure::Lost(0), erlang_b(3, 2.0))],
        ),
        one(
            "M/M/1, shared",
            "capacity = 1\ndiscipline = \"ps\"\nservice = { mean = \"1ms\" }",
            600.0,
            &shared,
        ),
        one(
            "M/D/1, shared",
            "capacity = 1\ndiscipline = \"ps\"\nservice = \"1ms\"",
            600.0,
            &shared,
        ),
        case(
            "three connections",
            &[(
                "service = { mean = \"3ms\" }",
                "latency = \"0ms\"\nconnections = 3",
            )],
            700.0,
            &[(Measure::Connection, wait_mmc(3, 700.0, 3e-3))],
        ),
    ]
}

/// Three stations one after the other.
fn network() -> Case {
    let stations = [(1, 1e-3, 600.0), (2, 2e-3, 0.0), (3, 3e-3, 0.0)];
    let stations = stations.map(|(servers, service, outside)| Station {
        servers,
        service,
        outside,
    });
    let routing: [&[f64]; 3] = [&[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0], &[0.0, 0.0, 0.0]];
    let known = jackson(&stations, &routing).into_iter().enumerate();
    let rows = known.map(|(station, (_, sojourn))| (Measure::Sojourn(station), sojourn));
    case(
        "Jackson network",
        &[
            ("capacity = 1\nservice = { mean = \"1ms\" }", AT_ONCE),
            ("capacity = 2\nservice = { mean = \"2ms\" }", AT_ONCE),
            ("capacity = 3\nservice = { mean = \"3ms\" }", AT_ONCE),
        ],
        600.0,
        &rows.collect::<Vec<_>>(),
    )
}

/// Clients who think and come back.
fn clients() -> Case {
    let (throughput, times) = closed(10, 20e-3, &[(1, 2e-3), (2, 3e-3)]);
    let times = times.into_iter().enumerate();
    let mut rows: Vec<_> = times
        .map(|(station, time)| (Measure::Sojourn(station), time))
        .collect();
    rows.push((Measure::Throughput, throughput));
    let mut case = case(
        "closed network",
        &[
            ("capacity = 1\nservice = { mean = \"2ms\" }", AT_ONCE),
            ("capacity = 2\nservice = { mean = \"3ms\" }", AT_ONCE),
        ],
        1.0,
        &rows,
    );
    let mean = SimDuration::from_millis(20);
    case.plan.arrivals = Arrivals::Closed {
        clients: 10,
        think: Distribution::Exponential { mean },
    };
    case
}

/// A line of 200 ms that loses one packet in ten, of questions and of answers. Nobody waits for a
/// worker; the sender's timer is three round trips of 200 ms each way.
fn lines() -> Case {
    let latency = 0.4 + 2e-3 + 2.0 * resent(0.1, 1.2, 60.0);
    let mut case = case(
        "line that loses",
        &[("service = \"2ms\"", "latency = \"200ms\"")],
        100.0,
        &[(Measure::Latency, latency)],
    );
    let impairment = Impairment {
        loss: 100_000,
        ..Impairment::default()
    };
    let lossy = Change::Impair(LinkId(0), impairment);
    case.plan.schedule = vec![(SimTime::ZERO, lossy)];
    case
}

/// A cache before a server: a thousand objects, each kept for 10 s.
fn copies() -> Case {
    let shares = zipf(1000, 0.9);
    let mut case = case(
        "cached for a time",
        &[
            ("ttl = \"10s\"\nservice = \"0ms\"", AT_ONCE),
            ("service = \"0ms\"", AT_ONCE),
        ],
        50.0,
        &[(Measure::Hits(0), hit_ratio(50.0, &shares, 10.0))],
    );
    case.plan.keys = Some(Keys {
        count: 1000,
        zipf: 0.9,
    });
    case.plan.warmup = SimDuration::from_secs(100);
    case
}

/// At every node of a system those who are there on average, looked at so often at equal
/// distances of 5 ms, over what they are by Little's law: those who come in a unit of time, times
/// their mean time there (J. D. C. Little, A Proof for the Queuing Formula: L = λW, Operations
/// Research 9, 1961).
pub(crate) fn little(
    topology: &Topology,
    plan: &LoadPlan,
    replication: u32,
    looks: u32,
) -> Vec<f64> {
    let mut load = Simulation::new(topology, plan, replication);
    let begin = SimTime::ZERO + plan.warmup;
    while load.advance(begin) == Status::Paused {}
    load.reset_statistics();
    let mut there = vec![0_u64; topology.nodes().len()];
    for look in 1..=looks {
        let now = begin + SimDuration::from_millis(5).times(u64::from(look));
        while load.advance(now) == Status::Paused {}
        for (there, node) in there.iter_mut().zip(&load.tally().nodes) {
            *there += u64::from(node.in_system);
        }
    }
    let length = load.tally().length().nanos() as f64;
    let nodes = there.iter().zip(&load.tally().nodes);
    let visited = nodes.filter(|(_, node)| node.arrivals > 0);
    visited
        .map(|(&there, node)| {
            let law = node.arrivals as f64 * node.sojourn.mean() / length;
            there as f64 / f64::from(looks) / law
        })
        .collect()
}

/// Stations of all kinds in a row, for [`little`].
pub(crate) fn row_of_queues() -> (Topology, LoadPlan) {
    let topology = tandem(&[
        ("capacity = 1\nservice = { mean = \"1ms\" }", AT_ONCE),
        (
            "capacity = 3\nservice = { median = \"2ms\", p99 = \"9ms\" }",
            AT_ONCE,
        ),
        (
            "capacity = 1\ndiscipline = \"ps\"\nservice = { mean = \"1ms\" }",
            AT_ONCE,
        ),
        ("service = { mean = \"4ms\" }", AT_ONCE),
        (
            "capacity = 2\nservice = { min = \"1ms\", max = \"3ms\" }",
            AT_ONCE,
        ),
    ]);
    let plan = LoadPlan {
        limit: Limit::Duration(SimDuration::from_secs(1 << 30)),
        ..steady(&topology, 700.0)
    };
    (topology, plan)
}

//! Whatever changes while a load runs, its books balance: nobody is counted twice, nobody gets
//! lost, and it makes no difference how often somebody looks, or on how many threads it runs.

use hopwise::engine::Impairment;
use hopwise::load::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use hopwise::load::run::{Progress, replicate, run};
use hopwise::load::simulation::{Simulation, Status};
use hopwise::report::load::json;
use hopwise::time::{SimDuration, SimTime};
use hopwise::topology::{Distribution, LinkId, NodeId, Topology};
use hopwise::trace::Seed;
use proptest::prelude::*;

use crate::followed::{schedule, with_little_room};
use crate::generate;
use crate::tape::Tape;

/// All changes are over by then.
const BUSY: SimDuration = SimDuration::from_millis(500);

/// A load of all requests, with faults and other changes at any time.
fn plan(topology: &Topology, tape: &mut Tape) -> LoadPlan {
    let rate = [20.0, 100.0, 500.0][tape.below(3)];
    let arrivals = match tape.below(3) {
        0 => Arrivals::Open {
            shape: Shape::Poisson,
            rate: Profile::constant(rate),
        },
        1 => Arrivals::Open {
            shape: Shape::Constant,
            rate: Profile::constant(rate),
        },
        _ => Arrivals::Closed {
            clients: 1 + tape.below(12) as u32,
            think: Distribution::Fixed(SimDuration::from_millis(5)),
        },
    };
    let is_open = matches!(arrivals, Arrivals::Open { .. });
    let mut changes = schedule(topology, tape);
    for _ in 0..tape.below(5) {
        let at = tape.below(200) * 2000 + tape.below(256);
        let at = SimTime::ZERO + SimDuration::from_micros(at as u64);
        let node = NodeId::from(tape.below(topology.nodes().len()));
        let change = match tape.below(4) {
            0 if is_open => Change::Rate([0.0, 50.0, 300.0][tape.below(3)]),
            0 => Change::Clients(tape.below(20) as u32),
            1 if !topology.links().is_empty() => {
                let link = LinkId::from(tape.below(topology.links().len()));
                let loss = [0, 300_000][tape.below(2)];
                let delay = SimDuration::from_millis([0, 7][tape.below(2)]);
                Change::Impair(link, Impairment { loss, delay })
            }
            _ => Change::Capacity(node, 1 + tape.below(4) as u32),
        };
        changes.push((at, change));
    }
    let over = SimTime::ZERO + BUSY;
    changes.push((
        over,
        if is_open {
            Change::Rate(0.0)
        } else {
            Change::Clients(0)
        },
    ));
    changes.sort_by_key(|(at, _)| *at);
    LoadPlan {
        arrivals,
        mix: topology.request_ids().map(|id| (id, 1.0)).collect(),
        limit: Limit::Duration(SimDuration::from_secs(1 << 20)),
        schedule: changes,
        seed: Seed(tape.below(256) as u64),
        ..LoadPlan::steady(topology, rate)
    }
}

fn advance(load: &mut Simulation, until: SimTime) {
    while load.advance(until) == Status::Paused {}
}

/// What has to be true at every instant.
fn balances(what: &str, topology: &Topology, load: &Simulation, has_fallen: bool) {
    let tally = load.tally();
    for node in topology.node_ids() {
        let counted = &tally.nodes[node.index()];
        let what = format!("{} at {:?} in {what}", topology[node].id, load.now());
        let (queue, busy) = (load.queue_len(node), load.busy(node));
        assert_eq!(counted.queue, queue, "queue of {what}");
        assert_eq!(counted.in_system, queue + busy, "those at {what}");
        assert!(counted.queue_max >= queue, "longest queue of {what}");
        let gone = counted.completions + counted.refused + u64::from(counted.in_system);
        if has_fallen {
            assert!(gone <= counted.arrivals, "{gone} of {counted:?}, {what}");
        } else {
            assert_eq!(gone, counted.arrivals, "arrivals of {what}");
        }
        assert_eq!(counted.sojourn.count(), counted.completions, "{what}");
    }
    for (link, pool) in &tally.pools {
        let what = format!("{link:?} at {:?} in {what}", load.now());
        let gone = pool.completions + pool.refused + u64::from(pool.in_system);
        assert_eq!(gone, pool.arrivals, "pool of {what}");
        assert!(pool.queue <= pool.in_system, "pool of {what}");
    }
    for request in &tally.requests {
        let ended: u64 = request.ends().iter().map(|(_, count)| count).sum();
        assert_eq!((request.ended(), request.latency.count()), (ended, ended));
        assert!(
            ended <= request.sent,
            "{ended} of {} in {what}",
            request.sent
        );
    }
}

/// A topology and a load by chance, and in words.
fn generated(bytes: Vec<u8>, room: Vec<u8>, tape: &mut Tape) -> (String, Topology, LoadPlan) {
    let text = generate::topology(&mut Tape::new(bytes));
    let text = with_little_room(&text, &mut Tape::new(room));
    let topology = Topology::parse("generated", &text).expect("a sound file");
    let plan = plan(&topology, tape);
    let what = format!("{text}\n{:?} under {:?}", plan.arrivals, plan.schedule);
    (what, topology, plan)
}

proptest! {
    #![proptest_config(crate::property::config())]

    #[test]
    fn books_balance_at_every_instant(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        room in prop::collection::vec(any::<u8>(), 0..40),
        changes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let (what, topology, plan) = generated(bytes, room, &mut Tape::new(changes));
        let mut load = Simulation::new(&topology, &plan, 0);
        let is_fault = |(_, change): &&(SimTime, Change)| matches!(change, Change::Fault(_, Some(_)));
        let falls = plan.schedule.iter().find(is_fault).map(|(at, _)| *at);
        for step in 0..60_u64 {
            let at = SimTime::ZERO + SimDuration::from_micros(11_003).times(step);
            advance(&mut load, at);
            balances(&what, &topology, &load, falls.is_some_and(|falls| falls <= at));
        }
        advance(&mut load, SimTime::ZERO + SimDuration::from_secs(4000));
        balances(&what, &topology, &load, falls.is_some());
        // Where workers are few and wait for each other in a circle it takes for ever.
        if load.tally().nodes.iter().all(|node| node.workers().is_none()) {
            let nodes = load.tally().nodes.iter();
            let there: Vec<u32> = nodes.map(|node| node.in_system).collect();
            prop_assert!(there.iter().all(|there| *there == 0), "{there:?} left in {what}");
            for request in &load.tally().requests {
                prop_assert_eq!(request.ended(), request.sent, "{}", what);
            }
        }
    }

    #[test]
    fn looking_changes_nothing(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        room in prop::collection::vec(any::<u8>(), 0..40),
        changes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let (what, topology, plan) = generated(bytes, room, &mut Tape::new(changes));
        let until = SimTime::ZERO + SimDuration::from_millis(700);
        let mut whole = Simulation::new(&topology, &plan, 0);
        advance(&mut whole, until);
        let mut looked_at = Simulation::new(&topology, &plan, 0);
        for step in 0..97 {
            advance(&mut looked_at, SimTime::ZERO + SimDuration::from_micros(7211).times(step));
            looked_at.counted();
        }
        advance(&mut looked_at, until);
        prop_assert!(whole.counted() == looked_at.counted(), "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..crate::property::config() })]

    #[test]
    fn reports_are_the_same_on_any_number_of_threads(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        room in prop::collection::vec(any::<u8>(), 0..40),
        changes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let (what, topology, plan) = generated(bytes, room, &mut Tape::new(changes));
        let plan = LoadPlan {
            limit: Limit::Duration(SimDuration::from_millis(400)),
            warmup: SimDuration::ZERO,
            replications: 3,
            ..plan
        };
        let report = |threads| json(&topology, &run(&topology, &plan, threads, &Progress::new()));
        let one = report(1);
        prop_assert_eq!(&one, &report(2), "{}", what);
        prop_assert_eq!(&one, &report(5), "{}", what);
        // The load view advances by frames.
        let mut view = Simulation::new(&topology, &plan, 0);
        for frame in 0..24 {
            advance(&mut view, SimTime::ZERO + SimDuration::from_micros(16_667).times(frame));
        }
        let until = SimTime::ZERO + SimDuration::from_millis(400);
        advance(&mut view, until);
        let batch = replicate(&topology, &plan, 0, &Progress::new());
        prop_assert!(view.counted() == batch, "{what}");
    }
}

//! Code is let go of while a load runs: nobody can tell, and it does not grow.

use super::super::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use super::super::run::{Progress, run};
use super::super::tally::Tally;
use super::{Simulation, Status};
use crate::engine::Fault;
use crate::time::{SimDuration, SimTime};
use crate::topology::{Distribution, NodeId, Topology, builtin};
use crate::trace::OutcomeKind;

mod fall;
mod limit;
mod pools;
mod room;

/// A load during which one node after the other goes down and comes back, so many times; `look`
/// is shown each moment.
fn broken(name: &str, times: u64, mut look: impl FnMut(&mut Simulation)) -> Tally {
    let topology = builtin::load(name).expect("a built-in topology");
    let plan = LoadPlan {
        limit: Limit::Duration(SimDuration::from_secs(1 << 20)),
        ..LoadPlan::steady(&topology, 200.0)
    };
    let mut load = Simulation::new(&topology, &plan, 0);
    for time in 0..times {
        let node = NodeId::from((time / 2) as usize % topology.nodes().len());
        let fault = time.is_multiple_of(2).then_some(Fault::Down);
        load.apply(Change::Fault(node, fault));
        let until = SimTime::ZERO + SimDuration::from_millis(50).times(time + 1);
        while load.advance(until) == Status::Paused {}
        look(&mut load);
    }
    load.counted()
}

#[test]
fn code_that_is_let_go_of_is_missed_by_nobody() {
    for name in builtin::BUILTINS.map(|builtin| builtin.name) {
        let kept = broken(name, 200, |_| {});
        let let_go = broken(name, 200, Simulation::compact);
        assert!(kept == let_go, "{name}");
    }
}

#[test]
fn code_does_not_grow_with_the_number_of_changes() {
    let mut most = 0;
    broken("edge-to-pod", 3000, |load| {
        most = most.max(load.program.code.len());
    });
    assert!(most > 1 << 16, "code was never let go of: {most} steps");
    assert!(most < 1 << 17, "{most} steps");
}

/// A client and a server behind a box that only forwards, under ten requests a second, equally
/// spaced.
fn behind(forwarder: &str, server: &str) -> (Topology, LoadPlan) {
    let text = format!(
        "format = 1\ntitle = \"Two\"\n\
         node.client = {{ kind = \"client\", name = \"C\", timeout = \"3s\" }}\n\
         node.router = {{ kind = \"router\", name = \"R\", {forwarder} }}\n\
         node.server = {{ kind = \"app\", name = \"S\", {server} }}\n\
         link = [\n\
         {{ from = \"client\", to = \"router\", latency = \"0ms\", pool = \"warm\" }},\n\
         {{ from = \"router\", to = \"server\", latency = \"0ms\" }},\n]\n\
         request = [{{ id = \"one\", path = \"/x\", given = {{ client = \"warm\" }} }}]\n"
    );
    let topology = Topology::parse("two", &text).expect("a sound file");
    let plan = constant(&topology, 10.0);
    (topology, plan)
}

/// So many requests a second, equally spaced, for ever.
fn constant(topology: &Topology, rate: f64) -> LoadPlan {
    LoadPlan {
        arrivals: Arrivals::Open {
            shape: Shape::Constant,
            rate: Profile::constant(rate),
        },
        limit: Limit::Duration(SimDuration::from_secs(1 << 20)),
        ..LoadPlan::steady(topology, rate)
    }
}

fn advance(load: &mut Simulation, millis: u64) {
    let until = SimTime::ZERO + SimDuration::from_millis(millis);
    while load.advance(until) == Status::Paused {}
}

/// Who waits at a node that goes down, or is worked on there, is reset and hears of it at once;
/// when it is back nobody is there who came before. What waits in a box that only forwards is lost
/// without a word, and what it has begun to send is on its way.
#[test]
fn what_goes_down_loses_its_work() {
    let at_once = "service = \"0ms\"";
    let work = "service = \"300ms\", capacity = 1";
    let shared = "service = \"300ms\", capacity = 1, discipline = \"ps\"";
    let placed = "service = \"300ms\", capacity = 1, queue = 100";
    let (reset, silent) = (OutcomeKind::Refused, OutcomeKind::Timeout);
    let rows = [
        (2, at_once, work, reset, 0),
        (2, at_once, shared, reset, 0),
        (2, at_once, placed, reset, 0),
        (2, at_once, "service = \"300ms\"", reset, 0),
        (1, work, at_once, silent, 1),
    ];
    for (down, forwarder, server, outcome, passes) in rows {
        let (topology, plan) = behind(forwarder, server);
        let node = NodeId(down);
        let mut load = Simulation::new(&topology, &plan, 0);
        advance(&mut load, 950);
        let (sent, ended) = (
            load.tally().requests[0].sent,
            load.tally().requests[0].ended(),
        );
        assert!(ended + 3 <= sent, "{server}: {ended} of {sent}");
        load.apply(Change::Rate(0.0));
        load.apply(Change::Fault(node, Some(Fault::Down)));
        advance(&mut load, 951);
        let heard = load.tally().requests[0].ended() == sent;
        assert_eq!(heard, outcome == reset, "{server}");
        advance(&mut load, 1500);
        load.apply(Change::Fault(node, None));
        assert_eq!(load.tally().nodes[node.index()].in_system, 0, "{server}");
        advance(&mut load, 10_000);
        let all = &load.tally().requests[0];
        let lost = (outcome, sent - ended - passes);
        assert!(
            all.ends().contains(&lost),
            "{server}: {lost:?} in {:?}",
            all.ends()
        );
        assert_eq!(all.ended(), sent);
        assert!(load.journeys.len() + load.tokens.len() == 0, "{server}");
        assert_eq!(load.calls.len(), 0, "{server}");
    }
}

/// What changes by hand amid a frame is the same as what changes by plan at its end.
#[test]
fn a_change_after_a_pause_is_none_of_the_past() {
    let topology = builtin::load("edge-to-pod").expect("a built-in topology");
    let node = topology.find_node("redis").expect("a cache");
    let frame = SimTime::ZERO + SimDuration::from_millis(1500);
    let change = Change::Fault(node, Some(Fault::Down));
    let plan = |schedule| LoadPlan {
        limit: Limit::Duration(SimDuration::from_secs(1 << 20)),
        schedule,
        ..LoadPlan::steady(&topology, 1000.0)
    };
    let mut by_plan = Simulation::new(&topology, &plan(vec![(frame, change)]), 0);
    let mut by_hand = Simulation::new(&topology, &plan(Vec::new()), 0);
    assert_eq!(by_hand.advance(frame), Status::Paused);
    by_hand.apply(change);
    for load in [&mut by_plan, &mut by_hand] {
        advance(load, 1500);
        advance(load, 3000);
    }
    assert!(by_plan.counted() == by_hand.counted());
    assert!(by_plan.tally().nodes[node.index()].arrivals > 0);
}

/// Work under way is counted where workers are shared as well, in every window.
#[test]
fn shared_work_under_way_counts() {
    let server = "service = \"1s\", capacity = 1, discipline = \"ps\"";
    let (topology, plan) = behind("service = \"0ms\"", server);
    let mut load = Simulation::new(&topology, &plan, 0);
    advance(&mut load, 400);
    assert_eq!(load.counted().nodes[2].busy_ns, 400_000_000);
    load.reset_statistics();
    advance(&mut load, 650);
    assert_eq!(load.counted().nodes[2].busy_ns, 250_000_000);
}

/// What can never catch up ends, whoever sends: no queue takes all the memory there is.
#[test]
fn more_than_there_is_room_for_is_the_end() {
    let topology = builtin::load("pipeline").expect("a built-in topology");
    let rate = 100_000.0;
    let open = LoadPlan::steady(&topology, rate).arrivals;
    let closed = Arrivals::Closed {
        clients: 60_000,
        think: Distribution::Fixed(SimDuration::ZERO),
    };
    for arrivals in [open, closed] {
        let plan = LoadPlan {
            arrivals,
            limit: Limit::Requests(10_000_000),
            most_under_way: 50_000,
            ..LoadPlan::steady(&topology, rate)
        };
        let report = run(&topology, &plan, 1, &Progress::new());
        assert!(report.overrun && !report.stopped, "{:?}", plan.arrivals);
        assert!(report.total.ended < 200_000, "{}", report.total.ended);
    }
}

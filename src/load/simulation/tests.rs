//! Code is let go of while a load runs: nobody can tell, and it does not grow.

use super::super::plan::{Arrivals, Change, Limit, LoadPlan, Profile, Shape};
use super::super::run::{Progress, run};
use super::super::tally::Tally;
use super::{Simulation, Status};
use crate::engine::Fault;
use crate::time::{SimDuration, SimTime};
use crate::topology::{Distribution, NodeId, Topology, builtin};

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

/// Work under way is counted where workers are shared as well, in every window.
#[test]
fn shared_work_under_way_counts() {
    let text = "format = 1\ntitle = \"Shared\"\n\
        [node.client]\nkind = \"client\"\nname = \"C\"\n\
        [node.web]\nkind = \"web\"\nname = \"W\"\nservice = \"1s\"\ncapacity = 1\n\
        discipline = \"ps\"\n[[link]]\nfrom = \"client\"\nto = \"web\"\n\
        latency = \"0ms\"\n[[request]]\nid = \"one\"\npath = \"/x\"\n";
    let topology = Topology::parse("shared", text).expect("a sound file");
    let plan = LoadPlan {
        arrivals: Arrivals::Open {
            shape: Shape::Constant,
            rate: Profile::constant(10.0),
        },
        ..LoadPlan::steady(&topology, 10.0)
    };
    let mut load = Simulation::new(&topology, &plan, 0);
    let at = |millis| SimTime::ZERO + SimDuration::from_millis(millis);
    while load.advance(at(400)) == Status::Paused {}
    assert_eq!(load.counted().nodes[1].busy_ns, 400_000_000);
    load.reset_statistics();
    while load.advance(at(650)) == Status::Paused {}
    assert_eq!(load.counted().nodes[1].busy_ns, 250_000_000);
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

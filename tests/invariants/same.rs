//! Sameness: the same arguments give the same answer, chance has one source, and a run always
//! ends.

use hopwise::engine::{Fault, Impairment, simulate};
use hopwise::time::SimDuration;
use hopwise::topology::{Distribution, Policy, Topology};
use hopwise::trace::Seed;

use crate::property::invariants;

/// Whether nothing in the topology is left to chance.
fn is_certain(topology: &Topology) -> bool {
    topology
        .nodes()
        .iter()
        .all(|node| matches!(node.service, Distribution::Fixed(_)) && node.policy != Policy::Random)
}

/// The engine follows five thousand exchanges of a request; none makes more than ten of anything.
const MANY: usize = 50_000;

invariants! {
    fn the_same_arguments_give_the_same_trace_and_state(run) {
        let (trace, after) = simulate(run.topology, run.before, run.request, run.seed);
        assert_eq!(&trace, run.trace);
        assert_eq!(&after, run.after);
    }

    fn without_chance_the_seed_changes_nothing(run) {
        let mut links = run.topology.link_ids();
        let loses = links.any(|link| run.before.impairment(link).loss > 0);
        if is_certain(run.topology) && !loses {
            let other = Seed(run.seed.0 + 1);
            let (mut trace, after) = simulate(run.topology, run.before, run.request, other);
            trace.seed = run.seed;
            assert_eq!(&trace, run.trace);
            assert_eq!(&after, run.after);
        }
    }

    /// What went down has lost its connections; every other fault leaves nothing behind.
    fn a_fault_that_was_taken_off_changes_nothing(run) {
        let mut state = run.before.clone();
        let faults = [Fault::Drop, Fault::Reject, Fault::Crash, Fault::Slow { factor: 7 }];
        for (node, fault) in run.topology.node_ids().zip(faults.into_iter().cycle()) {
            if state.fault(node).is_none() {
                state.set_fault(node, Some(fault));
                state.set_fault(node, None);
            }
        }
        for link in run.topology.link_ids() {
            let before = state.impairment(link);
            state.impair(link, Impairment { loss: 500_000, delay: SimDuration::from_secs(1) });
            state.impair(link, before);
        }
        let (trace, after) = simulate(run.topology, &state, run.request, run.seed);
        assert_eq!(&trace, run.trace);
        assert_eq!(&after, run.after);
    }

    fn a_loop_ends(run) {
        assert!(run.trace.hops.len() < MANY, "{} hops", run.trace.hops.len());
        assert!(run.trace.steps.len() < MANY, "{} steps", run.trace.steps.len());
        assert!(run.trace.decisions.len() < MANY, "{} decisions", run.trace.decisions.len());
    }
}

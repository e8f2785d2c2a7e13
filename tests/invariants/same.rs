//! Sameness: the same arguments give the same answer, chance has one source, and a run always
//! ends.

use hopwise::engine::simulate;
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

/// More than any lesson's honest request needs; a loop must not make a trace without bound.
const MANY: usize = 20_000;

invariants! {
    fn the_same_arguments_give_the_same_trace_and_state(run) {
        let (trace, after) = simulate(run.topology, run.before, run.request, run.seed);
        assert_eq!(&trace, run.trace);
        assert_eq!(&after, run.after);
    }

    fn without_chance_the_seed_changes_nothing(run) {
        if is_certain(run.topology) {
            let other = Seed(run.seed.0 + 1);
            let (mut trace, after) = simulate(run.topology, run.before, run.request, other);
            trace.seed = run.seed;
            assert_eq!(&trace, run.trace);
            assert_eq!(&after, run.after);
        }
    }

    fn a_loop_ends(run) {
        assert!(run.trace.hops.len() < MANY, "{} hops", run.trace.hops.len());
        assert!(run.trace.steps.len() < MANY, "{} steps", run.trace.steps.len());
        assert!(run.trace.decisions.len() < MANY, "{} decisions", run.trace.decisions.len());
    }
}

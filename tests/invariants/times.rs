//! Time: phases, segments, spans and steps fit together to the nanosecond.

use std::collections::BTreeSet;

use hopwise::phase::Phases;
use hopwise::time::SimTime;
use hopwise::topology::{Kind, Role};
use hopwise::trace::{Decision, OutcomeKind, Span};

use crate::property::invariants;

invariants! {
    fn the_phases_add_up_to_the_total(run) {
        assert_eq!(run.trace.phases.total(), run.trace.total);
    }

    fn the_segments_run_from_zero_to_the_total_without_gap_or_overlap(run) {
        let mut at = SimTime::ZERO;
        let mut phases = Phases::default();
        for segment in &run.trace.segments {
            assert_eq!(segment.start, at);
            assert!(segment.end > segment.start, "{segment:?} is empty");
            phases[segment.phase] += segment.end.since(segment.start);
            at = segment.end;
        }
        assert_eq!(at.nanos(), run.trace.total.nanos());
        assert_eq!(phases, run.trace.phases);
    }

    fn the_phases_at_any_moment_add_up_to_that_moment(run) {
        let total = run.trace.total.nanos();
        for at in [0, 1, total / 3, total / 2, total.saturating_sub(1), total, total + 1] {
            assert_eq!(run.trace.phases_at(SimTime(at)).total().nanos(), at.min(total));
        }
        assert_eq!(run.trace.phases_at(SimTime(total)), run.trace.phases);
    }

    fn the_first_byte_comes_with_a_response_and_not_after_its_last(run) {
        let responded = matches!(run.trace.outcome.kind, OutcomeKind::Response(_));
        assert_eq!(run.trace.ttfb.is_some(), responded);
        if let Some(ttfb) = run.trace.ttfb {
            assert!(ttfb <= run.trace.total);
        }
    }

    fn the_first_span_is_the_clients_and_lasts_the_total(run) {
        let first = &run.trace.spans[0];
        assert_eq!(first.parent, None);
        assert_eq!(first.node, run.topology[run.request].from);
        assert_eq!(first.start, SimTime::ZERO);
        assert_eq!(first.end.nanos(), run.trace.total.nanos());
    }

    /// Only what nobody waits for may last longer than its parent.
    fn a_child_span_lies_inside_its_parent(run) {
        for (place, span) in run.trace.spans.iter().enumerate() {
            assert!(span.start <= span.end, "{span:?}");
            let Some(parent) = span.parent else {
                assert_eq!(place, 0, "only the client's span has no parent");
                continue;
            };
            assert!((parent.0 as usize) < place, "a parent comes first");
            let parent = &run.trace.spans[parent.0 as usize];
            assert!(parent.start <= span.start, "{span:?} in {parent:?}");
            assert!(!parent.asynchronous || span.asynchronous, "{span:?} in {parent:?}");
            if !span.asynchronous {
                assert!(span.end <= parent.end, "{span:?} in {parent:?}");
            }
        }
    }

    /// Nobody waits for a replica, for a worker, or for what has been given up; and a circle ends
    /// the request while calls made at the same time are still out.
    fn only_copies_workers_and_the_given_up_run_beside_the_total(run) {
        let beside = run.topology.nodes().iter().any(|node| node.kind == Kind::Worker)
            || run.topology.links().iter().any(|link| link.role == Role::Replicate);
        let given_up = run.trace.decisions.iter()
            .any(|decided| matches!(
                decided.what,
                Decision::TimedOut { .. } | Decision::Resent { .. }
            ));
        let cut = run.trace.outcome.kind == OutcomeKind::Limit;
        if !beside && !given_up && !cut {
            let spans = run.trace.spans.iter().filter(|span| span.asynchronous);
            assert_eq!(spans.collect::<Vec<_>>(), Vec::<&Span>::new());
            assert!(run.trace.hops.iter().all(|hop| !hop.asynchronous));
        }
    }

    fn the_steps_cut_the_run_without_gap_or_overlap(run) {
        let steps = &run.trace.steps;
        assert!(!steps.is_empty(), "there is always something to tell");
        let mut at = SimTime::ZERO;
        for step in steps {
            assert_eq!(step.at, at);
            assert!(step.until >= step.at);
            at = step.until;
        }
        assert_eq!(run.trace.end(), at);
        assert!(at.nanos() >= run.trace.total.nanos());
    }

    fn every_hop_and_decision_belongs_to_one_step(run) {
        let (mut hops, mut decisions) = (BTreeSet::new(), BTreeSet::new());
        for (place, step) in run.trace.steps.iter().enumerate() {
            let number = place as u32 + 1;
            for (id, hop) in run.trace.hops_of(place) {
                assert!(hops.insert(id), "{hop:?} is told twice");
                assert_eq!(hop.step, number);
                assert!(hop.asynchronous || step.at <= hop.depart, "{hop:?} departs before step {number}, {step:?}");
            }
            for &index in &step.decisions {
                let decided = &run.trace.decisions[index as usize];
                assert!(decisions.insert(index), "{decided:?} is told twice");
                assert_eq!(decided.step, number);
            }
        }
        assert_eq!(hops.len(), run.trace.hops.len());
        assert_eq!(decisions.len(), run.trace.decisions.len());
    }

    fn hops_and_decisions_stand_in_the_order_of_time(run) {
        assert!(run.trace.hops.is_sorted_by_key(|hop| hop.depart));
        for decided in &run.trace.decisions {
            assert!(decided.at <= decided.until, "{decided:?}");
        }
        assert!(run.trace.decisions.is_sorted_by_key(|decided| decided.until));
    }
}

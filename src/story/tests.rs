//! The story of every built-in request: told for every step, naming no kind of thing that is not
//! on the diagram, and true to the trace's numbers.

use super::*;
use crate::engine::{State, simulate};
use crate::topology::builtin;
use crate::trace::Seed;

fn all_told(check: impl Fn(&Topology, &Trace, &[Sentence])) {
    for built_in in builtin::BUILTINS {
        let topology = builtin::load(built_in.name).expect("built-ins are valid");
        for request in topology.request_ids() {
            let (trace, _) = simulate(&topology, &State::new(&topology), request, Seed(7));
            let story = tell(&topology, &trace);
            check(&topology, &trace, &story);
        }
    }
}

#[test]
fn every_step_has_a_title_and_a_text() {
    all_told(|topology, trace, story| {
        assert_eq!(story.len(), trace.steps.len());
        for (step, told) in trace.steps.iter().zip(story) {
            assert!(
                !told.title.is_empty() && !told.text.is_empty(),
                "{}: {step:?}",
                topology.name()
            );
            assert!(told.text.ends_with('.'), "{}", told.text);
            assert!(
                !told.text.contains("  ") && !told.text.replace("...", "").contains(".."),
                "{}",
                told.text
            );
        }
    });
}

#[test]
fn the_story_ends_with_the_total() {
    all_told(|_, trace, story| {
        let last = last(trace).expect("one step ends it");
        let total = trace.total.to_string();
        assert!(
            trace.total.nanos() == 0 || story[last].text.contains(&total),
            "{}",
            story[last].text
        );
    });
}

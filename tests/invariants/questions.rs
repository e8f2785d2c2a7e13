//! Questions: whatever happened, what a class is asked about it can be answered, once.

use std::collections::BTreeSet;

use hopwise::quiz::questions;

use crate::property::invariants;

invariants! {
    fn every_question_has_different_choices_and_belongs_to_a_step(run) {
        for question in questions(run.topology, run.before, run.request, run.seed, run.trace) {
            let texts: BTreeSet<&str> = question.choices.iter().map(|choice| choice.text.as_str()).collect();
            assert_eq!(texts.len(), question.choices.len(), "{question:?}");
            assert!(question.choices.len() > 1, "{question:?}");
            assert!(question.step < run.trace.steps.len(), "{question:?}");
        }
    }
}

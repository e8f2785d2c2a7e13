//! A generated topology and a lesson of requests on it: every run keeps every invariant that the
//! property tests of the engine know.
#![no_main]

use libfuzzer_sys::fuzz_target;

use crate::lesson::{Lesson, Run};

#[path = "../../tests/invariants/addresses.rs"]
mod addresses;
#[path = "../../tests/invariants/generate.rs"]
mod generate;
#[path = "../../tests/invariants/lens.rs"]
mod lens;
#[path = "../../tests/invariants/lesson.rs"]
mod lesson;
#[path = "../../tests/invariants/outcomes.rs"]
mod outcomes;
#[path = "../../tests/invariants/paths.rs"]
mod paths;
#[path = "../../tests/invariants/questions.rs"]
mod questions;
#[path = "../../tests/invariants/same.rs"]
mod same;
#[path = "../../tests/invariants/tape.rs"]
mod tape;
#[path = "../../tests/invariants/times.rs"]
mod times;

/// Stands in for the property tests' module of this name: an invariant is a plain function here,
/// and a module of invariants has one that holds a run to all of them.
mod property {
    macro_rules! invariants {
        ($($(#[$doc:meta])* fn $name:ident($run:ident) $body:block)*) => {
            $(
                $(#[$doc])*
                fn $name($run: &$crate::lesson::Run<'_>) $body
            )*
            pub(crate) fn hold(run: &$crate::lesson::Run<'_>) {
                $($name(run);)*
            }
        };
    }
    pub(crate) use invariants;
}

fuzz_target!(|bytes: &[u8]| {
    Lesson::read(bytes.to_vec()).runs(|run: &Run<'_>| {
        addresses::hold(run);
        lens::hold(run);
        outcomes::hold(run);
        paths::hold(run);
        questions::hold(run);
        same::hold(run);
        times::hold(run);
    });
});

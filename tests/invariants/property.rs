//! Invariants as properties of generated lessons. `fuzz/` gives the same macro another meaning, so
//! that the fuzzer holds every run to the same invariants.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::lesson::Lesson;

pub(crate) fn lessons() -> impl Strategy<Value = Lesson> {
    // An eighth of the tapes is short: small topologies are worth their own share.
    let tape = prop_oneof![
        1 => proptest::collection::vec(any::<u8>(), 0..60),
        7 => proptest::collection::vec(any::<u8>(), 60..500),
    ];
    tape.prop_map(Lesson::read)
}

/// As many cases on every machine, and the same ones: a failure in one place is one in all.
pub(crate) fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(20_240_229),
        failure_persistence: None,
        max_shrink_iters: 4000,
        ..ProptestConfig::default()
    }
}

/// Invariants: each a property of every run of every lesson, and all of them a function.
macro_rules! invariants {
    ($($(#[$doc:meta])* fn $name:ident($run:ident) $body:block)*) => {
        proptest::proptest! {
            #![proptest_config($crate::property::config())]
            $(
                $(#[$doc])*
                #[test]
                fn $name(lesson in $crate::property::lessons()) {
                    lesson.runs(|$run| $body);
                }
            )*
        }
        /// Holds one run to all of them.
        pub(crate) fn hold(run: &$crate::lesson::Run<'_>) {
            $({
                let $run = run;
                $body
            })*
        }
    };
}
pub(crate) use invariants;

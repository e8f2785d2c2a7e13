//! What the fuzzer has found and what it knows: every input of its corpus keeps every invariant.

use std::fs;
use std::path::Path;

use crate::lesson::{Lesson, Run};
use crate::{addresses, lens, outcomes, paths, questions, same, times};

#[test]
fn the_corpus_of_the_fuzzer_keeps_the_invariants() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/trace");
    let mut inputs = 0;
    for entry in fs::read_dir(folder).expect("the corpus is committed") {
        let bytes = fs::read(entry.expect("a file").path()).expect("it can be read");
        Lesson::read(bytes).runs(|run: &Run<'_>| {
            addresses::hold(run);
            lens::hold(run);
            outcomes::hold(run);
            paths::hold(run);
            questions::hold(run);
            same::hold(run);
            times::hold(run);
        });
        inputs += 1;
    }
    assert!(inputs > 0, "the corpus is empty");
}

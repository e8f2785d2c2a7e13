//! Any bytes as a lesson file: what is wrong is told in harmless words; what is right can be read
//! as text, as speaker notes, and played.
#![no_main]

use std::time::Duration;

use hopwise::action::Action;
use hopwise::app::{App, Listed, Settings};
use hopwise::lesson::{Lesson, Present, check_bytes, is_lesson, notes, text};
use hopwise::text::is_hostile;
use hopwise::topology::builtin::BUILTINS;
use hopwise::topology::problem::{json, render};
use hopwise::trace::Seed;
use libfuzzer_sys::fuzz_target;

/// Steps up to which a lesson is played too, so that one input stays quick.
const SMALL: usize = 6;

fuzz_target!(|bytes: &[u8]| {
    let _ = is_lesson(bytes);
    let no_file = |name: &str| Err(format!("there is no file `{name}`"));
    let checked = check_bytes("fuzzed", bytes, &no_file);
    assert_eq!(checked.lesson.is_none(), !checked.problems.is_empty());
    harmless(&render(
        "fuzzed.toml",
        &checked.source,
        &checked.problems,
        false,
    ));
    harmless(&json(&[(
        "fuzzed.toml",
        &checked.source,
        &checked.problems,
    )]));
    if let Some(lesson) = checked.lesson.filter(|lesson| lesson.steps.len() <= SMALL) {
        read(&lesson);
        play(lesson);
    }
});

fn harmless(words: &str) {
    let hostile = words.chars().find(|c| *c != '\n' && is_hostile(*c));
    assert_eq!(hostile, None, "{words:?}");
}

fn read(lesson: &Lesson) {
    harmless(&text(lesson, Seed(1)));
    for place in 0..lesson.steps.len() {
        harmless(&notes(
            lesson,
            &Present {
                place,
                question: None,
                ended: false,
            },
        ));
    }
}

/// Forth, and back again.
fn play(lesson: Lesson) {
    let steps = lesson.steps.len();
    let mut app = App::new(Settings::of(BUILTINS.iter().map(Listed::from).collect()));
    app.teach(lesson);
    for action in [Action::NextInLesson, Action::PreviousInLesson] {
        for _ in 0..=steps {
            app.update(action.clone());
            app.tick(Duration::from_secs(2));
        }
    }
}

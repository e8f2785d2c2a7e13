//! A lesson in print: every step with its run told.

use std::fmt::Write;

use super::{Lesson, Step};
use crate::report;
use crate::text::wrap;
use crate::trace::Seed;

const COLUMNS: usize = 80;

/// The whole lesson for reading, in 80 columns.
pub fn text(lesson: &Lesson, seed: Seed) -> String {
    let mut out = String::new();
    paragraph(&mut out, &lesson.title);
    paragraph(&mut out, &lesson.summary);
    for (place, step) in lesson.steps.iter().enumerate() {
        let count = lesson.steps.len();
        let heading = format!("Step {} of {count}: {}", place + 1, step.title);
        let _ = writeln!(
            out,
            "\n{heading}\n{}",
            "-".repeat(heading.chars().count().min(COLUMNS))
        );
        told(&mut out, lesson, place, step, seed);
    }
    out
}

fn told(out: &mut String, lesson: &Lesson, place: usize, step: &Step, seed: Seed) {
    let topology = &lesson.topologies[step.topology];
    labelled(out, "Watch for", &step.watch);
    match lesson.run(place, seed) {
        None => paragraph(
            out,
            &format!("{}: {}", topology.title(), topology.summary()),
        ),
        Some((state, trace)) => {
            for question in step.questions(topology, &state, seed, &trace) {
                paragraph(
                    out,
                    &format!("Before step {}: {}", question.step + 1, question.text),
                );
                for (number, choice) in question.choices.iter().enumerate() {
                    paragraph(out, &format!("{}. {}", number + 1, choice.text));
                }
            }
            out.push('\n');
            out.push_str(&report::told(topology, &trace));
        }
    }
    labelled(out, "You will learn", &step.learn);
}

fn labelled(out: &mut String, label: &str, words: &str) {
    if !words.is_empty() {
        paragraph(out, &format!("{label}: {words}"));
    }
}

fn paragraph(out: &mut String, words: &str) {
    for line in wrap(words, COLUMNS) {
        let _ = writeln!(out, "{line}");
    }
}

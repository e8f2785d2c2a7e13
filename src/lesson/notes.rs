//! What the speaker reads in the second terminal.

use std::fmt::Write;

use super::{Lesson, Step};
use crate::quiz::Question;

/// Where the class is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// The step of the lesson, from 0.
    pub place: usize,
    /// The question that is on.
    pub question: Option<&'a Question>,
    /// All steps are over.
    pub ended: bool,
}

/// The page for the speaker: this step, its notes, the answer to the question that is on, and
/// what comes next. One line for each paragraph, without line breaks inside.
pub fn notes(lesson: &Lesson, present: &Present<'_>) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{}", lesson.title);
    if present.ended {
        page.push_str("\nThe lesson is over. The class sees its score.\n");
        return page;
    }
    let step = &lesson.steps[present.place];
    let (number, count) = (present.place + 1, lesson.steps.len());
    let _ = writeln!(page, "{number} of {count}: {}\n", step.title);
    for paragraph in &step.notes {
        let _ = writeln!(page, "{paragraph}\n");
    }
    labelled(&mut page, "Watch for", &step.watch);
    labelled(&mut page, "They learn", &step.learn);
    if let Some(question) = present.question {
        let right = &question.choices[question.right()].text;
        let number = question.right() + 1;
        let _ = writeln!(page, "\nAsked: {}\nRight: {number}, {right}", question.text);
        let _ = writeln!(page, "Why: {}", question.reveal);
    }
    let next = lesson.steps.get(present.place + 1);
    let _ = writeln!(
        page,
        "\nNext: {}",
        next.map_or("the end, with the score".to_owned(), outlook)
    );
    page
}

fn outlook(step: &Step) -> String {
    let asks = if step.asks() { " (asks the class)" } else { "" };
    format!("{}{asks}", step.title)
}

fn labelled(page: &mut String, label: &str, words: &str) {
    if !words.is_empty() {
        let _ = writeln!(page, "{label}: {words}");
    }
}

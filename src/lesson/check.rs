//! From the text of a lesson file to a valid [`Lesson`], or to everything that is wrong with it.

use std::borrow::Cow;
use std::ops::Range;

use super::file::{File, StepTable};
use super::{Lesson, STEPS, Step};
use crate::text::escaped;
use crate::topology::problem::{Problem, Severity};
use crate::topology::tables::{At, Entry, read};
use crate::topology::{Topology, builtin, limits, source};
use crate::trace::Seed;

mod step;
mod value;

/// The codes that only lessons have; the others are those of topologies.
pub const CODES: [&str; 9] = [
    "no-step",
    "no-topology",
    "unknown-topology",
    "unknown-request",
    "bad-speed",
    "no-request-sent",
    "not-reached",
    "same-choice",
    "choice-count",
];

/// A lesson file that was looked at.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The text that the problems' places count in.
    pub source: Cow<'a, str>,
    /// The lesson, where nothing is an error.
    pub lesson: Option<Lesson>,
    /// Errors in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads a topology that is not built in: its path from the lesson's folder, or the reason why
/// it cannot be had.
pub type Load<'a> = &'a dyn Fn(&str) -> Result<Topology, String>;

/// Whether the bytes of a file are meant as a lesson: it has a `[[step]]` table.
pub fn is_lesson(bytes: &[u8]) -> bool {
    let text = source::lossy(bytes);
    text.lines().any(|line| {
        let inner = line.trim().strip_prefix("[[");
        let name = inner.and_then(|inner| inner.split_once("]]"));
        name.is_some_and(|(name, _)| name.trim() == "step")
    })
}

/// Looks at the bytes of a lesson file. `name` is what the lesson is called, with hostile characters
/// escaped: the file's stem.
pub fn check_bytes<'a>(name: &str, bytes: &'a [u8], load: Load<'_>) -> Checked<'a> {
    match source::decode(bytes) {
        Ok(text) => check(name, text, load),
        Err(problems) => Checked {
            source: source::lossy(bytes),
            lesson: None,
            problems,
        },
    }
}

fn check<'a>(name: &str, text: &'a str, load: Load<'_>) -> Checked<'a> {
    let mut problems = Vec::new();
    let (file, entries) = read::<File, StepTable>(text, "step", &mut problems);
    let mut checker = Checker {
        load,
        problems,
        topologies: Vec::new(),
        current: None,
    };
    let lesson = checker.lesson(name, file.as_ref(), &entries);
    let mut problems = checker.problems;
    problems.sort_by_key(Problem::start);
    problems.truncate(limits::PROBLEMS);
    let has_errors = problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    Checked {
        source: Cow::Borrowed(text),
        lesson: lesson.filter(|_| !has_errors),
        problems,
    }
}

/// Collects problems while it makes a lesson.
struct Checker<'a> {
    load: Load<'a>,
    problems: Vec<Problem>,
    /// The topologies that were named, by the word that names them; `None`: not to be had, which
    /// has been reported.
    topologies: Vec<(String, Option<Topology>)>,
    /// The topology of the step before.
    current: Option<usize>,
}

impl Checker<'_> {
    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn lesson(
        &mut self,
        name: &str,
        file: Option<&File>,
        entries: &[Entry<StepTable>],
    ) -> Option<Lesson> {
        if entries.len() > STEPS {
            let message = format!(
                "the file has {} steps; a lesson has at most {STEPS}",
                entries.len()
            );
            self.report(Problem::error("too-many", message));
            return None;
        }
        if entries.is_empty() && self.problems.is_empty() {
            self.report(
                Problem::error("no-step", "the lesson has no step")
                    .help("add one: `[[step]]` with `title = \"...\"`"),
            );
        }
        let title = file.map(|file| {
            self.format(&file.format);
            self.line(&file.title, "`title`")
        });
        let summary = file.and_then(|file| file.summary.as_ref());
        let summary = self.prose(summary, "`summary`");
        let steps: Vec<Option<Step>> = entries.iter().map(|entry| self.step(entry)).collect();
        let steps: Vec<Step> = steps.into_iter().collect::<Option<_>>()?;
        let topologies = std::mem::take(&mut self.topologies).into_iter();
        let lesson = Lesson {
            name: escaped(name),
            title: title?,
            summary,
            topologies: topologies
                .map(|(_, topology)| topology)
                .collect::<Option<_>>()?,
            steps,
        };
        if self.problems.is_empty() {
            self.reached(&lesson, entries);
        }
        Some(lesson)
    }

    fn format(&mut self, format: &At<i64>) {
        if !format.is_stand_in() && *format.get() != 1 {
            self.report(
                Problem::error(
                    "unknown-format",
                    format!("format {} is not known to this hopwise", format.get()),
                )
                .at(format.span(), "no known format")
                .help("write `format = 1`, or install a newer hopwise"),
            );
        }
    }

    /// The topology that a word names, read once. What is wrong with it is said once.
    fn topology(&mut self, word: &At<String>) -> usize {
        let name = word.get();
        let known = self.topologies.iter().position(|(known, _)| known == name);
        if let Some(known) = known {
            return known;
        }
        let found = match builtin::load(name) {
            Some(topology) => Ok(topology),
            None => (self.load)(name),
        };
        let topology = match found {
            Ok(topology) => Some(topology),
            Err(reason) => {
                let near = builtin::nearest(name);
                let near = near.map(|near| format!("did you mean the built-in `{near}`?"));
                let message = format!("`{name}` is no topology: {reason}");
                self.report(
                    Problem::error("unknown-topology", message)
                        .at(word.span(), "cannot be used")
                        .maybe_help(near),
                );
                None
            }
        };
        self.topologies.push((name.clone(), topology));
        self.topologies.len() - 1
    }

    /// Reports places that the run of a step does not come to.
    fn reached(&mut self, lesson: &Lesson, entries: &[Entry<StepTable>]) {
        for (place, (step, entry)) in lesson.steps.iter().zip(entries).enumerate() {
            let Some(table) = &entry.table else { continue };
            let question = table.question.as_ref().map(At::get);
            let before = question.and_then(|question| question.before.as_ref());
            let wanted = [
                (
                    "stop_at",
                    step.stop_at,
                    table.stop_at.as_ref().map(At::span),
                ),
                (
                    "before",
                    step.question.as_ref().and_then(|own| own.before),
                    before.map(At::span),
                ),
            ];
            for (key, wanted, span) in wanted {
                let (Some(wanted), Some(span)) = (wanted, span) else {
                    continue;
                };
                if let Some((_, trace)) = lesson.run(place, Seed::default())
                    && wanted.find(&trace).is_none()
                {
                    self.not_reached(key, span, trace.steps.len(), &entry.owner);
                }
            }
        }
    }

    fn not_reached(&mut self, key: &str, span: Range<usize>, steps: usize, owner: &str) {
        self.report(
            Problem::error(
                "not-reached",
                format!("the run of {owner} does not come to its `{key}`"),
            )
            .at(span, "never reached")
            .help(format!(
                "the run has {steps} steps: `hopwise trace` shows them"
            )),
        );
    }
}

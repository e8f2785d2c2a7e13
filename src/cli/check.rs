//! `hopwise check`: every problem of topology and lesson files at once, mistakes of networking among them.

use super::{Failure, Format, Outcome, lesson, output, source};
use crate::lesson::is_lesson;
use crate::text::escaped;
use crate::topology::check_bytes;
use crate::topology::problem::{Problem, Severity, json, render};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Topology or lesson files, or names of built-in topologies
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// How the problems are written: text to standard error, JSON to standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Refuse files with warnings too, for scripts
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
}

/// What is refused beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// Files that can be used and probably do not say what their author means.
    Warnings,
}

/// A file that was looked at.
struct Looked {
    name: String,
    /// `None`: it could not be read.
    text: Option<String>,
    problems: Vec<Problem>,
}

impl Looked {
    fn at(name: &str) -> Self {
        let (text, problems) = match source::bytes(name) {
            Ok(bytes) if is_lesson(&bytes) => {
                let checked = lesson::looked_at(name, &bytes);
                (Some(checked.source.into_owned()), checked.problems)
            }
            Ok(bytes) => {
                let checked = check_bytes(&source::stem(name), &bytes);
                (Some(checked.source.into_owned()), checked.problems)
            }
            Err(problem) => (None, vec![problem]),
        };
        Self {
            name: name.to_owned(),
            text,
            problems,
        }
    }

    fn count(&self, severity: Severity) -> usize {
        let of_it = |problem: &&Problem| problem.severity == severity;
        self.problems.iter().filter(of_it).count()
    }

    /// Its problems as a terminal shows them; empty where there is none.
    fn shown(&self) -> String {
        match &self.text {
            Some(text) => render(&self.name, text, &self.problems, output::color_errors()),
            None => self.problems.iter().map(source::plain).collect(),
        }
    }

    /// One line for a file without errors.
    fn verdict(&self) -> String {
        let name = escaped(&self.name);
        match self.count(Severity::Warning) {
            0 => format!("{name}: no problem\n"),
            1 => format!("{name}: no error, 1 warning\n"),
            more => format!("{name}: no error, {more} warnings\n"),
        }
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let files: Vec<Looked> = args.files.iter().map(|name| Looked::at(name)).collect();
    let refused = |severity| severity == Severity::Error || args.deny == Some(Deny::Warnings);
    let refusals: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .filter(|(severity, _)| refused(*severity))
        .filter_map(|(severity, noun)| tally(&files, severity, noun))
        .collect();
    match args.format {
        Format::Json => in_json(&files, &refusals),
        Format::Text => in_text(&files, &refusals),
    }
}

fn in_json(files: &[Looked], refusals: &[String]) -> Outcome {
    let rows: Vec<(&str, &str, &[Problem])> = files
        .iter()
        .map(|file| {
            let text = file.text.as_deref().unwrap_or_default();
            (file.name.as_str(), text, file.problems.as_slice())
        })
        .collect();
    output::write(&(json(&rows) + "\n"))?;
    if !refusals.is_empty() {
        return Err(Failure::Told);
    }
    Ok(())
}

fn in_text(files: &[Looked], refusals: &[String]) -> Outcome {
    let shown: Vec<String> = files
        .iter()
        .map(|file| file.shown().trim_end().to_owned())
        .filter(|shown| !shown.is_empty())
        .collect();
    let shown = shown.join("\n\n");
    if !refusals.is_empty() {
        return Err(Failure::Refused(format!(
            "{shown}\n\n{}",
            refusals.join("\n")
        )));
    }
    if !shown.is_empty() {
        output::complain(&shown);
    }
    output::write(&files.iter().map(Looked::verdict).collect::<String>())
}

/// How many problems of a severity there are in how many files; `None` where there is none.
fn tally(files: &[Looked], severity: Severity, noun: &str) -> Option<String> {
    let counts = files.iter().map(|file| file.count(severity));
    let (found, bad) = counts
        .filter(|count| *count > 0)
        .fold((0, 0), |(found, bad), count| (found + count, bad + 1));
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    (found > 0).then(|| {
        format!(
            "{found} {noun}{} in {bad} file{}",
            plural(found),
            plural(bad)
        )
    })
}

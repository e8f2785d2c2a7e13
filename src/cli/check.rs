//! `hopwise check`: every problem of topology files at once.

use super::{Failure, Format, Outcome, output, source};
use crate::text::escaped;
use crate::topology::check_bytes;
use crate::topology::problem::{Problem, Severity, json, render};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Topology files, or names of built-in topologies
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// How the problems are written: text to standard error, JSON to standard output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A file that was looked at.
struct Looked {
    name: String,
    text: String,
    problems: Vec<Problem>,
}

impl Looked {
    fn at(name: &str) -> Self {
        let (text, problems) = match source::bytes(name) {
            Ok(bytes) => {
                let checked = check_bytes(&source::stem(name), &bytes);
                (checked.source.into_owned(), checked.problems)
            }
            Err(problem) => (String::new(), vec![problem]),
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
    let errors: usize = files.iter().map(|file| file.count(Severity::Error)).sum();
    if args.format == Format::Json {
        let rows: Vec<(&str, &str, &[Problem])> = files
            .iter()
            .map(|file| {
                (
                    file.name.as_str(),
                    file.text.as_str(),
                    file.problems.as_slice(),
                )
            })
            .collect();
        output::write(&(json(&rows) + "\n"))?;
        return if errors == 0 {
            Ok(())
        } else {
            Err(Failure::Told)
        };
    }
    let shown: String = files
        .iter()
        .map(|file| {
            render(
                &file.name,
                &file.text,
                &file.problems,
                output::color_errors(),
            )
        })
        .filter(|shown| !shown.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    if errors == 0 {
        if !shown.is_empty() {
            output::complain(shown.trim_end());
        }
        return output::write(&files.iter().map(Looked::verdict).collect::<String>());
    }
    let bad = files
        .iter()
        .filter(|file| file.count(Severity::Error) > 0)
        .count();
    Err(Failure::Refused(format!(
        "{}\n\n{}",
        shown.trim_end(),
        summary(errors, bad)
    )))
}

fn summary(errors: usize, files: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    format!(
        "{errors} error{} in {files} file{}",
        plural(errors),
        plural(files)
    )
}

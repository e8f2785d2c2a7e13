//! `hopwise lesson`: a lesson played from a file, or in print where there is no screen.

use std::path::{Path, PathBuf};

use super::look::Look;
use super::{Failure, Outcome, output, plain, source};
use crate::app::{App, Listed, Settings};
use crate::lesson::builtin::{self, BUILTINS};
use crate::lesson::{self, Checked, Lesson, check_bytes};
use crate::terminal;
use crate::text::escaped;
use crate::topology::builtin as topologies;
use crate::topology::problem::Problem;
use crate::topology::{Topology, parse_bytes, suggest};
use crate::trace::Seed;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Path of a lesson file, or the name of a built-in lesson: press-enter, where-caches-help,
    /// when-things-break
    #[arg(default_value = BUILTINS[0].name)]
    lesson: String,
    /// Where chance comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    look: Look,
}

pub(super) fn run(args: &Args) -> Outcome {
    let lesson = load(&args.lesson)?;
    let seed = Seed(args.seed);
    if !args.look.plain && !output::is_screen() {
        return output::write(&lesson::text(&lesson, seed));
    }
    let mut app = App::new(Settings {
        seed,
        speed: args.look.speed,
        reduced_motion: args.look.is_still(),
        ..Settings::of(topologies::BUILTINS.iter().map(Listed::from).collect())
    });
    app.teach(lesson);
    if builtin::get(&args.lesson).is_none() {
        app.taught_from(PathBuf::from(&args.lesson));
    }
    if args.look.plain {
        return plain::run(app, false);
    }
    terminal::run(app, &args.look.theme())
        .map_err(|error| Failure::Refused(format!("error: {error}")))
}

/// The built-in lesson or the file called `word`.
fn load(word: &str) -> Result<Lesson, Failure> {
    if let Some(builtin) = builtin::get(word) {
        return Ok(builtin.load());
    }
    let bytes = source::read(word).map_err(|problem| {
        let problem = if problem.code == "not-found" {
            missing(word)
        } else {
            problem
        };
        Failure::Refused(source::plain(&problem))
    })?;
    let Checked {
        lesson,
        source: text,
        problems,
    } = looked_at(word, &bytes);
    lesson.ok_or_else(|| source::refuse(word, &text, &problems))
}

/// What is to be said of the lesson file at `path`.
pub(super) fn looked_at<'a>(path: &str, bytes: &'a [u8]) -> Checked<'a> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let load = |name: &str| topology(&folder.join(name).to_string_lossy());
    check_bytes(&source::stem(path), bytes, &load)
}

/// The topology in a file that a lesson names.
fn topology(path: &str) -> Result<Topology, String> {
    let bytes = source::read(path).map_err(|problem| match problem.code {
        "not-found" => format!("there is no file `{}`", escaped(path)),
        _ => problem.message,
    })?;
    parse_bytes(&source::stem(path), &bytes).map_err(|problems| {
        let count = problems.len();
        format!("`hopwise check {}` finds {count} in it", escaped(path))
    })
}

fn missing(word: &str) -> Problem {
    let names = || BUILTINS.iter().map(|builtin| builtin.name);
    let near = suggest::nearest(word, names());
    let near = near.map(|near| format!("did you mean `{near}`? "));
    Problem::error(
        "not-found",
        format!(
            "there is no file and no built-in lesson `{}`",
            escaped(word)
        ),
    )
    .help(format!(
        "{}the built-in lessons are {}",
        near.unwrap_or_default(),
        suggest::listed(names())
    ))
}

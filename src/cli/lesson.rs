//! `hopwise lesson`: a lesson played from a file, or in print where there is no screen.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, output, plain, source};
use crate::app::{App, Listed, Settings};
use crate::lesson::builtin::{self, BUILTINS};
use crate::lesson::{self, Checked, Lesson, check_bytes};
use crate::playback::Speed;
use crate::terminal;
use crate::text::escaped;
use crate::topology::builtin as topologies;
use crate::topology::problem::Problem;
use crate::topology::{Topology, parse_bytes, suggest};
use crate::trace::Seed;
use crate::ui::theme::{Theme, ThemeName};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Path of a lesson file, or the name of a built-in lesson: press-enter, where-caches-help,
    /// when-things-break
    #[arg(default_value = BUILTINS[0].name)]
    lesson: String,
    /// Where chance comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Use nothing outside printable ASCII
    #[arg(long)]
    ascii: bool,
    /// Colours of the screen
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    theme: ThemeName,
    /// How fast playing is, such as 0.5 or 2
    #[arg(long, value_name = "X", default_value = "1")]
    speed: Speed,
    /// Packets jump from box to box instead of gliding
    #[arg(long)]
    reduced_motion: bool,
    /// Lines of text for screen readers: commands from standard input, `help` lists them
    #[arg(long, conflicts_with_all = ["ascii", "theme", "speed", "reduced_motion"])]
    plain: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let lesson = load(&args.lesson)?;
    let seed = Seed(args.seed);
    if !args.plain && !output::is_screen() {
        return output::write(&lesson::text(&lesson, seed));
    }
    let mut app = App::new(Settings {
        topologies: topologies::BUILTINS.iter().map(Listed::from).collect(),
        open: 0,
        path: None,
        request: None,
        seed,
        autoplay: false,
        speed: args.speed,
        // Spoken, a step is over when it is told.
        reduced_motion: args.reduced_motion || args.plain,
    });
    app.teach(lesson);
    if builtin::get(&args.lesson).is_none() {
        app.taught_from(PathBuf::from(&args.lesson));
    }
    if args.plain {
        return plain::run(app, false);
    }
    let theme = Theme::new(args.theme, args.ascii, output::color_allowed());
    terminal::run(app, &theme).map_err(|error| Failure::Refused(format!("error: {error}")))
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

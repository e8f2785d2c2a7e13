//! Arguments and commands. Exit codes: 0 done, 1 the input was refused, 2 usage.
//!
//! A command looks at all of its input before it writes the first byte, so that a refused input
//! leaves nothing on standard output.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::text::escaped;

mod check;
mod completions;
mod faults;
mod lesson;
mod list;
mod load;
mod look;
mod man;
mod new;
mod notes;
mod output;
mod plain;
mod play;
mod render;
mod schema;
mod source;
mod trace;

/// The version of the package, and the commit where that is known.
const VERSION: &str = match option_env!("HOPWISE_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// A request tracer for teaching networking: your diagram, a correct engine, an honest clock.
#[derive(Debug, Parser)]
#[command(
    version = VERSION,
    args_conflicts_with_subcommands = true,
    after_help = "A TOPOLOGY is the path of a file or the name of a built-in one (`hopwise list`).\n\
                  A file that is called like a command or a built-in topology is reached as ./name."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    play: play::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the built-in topologies with their titles and requests, and the lessons
    List(list::Args),
    /// Send a request without a terminal: its steps as sentences, its times, its outcome
    Trace(trace::Args),
    /// Send many requests at once: throughput, latency, queues and the bottleneck
    Load(load::Args),
    /// Print one picture
    Render(render::Args),
    /// Play a lesson: topologies, requests and questions in the order a teacher tells them
    Lesson(lesson::Args),
    /// Show the speaker notes of the lesson that runs in another terminal
    Notes,
    /// Report every problem of topology and lesson files
    Check(check::Args),
    /// Write the commented starter topology to a new file
    New(new::Args),
    /// Print the JSON Schema of the file format, for editors
    Schema(schema::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page, for `man -l -`
    #[command(hide = true)]
    Man(man::Args),
}

/// How a command's result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For reading.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
enum Failure {
    /// The input cannot be used; the message ends without a line break.
    Refused(String),
    /// The input cannot be used, and that has been said.
    Told,
    /// Standard output cannot be written.
    Output(std::io::Error),
}

type Outcome = Result<(), Failure>;

/// Runs the program with these arguments, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let args = match Arguments::try_parse_from(&words) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too, with exit code 0.
            let error = harmless(error, &words);
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let done = match args.command {
        None => play::run(&args.play),
        Some(Command::List(args)) => list::run(&args),
        Some(Command::Trace(args)) => trace::run(&args),
        Some(Command::Load(args)) => load::run(&args),
        Some(Command::Render(args)) => render::run(&args),
        Some(Command::Lesson(args)) => lesson::run(&args),
        Some(Command::Notes) => notes::run(),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::New(args)) => new::run(&args),
        Some(Command::Schema(args)) => schema::run(&args),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man(args)) => man::run(&args),
    };
    output::finish(done)
}

/// What is wrong with the command line, in words that quote it escaped: clap quotes it as it is.
fn harmless(error: clap::Error, words: &[OsString]) -> clap::Error {
    let escaped = words.iter().map(|word| escaped(&word.to_string_lossy()));
    Arguments::try_parse_from(escaped).err().unwrap_or(error)
}

/// The grammar of the command line, for completions.
fn grammar() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

//! The one place that writes to the standard streams.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use super::{Failure, Outcome};

/// Writes all of `text` to standard output.
pub(super) fn write(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// Writes a message to standard error; nobody is left to tell where that fails.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The exit code, after the message of a failure. A reader that has seen enough (`| head`) is
/// no failure.
pub(super) fn finish(done: Outcome) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => {
            complain(&format!("error: cannot write the output: {error}"));
            ExitCode::FAILURE
        }
        Err(Failure::Told) => ExitCode::FAILURE,
        Err(Failure::Refused(message)) => {
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

/// Whether standard output can be drawn on: a terminal, and not a dumb one.
pub(super) fn is_screen() -> bool {
    io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether messages on standard error may have colours.
pub(super) fn color_errors() -> bool {
    io::stderr().is_terminal() && color_allowed()
}

/// Whether the user wants colours at all: `NO_COLOR` is not set, the terminal is not dumb.
pub(super) fn color_allowed() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

//! `hopwise new`: writes the commented starter topology.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use super::{Failure, Outcome, output};
use crate::text::escaped;
use crate::topology::builtin;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let shown = escaped(&args.file.to_string_lossy());
    let starter = builtin::get(builtin::STARTER).expect("the starter is built in");
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.file)
        .and_then(|mut file| file.write_all(starter.source.as_bytes()))
        .map_err(|error| {
            Failure::Refused(match error.kind() {
                ErrorKind::AlreadyExists => format!(
                    "error: `{shown}` exists already and is left as it is\nhelp: name a file that does not exist"
                ),
                ErrorKind::NotFound => format!("error: the folder of `{shown}` does not exist"),
                _ => format!("error: `{shown}` cannot be written: {error}"),
            })
        })?;
    output::write(&format!("wrote {shown}; open it with: hopwise {shown}\n"))
}

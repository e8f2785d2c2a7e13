//! `hopwise schema`: the JSON Schema of the file formats.

use super::{Outcome, output};
use crate::{lesson, topology};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of lesson files instead
    #[arg(long)]
    lesson: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    output::write(&if args.lesson {
        lesson::schema::schema()
    } else {
        topology::schema::schema()
    })
}

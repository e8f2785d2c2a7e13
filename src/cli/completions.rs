//! `hopwise completions`: what a shell can complete.

use super::{Outcome, grammar, output};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell they are for
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut grammar(), "hopwise", &mut script);
    output::write(&String::from_utf8_lossy(&script))
}

//! `hopwise trace`: a request is sent and told, without a terminal.

use std::fmt::Write;

use super::faults::Faults;
use super::{Failure, Format, Outcome, output, source};
use crate::engine::{THINK_TIME, simulate};
use crate::report;
use crate::trace::Seed;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Path of a topology file, or the name of a built-in one
    topology: Option<String>,
    /// The request to send
    #[arg(long, value_name = "ID")]
    request: String,
    /// Where chance comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Send it K times in a row, over the state that each leaves
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    repeat: u32,
    #[command(flatten)]
    faults: Faults,
    /// How the trace is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &Args) -> Outcome {
    let topology = source::load(args.topology.as_deref())?;
    let request = source::request(&topology, Some(&args.request))?
        .ok_or_else(|| Failure::Refused("error: the topology has no request".to_owned()))?;
    let mut state = args.faults.state(&topology)?;
    let is_faulty = state.is_faulty();
    let mut out = String::new();
    for round in 0..args.repeat {
        if round > 0 {
            state.wait(THINK_TIME);
        }
        let (trace, next) = simulate(&topology, &state, request, Seed(args.seed));
        state = next;
        match args.format {
            Format::Json => {
                out.push_str(&report::json(&topology, &trace));
                out.push('\n');
            }
            Format::Text => {
                if round > 0 {
                    out.push('\n');
                }
                if args.repeat > 1 {
                    let _ = writeln!(out, "Request {} of {}", round + 1, args.repeat);
                }
                out.push_str(&report::text(&topology, &trace, is_faulty));
            }
        }
        output::write(&out)?;
        out.clear();
    }
    Ok(())
}

//! `hopwise` itself: the interactive tracer, or one request in print where there is no screen.

use std::path::PathBuf;

use super::faults::Faults;
use super::look::Look;
use super::{Failure, Outcome, output, plain, render, source};
use crate::action::Action;
use crate::app::{App, Listed, Settings};
use crate::engine::{State, simulate};
use crate::report;
use crate::terminal;
use crate::topology::{RequestId, Topology, builtin};
use crate::trace::Seed;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Path of a topology file, or the name of a built-in one
    topology: Option<String>,
    /// The request that Enter sends
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Where chance comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Send at once, without waiting for a key
    #[arg(long)]
    autoplay: bool,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    faults: Faults,
}

pub(super) fn run(args: &Args) -> Outcome {
    let topology = source::load(args.topology.as_deref())?;
    let request = source::request(&topology, args.request.as_deref())?;
    let state = args.faults.state(&topology)?;
    if !args.look.plain && !output::is_screen() {
        return output::write(&print(&topology, request, &state, args));
    }
    let named = args.request.as_deref().and(request);
    let settings = settings(topology, args.topology.as_deref(), named, args);
    let mut app = App::new(settings);
    app.start_in(state);
    if args.look.plain {
        return plain::run(app, args.autoplay);
    }
    if args.autoplay {
        app.update(Action::Send);
    }
    terminal::run(app, &args.look.theme())
        .map_err(|error| Failure::Refused(format!("error: {error}")))
}

/// The picture, and the story of one request.
fn print(topology: &Topology, request: Option<RequestId>, state: &State, args: &Args) -> String {
    let mut out = render::picture(topology, args.look.ascii);
    if let Some(request) = request {
        let (trace, _) = simulate(topology, state, request, Seed(args.seed));
        out.push('\n');
        out.push_str(&report::text(topology, &trace, state.is_faulty()));
    }
    out
}

/// The built-in topologies, and in front of them the file that was named.
fn settings(
    topology: Topology,
    word: Option<&str>,
    request: Option<RequestId>,
    args: &Args,
) -> Settings {
    let word = word.unwrap_or(builtin::DEFAULT);
    let mut topologies: Vec<Listed> = builtin::BUILTINS.iter().map(Listed::from).collect();
    let place = builtin::BUILTINS
        .iter()
        .position(|builtin| builtin.name == word);
    match place {
        Some(place) => topologies[place] = topology.into(),
        None => topologies.insert(0, topology.into()),
    }
    Settings {
        open: place.unwrap_or(0),
        path: place.is_none().then(|| PathBuf::from(word)),
        request,
        seed: Seed(args.seed),
        // Sending waits until the faults are put on.
        autoplay: false,
        speed: args.look.speed,
        reduced_motion: args.look.is_still(),
        ..Settings::of(topologies)
    }
}

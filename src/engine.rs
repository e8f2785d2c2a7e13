//! The model engine: discrete events in integer nanoseconds.

use crate::time::SimDuration;
use crate::topology::{RequestId, Topology};
use crate::trace::{Seed, Trace};

mod state;

pub use state::{Fault, State};

/// Sends `request` in `state`: what happens, and the state it leaves. Same arguments, same
/// answer, on every machine. Always ends.
pub fn simulate(
    topology: &Topology,
    state: &State,
    request: RequestId,
    seed: Seed,
) -> (Trace, State) {
    let _ = (topology, state, request, seed);
    unimplemented!("written by the engine's author")
}

/// Time between two requests of a class, unless told otherwise.
pub const THINK_TIME: SimDuration = SimDuration::from_secs(1);

//! The model engine: discrete events in integer nanoseconds.
//!
//! One request is a tree of [exchanges](exchange): a caller asks, a server works, asks others and
//! answers. Behaviours are state machines over indices; they decide, and never see a clock, a
//! string or a map. The loop in [`run`] gives them time: it opens connections, sends messages over
//! links, schedules work and timers in one queue ordered by (time, insertion). Everything a reader
//! wants to know is told to an [`observe::Observer`]; whatever depends on the past is asked in
//! [`oracle`]. So the same behaviours serve a single trace (with [`record`] and the state's answers)
//! and the exploration of all that a request may meet, which many requests at once run on.
//!
//! ```text
//!   Call ─▶ connection ─▶ travel ─▶ Begin ─▶ behaviour ─▶ Work | Call | Reply
//!    ▲      (handshakes)  (links)            (decides)       │
//!    └───────────────────── Answer | Failed ◀────────────────┘
//! ```

use crate::time::SimDuration;
use crate::topology::{RequestId, Topology};
use crate::trace::{Seed, Trace};

mod after;
mod behave;
mod belief;
mod call;
pub(crate) mod chance;
mod connection;
mod ending;
mod exchange;
pub(crate) mod explore;
mod network;
pub(crate) mod observe;
pub(crate) mod oracle;
pub(crate) mod policy;
mod promote;
mod queue;
mod record;
mod refusal;
mod run;
pub(crate) mod script;
mod state;
mod transport;
mod travel;
mod under;

pub use belief::{Misconception, simulate_under};
pub use state::{Breaker, Fault, Impairment, OpenConnection, Remembered, State};

/// Sends `request` in `state`: what happens, and the state it leaves. Same arguments, same
/// answer, on every machine. Always ends: a limit of exchanges, of nesting and of model time
/// turns an endless loop into an outcome that says so.
pub fn simulate(
    topology: &Topology,
    state: &State,
    request: RequestId,
    seed: Seed,
) -> (Trace, State) {
    run_under(topology, state, request, seed, None)
}

/// [`simulate`], under a wrong belief or none.
fn run_under(
    topology: &Topology,
    state: &State,
    request: RequestId,
    seed: Seed,
    belief: Option<Misconception>,
) -> (Trace, State) {
    let mut next = state.clone();
    let network = network::Network::new(topology, request);
    let recorder = record::Recorder::new(topology, request, seed, state.clock);
    let mut run = run::Run::new(network, &mut next, seed, recorder);
    run.belief = belief;
    run.send();
    let trace = run.observer.finish();
    next.settle(trace.end());
    (trace, next)
}

/// Time between two requests of a class, unless told otherwise.
pub const THINK_TIME: SimDuration = SimDuration::from_secs(1);

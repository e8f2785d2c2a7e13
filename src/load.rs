//! Many requests at once: queues, saturation and failure under load, in model time.
//!
//! A [`plan`] says what is sent and for how long. While it runs, a [`tally`] counts at every node
//! and for every request, with a [`histogram`] for each time. The [`report`] is read off the
//! tallies of independent replications.

pub mod histogram;
mod memory;
mod op;
pub mod plan;
mod program;
pub mod report;
pub mod run;
pub mod simulation;
mod source;
mod station;
mod stream;
pub mod tally;
mod token;
mod wheel;

//! `hopwise notes`: the speaker's page of the lesson that runs in another terminal.

use super::{Failure, Outcome};
use crate::terminal;

pub(super) fn run() -> Outcome {
    terminal::follow_notes().map_err(|error| Failure::Refused(format!("error: {error}")))
}

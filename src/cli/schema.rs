//! `hopwise schema`: the JSON Schema of the file format.

use super::{Outcome, output};
use crate::topology::schema::schema;

pub(super) fn run() -> Outcome {
    output::write(&schema())
}

//! The JSON Schema of lesson files, for editors that complete and check as one types.

use serde_json::json;

use super::STEPS;
use super::file::{File, StepTable};
use crate::topology::schema::{generator, written};

/// The schema as JSON text that ends in a line break. It is made from the structs that read a
/// file, so it cannot say anything else than they do.
pub fn schema() -> String {
    let mut generator = generator();
    let step = generator.subschema_for::<StepTable>();
    let mut schema = generator.into_root_schema_for::<File>();
    // Steps are read one by one, so that all of them are checked; no struct holds them.
    schema.ensure_object()["properties"]["step"] = json!({
        "description": "The steps, in order.",
        "type": "array",
        "items": step,
        "minItems": 1,
        "maxItems": STEPS,
    });
    if let Some(required) = schema.ensure_object()["required"].as_array_mut() {
        required.push("step".into());
    }
    written(schema, "hopwise lesson")
}

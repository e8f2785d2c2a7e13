//! The JSON Schema of the file format, for editors that complete and check as one types.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::file::File;

/// The schema as JSON text that ends in a line break. It is made from the structs that read a
/// file, so it cannot say anything else than they do.
pub fn schema() -> String {
    let schema = generator().into_root_schema_for::<File>();
    written(schema, "hopwise topology")
}

/// What makes schemas of the structs that read TOML.
pub(crate) fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .for_deserialize()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(on_one_line))
        .into_generator()
}

/// A schema under its title, as JSON text that ends in a line break.
pub(crate) fn written(mut schema: Schema, title: &str) -> String {
    schema.insert("title".to_owned(), title.into());
    let mut text =
        serde_json::to_string_pretty(&schema).expect("a schema is always representable as JSON");
    text.push('\n');
    text
}

/// TOML has no null: a key is there with a value, or it is left out.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|word| word != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").is_none_or(|word| word != "null"));
        if choices.len() == 1
            && let Some(Value::Object(only)) = choices.pop()
        {
            schema.remove("anyOf");
            for (key, value) in only {
                schema.ensure_object().entry(key).or_insert(value);
            }
        }
    }
    // A default of null says nothing.
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}

/// Editors wrap descriptions themselves.
fn on_one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace('\n', " ");
    }
}

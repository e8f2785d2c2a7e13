//! The committed schemas are the ones the program makes, and describe every key.

use std::fs;
use std::path::Path;

use hopwise::{lesson, topology};
use serde_json::Value;

/// The file in assets, what it must hold, and how many keys it describes at least.
type Row = (&'static str, fn() -> String, usize);

const SCHEMAS: [Row; 2] = [
    ("topology.schema.json", topology::schema::schema, 50),
    ("lesson.schema.json", lesson::schema::schema, 20),
];

#[test]
fn the_committed_schemas_are_up_to_date() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for (file, schema, _) in SCHEMAS {
        let path = assets.join(file);
        if std::env::var_os("HOPWISE_UPDATE").is_some() {
            fs::write(&path, schema()).expect("the schema can be written");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == schema(),
            "assets/{file} is stale: HOPWISE_UPDATE=1 cargo test --test schema"
        );
    }
}

#[test]
fn the_schemas_describe_every_key() {
    for (file, schema, least) in SCHEMAS {
        let schema: Value = serde_json::from_str(&schema()).expect("it is JSON");
        let defined = schema["$defs"].as_object().expect("it has definitions");
        let mut count = 0;
        for (name, table) in defined.iter().chain([(&"File".to_owned(), &schema)]) {
            let Some(keys) = table["properties"].as_object() else {
                continue;
            };
            for (key, value) in keys {
                count += 1;
                assert!(
                    value["description"].is_string(),
                    "{file}: {name}.{key} is not described"
                );
                assert!(
                    !value.to_string().contains("null"),
                    "{file}: {name}.{key} may be null: {value}"
                );
            }
            assert_eq!(
                table["additionalProperties"], false,
                "{file}: {name} takes unknown keys"
            );
        }
        assert!(count >= least, "{file}: only {count} keys");
    }
}

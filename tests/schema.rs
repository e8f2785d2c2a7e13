//! The committed schema is the one the program makes.

use std::fs;
use std::path::Path;

use hopwise::topology::schema::schema;

#[test]
fn the_committed_schema_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/topology.schema.json");
    if std::env::var_os("HOPWISE_UPDATE").is_some() {
        fs::write(&path, schema()).expect("the schema can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == schema(),
        "assets/topology.schema.json is stale: HOPWISE_UPDATE=1 cargo test --test schema"
    );
}

#[test]
fn the_schema_describes_every_key() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("it is JSON");
    let tables = schema["$defs"]
        .as_object()
        .expect("it has definitions")
        .iter();
    let mut count = 0;
    for (name, table) in tables.chain([(&"File".to_owned(), &schema)]) {
        let Some(keys) = table["properties"].as_object() else {
            continue;
        };
        for (key, value) in keys {
            count += 1;
            assert!(
                value["description"].is_string(),
                "{name}.{key} is not described"
            );
            assert!(
                !value.to_string().contains("null"),
                "{name}.{key} may be null: {value}"
            );
        }
        assert_eq!(
            table["additionalProperties"], false,
            "{name} takes unknown keys"
        );
    }
    assert!(count > 50, "only {count} keys");
}

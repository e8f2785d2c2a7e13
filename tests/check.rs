//! What `check` says: each file of tests/check beside what is said of it.
//!
//! `HOPWISE_UPDATE=1 cargo test --test check` writes the expected texts again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hopwise::topology::check_bytes;
use hopwise::topology::problem::{CODES, json, render};
use invariants::{codes, hold_invariants};

#[path = "check/invariants.rs"]
mod invariants;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of fixtures is there")
        .map(|entry| entry.expect("a folder entry can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_fixture_says_what_stands_beside_it() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let bytes = fs::read(&path).expect("a fixture can be read");
        let name = path
            .file_name()
            .expect("a fixture has a name")
            .to_string_lossy();
        let stem = name.trim_end_matches(".toml");
        let checked = check_bytes(stem, &bytes);
        let found = codes(&checked);
        if CODES.contains(&stem) {
            assert!(
                found.contains(stem),
                "{name} shows no {stem}, but {found:?}"
            );
        }
        hold_invariants(&bytes);
        let shown = render(&name, &checked.source, &checked.problems, false);
        let beside = path.with_extension("txt");
        if update {
            fs::write(&beside, &shown).expect("the expected text can be written");
        } else if fs::read_to_string(&beside).ok().as_deref() != Some(shown.as_str()) {
            wrong.push(format!("{name} says\n{shown}"));
        }
        seen.extend(found);
    }
    assert!(
        wrong.is_empty(),
        "{}\nIf this is what they should say: HOPWISE_UPDATE=1 cargo test --test check",
        wrong.join("\n")
    );
    // Shown by files too large to be kept.
    seen.extend(["too-large", "too-many", "too-many-problems"]);
    let missing: Vec<_> = CODES
        .into_iter()
        .filter(|code| !seen.contains(code))
        .collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

#[test]
fn colour_adds_nothing_but_colour() {
    let source = "format = 2\ntitle = \"\u{202e}\"\n";
    let checked = check_bytes("file", source.as_bytes());
    let plain = render("a\u{1b}b.toml", source, &checked.problems, false);
    let colored = render("a\u{1b}b.toml", source, &checked.problems, true);
    assert!(colored.contains("\u{1b}["), "{colored:?}");
    let mut stripped = String::new();
    for part in colored.split('\u{1b}') {
        let text = part.strip_prefix('[').and_then(|part| part.split_once('m'));
        stripped.push_str(text.map_or(part, |(_, text)| text));
    }
    assert_eq!(stripped, plain);
}

#[test]
fn json_has_one_object_for_each_problem() {
    let source = "format = 2\n[node.\"ü\"]\nkind = \"clinet\"\nname = \"Client\"\n";
    let checked = check_bytes("file", source.as_bytes());
    let rows: serde_json::Value =
        serde_json::from_str(&json(&[("a.toml", source, &checked.problems)])).expect("it is JSON");
    let row = |code: &str, line: u64, column: u64, message: &str, help: &str| {
        serde_json::json!({
            "file": "a.toml", "severity": "error", "code": code, "message": message,
            "line": line, "column": column, "help": help,
        })
    };
    let id_help =
        "an id has letters a to z, digits, `-`, `_` and `.`, and starts with a letter or a digit";
    assert_eq!(
        rows,
        serde_json::json!([
            row(
                "unknown-format",
                1,
                10,
                "format 2 is not known to this hopwise",
                "write `format = 1`, or install a newer hopwise"
            ),
            row("bad-id", 2, 7, "`ü` cannot be the id of a node", id_help),
            row(
                "unknown-word",
                3,
                8,
                "`kind` of node `ü` cannot be `clinet`",
                "did you mean `client`?"
            ),
        ])
    );
}

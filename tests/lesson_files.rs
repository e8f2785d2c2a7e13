//! Lessons on the command line: files with topologies beside them, in print and checked.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn hopwise(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A folder with a topology in `systems/own.toml` and a lesson about it in `course/one.toml`.
fn course() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let inside = |path: &str| folder.path().join(path);
    fs::create_dir(inside("systems")).unwrap();
    fs::create_dir(inside("course")).unwrap();
    let starter = hopwise::topology::builtin::get("starter").unwrap().source;
    fs::write(inside("systems/own.toml"), starter).unwrap();
    let lesson = "format = 1\ntitle = \"Mine\"\n\n[[step]]\ntitle = \"First\"\n\
                  topology = \"../systems/own.toml\"\nrequest = \"cache-miss\"\n\
                  learn = \"It costs.\"\n\n[[step]]\ntitle = \"Second\"\nrequest = \"cache-hit\"\n";
    fs::write(inside("course/one.toml"), lesson).unwrap();
    folder
}

#[test]
fn a_lesson_finds_topologies_from_its_own_folder() {
    let folder = course();
    for (place, path) in [("", "course/one.toml"), ("course", "one.toml")] {
        let place = folder.path().join(place);
        let checked = hopwise(&place, &["check", path]);
        assert_eq!(text(&checked.stdout), format!("{path}: no problem\n"));
        let told = hopwise(&place, &["lesson", path]);
        let told = text(&told.stdout);
        for words in [
            "Mine",
            "Step 1 of 2: First",
            "You will learn: It costs.",
            "Step 2 of 2",
        ] {
            assert!(told.contains(words), "no `{words}` in\n{told}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_lesson_is_said_and_nothing_is_played() {
    let folder = course();
    let path = folder.path();
    fs::write(path.join("systems/own.toml"), "format = 1\n").unwrap();
    let refused = hopwise(path, &["lesson", "course/one.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty());
    let message = text(&refused.stderr);
    assert!(message.contains("unknown-topology"), "{message}");
    assert!(
        message.contains("hopwise check course/../systems/own.toml"),
        "{message}"
    );
    // Both files at once, as scripts check them.
    let checked = hopwise(
        path,
        &[
            "check",
            "--format",
            "json",
            "course/one.toml",
            "systems/own.toml",
        ],
    );
    let rows: serde_json::Value = serde_json::from_slice(&checked.stdout).expect("JSON");
    let codes: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["code"])
        .collect();
    assert_eq!(codes, ["unknown-topology", "no-node"]);
}

#[test]
fn a_misspelt_lesson_is_told_the_nearest_one() {
    let folder = tempfile::tempdir().unwrap();
    let refused = hopwise(folder.path(), &["lesson", "pres-enter"]);
    assert_eq!(refused.status.code(), Some(1));
    let message = text(&refused.stderr);
    assert!(message.contains("did you mean `press-enter`?"), "{message}");
}

#[test]
fn every_shipped_lesson_is_told_the_same_way_twice() {
    let folder = tempfile::tempdir().unwrap();
    for builtin in hopwise::lesson::builtin::BUILTINS {
        let tell = || hopwise(folder.path(), &["lesson", builtin.name, "--seed", "5"]);
        let (first, again) = (tell(), tell());
        assert!(first.status.success() && !first.stdout.is_empty());
        assert_eq!(first.stdout, again.stdout, "{}", builtin.name);
    }
}

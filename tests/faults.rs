//! What each fault does on each built-in topology: files of `tests/faults`, each with its command
//! in the first line and what it prints below. A new case is a file with a first line. The
//! topologies there show rules that the built-in ones do not use.
//!
//! `HOPWISE_UPDATE=1 cargo test --test faults` writes what is printed now.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hopwise::topology::builtin;

/// The options that break something.
const OPTIONS: [&str; 7] = [
    "--down", "--slow", "--drop", "--reject", "--crash", "--loss", "--delay",
];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let entries = fs::read_dir(folder).expect("the folder of cases");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

/// The words of a case after the name of the program.
fn words(text: &str) -> Vec<&str> {
    let command = text.lines().next().expect("a command");
    let words = command.strip_prefix("hopwise ").expect("a command line");
    words.split_whitespace().collect()
}

fn print(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("hopwise runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaint.is_empty(),
        "{words:?}: {complaint}"
    );
    String::from_utf8(output.stdout).expect("UTF-8 output")
}

#[test]
fn faults_are_told_as_recorded() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let mut wrong = String::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("a case");
        let command = text.lines().next().unwrap_or_default();
        let found = format!("{command}\n\n{}", print(&words(&text)));
        if update && text != found {
            fs::write(&path, found).expect("a case");
        } else if text != found {
            let _ = writeln!(wrong, "{}:\n{found}", path.display());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_fault_is_shown_on_every_built_in() {
    let mut missing: BTreeSet<(&str, &str)> = BTreeSet::new();
    for built_in in builtin::BUILTINS {
        missing.extend(OPTIONS.map(|option| (built_in.name, option)));
    }
    for path in files() {
        let text = fs::read_to_string(&path).expect("a case");
        let words = words(&text);
        missing.retain(|(name, option)| !(words.contains(name) && words.contains(option)));
    }
    assert!(missing.is_empty(), "{missing:?}");
}

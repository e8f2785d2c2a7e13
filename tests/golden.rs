//! Every built-in topology and request as it is printed, against the files in tests/golden.
//!
//! `HOPWISE_UPDATE=1 cargo test --test golden` records what is printed now; look at the
//! difference before it is committed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A file below tests/golden, and the words that print what stands in it.
struct Case {
    file: PathBuf,
    words: Vec<String>,
}

fn case(file: String, words: &[&str]) -> Case {
    Case {
        file: file.into(),
        words: words.iter().map(ToString::to_string).collect(),
    }
}

fn print(words: &[String]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "hopwise {}: {said}",
        words.join(" ")
    );
    String::from_utf8(output.stdout).expect("UTF-8 output")
}

/// Names of the built-in topologies with the ids of their requests.
fn menu() -> Vec<(String, Vec<String>)> {
    let list = print(&["list", "--format", "json"].map(str::to_owned));
    let rows: Value = serde_json::from_str(&list).expect("JSON");
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    rows.as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let requests = row["requests"].as_array().expect("requests");
            let ids = requests.iter().map(|request| word(&request["id"]));
            (word(&row["name"]), ids.collect())
        })
        .collect()
}

/// As large as they like; tests/pictures has diagrams at other sizes and in ASCII.
fn pictures(name: &str) -> Vec<Case> {
    vec![
        case(
            format!("pictures/{name}.txt"),
            &["render", name, "--view", "diagram"],
        ),
        case(
            format!("pictures/{name}-sequence.txt"),
            &["render", name, "--view", "sequence"],
        ),
    ]
}

/// One run in one view, 120 columns wide.
fn view(view: &str, name: &str, request: &str) -> Case {
    let words = [
        "render",
        name,
        "--view",
        view,
        "--request",
        request,
        "--width",
        "120",
    ];
    case(format!("{view}s/{name}/{request}.txt"), &words)
}

fn runs(name: &str, request: &str) -> Vec<Case> {
    vec![
        case(
            format!("traces/{name}/{request}.txt"),
            &["trace", name, "--request", request],
        ),
        view("sequence", name, request),
        view("waterfall", name, request),
    ]
}

/// Both texts beside each other, the lines that differ marked.
fn side_by_side(expected: &str, found: &str) -> String {
    let left: Vec<&str> = expected.lines().collect();
    let right: Vec<&str> = found.lines().collect();
    let width = left
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for row in 0..left.len().max(right.len()) {
        let (a, b) = (left.get(row), right.get(row));
        let mark = if a == b { ' ' } else { '!' };
        let (a, b) = (a.unwrap_or(&""), b.unwrap_or(&""));
        let _ = writeln!(out, "{mark} {a:width$} {mark} {b}");
    }
    out
}

fn files_below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn everything_is_printed_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let mut recorded = BTreeSet::new();
    files_below(&root, &mut recorded);
    let mut faults = String::new();
    let mut count = 0;
    for (name, requests) in menu() {
        let runs = requests.iter().flat_map(|request| runs(&name, request));
        for case in pictures(&name).into_iter().chain(runs) {
            count += 1;
            let path = root.join(&case.file);
            recorded.remove(&path);
            let found = print(&case.words);
            assert!(!found.trim().is_empty(), "nothing drawn: {:?}", case.words);
            if update {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(&path, found).expect("a file");
                continue;
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if expected != found {
                let _ = writeln!(
                    faults,
                    "hopwise {} against {} (recorded, then found):\n{}",
                    case.words.join(" "),
                    case.file.display(),
                    side_by_side(&expected, &found)
                );
            }
        }
    }
    assert!(count > 40, "only {count} cases");
    for path in recorded {
        if update {
            fs::remove_file(path).expect("a file that nothing prints any more");
        } else {
            let _ = writeln!(faults, "nothing prints {} any more", path.display());
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

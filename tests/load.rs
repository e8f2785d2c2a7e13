//! `hopwise load`: reports as they are printed, the same for any number of threads, and options
//! that are refused.
//!
//! A file of `tests/loads` is a command (`load`, or `render` of the load view) and what it prints. `HOPWISE_UPDATE=1` writes what is seen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hopwise::load::plan::{Limit, LoadPlan};
use hopwise::load::report::LoadReport;
use hopwise::load::run::{Progress, replicate};
use hopwise::report::load::{Glyphs, text};
use hopwise::time::SimDuration;
use hopwise::topology::builtin;

fn hopwise(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

fn printed(words: &[&str]) -> String {
    let output = hopwise(words);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
    assert_eq!(errors, "", "{words:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/loads");
    let entries = fs::read_dir(folder).expect("tests/loads");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = paths.collect();
    paths.sort();
    assert!(paths.len() > 5, "only {} scripts", paths.len());
    paths
}

#[test]
fn reports_are_as_recorded() {
    let mut stale = Vec::new();
    for path in scripts() {
        let script = fs::read_to_string(&path).expect("a script");
        let command = script.lines().next().unwrap_or_default();
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[..2], ["$", "hopwise"], "{}", path.display());
        let seen = format!("{command}\n{}", printed(&words[2..]));
        if std::env::var_os("HOPWISE_UPDATE").is_some() {
            fs::write(&path, &seen).expect("a script can be written");
        } else if seen != script {
            stale.push(format!("{}:\n{seen}", path.display()));
        }
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

/// What is read on a projector and in a terminal of 80 columns.
#[test]
fn reports_fit_eighty_columns() {
    for path in scripts() {
        let script = fs::read_to_string(&path).expect("a script");
        let command = script.lines().next().unwrap_or_default();
        let ascii = command.contains("--ascii");
        if command.contains("--format") {
            continue;
        }
        for line in script.lines().skip(1) {
            assert!(line.chars().count() <= 80, "{}: {line}", path.display());
            assert!(!ascii || line.is_ascii(), "{}: {line}", path.display());
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let base = [
        "load",
        "foobar",
        "--requests",
        "500",
        "--replications",
        "5",
        "--format",
        "json",
    ];
    let with = |threads| printed(&[&base[..], &["--threads", threads]].concat());
    let one = with("1");
    assert_eq!(one, with("2"));
    assert_eq!(one, with("7"));
    let other = printed(&[&base[..], &["--seed", "1"]].concat());
    assert_ne!(one, other, "the seed changes nothing");
}

/// Scripts read these; `design/interface.md` promises them.
#[test]
fn json_has_what_scripts_read() {
    let text = printed(&["load", "pipeline", "--requests", "300", "--format", "json"]);
    assert_eq!(text.lines().count(), 1);
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let keys = [
        "topology",
        "seed",
        "requests",
        "duration_ns",
        "throughput_rps",
        "errors",
        "latency_ns",
        "bottleneck",
        "nodes",
        "by_request",
    ];
    for key in keys {
        assert!(!report[key].is_null(), "no {key}");
    }
    for key in ["mean", "p50", "p90", "p95", "p99", "max", "mean_ci95"] {
        assert!(report["latency_ns"][key].is_u64(), "no latency {key}");
    }
    let node = report["nodes"].as_array().expect("nodes").iter();
    let node = node
        .clone()
        .find(|node| node["node"] == "db")
        .expect("the database");
    let numbers = [
        "arrivals",
        "utilisation",
        "queue_mean",
        "queue_max",
        "wait_mean_ns",
        "wait_p95_ns",
        "sojourn_mean_ns",
        "sojourn_p95_ns",
    ];
    for key in numbers {
        assert!(node[key].is_number(), "no {key} of a node");
    }
    let counted: u64 = report["by_request"]
        .as_array()
        .expect("by request")
        .iter()
        .map(|request| request["requests"].as_u64().expect("a count"))
        .sum();
    assert_eq!(report["requests"].as_u64(), Some(counted));
}

#[test]
fn csv_has_as_many_fields_in_every_row() {
    let text = printed(&[
        "load",
        "aws",
        "--sweep",
        "rate=50..100:50",
        "--requests",
        "200",
        "--format",
        "csv",
    ]);
    let fields: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
    assert!(fields.len() > 20);
    assert!(fields.iter().all(|count| *count == fields[0]), "{text}");
}

#[test]
fn what_makes_no_sense_is_refused_all_at_once() {
    let table: [(&[&str], i32, &[&str]); 14] = [
        (&["--rate", "fast"], 2, &["`fast` is no rate"]),
        (&["--rate", "0"], 2, &["nothing would ever be sent"]),
        (&["--rate", "5", "--clients", "5"], 2, &["--clients"]),
        (&["--clients", "0"], 2, &["--clients"]),
        (&["--think", "1"], 2, &["unit"]),
        (&["--sweep", "rate=9..1:1"], 2, &["smaller load"]),
        (&["--sweep", "rate=1..2"], 2, &["rate=100..2000:100"]),
        (&["--sweep", "rate=1..2:1", "--rate", "5"], 2, &["--rate"]),
        (&["--keys", "0"], 2, &["whole number"]),
        (&["--at", "10s:explode:db"], 2, &["down:NODE"]),
        (&["--duration", "1s", "--requests", "5"], 2, &["--requests"]),
        (
            &[
                "--mix",
                "cache-hid=1,write=2,write=2",
                "--down",
                "posgres",
                "--at",
                "1s:down:nobody",
            ],
            1,
            &[
                "did you mean `cache-hit`",
                "names `write` twice",
                "did you mean `postgres`",
                "no node `nobody`",
            ],
        ),
        (
            &[
                "--at",
                "1s:clients:5",
                "--at",
                "2s:capacity:cdn=3",
                "--at",
                "1s:loss:a-b=5",
            ],
            1,
            &[
                "without `--clients`",
                "node `cdn` has no `capacity`",
                "no link `a-b`",
            ],
        ),
        (&["--mix", "write=0"], 1, &["every share"]),
    ];
    for (words, code, said) in table {
        let output = hopwise(&[&["load", "edge-to-pod"], words].concat());
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {message}");
        assert!(output.stdout.is_empty(), "{words:?}");
        for words in said {
            assert!(message.contains(words), "`{words}` is not in:\n{message}");
        }
    }
}

/// Interrupted before and after the warm-up is over.
#[test]
fn a_run_that_was_stopped_says_what_was_counted() {
    let topology = builtin::load("foobar").expect("a built-in topology");
    let long = SimDuration::from_secs(1 << 20);
    for (warmup, said) in [
        (SimDuration::ZERO, "this is what was counted so far"),
        (long, "the warm-up was not over, and nothing was counted"),
    ] {
        let plan = LoadPlan {
            limit: Limit::Duration(long),
            warmup,
            ..LoadPlan::steady(&topology, 100.0)
        };
        let progress = Progress::new();
        progress.stop();
        let tally = replicate(&topology, &plan, 0, &progress);
        let report = LoadReport::new(&topology, &plan, &[tally], true);
        let text = text(&topology, &plan, &report, &Glyphs::UNICODE);
        assert!(text.contains(said), "{text}");
    }
}

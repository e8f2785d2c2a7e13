//! The real binary: what it prints where, and how it ends.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn hopwise(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().expect("the binary runs")
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hopwise"));
    command
        .args(words)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8 output")
}

/// Nothing on standard output, all of `said` on standard error.
fn refused(output: &Output, code: i32, said: &[&str]) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert_eq!(text(&output.stdout), "", "{message}");
    for words in said {
        assert!(message.contains(words), "`{words}` is not in:\n{message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

#[test]
fn misuse_is_exit_code_2_and_says_what_is_wrong() {
    let table: [(&[&str], &str); 11] = [
        (&["--nonsense"], "--nonsense"),
        (&["trace", "aws"], "--request"),
        (
            &["trace", "aws", "--request", "write", "--seed", "x"],
            "--seed",
        ),
        (
            &["trace", "aws", "--request", "write", "--repeat", "0"],
            "--repeat",
        ),
        (
            &["trace", "aws", "--request", "write", "--slow", "db"],
            "db=10",
        ),
        (
            &["trace", "aws", "--request", "write", "--slow", "db=0"],
            "factor",
        ),
        (&["render", "--width", "0"], "--width"),
        (&["render", "--width", "70000"], "--width"),
        (&["render", "--step", "2"], "--request"),
        (&["check"], "FILE"),
        (&["--speed", "fast"], "--speed"),
    ];
    let folder = folder();
    for (words, said) in table {
        refused(&hopwise(folder.path(), words), 2, &[said]);
    }
}

#[test]
fn unknown_names_are_refused_with_the_nearest_and_the_list() {
    let table: [(&[&str], &[&str]); 6] = [
        (
            &["render", "edge-to-pot"],
            &["edge-to-pot", "did you mean `edge-to-pod`"],
        ),
        (&["trase"], &["did you mean the command `trace`"]),
        (
            &["render", "zzzzzzzzz"],
            &["zzzzzzzzz", "`pipeline`", "`aws`"],
        ),
        (
            &["trace", "--request", "cache-mist"],
            &[
                "no request `cache-mist`",
                "did you mean `cache-miss`",
                "`cache-hit`",
            ],
        ),
        (
            &["trace", "--request", "cache-hit", "--down", "rediss"],
            &["no node `rediss`", "did you mean `redis`"],
        ),
        (
            &["trace", "--request", "cache-hit", "--slow", "nobody=3"],
            &["no node `nobody`"],
        ),
    ];
    let folder = folder();
    for (words, said) in table {
        refused(&hopwise(folder.path(), words), 1, said);
    }
}

#[test]
fn files_that_cannot_be_used_are_refused_by_every_command() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir(path.join("folder")).unwrap();
    fs::write(path.join("empty.toml"), "").unwrap();
    fs::write(path.join("latin1.toml"), b"title = \"caf\xe9\"").unwrap();
    fs::write(path.join("control.toml"), "title = \"a\u{1b}[31mb\"\n").unwrap();
    fs::write(
        path.join("wrong.toml"),
        "format = 1\ntitle = \"t\"\n[node.a]\nkind = \"clinet\"\n",
    )
    .unwrap();
    let large = fs::File::create(path.join("large.toml")).unwrap();
    large.set_len(50 << 20).unwrap();
    let table: [(&str, &[&str]); 7] = [
        ("folder", &["is a directory"]),
        ("empty.toml", &["empty", "hopwise new"]),
        ("latin1.toml", &["latin1.toml", "UTF-8"]),
        ("control.toml", &["control.toml", "\\u{1b}"]),
        ("wrong.toml", &["wrong.toml:4", "clinet", "client"]),
        ("large.toml", &["52428800 bytes"]),
        ("missing.toml", &["there is no file", "missing.toml"]),
    ];
    let commands: [&[&str]; 4] = [&["check"], &["render"], &[], &["trace", "--request", "x"]];
    for (file, said) in table {
        for words in commands {
            let mut words = words.to_vec();
            words.push(file);
            let output = hopwise(path, &words);
            refused(&output, 1, said);
            let raw = output.stderr.contains(&0x1b);
            assert!(!raw, "a raw control character: {words:?}");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_file_without_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let file = folder.path().join("secret.toml");
    fs::write(&file, "format = 1").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        return; // The superuser may read everything.
    }
    refused(
        &hopwise(folder.path(), &["check", "secret.toml"]),
        1,
        &["permission denied"],
    );
}

#[test]
fn check_says_what_is_clean_and_lists_every_problem_as_json() {
    let folder = folder();
    let path = folder.path();
    let clean = hopwise(path, &["check", "pipeline", "aws"]);
    assert_eq!(clean.status.code(), Some(0));
    assert_eq!(
        text(&clean.stdout),
        "pipeline: no problem\naws: no problem\n"
    );
    fs::write(path.join("bad.toml"), "format = 2\ntitle = 3\n").unwrap();
    let json = hopwise(
        path,
        &["check", "--format", "json", "bad.toml", "none.toml", "aws"],
    );
    assert_eq!(json.status.code(), Some(1));
    let rows: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let files: Vec<&str> = rows
        .as_array()
        .expect("an array")
        .iter()
        .map(|row| {
            assert!(row["line"].is_u64() && row["column"].is_u64(), "{row}");
            assert_eq!(row["severity"], "error");
            row["file"].as_str().expect("a name")
        })
        .collect();
    assert!(files.contains(&"bad.toml") && files.contains(&"none.toml"));
    assert!(!files.contains(&"aws"));
}

#[test]
fn new_writes_a_file_that_works_and_never_overwrites() {
    let folder = folder();
    let path = folder.path();
    let made = hopwise(path, &["new", "mine.toml"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let before = fs::read(path.join("mine.toml")).unwrap();
    assert_eq!(
        hopwise(path, &["check", "mine.toml"]).status.code(),
        Some(0)
    );
    refused(
        &hopwise(path, &["new", "mine.toml"]),
        1,
        &["exists already"],
    );
    assert_eq!(fs::read(path.join("mine.toml")).unwrap(), before);
    refused(
        &hopwise(path, &["new", "no/folder.toml"]),
        1,
        &["does not exist"],
    );
}

#[test]
fn a_file_called_like_a_command_is_reached_by_its_path() {
    let folder = folder();
    let path = folder.path();
    hopwise(path, &["new", "list"]);
    let output = hopwise(path, &["render", "./list"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = hopwise(path, &["./list"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn list_names_every_built_in_topology() {
    let folder = folder();
    let json = hopwise(folder.path(), &["list", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let plain = hopwise(folder.path(), &["list"]);
    for row in rows.as_array().expect("an array") {
        let name = row["name"].as_str().expect("a name");
        assert!(text(&plain.stdout).contains(name));
        let ids: Vec<&str> = row["requests"]
            .as_array()
            .expect("requests")
            .iter()
            .map(|request| request["id"].as_str().expect("an id"))
            .collect();
        assert!(
            ids.contains(&"cache-hit") && ids.contains(&"cache-miss"),
            "{name}"
        );
    }
    assert_eq!(rows.as_array().map(Vec::len), Some(6));
    let json = hopwise(folder.path(), &["list", "--lessons", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let lessons = hopwise(folder.path(), &["list", "--lessons"]);
    for lesson in hopwise::lesson::builtin::BUILTINS {
        assert!(text(&plain.stdout).contains(lesson.name));
        assert!(text(&lessons.stdout).contains(lesson.name));
        let mut rows = rows.as_array().expect("an array").iter();
        assert!(rows.any(|row| row["name"] == lesson.name));
    }
}

#[test]
fn a_trace_is_the_same_bytes_every_time_and_one_object_a_line() {
    let folder = folder();
    let words = [
        "trace",
        "edge-to-pod",
        "--request",
        "cache-miss",
        "--repeat",
        "3",
        "--format",
        "json",
        "--seed",
        "7",
    ];
    let output = hopwise(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(output.stdout, hopwise(folder.path(), &words).stdout);
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(lines.len(), 3);
    for trace in &lines {
        assert_eq!(trace["format"], 1);
        assert_eq!(trace["topology"], "edge-to-pod");
        assert_eq!(trace["seed"], 7);
        let phases = trace["phases_ns"].as_object().expect("phases");
        let sum: u64 = phases.values().filter_map(serde_json::Value::as_u64).sum();
        assert_eq!(phases.len(), 9);
        assert_eq!(trace["total_ns"], sum);
    }
    assert!(
        lines[1]["total_ns"].as_u64() < lines[0]["total_ns"].as_u64(),
        "warm is faster"
    );
}

#[test]
fn a_failed_request_was_simulated_all_the_same() {
    let folder = folder();
    let words = [
        "trace",
        "aws",
        "--request",
        "cache-miss",
        "--down",
        "elb",
        "--format",
        "json",
    ];
    let output = hopwise(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn without_a_screen_the_main_job_is_done_in_print() {
    let folder = folder();
    let output = hopwise(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    for words in ["Client", "CDN Edge", "Total", "Status:"] {
        assert!(page.contains(words), "{words} is not in:\n{page}");
    }
    assert!(!page.contains('\u{1b}'));
    let ascii = hopwise(
        folder.path(),
        &["foobar", "--ascii", "--request", "cache-hit"],
    );
    let picture = text(&ascii.stdout).split("\n\n").next().expect("a picture");
    assert!(picture.is_ascii(), "{picture}");
}

#[test]
fn pictures_are_plain_unless_colours_are_asked_for() {
    let folder = folder();
    let words = ["render", "foobar", "--request", "cache-hit", "--step", "1"];
    let plain = hopwise(folder.path(), &words);
    let colour = hopwise(folder.path(), &[words.as_slice(), &["--color"]].concat());
    assert!(!plain.stdout.contains(&0x1b));
    assert!(colour.stdout.contains(&0x1b));
    let steps = hopwise(folder.path(), &[&words[..5], &["9999"]].concat());
    refused(&steps, 1, &["there is no step 9999"]);
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let folder = folder();
    let words = [
        "trace",
        "--request",
        "cache-miss",
        "--repeat",
        "2000",
        "--format",
        "json",
    ];
    let mut child = command(folder.path(), &words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut first = [0];
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_exact(&mut first).expect("a byte");
    drop(pipe);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(text(&ended.stderr), "");
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn a_full_disk_is_reported() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        return; // Only Linux has one.
    };
    let folder = folder();
    let output = command(folder.path(), &["list"])
        .stdout(full)
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot write the output"));
}

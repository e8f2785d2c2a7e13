//! Conversations with `--plain`: every file of tests/plain holds the arguments in its first line,
//! then commands after `> ` and what is said to them. `HOPWISE_UPDATE=1` writes what is said.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use hopwise::text::is_hostile;

/// What the binary does with these arguments and this input.
fn run(arguments: &str, input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    // It may have ended before it has read everything.
    let _ = pipe.write_all(input);
    drop(pipe);
    child.wait_with_output().expect("an end")
}

fn said(arguments: &str, input: &[u8]) -> String {
    let output = run(arguments, input);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaint.is_empty(),
        "{complaint}"
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let bad = text.chars().find(|c| *c != '\n' && is_hostile(*c));
    assert_eq!(bad, None, "{text}");
    text
}

fn conversations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plain");
    let entries = fs::read_dir(folder).expect("the folder of conversations");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

#[test]
fn conversations_go_as_written() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    for path in conversations() {
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        let arguments = lines.next().expect("arguments");
        let commands: Vec<&str> = lines.filter_map(|line| line.strip_prefix('>')).collect();
        // What each command adds to what was said before it.
        let mut seen = format!("{arguments}\n");
        let mut input = String::new();
        let mut before = said(arguments, b"");
        seen.push_str(&before);
        for command in commands {
            input.push_str(command.trim());
            input.push('\n');
            let all = said(arguments, input.as_bytes());
            let added = all.strip_prefix(&before).expect("nothing is taken back");
            for piece in [">", command, "\n", added] {
                seen.push_str(piece);
            }
            before = all;
        }
        if update {
            fs::write(&path, &seen).unwrap();
        }
        assert_eq!(
            seen,
            fs::read_to_string(&path).unwrap(),
            "{}",
            path.display()
        );
    }
}

/// A child that is spoken with.
struct Talk {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Talk {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hopwise"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let says = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, says }
    }

    /// What is said to a command: everything before what is said to a word that is none.
    fn hears(&mut self, command: &str) -> String {
        let pipe = self.child.stdin.as_mut().expect("a pipe");
        writeln!(pipe, "{command}\nxyzzy").expect("it listens");
        let mut heard = String::new();
        loop {
            let start = heard.len();
            let count = self.says.read_line(&mut heard).expect("text");
            assert!(count > 0, "it ended after {heard}");
            if heard[start..].contains("`xyzzy`") {
                heard.truncate(start);
                return heard;
            }
        }
    }
}

#[test]
fn a_file_that_is_edited_is_taken_over_before_the_next_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let source = hopwise::topology::builtin::get("starter")
        .expect("it")
        .source;
    let write = |text: &str| fs::write(&path, text).expect("a file");
    write(source);
    let mut talk = Talk::start(&["--plain", path.to_str().expect("UTF-8")]);
    talk.hears("cache-miss");
    let before = talk.hears("next");
    assert!(before.starts_with("Step 2 of"), "{before}");
    let good = format!("The file was read again.\n{before}");
    assert!(source.contains("title = \""));
    write(&source.replacen("title = \"", "title = \"New: ", 1));
    assert_eq!(talk.hears("again"), good);
    write(&source.replacen("title =", "titel\u{202e} =", 1));
    let heard = talk.hears("again");
    assert!(
        heard.contains("the last good version stays.\nLine 4: "),
        "{heard}"
    );
    assert!(
        heard.ends_with(&before) && !heard.contains('\u{202e}'),
        "{heard}"
    );
    assert_eq!(talk.hears("again"), before, "it is told once");
    let heard = talk.hears("reload");
    assert!(
        heard.contains("Line 4: ") && !heard.contains("Step"),
        "{heard}"
    );
    fs::remove_file(&path).expect("it was there");
    assert_eq!(talk.hears("again"), before);
    assert!(talk.hears("reload").contains("it is gone"));
    write(source);
    assert_eq!(talk.hears("again"), good);
    drop(talk.child.stdin.take());
    assert!(talk.child.wait().expect("an end").success());
}

#[test]
fn no_input_is_too_much() {
    let long = "n".repeat(1_000_000);
    let hostile: [&[u8]; 7] = [
        b"\0\x1b[31m\x07\n",
        b"\xff\xfe\xff\n",
        "down \u{202e}db\n".as_bytes(),
        long.as_bytes(),
        b"topology\nsend\ndown\nslow\n \n\t\n",
        b"\r\nn\r\nquit now\r\n",
        b"q",
    ];
    for input in hostile {
        said("--plain edge-to-pod", input);
    }
    let many = "m\nlast\ntimes\n".repeat(500);
    assert_eq!(
        said("--plain", many.as_bytes())
            .matches("Outcome: ")
            .count(),
        500
    );
    assert_eq!(run("--plain --ascii", b"").status.code(), Some(2));
    assert_eq!(run("--plain nowhere", b"").status.code(), Some(1));
}

//! Hostile names: whatever an argument or a file is called, and whatever a file holds, nothing the
//! program writes can steer, hide or reorder what a terminal shows.

#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use hopwise::text::is_hostile;
use hopwise::topology::Topology;

/// Names that a file may have and a terminal must not see.
const EVIL: [&str; 7] = [
    "a\u{1b}[31mb",
    "a\u{9b}2Jb",
    "a\u{202e}b",
    "a\u{200b}b",
    "a\rb",
    "a\u{7}b\u{8}",
    "a\nerror: b",
];

/// Command lines; `EVIL` stands for one of the names.
const LINES: [&str; 41] = [
    "EVIL",
    "EVIL --request EVIL",
    "--request EVIL",
    "--EVIL",
    "--speed EVIL",
    "--theme EVIL",
    "--seed EVIL",
    "check EVIL",
    "check EVIL EVIL.toml --format json",
    "check --format EVIL aws",
    "check --deny EVIL aws",
    "render EVIL",
    "render EVIL --screen",
    "render --view EVIL",
    "render --width EVIL",
    "trace EVIL --request EVIL",
    "trace --request EVIL",
    "trace --request cache-hit --down EVIL",
    "trace --request cache-hit --slow EVIL",
    "trace --request cache-hit --slow EVIL=3",
    "trace --request cache-hit --repeat EVIL",
    "load EVIL",
    "load --rate EVIL",
    "load --rate 5,EVIL",
    "load --mix EVIL=1",
    "load --sweep EVIL=1..2:1",
    "load --keys EVIL",
    "load --at EVIL",
    "load --at 1s:EVIL:EVIL",
    "load --at 1s:down:EVIL",
    "load --at 1s:loss:EVIL=5",
    "load --down EVIL",
    "completions EVIL",
    "man EVIL",
    "lesson EVIL",
    "lesson --seed EVIL",
    "notes EVIL",
    "--plain EVIL",
    "--plain --request EVIL",
    "new EVIL/none",
    "new EVIL",
];

/// A file without a title, which is called as its file is; and a wrong one.
const UNTITLED: &str = "format = 1\n[node.client]\nkind = \"client\"\nname = \"C\"\n\
    [node.app]\nkind = \"app\"\nname = \"A\"\n[[link]]\nfrom = \"client\"\nto = \"app\"\n\
    [[request]]\nid = \"home\"\nname = \"Home\"\n";
const WRONG: &str = "format = 1\n\"EVIL\" = \"EVIL\"\n[node.\"EVIL\"]\nkind = \"EVIL\"\n\
    [[link]]\nfrom = \"EVIL\"\nto = \"EVIL\"\n[[request]]\nid = \"EVIL\"\nkey = \"EVIL\"\n\
    path = \"EVIL\"\nhost = \"EVIL\"\ngiven = { \"EVIL\" = \"EVIL\" }\n";

const LESSON: &str = "format = 1\ntitle = \"L\"\n[[step]]\ntitle = \"S\"\ntopology = \"EVIL\"\n\
    request = \"EVIL\"\nwatch = \"EVIL\"\nstop_at = \"EVIL\"\nfault = { \"EVIL\" = \"EVIL\" }\n";

/// What is typed at `--plain`: the name as a command, a request, a topology and a box.
const TYPED: &str = "EVIL\nsend EVIL\ntopology EVIL\ndown EVIL\nlist\nnodes\nquit\n";

/// Runs one command line in `folder`; what it wrote is harmless.
fn run(folder: &Path, line: &str, evil: &str) -> Option<i32> {
    fs::write(folder.join("typed"), TYPED.replace("EVIL", evil)).expect("a file");
    let typed = File::open(folder.join("typed")).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .arg0(evil)
        .args(line.split(' ').map(|word| word.replace("EVIL", evil)))
        .current_dir(folder)
        .stdin(typed)
        .output()
        .expect("the binary runs");
    for stream in [&output.stdout, &output.stderr] {
        let said = std::str::from_utf8(stream).expect("UTF-8 output");
        let raw = said.chars().find(|c| *c != '\n' && is_hostile(*c));
        assert_eq!(raw, None, "`{line}` with {evil:?} wrote {said:?}");
        assert!(!said.contains("\nerror: b"), "`{line}` wrote {said:?}");
        assert!(!said.contains("panicked"), "`{line}` wrote {said:?}");
    }
    output.status.code()
}

#[test]
fn hostile_arguments_are_shown_escaped() {
    let folder = tempfile::tempdir().expect("a folder");
    for evil in EVIL {
        for line in LINES {
            let code = run(folder.path(), line, evil);
            let wanted: &[i32] = if line == "new EVIL" { &[0] } else { &[1, 2] };
            assert!(
                wanted.contains(&code.expect("a code")),
                "`{line}`: {code:?}"
            );
        }
        assert_eq!(
            run(folder.path(), "new EVIL", evil),
            Some(1),
            "exists already"
        );
        assert_eq!(run(folder.path(), "--help", evil), Some(0));
    }
}

#[test]
fn files_with_hostile_names_are_used_or_refused_in_harmless_words() {
    let folder = tempfile::tempdir().expect("a folder");
    for evil in EVIL {
        fs::write(folder.path().join(evil), UNTITLED).expect("a file");
        for line in [
            "EVIL",
            "check EVIL",
            "render EVIL --screen",
            "--plain EVIL",
            "trace EVIL --request home",
            "trace EVIL --request home --format json",
            "load EVIL --requests 50",
            "load EVIL --requests 50 --format json",
            "load EVIL --requests 50 --format csv",
            "load EVIL --requests 50 --sweep rate=10..20:10",
        ] {
            assert_eq!(
                run(folder.path(), line, evil),
                Some(0),
                "`{line}`, {evil:?}"
            );
        }
        // The control characters of the file itself, raw and as TOML escapes.
        let escape = |c: char| format!("\\U{:08x}", u32::from(c));
        let spelt: String = evil.chars().map(escape).collect();
        let wrong =
            [WRONG, LESSON].map(|file| [file.replace("EVIL", evil), file.replace("EVIL", &spelt)]);
        for wrong in wrong.concat() {
            fs::write(folder.path().join(evil), wrong).expect("a file");
            for line in [
                "EVIL",
                "lesson EVIL",
                "check EVIL",
                "check EVIL --format json",
            ] {
                assert_eq!(
                    run(folder.path(), line, evil),
                    Some(1),
                    "`{line}`, {evil:?}"
                );
            }
        }
        fs::remove_file(folder.path().join(evil)).expect("it was there");
    }
}

#[test]
fn a_topology_is_called_by_a_harmless_name() {
    for evil in EVIL {
        let topology = Topology::parse(evil, UNTITLED).expect("a topology");
        for name in [topology.name(), topology.title()] {
            assert!(!name.contains(is_hostile), "{name:?}");
        }
    }
}

//! The networking lint: for each rule a file that shows exactly that mistake, with what is said of
//! it beside it, and the page on all rules.
//!
//! `HOPWISE_UPDATE=1 cargo test --test lint` writes the expected texts and the page again.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hopwise::engine::{State, simulate};
use hopwise::topology::lint::{RULES, Rule};
use hopwise::topology::problem::{CODES, Problem, render};
use hopwise::topology::{RequestId, Severity, Topology, builtin, check_bytes, check_bytes_by};
use hopwise::trace::{OutcomeKind, Seed};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a rule, `CODE.toml` and `CODE.VARIANT.toml`.
fn fixtures(rule: &Rule) -> Vec<PathBuf> {
    let mut files = files("tests/lint");
    files
        .retain(|path| code_of(path) == rule.code && path.extension().is_some_and(|e| e == "toml"));
    assert!(!files.is_empty(), "{} has no fixture", rule.code);
    files
}

fn code_of(path: &Path) -> String {
    let name = path.file_name().expect("a name").to_string_lossy();
    let (code, _) = name.split_once('.').expect("an extension");
    code.to_owned()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("the folder is there")
        .map(|entry| entry.expect("a folder entry can be read").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a fixture can be read")
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code).collect()
}

/// Compares a text with a file, or writes the file where that is asked for.
fn hold(path: &Path, text: &str) {
    if std::env::var_os("HOPWISE_UPDATE").is_some() {
        fs::write(path, text).expect("the expected text can be written");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == text,
        "{} should say\n{text}\nIf so: HOPWISE_UPDATE=1 cargo test --test lint",
        path.display()
    );
}

#[test]
fn each_fixture_shows_exactly_its_mistake() {
    for rule in RULES {
        for path in fixtures(rule) {
            let source = read(&path);
            let name = path.file_name().expect("a name").to_string_lossy();
            let checked = check_bytes(rule.code, source.as_bytes());
            let shown = render(&name, &checked.source, &checked.problems, false);
            assert_eq!(codes(&checked.problems), [rule.code], "{name}\n{shown}");
            assert!(checked.topology.is_some(), "{name} can be used");
            let problem = &checked.problems[0];
            assert_eq!(problem.severity, Severity::Warning, "{name}");
            assert!(!problem.labels.is_empty(), "{name} has a place");
            assert!(problem.message.contains('`'), "{name} names its nodes");
            assert_eq!(problem.help, Some(rule.help()));
            hold(&path.with_extension("txt"), &shown);
        }
    }
}

#[test]
fn without_its_rule_a_mistake_is_not_found() {
    for (index, rule) in RULES.iter().enumerate() {
        let mut others = RULES.to_vec();
        others.remove(index);
        for path in fixtures(rule) {
            let source = read(&path);
            let found = |rules: &[Rule]| {
                let checked = check_bytes_by(rules, rule.code, source.as_bytes());
                checked.problems.iter().map(|p| p.code).collect::<Vec<_>>()
            };
            assert_eq!(found(&others), [] as [&str; 0], "{}", path.display());
            assert_eq!(found(&[*rule]), [rule.code]);
        }
    }
}

#[test]
fn a_sound_network_close_to_a_mistake_is_clean() {
    for path in files("tests/lint/sound") {
        let source = read(&path);
        let checked = check_bytes("sound", source.as_bytes());
        let shown = render("sound", &checked.source, &checked.problems, false);
        assert!(shown.is_empty(), "{}\n{shown}", path.display());
        let topology = checked.topology.expect("it can be used");
        for request in topology.request_ids() {
            let outcome = sent(&topology, request);
            assert_eq!(outcome, OutcomeKind::Response(200), "{}", path.display());
        }
    }
}

/// What the engine makes of a mistake that ends a request: the lint says nothing that is not so.
#[test]
fn a_request_ends_as_its_rule_says() {
    let table = [
        ("dead-end", "home", OutcomeKind::Refused),
        (
            "gateway-without-backend",
            "home",
            OutcomeKind::Response(503),
        ),
        ("no-link-admits", "home", OutcomeKind::Response(503)),
        ("no-link-admits", "call", OutcomeKind::Response(200)),
        ("request-loop.calls", "home", OutcomeKind::Limit),
        ("timeout-too-short", "home", OutcomeKind::Response(504)),
        ("write-to-replica", "order", OutcomeKind::Response(500)),
        ("write-to-replica", "home", OutcomeKind::Response(200)),
    ];
    for (file, request, expected) in table {
        let source = read(&root().join(format!("tests/lint/{file}.toml")));
        let topology = Topology::parse(file, &source).expect("it can be used");
        let request = topology.find_request(request).expect("it is in the menu");
        assert_eq!(sent(&topology, request), expected, "{file}");
    }
}

fn sent(topology: &Topology, request: RequestId) -> OutcomeKind {
    let (trace, _) = simulate(topology, &State::new(topology), request, Seed(1));
    trace.outcome.kind
}

#[test]
fn every_built_in_topology_is_clean() {
    for builtin in &builtin::BUILTINS {
        let checked = check_bytes(builtin.name, builtin.source.as_bytes());
        let shown = render(builtin.name, &checked.source, &checked.problems, false);
        assert!(shown.is_empty(), "{shown}");
    }
}

#[test]
fn every_file_belongs_to_a_rule_and_every_code_is_its_own() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(known.len(), RULES.len(), "a code is used twice");
    for code in CODES {
        assert!(!known.contains(code), "the checker says {code} already");
    }
    for path in files("tests/lint") {
        let code = code_of(&path);
        assert!(known.contains(code.as_str()), "no rule is called {code}");
    }
}

#[test]
fn warnings_refuse_a_file_only_where_they_are_denied() {
    let folder = root().join("tests/lint");
    let table: [(&[&str], i32, &str, &str); 5] = [
        (
            &["dead-end.toml"],
            0,
            "dead-end.toml: no error, 1 warning\n",
            "warning[dead-end]",
        ),
        (
            &["dead-end.toml", "unreachable.toml", "--deny", "warnings"],
            1,
            "",
            "2 warnings in 2 files",
        ),
        (&["aws", "--deny", "warnings"], 0, "aws: no problem\n", ""),
        (
            &["dead-end.toml", "--deny", "warnings", "--format", "json"],
            1,
            "\"code\": \"dead-end\"",
            "",
        ),
        (&["aws", "--deny", "errors"], 2, "", "warnings"),
    ];
    for (words, code, said, complained) in table {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hopwise"));
        command.arg("check").args(words).current_dir(&folder);
        let output = command.output().expect("the binary runs");
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{words:?}\n{err}");
        assert!(out.contains(said), "{words:?}\n{out}");
        assert!(err.contains(complained), "{words:?}\n{err}");
        assert_eq!(out.is_empty(), said.is_empty(), "{words:?}\n{out}");
        assert_eq!(err.is_empty(), complained.is_empty(), "{words:?}\n{err}");
    }
}

#[test]
fn the_page_lists_every_rule() {
    hold(&root().join("assets/lint.md"), &page());
}

/// The page on all rules.
fn page() -> String {
    let mut page = String::from(
        "# The networking lint\n\n\
         `hopwise check FILE` finds what is wrong with a topology file as a file, and then what is wrong with it as a\n\
         network. The second kind are warnings: the topology can be played, and a class would learn something untrue\n\
         from it. Each has a place in the file and says why; `--deny warnings` makes a script stop at them.\n\n\
         A rule speaks only where the file alone proves the mistake. The texts below are those that `hopwise check`\n\
         prints.\n\n\
         | code | finds |\n|---|---|\n",
    );
    for rule in RULES {
        let _ = writeln!(page, "| [`{0}`](#{0}) | {1} |", rule.code, rule.finds);
    }
    for rule in RULES {
        let rows = [
            ("Finds", rule.finds),
            ("Why", rule.why),
            ("Mend", rule.mend),
            ("Source", rule.source.trim_end_matches('.')),
        ];
        let _ = write!(page, "\n## {}\n", rule.code);
        for (head, text) in rows {
            let _ = write!(page, "\n**{head}:** {text}.\n");
        }
    }
    page
}

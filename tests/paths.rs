//! The request path of every built-in request when it is over: tests/paths.txt holds one line for
//! each. `HOPWISE_UPDATE=1` writes what is seen.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use hopwise::app::{App, Entry, Listed, Progress, Settings};
use hopwise::topology::builtin;

fn word(app: &App, entry: Entry) -> String {
    let name = &app.topology()[entry.node].short;
    let badge = entry.badge.map_or("", |badge| badge.word());
    match entry.progress {
        Progress::Done => format!("{name} {badge}"),
        Progress::Skipped if badge.is_empty() => format!("({name})"),
        Progress::Skipped => format!("({name} {badge})"),
        Progress::Failed => format!("!{name} {badge}"),
        Progress::Pending | Progress::Active => format!("{name} is still on"),
    }
}

fn paths() -> String {
    let mut out = String::new();
    for builtin in &builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let mut app = App::new(Settings::of(vec![Listed::from(builtin)]));
            app.show(request, usize::MAX);
            let entries = app.path(&app.scene()).into_iter();
            let words: Vec<String> = entries.map(|entry| word(&app, entry)).collect();
            let words: Vec<&str> = words.iter().map(|word| word.trim()).collect();
            let id = &topology[request].id;
            let _ = writeln!(out, "{} {id}: {}", builtin.name, words.join(" > "));
        }
    }
    out
}

#[test]
fn paths_name_what_was_passed_and_what_was_skipped() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paths.txt");
    let seen = paths();
    if std::env::var_os("HOPWISE_UPDATE").is_some() {
        fs::write(&file, &seen).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap();
    for (seen, expected) in seen.lines().zip(expected.lines()) {
        assert_eq!(seen, expected);
    }
    assert_eq!(seen.lines().count(), expected.lines().count());
}

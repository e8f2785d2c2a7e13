//! The rules of the house, read off the sources: who may import whom, where clocks, terminals
//! and parsers may be named, how long a file may be. Inline tests are held to them as well.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Top-level modules; each imports only itself and what stands before it.
const LAYERS: [&str; 26] = [
    "time", "text", "glossary", "phase", "topology", "message", "trace", "engine", "load", "story",
    "inspect", "compare", "report", "quiz", "layout", "playback", "lesson", "key", "action",
    "keymap", "app", "ui", "terminal", "cli", "lib", "main",
];

/// Words of code, and the only modules they may stand in.
const BANS: [(&str, &[&str]); 16] = [
    ("crossterm::", &["terminal"]),
    ("tokio::", &["terminal"]),
    ("ratatui::", &["ui", "terminal"]),
    ("Instant::now", &["terminal"]),
    ("SystemTime::now", &["terminal"]),
    ("sleep(", &["terminal"]),
    ("thread_rng", &["terminal"]),
    ("rand::random", &["terminal"]),
    ("rand::rng(", &["terminal"]),
    ("toml::", &["topology"]),
    ("Deserialize", &["topology", "lesson"]),
    ("serde_json::from", &["topology"]),
    ("println!", &["cli", "main"]),
    ("print!", &["cli", "main"]),
    ("stdout()", &["terminal", "cli", "main"]),
    ("process::exit", &["terminal", "main"]),
];

const LONGEST_FILE: usize = 400;

/// A source file, comments taken out.
struct Source {
    path: PathBuf,
    /// The top-level module it belongs to.
    module: String,
    text: String,
    /// Numbered lines that are not comments.
    code: Vec<(usize, String)>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    rust_files(&src, &mut paths);
    assert!(!paths.is_empty(), "no sources found");
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8 source");
            let inside = path.strip_prefix(&src).expect("below src").to_owned();
            let first = inside.iter().next().expect("a name").to_string_lossy();
            let code = text
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
                .map(|(number, line)| (number + 1, line.to_owned()))
                .collect();
            Source {
                module: first.trim_end_matches(".rs").to_owned(),
                path: Path::new("src").join(inside),
                text,
                code,
            }
        })
        .collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|name| *name == module)
}

/// The first names of all paths that start with `prefix`: `crate::a::b` gives `a`,
/// `crate::{a, b::c}` gives `a` and `b`.
fn imported(code: &str, prefix: &str) -> BTreeSet<String> {
    let name = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let Some(braced) = rest.strip_prefix('{') else {
            names.insert(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut expect = true;
        for (index, c) in braced.char_indices() {
            if expect && (c.is_alphanumeric() || c == '_') {
                names.insert(name(&braced[index..]));
                expect = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => expect = true,
                _ => {}
            }
        }
    }
    names.retain(|name| name.starts_with(char::is_lowercase));
    names
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_module_imports_only_what_stands_before_it() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(own) = layer(&source.module) else {
            faults.push(format!(
                "{}: module `{}` has no place in LAYERS",
                source.path.display(),
                source.module
            ));
            continue;
        };
        let code: String = source
            .code
            .iter()
            .flat_map(|(_, line)| [line.as_str(), "\n"])
            .collect();
        let mut used = imported(&code, "crate::");
        if source.module == "main" {
            used.extend(imported(&code, "hopwise::"));
        }
        if source.path.components().count() == 2 {
            used.extend(
                imported(&code, "super::")
                    .into_iter()
                    .filter(|name| layer(name).is_some() && !code.contains(&format!("mod {name}"))),
            );
        }
        for name in used {
            match layer(&name) {
                Some(theirs) if theirs <= own => {}
                Some(_) => faults.push(format!(
                    "{}: `{}` may not import `{name}`, which stands after it",
                    source.path.display(),
                    source.module
                )),
                None => faults.push(format!(
                    "{}: `crate::{name}` is no module of LAYERS",
                    source.path.display()
                )),
            }
        }
    }
    report(&faults);
}

#[test]
fn the_map_in_lib_lists_every_module_in_order() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let listed: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next())
        .collect();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(listed, LAYERS[..LAYERS.len() - 2]);
    assert_eq!(declared, listed.iter().copied().collect());
}

#[test]
fn clocks_terminals_and_parsers_stay_in_their_modules() {
    let mut faults = Vec::new();
    for source in sources() {
        for (number, line) in &source.code {
            for (word, allowed) in BANS {
                if line.contains(word) && !allowed.contains(&source.module.as_str()) {
                    faults.push(format!(
                        "{}:{number}: `{word}` belongs to {}",
                        source.path.display(),
                        allowed.join(" and ")
                    ));
                }
            }
            let clap = line.replace("clap::ValueEnum", "");
            if clap.contains("clap::") && source.module != "cli" {
                faults.push(format!(
                    "{}:{number}: of clap only ValueEnum may stand outside cli",
                    source.path.display()
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn every_file_is_short_and_says_what_it_is_for() {
    let mut faults = Vec::new();
    for source in sources() {
        let path = source.path.display();
        if !source.text.starts_with("//! ") {
            faults.push(format!("{path}: opens with no `//!` comment"));
        }
        if source.path.ends_with("mod.rs") {
            faults.push(format!(
                "{path}: write `foo.rs` beside `foo/`, not `mod.rs`"
            ));
        }
    }
    let mut paths = Vec::new();
    for folder in ["src", "tests", "benches"] {
        rust_files(&root().join(folder), &mut paths);
    }
    for path in paths {
        let lines = fs::read_to_string(&path).expect("UTF-8").lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!(
                "{}: {lines} lines, {LONGEST_FILE} at most",
                path.strip_prefix(root()).expect("below root").display()
            ));
        }
    }
    report(&faults);
}

#[test]
fn paths_are_read_from_every_form_of_import() {
    let code = "use crate::{time::{SimTime, self}, trace};\ncrate::ui::draw(); pub(crate) x";
    let names: Vec<String> = imported(code, "crate::").into_iter().collect();
    assert_eq!(names, ["time", "trace", "ui"]);
}

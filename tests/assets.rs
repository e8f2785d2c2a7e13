//! The pictures of assets/ are what the program draws now.
//!
//! `HOPWISE_UPDATE=1 cargo test --test assets` draws them again.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use hopwise::topology::builtin::{BUILTINS, STARTER};

/// The screen in the README, on a display that the program has room on.
const SCREEN: [&str; 11] = [
    "edge-to-pod",
    "--screen",
    "--request",
    "cache-miss",
    "--step",
    "13",
    "--width",
    "150",
    "--height",
    "44",
    "--svg",
];

fn render(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .arg("render")
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("UTF-8 output")
}

#[test]
fn pictures_are_current_and_shown_in_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let shipped = BUILTINS.iter().map(|builtin| builtin.name);
    let mut pictures: Vec<(String, String)> = shipped
        .filter(|name| *name != STARTER)
        .map(|name| (format!("assets/{name}.svg"), render(&[name, "--svg"])))
        .collect();
    pictures.push(("assets/screen.svg".to_owned(), render(&SCREEN)));
    for (path, current) in pictures {
        assert!(
            readme.contains(&format!("({path})")),
            "README.md does not show {path}"
        );
        if std::env::var_os("HOPWISE_UPDATE").is_some() {
            fs::write(root.join(&path), &current).expect("the picture can be written");
        }
        let kept = fs::read_to_string(root.join(&path)).unwrap_or_default();
        let command = "HOPWISE_UPDATE=1 cargo test --test assets";
        assert!(
            kept == current,
            "{path} is not what the program draws: {command}"
        );
    }
}

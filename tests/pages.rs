//! What the binary prints about itself: version, completions, manual pages, schema.

use std::process::{Command, Stdio};

/// Standard output and standard error.
fn hopwise(words: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8 output");
    (text(output.stdout), text(output.stderr))
}

#[test]
fn the_version_is_that_of_the_package() {
    let (version, _) = hopwise(&["--version"]);
    let expected = concat!("hopwise ", env!("CARGO_PKG_VERSION"));
    assert!(version.starts_with(expected), "{version}");
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = hopwise(&["completions", shell]);
        for words in ["hopwise", "trace", "repeat"] {
            assert!(script.contains(words), "{shell}: {words}");
        }
    }
}

#[test]
fn the_program_and_its_commands_have_manual_pages() {
    let (page, _) = hopwise(&["man"]);
    for words in [
        ".TH hopwise 1",
        ".SH SYNOPSIS",
        ".SH EXIT STATUS",
        "NO_COLOR",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // Each command that the program's page names has a page of its own.
    let commands = page
        .lines()
        .filter_map(|line| line.strip_prefix("hopwise\\-")?.strip_suffix("(1)"));
    let mut count = 0;
    for command in commands.filter(|command| *command != "help") {
        count += 1;
        let (page, told) = hopwise(&["man", command]);
        assert!(
            page.contains(&format!(".TH hopwise-{command} 1")),
            "{told}{page}"
        );
    }
    assert!(count >= 7, "{count} commands");
    let (page, told) = hopwise(&["man", "tarce"]);
    assert!(
        page.is_empty() && told.contains("`tarce`") && told.contains("`trace`"),
        "{told}"
    );
}

#[test]
fn the_schemas_are_schemas() {
    for (words, title) in [
        (["schema"].as_slice(), "hopwise topology"),
        (&["schema", "--lesson"], "hopwise lesson"),
    ] {
        let (schema, _) = hopwise(words);
        let parsed: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
        assert!(parsed["$schema"].is_string());
        assert_eq!(parsed["title"], title);
    }
}

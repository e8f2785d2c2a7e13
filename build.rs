//! Tells the program which commit it is built from, for `--version`. Only release builds ask: a
//! build while developing would have to be done again after every commit.

use std::fs;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if !is_release {
        return;
    }
    if let Some(commit) = packed().or_else(checked_out) {
        let version = env!("CARGO_PKG_VERSION");
        println!("cargo::rustc-env=HOPWISE_VERSION={version} ({commit})");
    }
}

/// The commit that cargo wrote down when it made a package, where this is one.
fn packed() -> Option<String> {
    let info = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = info.split_once("\"sha1\"")?;
    short(rest.split('"').nth(1)?)
}

/// The commit of a working copy. A package that lies inside a repository of something else is none.
fn checked_out() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(".").ok()? {
        return None;
    }
    // What changes with every commit: the log of HEAD.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
    short(&git(&["rev-parse", "HEAD"])?)
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

/// The first digits of a commit, and nothing that is no commit.
fn short(commit: &str) -> Option<String> {
    let is_hash = commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| commit[..12].to_owned())
}

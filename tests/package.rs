//! What is given to the world: the files of the package, and the oldest compiler that it claims
//! to be content with.

use std::path::Path;
use std::process::Command;

/// Bytes of all files of the package.
const LARGEST: u64 = 5 * 1024 * 1024;

fn cargo(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("UTF-8 output")
}

#[test]
fn the_package_has_what_a_build_needs_and_is_small() {
    let list = cargo(&["package", "--list", "--allow-dirty"]);
    let files: Vec<&str> = list.lines().collect();
    for needed in [
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "build.rs",
        "src/main.rs",
        "topologies/edge-to-pod.toml",
        "assets/screen.svg",
    ] {
        assert!(files.contains(&needed), "{needed} is missing");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut size = 0;
    for file in files {
        let top = file.split('/').next().unwrap_or_default();
        let foreign = ["fuzz", "target", ".ci", ".gitignore", "deny.toml"];
        assert!(
            !foreign.contains(&top),
            "{file} is nobody's outside the repository"
        );
        // Cargo makes some of the files itself.
        size += root.join(file).metadata().map_or(0, |facts| facts.len());
    }
    assert!(size < LARGEST, "{size} bytes");
}

/// `1.88` or `1.88.0` as numbers that can be compared.
fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn the_oldest_compiler_is_one_that_the_dependencies_are_content_with() {
    let own = version(env!("CARGO_PKG_RUST_VERSION"));
    // Crates of other systems need not have been fetched.
    let about = cargo(&["-vV"]);
    let mut facts = about.lines();
    let host = facts
        .find_map(|line| line.strip_prefix("host: "))
        .expect("a host");
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--offline",
        "--locked",
        "--filter-platform",
        host,
    ]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50);
    for package in packages {
        let (name, asked) = (&package["name"], package["rust_version"].as_str());
        let asked = version(asked.unwrap_or("1.0"));
        assert!(
            asked <= own,
            "{name} asks for Rust {asked:?}, rust-version is {own:?}"
        );
    }
}

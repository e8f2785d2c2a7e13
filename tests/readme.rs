//! What the README shows is what the program does: the screen, the keys, the example file.
//!
//! `HOPWISE_UPDATE=1 cargo test --test readme` writes the screen and the keys into it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hopwise::keymap;
use hopwise::topology::Topology;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Where the lines between `<!-- name -->` and `<!-- /name -->` stand.
fn block(readme: &str, name: &str) -> Range<usize> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = readme.find(&open).expect("an opening mark") + open.len();
    start..readme.find(&close).expect("a closing mark")
}

fn screen() -> String {
    let words = [
        "render",
        "--screen",
        "--request",
        "cache-miss",
        "--step",
        "13",
    ];
    let output = Command::new(env!("CARGO_BIN_EXE_hopwise"))
        .args(words)
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let picture = String::from_utf8(output.stdout).expect("UTF-8 output");
    format!("```text\n{picture}```\n")
}

#[test]
fn screen_and_keys_are_current() {
    let mut readme = fs::read_to_string(path()).expect("README.md");
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    for (name, current) in [("screen", screen()), ("keys", keymap::markdown())] {
        let place = block(&readme, name);
        if update {
            readme.replace_range(place, &current);
        } else {
            assert!(
                readme[place] == current,
                "the block `{name}` of README.md is not current; it should be:\n{current}"
            );
        }
    }
    if update {
        fs::write(path(), readme).expect("README.md");
    }
}

#[test]
fn the_example_file_is_valid() {
    let readme = fs::read_to_string(path()).expect("README.md");
    let start = readme.find("```toml\n").expect("an example") + "```toml\n".len();
    let length = readme[start..].find("```").expect("its end");
    let topology = Topology::parse("example", &readme[start..start + length]);
    let topology = topology.expect("the example has no problem");
    assert_eq!(topology.requests().len(), 2);
}

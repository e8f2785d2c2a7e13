//! What the README shows is what the program does: the keys, the example file. Its pictures are the
//! business of `assets.rs`.
//!
//! `HOPWISE_UPDATE=1 cargo test --test readme` writes the keys into it.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use hopwise::keymap::{self, Mode};
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

#[test]
fn the_keys_are_current() {
    let mut readme = fs::read_to_string(path()).expect("README.md");
    for (name, mode) in [("keys", Mode::Browse), ("load keys", Mode::Load)] {
        let (place, current) = (block(&readme, name), keymap::markdown(mode));
        if std::env::var_os("HOPWISE_UPDATE").is_some() {
            readme.replace_range(place, &current);
            fs::write(path(), &readme).expect("README.md");
        } else {
            assert!(
                readme[place] == current,
                "the keys of README.md are not current; they should be:\n{current}"
            );
        }
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

//! The topologies that are part of the program, so that one binary in an empty folder works.

use super::{Topology, suggest};

/// A topology that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// What it is called on the command line.
    pub name: &'static str,
    /// The text of its file.
    pub source: &'static str,
}

/// The one that is taken where none is named.
pub const DEFAULT: &str = "edge-to-pod";

/// A minimal file, commented as a starting point.
pub const STARTER: &str = "starter";

macro_rules! builtin {
    ($name:literal) => {
        Builtin {
            name: $name,
            source: include_str!(concat!("../../topologies/", $name, ".toml")),
        }
    };
}

/// All of them, in the order they are listed.
pub const BUILTINS: [Builtin; 6] = [
    builtin!("pipeline"),
    builtin!("two-lanes"),
    builtin!("foobar"),
    builtin!("aws"),
    builtin!("edge-to-pod"),
    builtin!("starter"),
];

/// The built-in topology of this name.
pub fn get(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

/// The built-in name nearest to a misspelt one.
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, BUILTINS.iter().map(|builtin| builtin.name))
}

impl Builtin {
    /// The topology. A test holds that every built-in file is valid.
    pub fn load(&self) -> Topology {
        Topology::parse(self.name, self.source).expect("built-in topologies are valid")
    }
}

/// The built-in topology of this name, read.
pub fn load(name: &str) -> Option<Topology> {
    get(name).map(Builtin::load)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::check::check_bytes;
    use crate::topology::problem::render;

    #[test]
    fn built_in_files_have_no_problem() {
        for Builtin { name, source } in BUILTINS {
            let checked = check_bytes(name, source.as_bytes());
            let shown = render(name, source, &checked.problems, false);
            assert!(checked.problems.is_empty(), "{shown}");
        }
        assert!(get(DEFAULT).is_some());
        assert_eq!(nearest("edge-to-pot"), Some(DEFAULT));
        assert_eq!(nearest("nothing-of-ours"), None);
    }
}

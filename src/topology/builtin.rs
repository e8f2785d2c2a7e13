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

/// Until its file lands.
const PLACEHOLDER: &str = r#"format = 1
title = "Client and server"

[node.client]
kind = "client"
name = "Client"

[node.dns]
kind = "dns"
name = "DNS"

[node.cdn]
kind = "cdn"
name = "CDN"

[node.web]
kind = "web"
name = "Server"

[[link]]
from = "client"
to = "dns"
latency = "4ms"

[[link]]
from = "client"
to = "cdn"
tls = "1.3"
http = "2"
latency = "9ms"

[[link]]
from = "cdn"
to = "web"
latency = "12ms"
pool = "warm"

[[request]]
id = "cache-hit"
key = "h"
name = "Cache hit"
given = { cdn = "hit" }

[[request]]
id = "cache-miss"
key = "m"
name = "Cache miss"
given = { cdn = "miss" }
"#;

/// All of them, in the order they are listed.
pub const BUILTINS: [Builtin; 6] = [
    Builtin {
        name: "pipeline",
        source: PLACEHOLDER,
    },
    Builtin {
        name: "two-lanes",
        source: PLACEHOLDER,
    },
    Builtin {
        name: "foobar",
        source: PLACEHOLDER,
    },
    Builtin {
        name: "aws",
        source: PLACEHOLDER,
    },
    Builtin {
        name: DEFAULT,
        source: PLACEHOLDER,
    },
    Builtin {
        name: STARTER,
        source: PLACEHOLDER,
    },
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

//! The lessons that are part of the program.

use super::{Lesson, check_bytes};

/// A lesson that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// What it is called on the command line.
    pub name: &'static str,
    /// The text of its file.
    pub source: &'static str,
}

macro_rules! builtin {
    ($name:literal) => {
        Builtin {
            name: $name,
            source: include_str!(concat!("../../assets/lessons/", $name, ".toml")),
        }
    };
}

/// All of them, in the order in which they are taught.
pub const BUILTINS: [Builtin; 3] = [
    builtin!("press-enter"),
    builtin!("where-caches-help"),
    builtin!("when-things-break"),
];

/// The built-in lesson of this name.
pub fn get(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

impl Builtin {
    /// The lesson. A test holds that every built-in file is valid.
    pub fn load(&self) -> Lesson {
        let no_file = |_: &str| Err("built-in lessons use built-in topologies".to_owned());
        check_bytes(self.name, self.source.as_bytes(), &no_file)
            .lesson
            .expect("built-in lessons are valid")
    }
}

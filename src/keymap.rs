//! The one table of bindings: keys, hints, help and the README's list are read from it.

//! All state of the interactive program, and how it changes.

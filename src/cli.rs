//! Arguments, and one file for each command that needs no terminal.

//! The real binary in a pseudo-terminal: whatever is done to it, it answers, and the terminal is
//! left as it was found. Nothing sleeps: tests wait for words on the screen, or for the end.
#![cfg(unix)]

mod files;
mod input;
mod rest;
mod session;
mod sizes;
mod streams;
mod terms;
mod walk;
#[path = "../modes/ways.rs"]
mod ways;
mod ways_out;

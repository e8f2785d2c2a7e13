//! hopwise: a request tracer for teaching networking in a terminal.
//!
//! A request is simulated once, completely, in model time into a [`trace::Trace`]. Playing it
//! moves a position along that trace. A frame is a pure function of the application state. One
//! module knows that a terminal and a clock exist.
//!
//! # The map
//!
//! Each module imports only what stands above it; `tests/architecture.rs` holds the table.
//!
//! | module | what it is |
//! |---|---|
//! | [`time`] | model time: instants and lengths in integer nanoseconds |
//! | [`text`] | text as a terminal shows it: hostile characters, width, wrapping |
//! | [`phase`] | the exclusive parts that a total is cut into |
//! | [`topology`] | the system: nodes, links, groups, requests; valid by construction |
//! | [`message`] | what a hop carries, as structured data |
//! | [`trace`] | what happened for one request, as plain data |
//! | [`engine`] | `simulate(topology, state, request, seed)`; always ends |
//! | [`story`] | the sentences of a trace's steps |
//! | [`report`] | a trace as JSON and as text |
//! | [`layout`] | placed boxes and routed lines in integer cells |
//! | [`playback`] | a position in a trace, and what is visible there |
//! | [`key`] | keys, apart from any terminal library |
//! | [`action`] | all that can happen, all that can be asked of the outside |
//! | [`keymap`] | the one table of bindings |
//! | [`app`] | all state of the interactive program |
//! | [`ui`] | drawing into a buffer of cells |
//! | [`terminal`] | the only module that knows a terminal and a clock |
//! | [`cli`] | arguments and commands |

pub mod action;
pub mod app;
pub mod cli;
pub mod engine;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod message;
pub mod phase;
pub mod playback;
pub mod report;
pub mod story;
pub mod terminal;
pub mod text;
pub mod time;
pub mod topology;
pub mod trace;
pub mod ui;

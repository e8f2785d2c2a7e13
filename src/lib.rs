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
//! | [`glossary`] | the words of the trade, one line each |
//! | [`phase`] | the exclusive parts that a total is cut into |
//! | [`topology`] | the system: nodes, links, groups, requests; valid by construction |
//! | [`message`] | what a hop carries, as structured data |
//! | [`trace`] | what happened for one request, as plain data |
//! | [`engine`] | `simulate(topology, state, request, seed)`; always ends |
//! | [`load`] | many requests at once: what is sent, what is counted |
//! | [`story`] | the sentences of a trace's steps |
//! | [`inspect`] | what can be seen at one hop or box, and what is sealed there |
//! | [`compare`] | where two runs differ |
//! | [`report`] | a trace as JSON and as text |
//! | [`quiz`] | questions about a run, and what wrong answers believe |
//! | [`layout`] | placed boxes and routed lines in integer cells |
//! | [`playback`] | a position in a trace, and what is visible there |
//! | [`lesson`] | topologies, requests and questions in the order a teacher tells them |
//! | [`key`] | keys, apart from any terminal library |
//! | [`action`] | all that can happen, all that can be asked of the outside |
//! | [`keymap`] | the one table of bindings |
//! | [`app`] | all state of the interactive program |
//! | [`ui`] | drawing into a buffer of cells |
//! | [`terminal`] | the only module that knows a terminal and a clock |
//! | [`cli`] | arguments and commands |
//!
//! # From a key to the screen
//!
//! ```text
//! terminal   key press                    -> app.press: keymap turns it into an Action
//! app        Action::Send                 -> engine::simulate: Trace and next State, no wall time passes
//!            Action::Reload               -> Command::Load, answered with Action::Loaded
//! terminal   wall time, while it moves    -> app.tick: the position in the trace, scaled by the speed
//! playback   trace at a position          -> Scene: what stands out, where each packet is
//! ui         App and theme                -> cells of a buffer
//! terminal   cells that changed           -> escape codes
//! ```
//!
//! Pausing, stepping, going back and printing one frame are all the same thing: a position is set.
//! [`report`] and `hopwise render` read the same values without a terminal.
//!
//! # What always holds
//!
//! - A [`topology::Topology`] in hand is valid; every id in a trace or a diagram belongs to it.
//!   Only reading a file can fail; what cannot be served is an outcome, not an error.
//! - The same topology, state, request and seed give the same trace on every machine, byte for
//!   byte: time is integer nanoseconds, chance comes from the seed, maps have an order.
//! - A simulation ends: a limit of hops and of time turns a loop into an outcome that says so.
//! - The phases of a trace add up to its total, exactly.
//! - Boxes never overlap; lines are orthogonal and end at the border of their boxes.
//! - Drawing reads and never writes, and does not know the time: two renders of one
//!   [`app::App`] are equal.
//! - The terminal is left as it was found, on every way out.

pub mod action;
pub mod app;
pub mod cli;
pub mod compare;
pub mod engine;
pub mod glossary;
pub mod inspect;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod lesson;
pub mod load;
pub mod message;
pub mod phase;
pub mod playback;
pub mod quiz;
pub mod report;
pub mod story;
pub mod terminal;
pub mod text;
pub mod time;
pub mod topology;
pub mod trace;
pub mod ui;

//! Any bytes as a topology file: `check` tells what is wrong, in its place and in harmless words;
//! what it lets through can be sent and drawn.
#![no_main]

use hopwise::engine::{State, simulate};
use hopwise::layout::{Options, layout};
use hopwise::report;
use hopwise::text::is_hostile;
use hopwise::topology::{Topology, parse_bytes};
use hopwise::trace::Seed;
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/check/invariants.rs"]
mod invariants;

/// Boxes and links up to which a file is drawn and sent too, so that one input stays quick.
const SMALL: usize = 12;

fuzz_target!(|bytes: &[u8]| {
    invariants::hold_invariants(bytes);
    if let Ok(topology) = parse_bytes("fuzzed", bytes) {
        used(&topology);
    }
});

/// Every request ends with phases that add up, one after the other over the same state.
fn used(topology: &Topology) {
    if topology.nodes().len() > SMALL || topology.links().len() > SMALL {
        return;
    }
    let mut state = State::new(topology);
    for request in topology.request_ids().take(4) {
        let (trace, next) = simulate(topology, &state, request, Seed(1));
        assert_eq!(trace.phases.total(), trace.total);
        for told in [
            report::json(topology, &trace),
            report::text(topology, &trace, false),
        ] {
            let hostile = told.chars().find(|c| *c != '\n' && is_hostile(*c));
            assert_eq!(hostile, None, "{told:?}");
        }
        state = next;
    }
    layout(topology, Options::default());
}

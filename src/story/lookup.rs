//! What the client does before it connects, and the question to the resolver.

use crate::topology::Kind;
use crate::trace::Decision;

use super::decision::sentence;
use super::words::{Telling, add, lost};

pub(super) fn prepare(t: &Telling<'_>) -> (String, String) {
    let client = t.name(t.step.focus);
    let has = |test: fn(&Decision) -> bool| t.decisions.iter().any(|d| test(&d.what));
    let title = if has(|d| matches!(d, Decision::Hit { .. })) {
        format!("{client}: own fresh copy")
    } else if has(|d| matches!(d, Decision::Reused { .. })) {
        format!("{client}: connection still open")
    } else if has(|d| matches!(d, Decision::NameKnown { .. })) {
        format!("{client}: address still known")
    } else {
        format!("{client} prepares {}", t.request_line())
    };
    let mut text = String::new();
    for decided in &t.decisions {
        add(&mut text, &sentence(t, decided));
        if matches!(decided.what, Decision::Hit { .. }) {
            add(&mut text, "Nothing is sent at all.");
        }
    }
    (title, text)
}

pub(super) fn question(t: &Telling<'_>) -> (String, String) {
    let host = &t.request().host;
    let Some(hop) = t.hops.first() else {
        return (format!("Lookup of {host}"), String::new());
    };
    let (from, to) = (t.name(hop.from), t.name(hop.to));
    let carried = t.topology[hop.from].kind.facts().transit;
    let title = if carried {
        format!("{from} carries the question to {to}")
    } else if t.topology[hop.to].kind == Kind::Dns {
        format!("{from} asks {to} for {host}")
    } else {
        format!("{from} asks for the address of {host}")
    };
    let mut text = if carried {
        format!("{from} carries the question to {to}.")
    } else {
        format!("{from} does not know the address of {host} and asks over UDP.")
    };
    for decided in &t.decisions {
        add(&mut text, &sentence(t, decided));
    }
    if let Some(loss) = lost(t) {
        add(&mut text, &loss);
    }
    (title, text)
}

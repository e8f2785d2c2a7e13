//! A trace as one JSON object on one line, format 1.
//!
//! Times are integer nanoseconds of model time, nodes are their ids in the file. The same trace
//! gives the same bytes everywhere.

use std::fmt::Write;

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::message::{Flow, Message};
use crate::phase::{Phase, Phases};
use crate::story;
use crate::text;
use crate::time::SimDuration;
use crate::topology::{NodeId, Topology};
use crate::trace::{Direction, OutcomeKind, Trace};

/// The trace as a JSON object without a line break. Characters that could steer a terminal are
/// written as `\u` escapes.
pub fn json(topology: &Topology, trace: &Trace) -> String {
    let document = Document::of(topology, trace);
    let raw = serde_json::to_string(&document).expect("plain data with text keys");
    escape_hostile(&raw)
}

/// Hostile characters stand inside strings only, so they can be escaped anywhere in the text
/// (RFC 8259 section 7: UTF-16 code units, surrogate pairs beyond the basic plane).
pub(super) fn escape_hostile(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        if text::is_hostile(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[derive(Serialize)]
struct Document<'a> {
    format: u8,
    topology: &'a str,
    request: &'a str,
    seed: u64,
    outcome: Outcome<'a>,
    total_ns: u64,
    ttfb_ns: Option<u64>,
    #[serde(serialize_with = "by_phase")]
    phases_ns: Phases,
    spans: Vec<Span<'a>>,
    hops: Vec<Hop<'a>>,
    steps: Vec<Told>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    kind: &'static str,
    status: Option<u16>,
    by: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Span<'a> {
    id: usize,
    parent: Option<u32>,
    node: &'a str,
    name: &'a str,
    phase: Option<Phase>,
    start_ns: u64,
    end_ns: u64,
    asynchronous: bool,
}

#[derive(Serialize)]
struct Hop<'a> {
    step: u32,
    from: &'a str,
    to: &'a str,
    direction: &'static str,
    protocol: &'static str,
    depart_ns: u64,
    arrive_ns: u64,
    lost: bool,
    again: u8,
    asynchronous: bool,
    flow: &'a Flow,
    message: &'a Message,
}

#[derive(Serialize)]
struct Told {
    step: usize,
    at_ns: u64,
    until_ns: u64,
    title: String,
    text: String,
}

impl<'a> Document<'a> {
    fn of(topology: &'a Topology, trace: &'a Trace) -> Self {
        let node = |id: NodeId| topology[id].id.as_str();
        let (kind, status) = match trace.outcome.kind {
            OutcomeKind::Response(status) => ("response", Some(status)),
            OutcomeKind::Refused => ("refused", None),
            OutcomeKind::Timeout => ("timeout", None),
            OutcomeKind::Limit => ("limit", None),
        };
        let spans = trace.spans.iter().enumerate().map(|(id, span)| Span {
            id,
            parent: span.parent.map(|parent| parent.0),
            node: node(span.node),
            name: &span.name,
            phase: span.phase,
            start_ns: span.start.nanos(),
            end_ns: span.end.nanos(),
            asynchronous: span.asynchronous,
        });
        let hops = trace.hops.iter().map(|hop| Hop {
            step: hop.step,
            from: node(hop.from),
            to: node(hop.to),
            direction: match hop.direction {
                Direction::Request => "request",
                Direction::Response => "response",
            },
            protocol: hop.message.protocol(),
            depart_ns: hop.depart.nanos(),
            arrive_ns: hop.arrive.nanos(),
            lost: hop.lost,
            again: hop.again,
            asynchronous: hop.asynchronous,
            flow: &hop.flow,
            message: &hop.message,
        });
        let told = story::tell(topology, trace);
        let steps = trace.steps.iter().zip(told).enumerate();
        Self {
            format: 1,
            topology: topology.name(),
            request: &topology[trace.request].id,
            seed: trace.seed.0,
            outcome: Outcome {
                kind,
                status,
                by: node(trace.outcome.by),
                reason: story::reason(topology, trace),
            },
            total_ns: trace.total.nanos(),
            ttfb_ns: trace.ttfb.map(SimDuration::nanos),
            phases_ns: trace.phases,
            spans: spans.collect(),
            hops: hops.collect(),
            steps: steps
                .map(|(index, (step, told))| Told {
                    step: index + 1,
                    at_ns: step.at.nanos(),
                    until_ns: step.until.nanos(),
                    title: told.title,
                    text: told.text,
                })
                .collect(),
        }
    }
}

fn by_phase<S: Serializer>(phases: &Phases, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(Phase::ALL.len()))?;
    for (phase, length) in phases.iter() {
        map.serialize_entry(phase.word(), &length.nanos())?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_in_utf16() {
        assert_eq!(
            escape_hostile("{\"a\":\"x\u{202e}y\u{e0041}\u{7f}z\"}"),
            "{\"a\":\"x\\u202ey\\udb40\\udc41\\u007fz\"}"
        );
    }
}

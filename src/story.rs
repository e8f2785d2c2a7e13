//! From a trace to the sentences of its steps.
//!
//! Every sentence is made from the trace's own decisions and numbers, so that the whole story read
//! aloud is a correct account. It names devices by the names on their boxes, says why, and gives
//! the number.

use crate::message::reason as phrase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, Topology};
use crate::trace::{Awaited, Beat, Cause, Decision, OutcomeKind, Step, Trace};

mod answer;
mod decision;
mod deliver;
mod handshake;
mod lookup;
mod resilience;
mod words;

use words::Telling;
pub(crate) use words::rule;

/// What is told at one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// A few words, such as `CDN Edge: cache miss`.
    pub title: String,
    /// One or two plain sentences that name the devices, the reason and the number.
    pub text: String,
}

/// One sentence for each step of `trace`, in order.
pub fn tell(topology: &Topology, trace: &Trace) -> Vec<Sentence> {
    let last = last(trace);
    (0..trace.steps.len())
        .map(|step| {
            let telling = Telling::new(topology, trace, step);
            let (mut title, mut text) = match trace.steps[step].beat {
                Beat::Prepare => lookup::prepare(&telling),
                Beat::Lookup => lookup::question(&telling),
                Beat::Connect => handshake::connect(&telling),
                Beat::Secure => handshake::secure(&telling),
                Beat::Deliver => deliver::deliver(&telling),
                Beat::Answer => answer::answer(&telling),
                Beat::Wait => answer::wait(&telling),
                Beat::After => deliver::after(&telling),
            };
            if last == Some(step) {
                words::add(&mut text, &ending(topology, trace));
            }
            // The client has given up, and the work behind goes on.
            let beat = trace.steps[step].beat;
            if beat != Beat::After && last.is_some_and(|last| step > last) {
                title = format!("Afterwards: {title}");
                if beat == Beat::Answer {
                    words::add(&mut text, "Nobody waits for it any more.");
                }
            }
            Sentence { title, text }
        })
        .collect()
}

/// The step that the client's outcome falls into: where it gives up, or where what it is told
/// reaches it; else the last one that has begun by then and is not work afterwards.
fn last(trace: &Trace) -> Option<usize> {
    let end = SimTime(trace.total.nanos());
    let client = trace.spans.first()?.node;
    let mut decisions = trace.decisions.iter().rev();
    let gave_up = decisions.find(|decided| {
        let timed_out = matches!(decided.what, Decision::TimedOut { .. });
        timed_out && decided.node == client && decided.until == end
    });
    let told = trace.ttfb.unwrap_or(trace.total).nanos();
    let mut hops = trace.hops.iter().rev();
    let reached = hops.find(|hop| hop.to == client && !hop.lost && hop.arrive.nanos() == told);
    let step = gave_up.map(|it| it.step).or(reached.map(|hop| hop.step));
    let begun = |step: &Step| step.beat != Beat::After && step.at <= end;
    match step {
        Some(step) => (step as usize).checked_sub(1),
        None => trace.steps.iter().rposition(begun),
    }
}

fn ending(topology: &Topology, trace: &Trace) -> String {
    let client = &topology[topology[trace.request].from].name;
    let total = trace.total;
    match trace.outcome.kind {
        OutcomeKind::Response(_) if total == SimDuration::ZERO => String::new(),
        OutcomeKind::Response(_) => format!("{client} has the whole response after {total}."),
        OutcomeKind::Refused => {
            format!("{client} gets no status at all, only a refused connection, after {total}.")
        }
        OutcomeKind::Timeout => {
            format!("{client} gets no status at all: it gave up after {total}.")
        }
        OutcomeKind::Limit => "The simulation stops here: the links lead in a circle.".to_owned(),
    }
}

/// The status line at the end: `200 OK from CDN Edge after 61 ms`, or what failed and where.
pub fn conclusion(topology: &Topology, trace: &Trace) -> String {
    let by = &topology[trace.outcome.by].name;
    let total = trace.total;
    match trace.outcome.kind {
        OutcomeKind::Response(status) => {
            format!("{status} {} from {by} after {total}", phrase(status))
        }
        OutcomeKind::Refused => format!("connection refused by {by} after {total}, no status"),
        OutcomeKind::Timeout => match awaited(trace) {
            Awaited::Address => {
                format!("lookup timed out after {total}, no address from {by}, no status")
            }
            Awaited::Connection => {
                format!("connect timed out after {total}, nothing came back from {by}, no status")
            }
            Awaited::Answer => {
                format!("timed out after {total}, no answer came from {by}, no status")
            }
        },
        OutcomeKind::Limit => format!("stopped after {total}: the request goes round in a circle"),
    }
}

/// What the client waited for in vain.
fn awaited(trace: &Trace) -> Awaited {
    let mut decisions = trace.decisions.iter().rev();
    let end = trace.total.nanos();
    let last = decisions.find_map(|decided| match decided.what {
        Decision::TimedOut { awaited, .. } if decided.until.nanos() == end => Some(awaited),
        _ => None,
    });
    last.unwrap_or(Awaited::Answer)
}

/// Why the outcome is what it is, one sentence (the `reason` of the JSON).
pub fn reason(topology: &Topology, trace: &Trace) -> String {
    because(topology, trace.outcome.by, trace.outcome.cause)
}

/// Why `by` answered or failed as it did.
fn because(topology: &Topology, by: NodeId, cause: Cause) -> String {
    let name = |node: NodeId| topology[node].name.as_str();
    let me = name(by);
    match cause {
        Cause::Served => format!("{me} did what it was asked."),
        Cause::CacheHit => format!("{me} holds a fresh copy."),
        Cause::Blocked => format!("A rule of {me} matches the request."),
        Cause::Full(node) => format!("{} has no place left to wait.", name(node)),
        Cause::RateLimited => format!("The client has sent more than {me} allows."),
        Cause::Down(node) if node == by => format!("{me} is down."),
        Cause::Down(node) => format!("{} is down.", name(node)),
        Cause::Dropped(node) => format!("{} discards the packets without a word.", name(node)),
        Cause::Rejected(node) => format!("{} answers the packets with a reset.", name(node)),
        Cause::NoBackend(node) if node == by => {
            format!("{me} knows no backend that could take it.")
        }
        Cause::NoBackend(node) => format!("{} knows no backend that could take it.", name(node)),
        Cause::TooSlow(node) => format!("{} did not answer in time.", name(node)),
        Cause::Crashed(node) => format!("{} died over the request.", name(node)),
        Cause::Lost(link) => {
            let link = &topology[link];
            let (from, to) = (name(link.from), name(link.to));
            format!("The line between {from} and {to} loses the packets.")
        }
        Cause::BreakerOpen(node) => {
            format!("The circuit breaker of {} is open.", name(node))
        }
        Cause::NoName(node) => format!("{} gave no address.", name(node)),
        Cause::ReadOnly(node) => format!("{} is a replica and takes no writes.", name(node)),
        Cause::Upstream(node, status) => format!("{} behind it answered {status}.", name(node)),
        Cause::Limit => "The request goes round in a circle.".to_owned(),
    }
}

#[cfg(test)]
mod tests;

//! How long who waits: less further in, and never less than an answer needs.

use std::ops::Range;

use super::subject::{Connection, Subject};
use super::{Finding, Rule};
use crate::time::SimDuration;
use crate::topology::{Kind, NodeId, Role};

/// An inner time-out as long as the outer one: Google, "Addressing Cascading Failures".
pub(super) const TIMEOUT_NOT_SHORTER_INSIDE: Rule = Rule {
    code: "timeout-not-shorter-inside",
    finds: "a node that waits as long as the one that waits for it, or longer, where the file gives both times",
    why: "the outer one gives up first: it reports a time-out of its neighbour, which is still waiting and would have \
          known who is really slow, and the work goes on for nobody",
    mend: "let time-outs shrink from the client inwards",
    source: "RFC 9110 section 15.6.5 (504). Google, Site Reliability Engineering, chapter 22: deadlines are handed \
             down and shrink.",
    check: timeout_not_shorter_inside,
};

fn timeout_not_shorter_inside(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings = Vec::new();
    for connection in &subject.connections {
        let outer = connection.opener;
        let kind = topology[outer].kind;
        let waits = kind.is_gateway() || kind == Kind::App;
        if !waits || !subject.given(outer, "timeout") {
            continue;
        }
        let patience = topology[outer].timeout;
        for &inner in &connection.ends {
            let Some((wait, place)) = longest_wait(subject, inner) else {
                continue;
            };
            if wait < patience {
                continue;
            }
            let message = format!(
                "`{}` waits {wait} behind `{}`, which waits {patience}",
                subject.id(inner),
                subject.id(outer)
            );
            findings.push(
                Finding::new(message)
                    .at(place, "as long as the one in front, or longer")
                    .at(subject.at_node(outer, "timeout"), "gives up first"),
            );
        }
    }
    findings
}

/// The longest time that the file lets a node wait for one that it asks, and its place. Who asks
/// over HTTP waits by its own `timeout`, a store is waited for by that of the store.
fn longest_wait(subject: &Subject<'_>, node: NodeId) -> Option<(SimDuration, Range<usize>)> {
    let topology = subject.topology;
    let kind = topology[node].kind;
    if !kind.is_gateway() && kind != Kind::App {
        return None;
    }
    let asked = subject.onward(node).map(|link| {
        let to = topology[link].to;
        if topology[to].kind.speaks_http() {
            node
        } else {
            to
        }
    });
    let timed = asked.filter(|patient| subject.given(*patient, "timeout"));
    let longest = timed.max_by_key(|patient| topology[*patient].timeout)?;
    let place = subject.at_node(longest, "timeout");
    Some((topology[longest].timeout, place))
}

/// A time-out shorter than the way there and back: RFC 9110 section 15.6.5.
pub(super) const TIMEOUT_TOO_SHORT: Rule = Rule {
    code: "timeout-too-short",
    finds: "a time-out that ends before an answer can be back",
    why: "a question needs the latency of the link to get there and its answer needs it again, so every attempt times \
          out, also when all is well",
    mend: "give a longer `timeout`, or correct the latency",
    source: "RFC 9110 section 15.6.5 (504). Twice the one-way latency is the least an answer takes.",
    check: timeout_too_short,
};

fn timeout_too_short(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings: Vec<Finding> = Vec::new();
    let http = subject
        .connections
        .iter()
        .filter(|c| speaks_http(subject, c));
    let http = http.map(|c| (c.opener, c.first));
    let stores = subject
        .connections
        .iter()
        .filter(|c| !speaks_http(subject, c));
    let stores = stores.map(|c| (topology[c.first].to, c.first));
    let names = subject
        .links()
        .filter(|(_, link)| link.role == Role::Lookup && topology[link.to].kind == Kind::Dns);
    let names = names.map(|(id, link)| (link.to, id));
    for (patient, link) in http.chain(stores).chain(names) {
        let (latency, timeout) = (topology[link].latency, topology[patient].timeout);
        if latency.times(2) < timeout {
            continue;
        }
        let message = format!(
            "no answer over link {} is back within the {timeout} of `{}`",
            subject.ends(link),
            subject.id(patient)
        );
        let round_trip = format!("{} there and back", latency.times(2));
        findings.push(
            Finding::new(message)
                .at(
                    subject.at_node(patient, "timeout"),
                    format!("waits {timeout}"),
                )
                .at(subject.at_link(link, "latency"), round_trip),
        );
    }
    findings
}

fn speaks_http(subject: &Subject<'_>, connection: &Connection) -> bool {
    let mut ends = connection.ends.iter();
    ends.all(|end| subject.topology[*end].kind.speaks_http())
}

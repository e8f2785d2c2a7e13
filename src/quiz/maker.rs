//! Who makes the answer that the client gets?

use super::deal::Draft;
use super::{Class, Topic, step_of};
use crate::message::reason as phrase;
use crate::story;
use crate::topology::{Kind, NodeId};
use crate::trace::{Cause, Decision, Direction, OutcomeKind};

/// Asked before the answer is made, unless what was `told` about the status, or a hit, names the
/// maker already.
pub(super) fn question(class: &Class<'_>, told: bool) -> Option<Draft> {
    let (topology, trace) = (class.topology, class.trace);
    let OutcomeKind::Response(status) = trace.outcome.kind else {
        return None;
    };
    let by = trace.outcome.by;
    let is_news = match trace.outcome.cause {
        Cause::Served => !told,
        Cause::Down(node)
        | Cause::Dropped(node)
        | Cause::Rejected(node)
        | Cause::NoBackend(node)
        | Cause::TooSlow(node)
        | Cause::ReadOnly(node) => node != by,
        _ => false,
    };
    let answered = trace
        .decisions
        .iter()
        .find(|decided| decided.node == by && matches!(decided.what, Decision::Answered { .. }))?;
    if !is_news || topology[by].hidden {
        return None;
    }
    let mut others: Vec<NodeId> = Vec::new();
    for hop in &trace.hops {
        let node = &topology[hop.to];
        let could = hop.direction == Direction::Request
            && !hop.asynchronous
            && node.kind != Kind::Dns
            && !node.hidden
            && !node.kind.facts().transit;
        if could && hop.to != by && !others.contains(&hop.to) {
            others.push(hop.to);
        }
    }
    let line = format!("{status} {}", phrase(status));
    Some(Draft {
        step: step_of(answered),
        topic: Topic::Maker,
        text: format!(
            "Which box makes the answer that {} gets?",
            class.name(class.client())
        ),
        right: class.name(by),
        believed: Vec::new(),
        plain: others.into_iter().map(|node| class.name(node)).collect(),
        reveal: format!(
            "{} makes it: {line}. {} The others only pass it on.",
            class.name(by),
            story::reason(topology, trace)
        ),
    })
}

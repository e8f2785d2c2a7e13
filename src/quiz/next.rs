//! Which node next?

use super::deal::Draft;
use super::{Class, Topic, step_of};
use crate::story::rule;
use crate::topology::{NodeId, Policy, Role};
use crate::trace::{Beat, Decision, Direction, Hop, Trace};

/// Where does the first packet go? Asked where a name has to be looked up.
pub(super) fn first(class: &Class<'_>) -> Option<Draft> {
    let trace = class.trace;
    let lookup = messages(trace)
        .next()
        .filter(|hop| beat(trace, hop) == Beat::Lookup)?;
    let (client, resolver) = (class.name(lookup.from), class.name(lookup.to));
    let host = &class.topology[trace.request].host;
    Some(Draft {
        step: 0,
        topic: Topic::Next,
        text: format!("{client} wants something from {host}. Where does its first packet go?"),
        believed: Vec::new(),
        plain: servers(class),
        reveal: format!("To {resolver}: {client} does not know the address of {host} yet."),
        right: resolver,
    })
}

/// Where a wrong rule leaves the right way.
pub(super) fn parting(class: &Class<'_>) -> Vec<Draft> {
    let part = |(belief, wrong): &(_, Trace)| {
        let (right, other, before) = first_difference(class.trace, wrong)?;
        let both_ask = [right, other]
            .iter()
            .all(|hop| hop.direction == Direction::Request && !class.topology[hop.to].hidden);
        if !both_ask || right.from != other.from || is_told(class, right.from, before) {
            return None;
        }
        let (from, to) = (class.name(right.from), class.name(right.to));
        Some(Draft {
            // What lies between, such as opening the connection, tells where it goes.
            step: before.map_or(0, |hop| hop.step as usize),
            topic: Topic::Next,
            text: format!("Where does {from} send its next packet?"),
            believed: vec![(*belief, class.name(other.to))],
            plain: neighbours(class, right.from),
            reveal: format!("To {to}."),
            right: to,
        })
    };
    class.beliefs.iter().filter_map(part).collect()
}

/// Whom does the first balancer choose? Asked where a rule decides and not chance.
pub(super) fn pick(class: &Class<'_>) -> Option<Draft> {
    let topology = class.topology;
    let mut picks = class.trace.decisions.iter();
    let (decided, policy, backend, skipped) = picks.find_map(|decided| match &decided.what {
        Decision::Picked {
            policy,
            backend,
            among: 2..,
            skipped,
        } => Some((decided, *policy, *backend, skipped)),
        _ => None,
    })?;
    let by_rule = !matches!(policy, Policy::Random | Policy::IpHash);
    if !by_rule || topology[backend].hidden {
        return None;
    }
    let (me, right) = (class.name(decided.node), class.name(backend));
    let rule = rule(policy);
    let mut reveal = format!("{right}: {me} chooses {rule}.");
    if !skipped.is_empty() {
        let names: Vec<String> = skipped.iter().map(|node| class.name(*node)).collect();
        reveal = format!(
            "{reveal} Left out, because health checks fail: {}.",
            names.join(", ")
        );
    }
    Some(Draft {
        step: step_of(decided),
        topic: Topic::Next,
        text: format!("{me} chooses a backend, {rule}. Which one gets this request?"),
        believed: Vec::new(),
        plain: neighbours(class, decided.node),
        reveal,
        right,
    })
}

/// Questions and answers of a run, without what opens connections and what comes afterwards.
fn messages(trace: &Trace) -> impl Iterator<Item = &Hop> {
    trace.hops.iter().filter(|hop| {
        let wanted = matches!(
            beat(trace, hop),
            Beat::Lookup | Beat::Deliver | Beat::Answer
        );
        wanted && !hop.asynchronous
    })
}

fn beat(trace: &Trace, hop: &Hop) -> Beat {
    trace.steps[(hop.step as usize).saturating_sub(1)].beat
}

/// The first message that two runs do not share, in each of them, and the one before it.
fn first_difference<'a>(
    right: &'a Trace,
    wrong: &'a Trace,
) -> Option<(&'a Hop, &'a Hop, Option<&'a Hop>)> {
    let mut before = None;
    for (one, other) in messages(right).zip(messages(wrong)) {
        if (one.from, one.to, one.direction) != (other.from, other.to, other.direction) {
            return Some((one, other, before));
        }
        before = Some(one);
    }
    None
}

/// Whether the step of `before` says already whom `node` goes on to.
fn is_told(class: &Class<'_>, node: NodeId, before: Option<&Hop>) -> bool {
    class.trace.decisions.iter().any(|decided| {
        let choice = matches!(
            decided.what,
            Decision::Forwarded { .. } | Decision::Picked { .. }
        );
        choice && decided.node == node && before.is_some_and(|hop| hop.step == decided.step)
    })
}

/// The drawn boxes that a class could take for the first one: whatever stands on the way of
/// requests, wherever this one leads.
fn servers(class: &Class<'_>) -> Vec<String> {
    let nodes = class.topology.nodes().iter();
    nodes
        .filter(|node| !node.hidden && (node.kind.facts().transit || node.kind.is_gateway()))
        .map(|node| node.name.clone())
        .collect()
}

/// The boxes that `node` can send to.
fn neighbours(class: &Class<'_>, node: NodeId) -> Vec<String> {
    let topology = class.topology;
    let links = topology.outgoing(node).iter().map(|link| &topology[*link]);
    links
        .filter(|link| matches!(link.role, Role::Request | Role::Lookup))
        .filter(|link| !topology[link.to].hidden)
        .map(|link| class.name(link.to))
        .collect()
}

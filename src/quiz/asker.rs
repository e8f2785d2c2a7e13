//! Who asks the database after the cache has said no?

use super::deal::Draft;
use super::{Class, Topic};
use crate::message::Message;
use crate::topology::{Kind, NodeId, Topology};
use crate::trace::{Decided, Decision, Direction, Hop, Trace};

pub(super) fn question(class: &Class<'_>) -> Option<Draft> {
    let topology = class.topology;
    let miss = missed(topology, class.trace)?;
    let query = query(class.trace).filter(|query| query.step > miss.step)?;
    let (cache, database) = (class.name(miss.node), class.name(query.to));
    let asker = class.name(query.from);
    let believed = class.believed(|trace| asked_by(topology, trace));
    // Whoever stands in front of the one that asks.
    let front = class.trace.hops.iter().filter(|hop| {
        hop.to == query.from && hop.direction == Direction::Request && !topology[hop.from].hidden
    });
    Some(Draft {
        step: miss.step as usize,
        topic: Topic::Asker,
        text: format!("{cache} does not have the key. Who asks {database} now?"),
        believed: believed
            .into_iter()
            .map(|(belief, node)| (belief, class.name(node)))
            .collect(),
        plain: front.map(|hop| class.name(hop.from)).collect(),
        reveal: format!("{asker} does, at {}.", query.depart),
        right: asker,
    })
}

fn missed<'a>(topology: &Topology, trace: &'a Trace) -> Option<&'a Decided> {
    trace.decisions.iter().find(|decided| {
        decided.what == Decision::Miss && topology[decided.node].kind == Kind::Cache
    })
}

fn query(trace: &Trace) -> Option<&Hop> {
    trace.hops.iter().find(|hop| {
        hop.direction == Direction::Request
            && !hop.asynchronous
            && matches!(hop.message, Message::Sql(_))
    })
}

/// Who asks the database in a run: the sender of the statement; where nobody sends one, the cache
/// that answered all the same.
fn asked_by(topology: &Topology, trace: &Trace) -> Option<NodeId> {
    match query(trace) {
        Some(hop) => Some(hop.from),
        None => missed(topology, trace).map(|miss| miss.node),
    }
}

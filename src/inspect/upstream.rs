//! What a box thinks of those it asks: health as its checks see it, circuit breakers, and the lines
//! there.

use super::memory::Memory;
use crate::engine::Breaker;
use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId, Role, Topology};
use crate::trace::Decision;

/// One line for each thing worth saying of the boxes that `node` asks; empty where all is well and
/// nothing stands guard.
pub(super) fn upstreams(topology: &Topology, memory: &Memory<'_>, node: NodeId) -> Vec<String> {
    let mut lines = Vec::new();
    for &link in topology.outgoing(node) {
        let it = &topology[link];
        if !matches!(it.role, Role::Request | Role::Lookup | Role::Handoff) {
            continue;
        }
        let name = &topology[it.to].name;
        let said = [
            health(topology, memory, node, it.to),
            breaker(topology, memory, link),
            impairment(memory, link),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if !said.is_empty() {
            lines.push(format!("{name}: {}", said.join("; ")));
        }
    }
    lines
}

/// Health as the checks of a balancer see it, where they fail.
fn health(topology: &Topology, memory: &Memory<'_>, node: NodeId, of: NodeId) -> Option<String> {
    let fails = memory.state.fault(of)?.fails_checks();
    if !fails || !topology[node].kind.balances() {
        return None;
    }
    let since = memory.state.fault_since(of)?;
    let left = memory.left(since + topology[of].health.detection());
    Some(if left == SimDuration::ZERO {
        "health checks fail, it is left out".to_owned()
    } else {
        format!("counts as healthy for another {left}")
    })
}

fn breaker(topology: &Topology, memory: &Memory<'_>, link: LinkId) -> Option<String> {
    let rule = topology[topology[link].from].breaker?;
    Some(match breaker_now(topology, memory, link) {
        Breaker::Closed { failures } => format!(
            "breaker closed, {failures} of {} failures in a row",
            rule.failures
        ),
        Breaker::HalfOpen => "breaker half-open: one request tries".to_owned(),
        Breaker::Open { since } => {
            let left = memory.left(since + rule.open);
            if left == SimDuration::ZERO {
                "breaker open: the next request tries".to_owned()
            } else {
                format!("breaker open for another {left}")
            }
        }
    })
}

/// The breaker at the moment that is looked at: as it was before the run, and what the run has
/// made of it since.
fn breaker_now(topology: &Topology, memory: &Memory<'_>, link: LinkId) -> Breaker {
    let after = memory.state.breaker(link);
    let Some(moment) = memory
        .moment
        .filter(|moment| moment.at < moment.trace.end())
    else {
        return after;
    };
    let (node, asked) = (topology[link].from, topology[link].to);
    let own = moment
        .trace
        .decisions
        .iter()
        .filter(|decided| decided.node == node && decided.until <= moment.at);
    own.fold(moment.before.breaker(link), |before, decided| {
        let since = moment.before.instant() + decided.until.since(crate::time::SimTime::ZERO);
        match decided.what {
            Decision::BreakerOpens { upstream, .. } if upstream == asked => Breaker::Open { since },
            Decision::BreakerTries { upstream } if upstream == asked => Breaker::HalfOpen,
            Decision::BreakerCloses { upstream } if upstream == asked => Breaker::default(),
            _ => before,
        }
    })
}

fn impairment(memory: &Memory<'_>, link: LinkId) -> Option<String> {
    let impairment = memory.state.impairment(link);
    (!impairment.is_none()).then(|| format!("the line there: {impairment}"))
}

/// Which database stands in for which: for the one that was promoted, and for the one it replaces.
pub(super) fn promotion(topology: &Topology, memory: &Memory<'_>, node: NodeId) -> Option<String> {
    if let Some((replica, _)) = memory.state.promoted(topology, node) {
        let name = &topology[replica].name;
        return Some(format!("{name} was promoted and takes its writes"));
    }
    let mut primaries = topology
        .node_ids()
        .filter(|id| topology[*id].failover.is_some());
    let primary = primaries.find(|&id| {
        let promoted = memory.state.promoted(topology, id);
        promoted.is_some_and(|(replica, _)| replica == node)
    })?;
    let name = &topology[primary].name;
    Some(format!("promoted: takes the writes of {name}"))
}

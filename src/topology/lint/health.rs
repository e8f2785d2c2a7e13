//! Health checks: somebody has to make them, in time, and not faster than they can be answered.

use super::subject::Subject;
use super::{Finding, Rule};
use crate::time::SimDuration;
use crate::topology::{Link, LinkId, NodeId, Role};

/// The slowest detection that can be set at a common balancer: 10 failed checks, one each 300 s.
const SLOWEST: SimDuration = SimDuration::from_secs(3000);

/// Health checks that do not help: AWS, "Health checks for Application Load Balancer target groups".
pub(super) const HEALTH_NEVER_NOTICES: Rule = Rule {
    code: "health-never-notices",
    finds: "health checks that nobody makes, or that take more than 50 minutes to notice a failure",
    why: "a failure is noticed by the balancer in front of a node, after interval x threshold; until then every \
          request that is sent there suffers",
    mend: "check often and few times, such as `{ interval = \"10s\", threshold = 3 }`, at a node behind a balancer \
           (`l4-lb`, `service`, `l7-lb`, `proxy`, `ingress`)",
    source: "AWS, health checks for target groups: an interval of 5 to 300 s and a threshold of 2 to 10, so 50 minutes \
             at most.",
    check: health_never_notices,
};

fn health_never_notices(subject: &Subject<'_>) -> Vec<Finding> {
    let checked = subject
        .nodes()
        .filter(|(id, _)| subject.given(*id, "health"));
    checked
        .filter_map(|(id, node)| {
            let finding = if !is_balanced_over(subject, id) {
                let message = format!("nobody checks the health of `{}`", node.id);
                Finding::new(message).at(
                    subject.at_node(id, "health"),
                    "no balancer is in front of it",
                )
            } else if node.health.detection() > SLOWEST {
                let after = node.health.detection();
                let message = format!("a failure of `{}` is noticed after {after}", node.id);
                Finding::new(message).at(subject.at_node(id, "health"), "interval x threshold")
            } else {
                return None;
            };
            Some(finding)
        })
        .collect()
}

/// Whether a balancer is in front of a node, past devices that only forward.
fn is_balanced_over(subject: &Subject<'_>, node: NodeId) -> bool {
    let topology = subject.topology;
    let mut seen = vec![false; topology.nodes().len()];
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut seen[node.index()], true) {
            continue;
        }
        let links = topology.incoming(node).iter().map(|link| &topology[*link]);
        for link in links.filter(|link| link.role == Role::Request) {
            if topology[link.from].kind.balances() {
                return true;
            }
            if subject.transit(link.from) {
                open.push(link.from);
            }
        }
    }
    false
}

/// Checks faster than their answers: `HAProxy` Configuration Manual, "timeout check".
pub(super) const HEALTH_TOO_FAST: Rule = Rule {
    code: "health-too-fast",
    finds: "health checks without a pause, or due again before the answer to the last one can be back",
    why: "a check needs one round trip to be answered; due sooner than that, a node that is well looks as if it \
          failed, and checks without a pause are a load of their own",
    mend: "give an `interval` well above the round trip; balancers check every 5 to 30 s",
    source: "HAProxy Configuration Manual, `timeout check`: without it a check has failed after one `inter`. AWS: the \
             shortest interval is 5 s.",
    check: health_too_fast,
};

fn health_too_fast(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let checks = |link: &Link| link.role == Role::Request && topology[link.from].kind.balances();
    let checked = subject
        .nodes()
        .filter(|(id, _)| subject.given(*id, "health"));
    checked
        .filter_map(|(id, node)| {
            let links = topology.incoming(id).iter().copied();
            let farthest: LinkId = links
                .filter(|&link| checks(&topology[link]))
                .max_by_key(|&link| topology[link].latency)?;
            let round_trip = topology[farthest].latency.times(2);
            let interval = node.health.interval;
            if interval >= round_trip && interval > SimDuration::ZERO {
                return None;
            }
            let message = format!(
                "`{}` checks `{}` every {interval}, and an answer takes {round_trip} at least",
                subject.id(topology[farthest].from),
                node.id
            );
            Some(
                Finding::new(message)
                    .at(subject.at_node(id, "health"), "due before it is answered")
                    .at(
                        subject.at_link(farthest, "latency"),
                        "the checks go over this link",
                    ),
            )
        })
        .collect()
}

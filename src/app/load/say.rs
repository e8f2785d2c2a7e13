//! What happens in a load, in one sentence.

use super::Load;
use crate::engine::Fault;
use crate::playback::scene::Gauge;
use crate::topology::{NodeId, Topology};

/// A share of failures worth a word.
const WORTH: f64 = 0.005;
/// A share of the workers from which a box is called busy, in thousandths.
const BUSY: u16 = 800;

impl Load {
    /// What happens now, the worst first, in words; and whether it is bad.
    pub fn sentence(&self, topology: &Topology) -> (String, bool) {
        let name = |node: NodeId| topology[node].name.as_str();
        let boxes = || {
            let nodes = topology.node_ids();
            nodes.filter_map(|node| Some((node, self.gauge(node)?)))
        };
        if self.following {
            return ("waiting for the request that is followed".to_owned(), false);
        }
        let Some(latest) = self.latest() else {
            return ("the load begins".to_owned(), false);
        };
        let failing = if latest.failed >= WORTH {
            format!("; {:.0} % of requests fail", latest.failed * 100.0)
        } else {
            String::new()
        };
        let saturated = boxes().filter(|(_, gauge)| gauge.is_saturated());
        if let Some((node, gauge)) = saturated.max_by_key(|(_, gauge)| gauge.waiting) {
            let words = format!(
                "{} is saturated: {} waiting{failing}",
                name(node),
                gauge.waiting
            );
            return (words, true);
        }
        let broken = topology
            .node_ids()
            .find(|node| self.faults[node.index()] == Some(Fault::Down));
        if let (Some(node), false) = (broken, failing.is_empty()) {
            return (format!("{} is down{failing}", name(node)), true);
        }
        if !failing.is_empty() {
            return (failing.trim_start_matches("; ").to_owned(), true);
        }
        let waiting = boxes().max_by_key(|(_, gauge)| gauge.waiting);
        if let Some((node, gauge)) = waiting.filter(|(_, gauge)| gauge.waiting > 0) {
            let words = format!("a queue at {}: {} waiting", name(node), gauge.waiting);
            return (words, false);
        }
        match busiest(boxes()) {
            Some((node, used)) => {
                let words = if used >= BUSY {
                    "it is tight"
                } else {
                    "it keeps up"
                };
                let used = (used + 5) / 10;
                (
                    format!("{words}: the busiest is {}, {used} % used", name(node)),
                    false,
                )
            }
            None => (
                "nothing limits it: no box has a `capacity`".to_owned(),
                false,
            ),
        }
    }
}

/// The box whose workers are the most taken.
fn busiest(boxes: impl Iterator<Item = (NodeId, Gauge)>) -> Option<(NodeId, u16)> {
    boxes
        .filter_map(|(node, gauge)| Some((node, gauge.used?)))
        .max_by_key(|(_, used)| *used)
}

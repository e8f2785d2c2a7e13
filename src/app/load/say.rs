//! What happens in a load, in one sentence.

use super::{Footing, Load};
use crate::engine::Fault;
use crate::load::report::downstream;
use crate::playback::scene::Gauge;
use crate::topology::{NodeId, Topology};

/// A share of failures worth a word.
const WORTH: f64 = 0.005;
/// Thousandths of the workers that make no difference worth a word.
const NEAR: u16 = 30;
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
        if self.footing == Footing::Overrun {
            let words = "it can never catch up, and stands still; c begins anew";
            return (words.to_owned(), true);
        }
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
        let down = |node: &NodeId| self.faults[node.index()] == Some(Fault::Down);
        let broken = topology.node_ids().find(down);
        if let (Some(node), false) = (broken, failing.is_empty()) {
            return (format!("{} is down{failing}", name(node)), true);
        }
        if let Some((node, gauge)) = self.narrowest(topology) {
            let saturated = boxes().filter(|(_, gauge)| gauge.is_saturated());
            let behind = worst(saturated).filter(|(longest, _)| *longest != node);
            let behind = behind.map(|(node, gauge)| {
                format!("; {} waits for it, and {} there", name(node), gauge.waiting)
            });
            let words = format!(
                "{} is saturated: {} waiting{}{failing}",
                name(node),
                gauge.waiting,
                behind.unwrap_or_default()
            );
            return (words, true);
        }
        if !failing.is_empty() {
            return (failing.trim_start_matches("; ").to_owned(), true);
        }
        if let Some((node, gauge)) = worst(boxes()).filter(|(_, gauge)| gauge.waiting > 0) {
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

impl Load {
    /// The saturated box that others wait for.
    fn narrowest(&self, topology: &Topology) -> Option<(NodeId, Gauge)> {
        let saturated = |node| self.gauge(node).is_some_and(Gauge::is_saturated);
        let nodes = topology.node_ids().filter(|node| saturated(*node));
        let (node, _) = worst(nodes.filter_map(|node| Some((node, self.gauge(node)?))))?;
        let node = downstream(topology, node, saturated);
        Some((node, self.gauge(node)?))
    }

    /// The box that matters most: the saturated one, else where most wait, else the busiest.
    pub(super) fn worst(&self, topology: &Topology) -> Option<NodeId> {
        let gauge = |node| Some((node, self.gauge(node)?));
        let boxes = || topology.node_ids().filter_map(gauge);
        if let Some((node, _)) = self.narrowest(topology) {
            return Some(node);
        }
        let waiting = worst(boxes()).filter(|(_, gauge)| gauge.waiting > 0);
        let busiest = || busiest(boxes()).map(|(node, _)| node);
        waiting.map(|(node, _)| node).or_else(busiest)
    }
}

/// The box where most wait; of those where nearly as many do the first, so that the words do not
/// go back and forth between equals.
fn worst(boxes: impl Iterator<Item = (NodeId, Gauge)>) -> Option<(NodeId, Gauge)> {
    let boxes: Vec<(NodeId, Gauge)> = boxes.collect();
    let most = boxes.iter().map(|(_, gauge)| gauge.waiting).max()?;
    let near = |(_, gauge): &(NodeId, Gauge)| gauge.waiting >= most - most / 10;
    boxes.into_iter().find(near)
}

/// The box whose workers are the most taken; the first of those that nearly are.
fn busiest(boxes: impl Iterator<Item = (NodeId, Gauge)>) -> Option<(NodeId, u16)> {
    let used = boxes.filter_map(|(node, gauge)| Some((node, gauge.used?)));
    let used: Vec<(NodeId, u16)> = used.collect();
    let most = used.iter().map(|(_, used)| *used).max()?;
    used.into_iter().find(|(_, used)| *used + NEAR >= most)
}

//! Which groups may be drawn as one box each, and in which order that is tried.

use std::cmp::Reverse;

use super::graph::Graph;
use crate::topology::{GroupId, NodeId};

/// So many choices are tried at most.
const STEPS: usize = 8;

/// Groups without an active box; the largest first, for it frees the most room, and last those of a
/// single box, which only lose their frame.
pub(super) fn candidates(graph: &Graph, is_active: impl Fn(NodeId) -> bool) -> Vec<GroupId> {
    let groups = (0..graph.groups().len()).map(GroupId::from);
    let mut sized: Vec<(Reverse<usize>, GroupId)> = groups
        .map(|group| (graph.members(group), group))
        .filter(|(members, _)| !members.is_empty() && !members.iter().any(|&n| is_active(n)))
        .map(|(members, group)| (Reverse(members.len()), group))
        .collect();
    sized.sort_unstable();
    sized.into_iter().map(|(_, group)| group).collect()
}

/// Choices of groups, from few to all of them. A single box that stands for everything would show
/// nothing, so that is none.
pub(super) fn choices<'a>(
    graph: &'a Graph,
    groups: &'a [GroupId],
) -> impl Iterator<Item = &'a [GroupId]> {
    let boxes = graph.nodes().iter().filter(|node| !node.hidden).count();
    let steps = groups.len().min(STEPS);
    let counts = (1..=steps).map(move |step| groups.len() * step / steps);
    counts.map(|count| &groups[..count]).filter(move |chosen| {
        let members = chosen.iter().map(|&group| graph.members(group).len() - 1);
        boxes - members.sum::<usize>() > 1
    })
}

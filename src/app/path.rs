//! The request path: which boxes a request passes, in order, and how far each is.

use crate::playback::scene::{Badge, Mark, Scene};
use crate::topology::{Kind, LinkId, NodeId, RequestId, Role, Topology};
use crate::trace::Trace;

/// One box of the request path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub node: NodeId,
    /// How far.
    pub progress: Progress,
    /// Its state in a word.
    pub badge: Option<Badge>,
}

/// How far a box of the path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// To come.
    Pending,
    /// On now.
    Active,
    /// Passed.
    Done,
    /// On the usual path, but not on this run's.
    Skipped,
    /// Failed here.
    Failed,
}

/// The entries of a path in `scene`; `sent` says that a run is on or over.
pub(super) fn entries(nodes: Vec<NodeId>, scene: &Scene, sent: bool) -> Vec<Entry> {
    let entry = |node: NodeId| {
        let mark = scene.nodes[node.index()];
        let progress = match mark.mark {
            Mark::Idle if sent => Progress::Skipped,
            Mark::Idle | Mark::Pending => Progress::Pending,
            Mark::Active => Progress::Active,
            Mark::Done => Progress::Done,
            Mark::Failed => Progress::Failed,
        };
        Entry {
            node,
            progress,
            badge: mark.badge,
        }
    };
    nodes.into_iter().map(entry).collect()
}

/// The usual path before anything is sent: from the client of `request` along the longest way.
pub(super) fn expected(topology: &Topology, request: Option<RequestId>) -> Vec<NodeId> {
    let client = request
        .map(|request| topology[request].from)
        .or_else(|| topology.first_client());
    let Some(client) = client else {
        return Vec::new();
    };
    let mut line = Line {
        topology,
        lengths: vec![None; topology.nodes().len()],
        nodes: Vec::new(),
    };
    line.walk(client);
    line.nodes
}

/// The path of a run: the boxes in the order they were first reached, and between and after them
/// those of the usual path that this run skips. A box that could have been chosen in place of one
/// of the same kind is not skipped but an alternative, and left out.
pub(super) fn taken(topology: &Topology, trace: &Trace) -> Vec<NodeId> {
    let mut reached: Vec<NodeId> = Vec::new();
    let mut reach = |node: NodeId| {
        if is_shown(topology, node) && !reached.contains(&node) {
            reached.push(node);
        }
    };
    reach(topology[trace.request].from);
    for hop in &trace.hops {
        reach(hop.from);
        reach(hop.to);
    }
    let usual = expected(topology, Some(trace.request));
    let mut path: Vec<NodeId> = Vec::new();
    let mut next = 0;
    for node in usual {
        if let Some(place) = reached.iter().position(|other| *other == node) {
            while next <= place {
                path.push(reached[next]);
                next += 1;
            }
        } else if !reached
            .iter()
            .any(|other| is_alternative(topology, node, *other))
        {
            path.push(node);
        }
    }
    let rest = reached.into_iter().skip(next);
    let place = path
        .iter()
        .rposition(|node| {
            trace
                .hops
                .iter()
                .any(|hop| hop.to == *node || hop.from == *node)
        })
        .map_or(path.len(), |last| last + 1);
    path.splice(place..place, rest);
    path
}

fn is_shown(topology: &Topology, node: NodeId) -> bool {
    !topology[node].hidden && topology[node].kind != Kind::Stage
}

/// Two boxes of one kind that the same box sends requests to.
fn is_alternative(topology: &Topology, one: NodeId, other: NodeId) -> bool {
    let callers = |node: NodeId| {
        let links = topology.incoming(node).iter().map(|link| &topology[*link]);
        links
            .filter(|link| matches!(link.role, Role::Request | Role::Handoff))
            .map(|link| link.from)
    };
    topology[one].kind == topology[other].kind
        && callers(one).any(|caller| callers(other).any(|another| another == caller))
}

/// The longest way through a topology, with the boxes asked on the side after who asks them.
struct Line<'a> {
    topology: &'a Topology,
    /// How many boxes follow each one at most; `Some(0)` while it is being counted.
    lengths: Vec<Option<usize>>,
    nodes: Vec<NodeId>,
}

impl Line<'_> {
    fn walk(&mut self, node: NodeId) {
        if self.nodes.contains(&node) || !is_shown(self.topology, node) {
            return;
        }
        self.nodes.push(node);
        for asked in self.targets(node, Role::Lookup) {
            if is_shown(self.topology, asked) && !self.nodes.contains(&asked) {
                self.nodes.push(asked);
            }
        }
        let mut best: Option<(usize, NodeId)> = None;
        for next in self.next(node) {
            if self.nodes.contains(&next) {
                continue;
            }
            let length = self.length(next);
            if best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, next));
            }
        }
        if let Some((_, next)) = best {
            self.walk(next);
        }
    }

    fn length(&mut self, node: NodeId) -> usize {
        if let Some(length) = self.lengths[node.index()] {
            return length;
        }
        self.lengths[node.index()] = Some(0);
        let following = self.next(node);
        let longest = following.into_iter().map(|next| self.length(next)).max();
        let length = 1 + longest.unwrap_or(0);
        self.lengths[node.index()] = Some(length);
        length
    }

    /// Where a box passes requests on to; a client without request links follows the hand-off
    /// links of its resolver.
    fn next(&self, node: NodeId) -> Vec<NodeId> {
        let own = self.targets(node, Role::Request);
        if !own.is_empty() {
            return own;
        }
        let resolvers = self.targets(node, Role::Lookup).into_iter();
        resolvers
            .flat_map(|resolver| self.targets(resolver, Role::Handoff))
            .collect()
    }

    fn targets(&self, node: NodeId, role: Role) -> Vec<NodeId> {
        let links = self.topology.outgoing(node).iter();
        let wanted = links.filter(|link: &&LinkId| self.topology[**link].role == role);
        wanted.map(|link| self.topology[*link].to).collect()
    }
}

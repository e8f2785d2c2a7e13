//! What is drawn of a topology: boxes, links between them, and groups, some of them as one box.
//!
//! Ids stay those of the topology. A group that is one box stands in the place of its first drawn
//! member, with the links of all members; links of the same ends are one line then.

use std::collections::BTreeMap;
use std::ops::Index;

use super::net;
use crate::topology::{GridCell, GroupId, Kind, LinkId, NodeId, Role, Topology};

/// All that a layout has to know.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    links: Vec<Link>,
    groups: Vec<String>,
    outgoing: Vec<Vec<LinkId>>,
    incoming: Vec<Vec<LinkId>>,
}

/// A node's box, or one that stands for a whole group.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) short: String,
    pub(super) detail: String,
    pub(super) badge: String,
    pub(super) is_client: bool,
    pub(super) group: Option<GroupId>,
    pub(super) at: Option<GridCell>,
    /// It is not drawn, or another member stands for it.
    pub(super) hidden: bool,
    /// The group that it stands for, and the other members.
    pub(super) collapsed: Option<(GroupId, Vec<NodeId>)>,
}

impl Node {
    /// Whether it is the box of several nodes.
    pub(super) fn stands_for_others(&self) -> bool {
        let collapsed = self.collapsed.as_ref();
        collapsed.is_some_and(|(_, others)| !others.is_empty())
    }
}

/// A line.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) role: Role,
    pub(super) label: String,
    /// Both its ends are drawn, and no other line stands for it.
    pub(super) drawn: bool,
    /// Links that have the same ends since groups are boxes.
    pub(super) merged: Vec<LinkId>,
}

impl Graph {
    /// The whole of it.
    pub(super) fn of(topology: &Topology) -> Self {
        let nodes = topology.nodes().iter().map(|node| Node {
            id: node.id.clone(),
            name: node.name.clone(),
            short: node.short.clone(),
            detail: node.detail.clone(),
            badge: node.badge.clone(),
            is_client: node.kind == Kind::Client,
            group: node.group,
            at: node.at,
            hidden: node.hidden,
            collapsed: None,
        });
        let links = topology.links().iter().map(|link| Link {
            from: link.from,
            to: link.to,
            role: link.role,
            label: link.label.clone(),
            drawn: !topology[link.from].hidden && !topology[link.to].hidden,
            merged: Vec::new(),
        });
        let groups = topology.groups().iter();
        let mut graph = Self {
            nodes: nodes.collect(),
            links: links.collect(),
            groups: groups.map(|group| group.name.clone()).collect(),
            ..Self::default()
        };
        graph.join();
        graph
    }

    /// The same with each of these groups as one box.
    pub(super) fn collapsed(&self, groups: &[GroupId]) -> Self {
        let mut graph = self.clone();
        let mut stands: Vec<NodeId> = self.node_ids().collect();
        for &group in groups {
            let members = self.members(group);
            let [first, others @ ..] = &members[..] else {
                continue;
            };
            let shorts: Vec<&str> = members.iter().map(|&n| self[n].short.as_str()).collect();
            for &other in others {
                graph.nodes[other.index()].hidden = true;
                stands[other.index()] = *first;
            }
            let node = &mut graph.nodes[first.index()];
            node.group = None;
            node.collapsed = Some((group, others.to_vec()));
            // A single box says more by its own name.
            if others.is_empty() {
                continue;
            }
            node.name = format!("{} ({})", self.groups[group.index()], members.len());
            node.short.clone_from(&node.name);
            node.detail = shorts.join(", ");
            node.badge = String::new();
            node.is_client = members.iter().any(|&n| self[n].is_client);
        }
        graph.lift(&stands);
        graph.join();
        graph
    }

    /// Moves the ends of links to the boxes that stand for them.
    fn lift(&mut self, stands: &[NodeId]) {
        let mut lines: BTreeMap<(NodeId, NodeId, bool), LinkId> = BTreeMap::new();
        for id in self.link_ids() {
            let link = &mut self.links[id.index()];
            let ends = (stands[link.from.index()], stands[link.to.index()]);
            let stands = |node: NodeId| self.nodes[node.index()].stands_for_others();
            if !link.drawn || !(stands(ends.0) || stands(ends.1)) {
                continue;
            }
            (link.from, link.to) = ends;
            let line = (ends.0, ends.1, net::is_dashed(link));
            let first = *lines.entry(line).or_insert(id);
            // What members say to each other stays inside.
            link.drawn = first == id && ends.0 != ends.1;
            if first != id {
                let label = link.label.clone();
                let first = &mut self.links[first.index()];
                first.merged.push(id);
                if first.label != label {
                    first.label.clear();
                }
            }
        }
    }

    /// Notes which links that are drawn leave and enter each node.
    fn join(&mut self) {
        self.outgoing = vec![Vec::new(); self.nodes.len()];
        self.incoming = vec![Vec::new(); self.nodes.len()];
        for id in self.link_ids() {
            let link = &self.links[id.index()];
            if link.drawn {
                self.outgoing[link.from.index()].push(id);
                self.incoming[link.to.index()].push(id);
            }
        }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }

    /// Titles.
    pub(super) fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The drawn nodes of a group, in declared order.
    pub(super) fn members(&self, group: GroupId) -> Vec<NodeId> {
        let is_member = |n: &NodeId| self[*n].group == Some(group) && !self[*n].hidden;
        self.node_ids().filter(is_member).collect()
    }

    pub(super) fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len()).map(NodeId::from)
    }

    pub(super) fn link_ids(&self) -> impl DoubleEndedIterator<Item = LinkId> + use<> {
        (0..self.links.len()).map(LinkId::from)
    }

    /// The links that are drawn, in declared order.
    pub(super) fn drawn_links(&self) -> impl Iterator<Item = (LinkId, &Link)> {
        self.link_ids().zip(&self.links).filter(|(_, l)| l.drawn)
    }

    /// The drawn links that leave a node, in declared order.
    pub(super) fn outgoing(&self, node: NodeId) -> &[LinkId] {
        &self.outgoing[node.index()]
    }

    /// The drawn links that enter a node, in declared order.
    pub(super) fn incoming(&self, node: NodeId) -> &[LinkId] {
        &self.incoming[node.index()]
    }

    /// The first node that requests start from.
    pub(super) fn first_client(&self) -> Option<NodeId> {
        self.node_ids()
            .find(|&node| self[node].is_client && !self[node].hidden)
    }
}

impl Index<NodeId> for Graph {
    type Output = Node;
    fn index(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
}

impl Index<LinkId> for Graph {
    type Output = Link;
    fn index(&self, id: LinkId) -> &Link {
        &self.links[id.index()]
    }
}

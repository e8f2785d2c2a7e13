//! The system a teacher draws: nodes, links, groups and the requests that can be sent.
//!
//! A [`Topology`] in hand is valid: ids are indices in declared order, every link joins two nodes
//! that exist, every request starts at a client. Declared order is meaning (drawing order,
//! backend order). It is made by the checker in `topology::check` and by nothing else.

use std::ops::Index;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in declared order.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                Self(u16::try_from(index).expect("the checker limits counts to u16"))
            }
        }
    };
}

id!(
    /// A node, by its place in declared order.
    NodeId
);
id!(
    /// A link, by its place in declared order (a link to several nodes counts once for each).
    LinkId
);
id!(
    /// A group, by its place in declared order.
    GroupId
);
id!(
    /// A request of the menu, by its place in declared order.
    RequestId
);

/// One system, valid by construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) view: View,
    pub(crate) groups: Vec<Group>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<Link>,
    pub(crate) requests: Vec<Request>,
    /// Links that leave each node for another, in declared order.
    pub(crate) outgoing: Vec<Vec<LinkId>>,
    /// Links that enter each node from another, in declared order.
    pub(crate) incoming: Vec<Vec<LinkId>>,
}

impl Topology {
    /// Puts checked parts together and indexes the links. The checker is the only caller; it has
    /// made sure that every id is in range.
    #[expect(
        clippy::too_many_arguments,
        reason = "every part, once, from the checker"
    )]
    pub(crate) fn assemble(
        name: String,
        title: String,
        summary: String,
        view: View,
        groups: Vec<Group>,
        nodes: Vec<Node>,
        links: Vec<Link>,
        requests: Vec<Request>,
    ) -> Self {
        let mut outgoing = vec![Vec::new(); nodes.len()];
        let mut incoming = vec![Vec::new(); nodes.len()];
        // A link back to its own node leads nowhere.
        let between = |(_, link): &(usize, &Link)| link.from != link.to;
        for (index, link) in links.iter().enumerate().filter(between) {
            outgoing[link.from.index()].push(LinkId::from(index));
            incoming[link.to.index()].push(LinkId::from(index));
        }
        Self {
            name,
            title,
            summary,
            view,
            groups,
            nodes,
            links,
            requests,
            outgoing,
            incoming,
        }
    }

    /// The short name: the file's stem or the built-in's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title as the file gives it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// One sentence on what the topology shows; may be empty.
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// The view it opens in.
    pub fn view(&self) -> View {
        self.view
    }

    /// All groups in declared order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All nodes in declared order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// All links in declared order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The request menu in declared order.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Every node id in declared order.
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len()).map(NodeId::from)
    }

    /// Every link id in declared order.
    pub fn link_ids(&self) -> impl DoubleEndedIterator<Item = LinkId> + use<> {
        (0..self.links.len()).map(LinkId::from)
    }

    /// Every request id in declared order.
    pub fn request_ids(&self) -> impl DoubleEndedIterator<Item = RequestId> + use<> {
        (0..self.requests.len()).map(RequestId::from)
    }

    /// The links that leave `node` for another, in declared order.
    pub fn outgoing(&self, node: NodeId) -> &[LinkId] {
        &self.outgoing[node.index()]
    }

    /// The links that enter `node` from another, in declared order.
    pub fn incoming(&self, node: NodeId) -> &[LinkId] {
        &self.incoming[node.index()]
    }

    /// The node with this id text.
    pub fn find_node(&self, id: &str) -> Option<NodeId> {
        self.nodes
            .iter()
            .position(|node| node.id == id)
            .map(NodeId::from)
    }

    /// The request with this id text.
    pub fn find_request(&self, id: &str) -> Option<RequestId> {
        self.requests
            .iter()
            .position(|request| request.id == id)
            .map(RequestId::from)
    }

    /// The first client, which sends requests that name no other.
    pub fn first_client(&self) -> Option<NodeId> {
        self.nodes
            .iter()
            .position(|node| node.kind == Kind::Client)
            .map(NodeId::from)
    }
}

macro_rules! indexed {
    ($id:ident, $field:ident, $item:ident) => {
        impl Index<$id> for Topology {
            type Output = $item;
            fn index(&self, id: $id) -> &$item {
                &self.$field[id.index()]
            }
        }
    };
}
indexed!(NodeId, nodes, Node);
indexed!(LinkId, links, Link);
indexed!(GroupId, groups, Group);
indexed!(RequestId, requests, Request);

/// A way to look at a topology and a run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// Boxes and arrows.
    #[default]
    Diagram,
    /// Lifelines and messages in time order.
    Sequence,
    /// Spans on one time axis.
    Waterfall,
}

/// A titled frame around nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Id text of the file.
    pub id: String,
    /// Title on the frame.
    pub name: String,
    /// A line of its own under the title's words, shown in the inspector; may be empty.
    pub about: String,
}

pub mod builtin;
mod check;
mod file;
mod infer;
mod kind;
pub mod limits;
mod link;
pub mod lint;
mod node;
mod place;
pub mod problem;
mod read;
mod request;
mod resilience;
pub(crate) mod route;
pub mod schema;
pub mod source;
mod station;
pub mod suggest;
pub(crate) mod tables;

pub use check::{Checked, RESERVED_KEYS, check_bytes, check_bytes_by, parse_bytes};
pub use kind::{Facts, Kind, Layer};
pub use link::{HttpVersion, Link, Pool, Role, Tls, When};
pub use node::{Calls, DatabaseRole, Distribution, GridCell, HealthCheck, Node, Policy};
pub use problem::{Problem, Severity};
pub use request::{Circumstance, Content, Method, Request};
pub use resilience::{BreakerRule, Product};
pub use station::{Discipline, Keys, Scale};

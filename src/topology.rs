//! The system a teacher draws: nodes, links, groups and the requests that can be sent.
//!
//! A [`Topology`] in hand is valid: ids are indices in declared order, every link joins two nodes
//! that exist, every request starts at a client. Declared order is meaning (drawing order,
//! backend order). It is made by the checker in `topology::check` and by nothing else.

use std::ops::Index;

use serde::{Deserialize, Serialize};

use crate::time::SimDuration;

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
    /// Links that leave each node, in declared order.
    pub(crate) outgoing: Vec<Vec<LinkId>>,
    /// Links that enter each node, in declared order.
    pub(crate) incoming: Vec<Vec<LinkId>>,
}

impl Topology {
    /// Puts checked parts together and indexes the links. The checker is the only caller; it has
    /// made sure that every id is in range.
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
        for (index, link) in links.iter().enumerate() {
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

    /// The links that leave `node`, in declared order.
    pub fn outgoing(&self, node: NodeId) -> &[LinkId] {
        &self.outgoing[node.index()]
    }

    /// The links that enter `node`, in declared order.
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

/// One box: what it is decides how it behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Id text of the file.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// First line in the box.
    pub name: String,
    /// Name for narrow places (path strip, chips); the name where the file gives none.
    pub short: String,
    /// Second line in the box; may be empty.
    pub detail: String,
    /// Words in the box's top border; may be empty.
    pub badge: String,
    /// `ip` or `ip:port`, as the file gives it; may be empty.
    pub address: String,
    /// The public address a client behind network address translation is seen under; may be empty.
    pub nat: String,
    /// What a teacher says of it; may be empty.
    pub about: String,
    /// The frame it stands in.
    pub group: Option<GroupId>,
    /// Place on the drawing grid, where the file gives one.
    pub at: Option<GridCell>,
    /// Time of its own work on one request.
    pub service: Distribution,
    /// How long what it caches (or hands out, for DNS) stays valid; `None`: it caches nothing.
    pub ttl: Option<SimDuration>,
    /// Requests served at once; `None` is unlimited.
    pub capacity: Option<u32>,
    /// What a database may do.
    pub role: DatabaseRole,
    /// How it chooses among several next nodes.
    pub policy: Policy,
    /// How an application makes several service calls.
    pub calls: Calls,
    /// Share under the weighted policy of whoever chooses this node.
    pub weight: u32,
    /// How long it waits for a connection or an answer before it gives up.
    pub timeout: SimDuration,
    /// How its balancer finds out that it is down.
    pub health: HealthCheck,
    /// Takes part and is not drawn.
    pub hidden: bool,
    /// For a stage: the nodes it lights up with.
    pub mirrors: Vec<NodeId>,
}

/// Column and row on the drawing grid, from the top left, zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridCell {
    /// Column, left to right.
    pub column: u16,
    /// Row, top to bottom.
    pub row: u16,
}

/// Health checking by whoever balances over a node: detection takes `interval` x `threshold`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthCheck {
    /// Time between two checks.
    pub interval: SimDuration,
    /// Failed checks in a row until the node counts as down.
    pub threshold: u32,
}

impl HealthCheck {
    /// Time from a failure to its being noticed.
    pub fn detection(self) -> SimDuration {
        self.interval.times(u64::from(self.threshold))
    }
}

/// What a node is. The table of facts per kind is [`Kind::facts`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Sends requests; keeps a DNS cache, connections and TLS sessions.
    Client,
    /// A resolver: answers names on the side, never on the request's way.
    Dns,
    /// The network between: forwards packets.
    Internet,
    /// Forwards packets.
    Router,
    /// A packet filter: passes, drops or rejects.
    Firewall,
    /// Balances connections; sees addresses and ports only.
    L4Lb,
    /// Kubernetes ClusterIP: a rewrite rule that picks a ready pod per connection.
    Service,
    /// Content delivery edge: ends TLS, answers hits, fetches misses from an origin.
    Cdn,
    /// Web application firewall: passes, or answers 403 or 429.
    Waf,
    /// Balances requests; reads HTTP.
    L7Lb,
    /// Reverse proxy.
    Proxy,
    /// Kubernetes ingress controller.
    Ingress,
    /// Web server: answers static content, passes dynamic content on.
    Web,
    /// Application server: cache-aside reads, writes to the primary, service calls.
    App,
    /// In-memory store; never asks the database itself.
    Cache,
    /// SQL database, primary or replica.
    Database,
    /// Answers static content.
    ObjectStore,
    /// Message broker: acknowledges, hands on after the response has gone.
    Queue,
    /// Takes from a queue and works.
    Worker,
    /// No device: a caption that lights up with the nodes it mirrors.
    Stage,
}

/// How a database takes writes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DatabaseRole {
    /// Takes writes and reads.
    #[default]
    Primary,
    /// Reads only; refuses writes.
    Replica,
}

/// How one of several next nodes is chosen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// In turn, in declared order.
    #[default]
    RoundRobin,
    /// The one with the fewest requests under way.
    LeastConnections,
    /// By chance, from the seed.
    Random,
    /// In turn by weight (smooth weighted round-robin).
    Weighted,
    /// By a hash of the client's address: one client, one backend.
    IpHash,
}

/// How an application makes several service calls.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Calls {
    /// One after the other, in declared order.
    #[default]
    Sequential,
    /// All at once; the slowest decides.
    Parallel,
}

/// A time that may vary from request to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Always the same.
    Fixed(SimDuration),
    /// Exponential with this mean.
    Exponential {
        /// Mean.
        mean: SimDuration,
    },
    /// Uniform between the two, both included.
    Uniform {
        /// Shortest.
        min: SimDuration,
        /// Longest.
        max: SimDuration,
    },
    /// Log-normal through two quantiles.
    LogNormal {
        /// Half of the draws are below.
        median: SimDuration,
        /// 99 of 100 draws are below.
        p99: SimDuration,
    },
}

/// A line between two boxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// What it is for.
    pub role: Role,
    /// Words at the line; may be empty. Several lines are separated by " / ".
    pub label: String,
    /// One-way latency. On a hand-off link: from the client to the serving node.
    pub latency: SimDuration,
    /// The TLS the client side opens.
    pub tls: Tls,
    /// The HTTP version spoken.
    pub http: HttpVersion,
    /// Which requests take it; `None`: all.
    pub when: Option<When>,
    /// Whether connections are already open.
    pub pool: Pool,
    /// Bits per second of the body's transfer; `None`: transfer takes no time.
    pub bandwidth: Option<u64>,
    /// 0-RTT data is sent on a resumed session (safe methods only).
    pub early_data: bool,
}

/// What a link is for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Carries the request, and the response back along it.
    Request,
    /// A question asked and answered on the side: DNS, cache.
    Lookup,
    /// The dashed line out of a DNS node: traffic goes there, not through the resolver.
    Handoff,
    /// Copying between databases, off the request's way.
    Replicate,
    /// A line a diagram draws for an answer.
    Reply,
    /// Joins stages.
    Caption,
}

/// TLS on a link.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Tls {
    /// Clear text.
    #[default]
    #[serde(rename = "none")]
    None,
    /// TLS 1.2, RFC 5246: two round trips, one when resumed.
    #[serde(rename = "1.2")]
    V1_2,
    /// TLS 1.3, RFC 8446: one round trip; none with early data.
    #[serde(rename = "1.3")]
    V1_3,
}

/// HTTP on a link.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum HttpVersion {
    /// RFC 9112.
    #[default]
    #[serde(rename = "1.1")]
    H1,
    /// RFC 9113.
    #[serde(rename = "2")]
    H2,
    /// RFC 9114, over QUIC.
    #[serde(rename = "3")]
    H3,
}

/// Which requests take a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Static content.
    Static,
    /// Dynamic content.
    Dynamic,
    /// Safe methods (RFC 9110, 9.2.1).
    Read,
    /// All other methods.
    Write,
    /// A path: exact, or a prefix ending in `*`.
    Path(String),
    /// A host: exact, or a suffix starting with `*`.
    Host(String),
}

impl When {
    /// Whether `request` takes a link with this condition.
    pub fn admits(&self, request: &Request) -> bool {
        match self {
            Self::Static => request.content == Content::Static,
            Self::Dynamic => request.content == Content::Dynamic,
            Self::Read => request.method.is_safe(),
            Self::Write => !request.method.is_safe(),
            Self::Path(pattern) => match pattern.strip_suffix('*') {
                Some(prefix) => request.path.starts_with(prefix),
                None => request.path == *pattern,
            },
            Self::Host(pattern) => match pattern.strip_prefix('*') {
                Some(suffix) => request.host.ends_with(suffix),
                None => request.host == *pattern,
            },
        }
    }
}

/// Whether upstream connections are open before anything is sent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Pool {
    /// Already open, and kept open.
    Warm,
    /// Opened on first use.
    #[default]
    Cold,
}

/// One entry of the request menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Id text of the file.
    pub id: String,
    /// The key that sends it.
    pub key: Option<char>,
    /// Name in the menu.
    pub name: String,
    /// The client that sends it.
    pub from: NodeId,
    /// HTTP method.
    pub method: Method,
    /// Request target: path and query.
    pub path: String,
    /// Host that is asked for.
    pub host: String,
    /// Static or dynamic content.
    pub content: Content,
    /// Body of the response in bytes.
    pub size: u64,
    /// Circumstances, put into the state before it is sent, in declared order.
    pub given: Vec<(NodeId, Circumstance)>,
    /// What the class should watch; may be empty.
    pub watch: String,
    /// What the class learns; may be empty.
    pub learn: String,
}

/// HTTP methods, RFC 9110 section 9.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    #[default]
    Get,
    /// Reads the header only.
    Head,
    /// Asks what is possible.
    Options,
    /// Submits.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Safe methods only read: RFC 9110 section 9.2.1.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }

    /// Idempotent methods may be sent again: RFC 9110 section 9.2.2.
    pub const fn is_idempotent(self) -> bool {
        self.is_safe() || matches!(self, Self::Put | Self::Delete)
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What is asked for: a file that is the same for everyone, or something made for the asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// The same bytes for everyone.
    Static,
    /// Made for each request.
    Dynamic,
}

/// A circumstance that a request is sent in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Circumstance {
    /// The cache holds the object (or the resolver the name).
    Hit,
    /// It does not.
    Miss,
    /// The client remembers nothing: no names, connections, sessions.
    Cold,
    /// The client has the name and an open connection.
    Warm,
    /// A WAF rule matches: 403.
    Block,
    /// The client is over its rate: 429.
    RateLimit,
    /// A firewall discards the packets without a word.
    Drop,
    /// A firewall answers with a reset.
    Reject,
    /// The node does not run.
    Down,
    /// The node works ten times slower.
    Slow,
}

pub mod builtin;
mod check;
mod file;
mod infer;
mod kind;
pub mod limits;
pub mod problem;
mod read;
pub mod schema;
pub mod source;
pub mod suggest;

pub use check::{Checked, RESERVED_KEYS, check_bytes, parse_bytes};
pub use kind::{Facts, Layer};
pub use problem::{Problem, Severity};

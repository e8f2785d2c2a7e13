//! What can be sent, and in what circumstances.

use serde::{Deserialize, Serialize};

use super::{Keys, NodeId};

/// One entry of the request menu.
#[derive(Debug, Clone, PartialEq)]
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
    /// Its share among all requests of a load.
    pub weight: u32,
    /// Which objects a load of it asks for; `None`: always the one of the path.
    pub keys: Option<Keys>,
    /// What the class should watch; may be empty.
    pub watch: String,
    /// What the class learns; may be empty.
    pub learn: String,
}

impl Request {
    /// The words of the path, without its query.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        let path = self.path.split(['?', '#']).next().unwrap_or("");
        path.split('/').filter(|word| !word.is_empty())
    }

    /// The key an application files the object under in its cache: the path's words with colons,
    /// as keys are commonly written.
    pub fn cache_key(&self) -> String {
        self.segments().collect::<Vec<_>>().join(":")
    }
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

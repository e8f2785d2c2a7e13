//! A line between two boxes: what it is for, what is spoken on it, who may take it.

use serde::{Deserialize, Serialize};

use super::{Content, NodeId, Request};
use crate::time::SimDuration;

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
    /// Most connections its caller opens to the next node; who finds all of them in use waits for
    /// one, see [`Link::streams`]. `None` is unlimited.
    pub connections: Option<u32>,
}

impl Link {
    /// Requests that one connection over it carries at once: one under HTTP/1.1, which answers in
    /// order; in HTTP/2 and HTTP/3 each has a stream (RFC 9113 section 5.1.2), and the least that
    /// RFC 9113 section 6.5.2 and RFC 9114 section 6.1 recommend to allow is a hundred of them.
    pub const fn streams(&self) -> u32 {
        match self.http {
            HttpVersion::H1 => 1,
            HttpVersion::H2 | HttpVersion::H3 => 100,
        }
    }
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
    /// Drawn, and no packet takes it: joins stages, or leads from a node back to it.
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

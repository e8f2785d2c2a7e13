//! The shape of a topology file: one struct for each kind of table, as TOML and as JSON Schema.
//!
//! Nothing here knows what a value means; the checker does. Doc comments of fields are the
//! descriptions an editor shows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Calls, Circumstance, Content, DatabaseRole, Discipline, HttpVersion, Kind, Method, Policy,
    Pool, Product, Role, Tls, View,
};

mod value;
pub(crate) use value::At;
pub(super) use value::{
    AddressText, BandwidthText, DurationText, Given, OneOrMany, Service, ServiceTable, SizeText,
    When,
};

/// A topology for hopwise: the boxes and lines of a diagram, and the requests that can be sent
/// through it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Version of the file format. Always 1.
    #[schemars(extend("const" = 1))]
    pub(super) format: At<i64>,
    /// Title over the diagram. Defaults to the name of the file.
    pub(super) title: Option<At<String>>,
    /// One sentence on what the topology shows.
    pub(super) summary: Option<At<String>>,
    /// The view it opens in. Defaults to the diagram.
    pub(super) view: Option<View>,
    /// Frames around nodes, by id.
    #[serde(default)]
    pub(super) group: BTreeMap<String, GroupTable>,
    /// Boxes, by id. Their order in the file is the order they are drawn in.
    #[serde(default)]
    pub(super) node: BTreeMap<String, NodeTable>,
    /// Lines between boxes. Their order in the file is the order in which next nodes are tried.
    #[serde(default)]
    pub(super) link: Vec<LinkTable>,
    /// The request menu, in order.
    #[serde(default)]
    pub(super) request: Vec<RequestTable>,
}

/// A titled frame around nodes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupTable {
    /// Title on the frame.
    pub(super) name: At<String>,
    /// What a teacher says of it.
    pub(super) about: Option<At<String>>,
}

/// One box: what it is decides how it behaves.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeTable {
    /// What it is.
    pub(super) kind: At<Kind>,
    /// First line in the box.
    pub(super) name: At<String>,
    /// Name for narrow places. Defaults to the name.
    pub(super) short: Option<At<String>>,
    /// Second line in the box.
    pub(super) detail: Option<At<String>>,
    /// Words in the box's top border.
    pub(super) badge: Option<At<String>>,
    /// Its IP address, with or without a port.
    pub(super) address: Option<At<AddressText>>,
    /// For a client: the public address that network address translation gives it.
    pub(super) nat: Option<At<AddressText>>,
    /// What a teacher says of it.
    pub(super) about: Option<At<String>>,
    /// The group whose frame it stands in.
    pub(super) group: Option<At<String>>,
    /// Column and row on the drawing grid, counted from zero at the top left. Placed
    /// automatically when left out.
    #[schemars(inner(range(min = 0, max = 499)))]
    pub(super) at: Option<At<[i64; 2]>>,
    /// Time of its own work on one request. Defaults by kind.
    pub(super) service: Option<At<Service>>,
    /// How long what it caches stays valid (for a resolver: the names it hands out). Defaults
    /// by kind.
    pub(super) ttl: Option<At<DurationText>>,
    /// Requests served at once. Unlimited when left out.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(super) capacity: Option<At<i64>>,
    /// How many may wait while all of its capacity is taken. Unlimited when left out.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub(super) queue: Option<At<i64>>,
    /// How its capacity is shared under load: first come first served, or equally among all
    /// ("ps", processor sharing). Defaults to fifo.
    pub(super) discipline: Option<At<Discipline>>,
    /// How many replicas of it run, each with its capacity, changes with the load.
    pub(super) scale: Option<At<ScaleTable>>,
    /// For what caches: a fixed share of hits under load, from 0 to 1. When left out hits follow
    /// from what is asked for.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub(super) hit_ratio: Option<At<f64>>,
    /// For a database: whether it takes writes. Defaults to primary.
    pub(super) role: Option<At<DatabaseRole>>,
    /// How it chooses among several next nodes. Defaults to round-robin.
    pub(super) policy: Option<At<Policy>>,
    /// For an app: whether it makes several service calls one after the other or at once.
    pub(super) calls: Option<At<Calls>>,
    /// Its share under the weighted policy of whoever chooses it. Defaults to 1.
    #[schemars(range(min = 1, max = 1000))]
    pub(super) weight: Option<At<i64>>,
    /// How long it waits for an answer before it gives up. Defaults by kind.
    pub(super) timeout: Option<At<DurationText>>,
    /// How its balancer finds out that it is down.
    pub(super) health: Option<At<HealthTable>>,
    /// For what passes requests on: the product whose statuses (502, 503, 504) it answers with
    /// for what it cannot reach.
    pub(super) errors: Option<At<Product>>,
    /// For what passes requests on: how often it sends an idempotent request again that failed.
    /// When left out a balancer, proxy or ingress tries one other backend, once.
    #[schemars(range(min = 0, max = 10))]
    pub(super) retries: Option<At<i64>>,
    /// Time before the first retry, twice as long before each one after it. Defaults to none.
    pub(super) backoff: Option<At<DurationText>>,
    /// For what passes requests on: a circuit breaker for each node it asks.
    pub(super) breaker: Option<At<BreakerTable>>,
    /// For a primary database: time from its failure until a replica is promoted in its place.
    /// When left out none is.
    pub(super) failover: Option<At<DurationText>>,
    /// It takes part and is not drawn.
    #[serde(default)]
    pub(super) hidden: bool,
    /// For a stage: the node or nodes it lights up with.
    pub(super) mirrors: Option<OneOrMany>,
}

impl NodeTable {
    /// What it is, where that could be read.
    pub(super) fn kind(&self) -> Option<Kind> {
        (!self.kind.is_stand_in()).then(|| *self.kind.get())
    }
}

/// Health checks: a node that is down is noticed after interval x threshold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HealthTable {
    /// Time between two checks. Defaults to 10s.
    pub(super) interval: Option<At<DurationText>>,
    /// Failed checks in a row until it counts as down. Defaults to 3.
    #[schemars(range(min = 1, max = 100))]
    pub(super) threshold: Option<At<i64>>,
}

/// Autoscaling: replicas are started and stopped so that their utilisation stays at a target.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleTable {
    /// Fewest replicas. Defaults to 1.
    #[schemars(range(min = 1, max = 1000))]
    pub(super) min: Option<At<i64>>,
    /// Most replicas. Defaults to 10.
    #[schemars(range(min = 1, max = 1000))]
    pub(super) max: Option<At<i64>>,
    /// Utilisation to keep, from 0.05 to 1. Defaults to 0.7.
    #[schemars(range(min = 0.05, max = 1.0))]
    pub(super) target: Option<At<f64>>,
    /// Time between two looks at the utilisation, and until a decision holds. Defaults to 30s.
    pub(super) delay: Option<At<DurationText>>,
}

/// A circuit breaker: after some failures in a row nothing is asked for a time, then one request
/// tries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BreakerTable {
    /// Failures in a row that open it. Defaults to 5.
    #[schemars(range(min = 1, max = 100))]
    pub(super) failures: Option<At<i64>>,
    /// How long it stays open before one request may try. Defaults to 30s.
    pub(super) open: Option<At<DurationText>>,
}

/// A line between two boxes, or from one box to several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkTable {
    /// Id of the node it starts at.
    pub(super) from: At<String>,
    /// Id of the node it leads to, or a list of ids.
    pub(super) to: OneOrMany,
    /// What it is for. Inferred from the kinds of its ends when left out.
    pub(super) role: Option<At<Role>>,
    /// Words at the line; " / " starts a new line.
    pub(super) label: Option<At<String>>,
    /// One-way latency; on a hand-off the whole way from the client to the node. Defaults to 1ms.
    pub(super) latency: Option<At<DurationText>>,
    /// TLS that its starting side opens. Defaults to none.
    #[serde(default)]
    pub(super) tls: Tls,
    /// HTTP version; "3" is over QUIC. Defaults to "1.1".
    #[serde(default)]
    pub(super) http: HttpVersion,
    /// Which requests take it. All when left out.
    pub(super) when: Option<At<When>>,
    /// Whether connections are already open ("warm"). Defaults to cold.
    #[serde(default)]
    pub(super) pool: Pool,
    /// Speed of the response body's transfer. When left out the transfer takes no time.
    pub(super) bandwidth: Option<At<BandwidthText>>,
    /// Send the request with the first TLS message on a resumed session (0-RTT).
    #[serde(default)]
    pub(super) early_data: bool,
    /// Most connections that its caller keeps to the next node; under load, who finds all of them
    /// in use waits. Unlimited when left out.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(super) connections: Option<At<i64>>,
}

/// One entry of the request menu.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestTable {
    /// Its id, for the command line.
    pub(super) id: At<String>,
    /// The key that sends it: one character.
    #[schemars(length(min = 1, max = 1))]
    pub(super) key: Option<At<String>>,
    /// Name in the menu. Defaults to the id.
    pub(super) name: Option<At<String>>,
    /// Id of the client that sends it. Defaults to the first client.
    pub(super) from: Option<At<String>>,
    /// HTTP method. Defaults to GET.
    #[serde(default)]
    pub(super) method: Method,
    /// Path and query. Defaults to "/".
    #[schemars(regex(pattern = r"^[/*]"))]
    pub(super) path: Option<At<String>>,
    /// Host that is asked for. Defaults to www.example.com.
    pub(super) host: Option<At<String>>,
    /// Static or dynamic content. Inferred from the path's extension when left out.
    pub(super) content: Option<Content>,
    /// Size of the response body. Defaults to 10KB.
    pub(super) size: Option<At<SizeText>>,
    /// Circumstances by node id, put into the state before it is sent.
    #[serde(default)]
    pub(super) given: Given,
    /// Its share among the requests of a load. Defaults to 1.
    #[schemars(range(min = 1, max = 1000))]
    pub(super) weight: Option<At<i64>>,
    /// Which objects a load of it asks for. When left out all ask for the one of the path.
    pub(super) keys: Option<At<KeysTable>>,
    /// What the class should watch.
    pub(super) watch: Option<At<String>>,
    /// What the class learns.
    pub(super) learn: Option<At<String>>,
}

/// Objects with a popularity: the k-th of them is asked for with a weight of 1 / k^zipf.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeysTable {
    /// How many there are. Defaults to 10 000.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub(super) count: Option<At<i64>>,
    /// How uneven their popularity is, from 0 (all alike) to 10. Defaults to 0.8.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub(super) zipf: Option<At<f64>>,
}

/// Circumstances in declared order.
pub(super) type Circumstances = Vec<(At<String>, At<Circumstance>)>;

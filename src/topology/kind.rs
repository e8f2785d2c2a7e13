//! The one table of what each kind is. Defaults, the checker's word list, the schema, the
//! narration and the inspector read it; a new kind starts with a row here.

use serde::{Deserialize, Serialize};

use crate::phase::Phase;
use crate::time::SimDuration;

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

/// How far up a device looks into what it forwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// No device on the way: client, resolver, stage, worker.
    None,
    /// Addresses only.
    L3,
    /// Addresses and ports.
    L4,
    /// The application protocol.
    L7,
}

/// What is fixed for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The word in a topology file.
    pub word: &'static str,
    /// What a sentence calls it, with no article.
    pub noun: &'static str,
    /// How far up it looks.
    pub layer: Layer,
    /// Forwards packets of a connection that is not its own.
    pub transit: bool,
    /// Keeps copies, so `hit` and `miss` can be given and `ttl` set.
    pub caches: bool,
    /// The phase its own work counts to; `None` where it never works on a request.
    pub phase: Option<Phase>,
    /// Time of its own work where the file gives none.
    pub service: SimDuration,
    /// Lifetime of its copies where the file gives none; `None`: caches nothing unless told.
    pub ttl: Option<SimDuration>,
    /// How long it waits for the next node. Gateways further in wait less, so that the
    /// innermost gives up first and the error names the right place.
    pub timeout: SimDuration,
    /// Port it listens on where its address names none; the second with TLS.
    pub ports: (u16, u16),
}

const fn us(micros: u64) -> SimDuration {
    SimDuration::from_micros(micros)
}

const fn s(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

#[allow(clippy::too_many_arguments, reason = "one row of a table")]
const fn row(
    word: &'static str,
    noun: &'static str,
    layer: Layer,
    transit: bool,
    caches: bool,
    phase: Option<Phase>,
    service: SimDuration,
    ttl: Option<SimDuration>,
    timeout: SimDuration,
    ports: (u16, u16),
) -> Facts {
    Facts {
        word,
        noun,
        layer,
        transit,
        caches,
        phase,
        service,
        ttl,
        timeout,
        ports,
    }
}

impl Kind {
    /// Every kind, in the order of the table.
    pub const ALL: [Self; 20] = [
        Self::Client,
        Self::Dns,
        Self::Internet,
        Self::Router,
        Self::Firewall,
        Self::L4Lb,
        Self::Service,
        Self::Cdn,
        Self::Waf,
        Self::L7Lb,
        Self::Proxy,
        Self::Ingress,
        Self::Web,
        Self::App,
        Self::Cache,
        Self::Database,
        Self::ObjectStore,
        Self::Queue,
        Self::Worker,
        Self::Stage,
    ];

    /// The facts of this kind.
    #[rustfmt::skip]
    pub const fn facts(self) -> Facts {
        use Layer::{L3, L4, L7, None as Nil};
        use Phase::{App, Cache, Db, Dns, Proxy};
        match self {
            //                       word            noun                     layer transit caches phase        service  ttl            timeout ports
            Self::Client      => row("client",       "client",                Nil, false, true,  None,          us(0),    None,         s(30), (49_152, 49_152)),
            Self::Dns         => row("dns",          "resolver",              Nil, false, true,  Some(Dns),     us(7000), Some(s(60)),  s(5),  (53, 853)),
            Self::Internet    => row("internet",     "network",               L3,  true,  false, Some(Phase::Network), us(0), None,     s(5),  (0, 0)),
            Self::Router      => row("router",       "router",                L3,  true,  false, Some(Phase::Network), us(0), None,     s(5),  (80, 443)),
            Self::Firewall    => row("firewall",     "packet filter",         L4,  true,  false, Some(Proxy),   us(50),   None,         s(5),  (80, 443)),
            Self::L4Lb        => row("l4-lb",        "L4 load balancer",      L4,  true,  false, Some(Proxy),   us(100),  None,         s(5),  (80, 443)),
            Self::Service     => row("service",      "Kubernetes Service",    L4,  true,  false, Some(Proxy),   us(20),   None,         s(5),  (80, 443)),
            Self::Cdn         => row("cdn",          "CDN edge",              L7,  false, true,  Some(Proxy),   us(500),  Some(s(300)), s(20), (80, 443)),
            Self::Waf         => row("waf",          "web application firewall", L7, false, false, Some(Proxy), us(500), None,         s(18), (80, 443)),
            Self::L7Lb        => row("l7-lb",        "L7 load balancer",      L7,  false, false, Some(Proxy),   us(500),  None,         s(15), (80, 443)),
            Self::Proxy       => row("proxy",        "reverse proxy",         L7,  false, true,  Some(Proxy),   us(300),  None,         s(12), (80, 443)),
            Self::Ingress     => row("ingress",      "ingress controller",    L7,  false, false, Some(Proxy),   us(300),  None,         s(10), (80, 443)),
            Self::Web         => row("web",          "web server",            L7,  false, true,  Some(App),     us(1000), None,         s(8),  (80, 443)),
            Self::App         => row("app",          "application server",    L7,  false, false, Some(App),     us(5000), None,         s(5),  (8080, 8443)),
            Self::Cache       => row("cache",        "cache",                 L7,  false, true,  Some(Cache),   us(300),  Some(s(300)), s(1),  (6379, 6380)),
            Self::Database    => row("database",     "database",              L7,  false, false, Some(Db),      us(4000), None,         s(5),  (5432, 5432)),
            Self::ObjectStore => row("object-store", "object store",          L7,  false, false, Some(App),     us(8000), None,         s(5),  (80, 443)),
            Self::Queue       => row("queue",        "message queue",         L7,  false, false, Some(App),     us(500),  None,         s(5),  (5672, 5671)),
            Self::Worker      => row("worker",       "worker",                Nil, false, false, Some(App),     us(20_000), None,       s(5),  (0, 0)),
            Self::Stage       => row("stage",        "caption",               Nil, false, false, None,          us(0),    None,         s(0),  (0, 0)),
        }
    }

    /// Whether it chooses among several next nodes and has them health-checked.
    pub const fn balances(self) -> bool {
        matches!(
            self,
            Self::L4Lb | Self::Service | Self::L7Lb | Self::Proxy | Self::Ingress
        )
    }

    /// Whether whoever works on a request keeps at it while others are asked, as a thread of an
    /// application does; a gateway only passes on.
    pub const fn holds_worker(self) -> bool {
        matches!(self, Self::App | Self::Worker)
    }

    /// Whether what a client or a gateway sends can be understood there.
    pub const fn speaks_http(self) -> bool {
        !matches!(
            self,
            Self::Cache | Self::Database | Self::Queue | Self::Worker
        )
    }

    /// Whether it is a gateway in the sense of RFC 9110 section 3.7: passes requests on and
    /// answers for what it cannot reach.
    pub const fn is_gateway(self) -> bool {
        matches!(
            self,
            Self::Cdn | Self::Waf | Self::L7Lb | Self::Proxy | Self::Ingress | Self::Web
        )
    }
}

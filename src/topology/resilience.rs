//! What a node does when somebody it needs fails: its product's statuses, retries, breaker,
//! failover.

use serde::{Deserialize, Serialize};

use crate::time::SimDuration;

/// A product whose habits a gateway has when it answers for what it cannot reach. Without one it
/// follows RFC 9110 section 15.6: 502 refused, 503 nobody there, 504 nothing in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// nginx: 502 refused, reset or no live upstream; 504 timed out
    /// (<https://nginx.org/en/docs/http/ngx_http_proxy_module.html>, `proxy_next_upstream`).
    Nginx,
    /// `HAProxy`: 503 where no server is to be had, or no connection to one, be it refused or not
    /// in time (`timeout connect`); 502 where a server breaks off before its response; 504 where
    /// the response does not come in time (`timeout server`). From its Configuration Manual,
    /// <https://docs.haproxy.org/3.0/configuration.html>, "The response line" (statuses it emits
    /// by itself) and "Session state at disconnection": SC is 502 or 503, sC 503 or 504, of which
    /// its code gives 503 (`http_return_srv_error` in `src/http_ana.c`). By itself it tries again
    /// only what failed to connect (`retry-on`); here `retries` counts all failures of idempotent
    /// requests.
    Haproxy,
    /// AWS Application Load Balancer: 502 refused or reset, 503 no target, 504 timed out; where
    /// all targets are unhealthy, it sends to all (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html>).
    Alb,
    /// Envoy: 503 with flag UF, UC, UH or UO; 504 with flag UT; where less than half of the hosts
    /// are healthy, it sends to all
    /// (<https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage>).
    Envoy,
}

impl Product {
    /// Its name in a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Haproxy => "HAProxy",
            Self::Alb => "an AWS ALB",
            Self::Envoy => "Envoy",
        }
    }

    /// Whether it sends to backends that fail their health checks, where `healthy` of `all` do
    /// not: an ALB when none is left ("fail open"), Envoy when less than half are (its panic
    /// threshold, 50 % by default).
    pub const fn fails_open(self, healthy: usize, all: usize) -> bool {
        match self {
            Self::Alb => healthy == 0,
            Self::Envoy => healthy * 2 < all,
            Self::Nginx | Self::Haproxy => false,
        }
    }
}

/// When a circuit breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerRule {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long it stays open before one request may try.
    pub open: SimDuration,
}

//! What can come between a gateway and its upstream, and the status that follows.

use crate::topology::Product;

/// Why a gateway has no response to pass on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The connection was refused.
    Refused,
    /// No connection came about in time.
    Unconnected,
    /// The open connection was reset.
    Reset,
    /// Connected, and no answer in time.
    Unanswered,
    /// Nobody is left to ask.
    NoBackend,
    /// Nobody is asked: the circuit breaker is open.
    BreakerOpen,
}

impl Trouble {
    /// Every trouble.
    pub const ALL: [Self; 6] = [
        Self::Refused,
        Self::Unconnected,
        Self::Reset,
        Self::Unanswered,
        Self::NoBackend,
        Self::BreakerOpen,
    ];

    /// The status that a gateway answers with: RFC 9110 sections 15.6.3 to 15.6.5, or the habit of
    /// its product, with the sources at [`Product`].
    #[rustfmt::skip]
    #[expect(clippy::match_same_arms, reason = "a table: one row for each trouble and habit")]
    pub const fn status(self, product: Option<Product>) -> u16 {
        use Product::{Alb, Envoy, Haproxy, Nginx};
        match (self, product) {
            (Self::Refused,     None | Some(Nginx | Alb))     => 502,
            (Self::Refused,     Some(Haproxy | Envoy))        => 503,
            (Self::Unconnected, None | Some(Nginx | Alb))     => 504,
            (Self::Unconnected, Some(Haproxy | Envoy))        => 503,
            (Self::Reset,       None | Some(Nginx | Haproxy | Alb)) => 502,
            (Self::Reset,       Some(Envoy))                  => 503,
            (Self::Unanswered,  _)                            => 504,
            // "no live upstreams while connecting to upstream"
            (Self::NoBackend,   Some(Nginx))                  => 502,
            (Self::NoBackend | Self::BreakerOpen, _)          => 503,
        }
    }

    /// Envoy's response flag in its access log.
    pub const fn envoy_flag(self) -> &'static str {
        match self {
            Self::Refused | Self::Unconnected => "UF",
            Self::Reset => "UC",
            Self::Unanswered => "UT",
            Self::NoBackend => "UH",
            Self::BreakerOpen => "UO",
        }
    }

    /// What it is, in a sentence.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Refused => "a refused connection",
            Self::Unconnected => "a connection that does not come about",
            Self::Reset => "a connection that is reset",
            Self::Unanswered => "an answer that does not come in time",
            Self::NoBackend => "no backend to ask",
            Self::BreakerOpen => "an open circuit breaker",
        }
    }
}

//! Circuit breakers: what a proxy remembers of each of its upstreams (M. Nygard, "Release It!",
//! chapter "Stability Patterns").

use super::State;
use crate::time::SimTime;
use crate::topology::LinkId;

/// The breaker between a proxy and one upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaker {
    /// Requests pass.
    Closed {
        /// Failures in a row so far.
        failures: u32,
    },
    /// Requests are refused without asking.
    Open {
        /// Since when, on the scale of [`State::instant`].
        since: SimTime,
    },
    /// One request is out to try; all others are refused.
    HalfOpen,
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl State {
    /// Another one; an open one is open since now.
    pub(crate) fn set_breaker(&mut self, link: LinkId, breaker: Breaker) {
        let since = self.clock;
        self.links[link.index()].breaker = match breaker {
            Breaker::Open { .. } => Breaker::Open { since },
            other => other,
        };
    }

    /// The breaker of the proxy that `link` starts at.
    pub fn breaker(&self, link: LinkId) -> Breaker {
        self.links[link.index()].breaker
    }
}

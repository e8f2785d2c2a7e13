//! The exclusive parts that a total is cut into; they add up to it exactly.

use std::ops::{AddAssign, Index, IndexMut};

use serde::Serialize;

use crate::time::SimDuration;

/// One part of the total. Every nanosecond between sending and the last byte of the response
/// belongs to exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Asking for the address.
    Dns,
    /// Opening a connection: TCP, or QUIC with the TLS it carries.
    Connect,
    /// The TLS handshake over TCP.
    Tls,
    /// Propagation and transfer of the request and the response.
    Network,
    /// Work of CDN, WAF, load balancers, proxies, ingress.
    Proxy,
    /// Work of web and application servers.
    App,
    /// Work of caches.
    Cache,
    /// Work of databases.
    Db,
    /// Queueing, retry back-off and time-outs.
    Wait,
}

impl Phase {
    /// Every phase, in the order of the panel.
    pub const ALL: [Self; 9] = [
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Network,
        Self::Proxy,
        Self::App,
        Self::Cache,
        Self::Db,
        Self::Wait,
    ];

    /// The name in JSON and scripts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Network => "network",
            Self::Proxy => "proxy",
            Self::App => "app",
            Self::Cache => "cache",
            Self::Db => "db",
            Self::Wait => "wait",
        }
    }

    /// One letter for narrow places, another one for each.
    pub const fn letter(self) -> char {
        match self {
            Self::Dns => 'D',
            Self::Connect => 'C',
            Self::Tls => 'T',
            Self::Network => 'N',
            Self::Proxy => 'P',
            Self::App => 'A',
            Self::Cache => 'H',
            Self::Db => 'B',
            Self::Wait => 'W',
        }
    }

    /// The name on a screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Dns => "DNS",
            Self::Connect => "Connect",
            Self::Tls => "TLS",
            Self::Network => "Network",
            Self::Proxy => "Proxy",
            Self::App => "App",
            Self::Cache => "Cache",
            Self::Db => "DB",
            Self::Wait => "Wait",
        }
    }
}

/// Time by phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phases([SimDuration; 9]);

impl Phases {
    /// The sum of all phases.
    pub fn total(&self) -> SimDuration {
        self.0.iter().copied().sum()
    }

    /// Each phase in whole units, so rounded that together they give the rounded total: what is
    /// left over goes to the phases that lost most, the earlier ones first.
    #[must_use]
    pub fn rounded(&self, unit: SimDuration) -> Self {
        let unit = unit.nanos().max(1);
        let mut rounded = self.0.map(|length| length.nanos() / unit);
        let total = (self.total().nanos() + unit / 2) / unit;
        let left = total.saturating_sub(rounded.iter().sum());
        let mut order: Vec<usize> = (0..rounded.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(self.0[*place].nanos() % unit));
        for place in order.into_iter().take(left as usize) {
            rounded[place] += 1;
        }
        Self(rounded.map(|units| SimDuration(units * unit)))
    }

    /// Phases with their times, in the order of the panel.
    pub fn iter(&self) -> impl Iterator<Item = (Phase, SimDuration)> + '_ {
        Phase::ALL.into_iter().map(|phase| (phase, self[phase]))
    }
}

impl Index<Phase> for Phases {
    type Output = SimDuration;
    fn index(&self, phase: Phase) -> &SimDuration {
        &self.0[phase as usize]
    }
}

impl IndexMut<Phase> for Phases {
    fn index_mut(&mut self, phase: Phase) -> &mut SimDuration {
        &mut self.0[phase as usize]
    }
}

impl AddAssign for Phases {
    fn add_assign(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_phases_still_add_up() {
        let mut phases = Phases::default();
        phases[Phase::Dns] = SimDuration(1_400);
        phases[Phase::Tls] = SimDuration(1_400);
        phases[Phase::App] = SimDuration(1_700);
        let rounded = phases.rounded(SimDuration(1_000));
        assert_eq!(rounded.total(), SimDuration(5_000));
        assert_eq!(rounded[Phase::Dns], SimDuration(2_000));
        assert_eq!(rounded[Phase::Tls], SimDuration(1_000));
        assert_eq!(rounded[Phase::App], SimDuration(2_000));
        assert_eq!(rounded[Phase::Db], SimDuration::ZERO);
    }
}

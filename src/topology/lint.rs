//! The networking lint: topologies that hold together as a drawing and are wrong as a network.
//!
//! Each rule finds one mistake, and only where the file alone proves it. `hopwise check` prints
//! what it finds as a warning; `assets/lint.md` is the same table as a page.

use std::ops::Range;

use subject::Subject;

use super::Topology;
use super::place::Places;
use super::problem::Problem;

mod address;
mod balance;
mod health;
mod layer;
mod name;
mod store;
mod subject;
mod timeout;
mod tls;
mod way;

/// One mistake that can be found.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name in kebab-case, stable for scripts.
    pub code: &'static str,
    /// What it finds, in one line.
    pub finds: &'static str,
    /// Why that is a mistake.
    pub why: &'static str,
    /// What to do about it.
    pub mend: &'static str,
    /// Where that can be read.
    pub source: &'static str,
    check: fn(&Subject<'_>) -> Vec<Finding>,
}

impl Rule {
    /// What a finding says below its place.
    pub fn help(&self) -> String {
        format!("{}; {}", self.why, self.mend)
    }
}

/// Every rule, in the order of the page.
pub const RULES: &[Rule] = &[
    layer::STATUS_BELOW_L7,
    layer::ROUTING_BELOW_L7,
    layer::ROUTING_BEFORE_TLS_ENDS,
    layer::WAF_BEFORE_TLS_ENDS,
    name::DNS_ON_THE_WAY,
    name::ROUTING_BY_DNS,
    name::ONE_HOST_TWO_WAYS,
    way::REQUEST_LOOP,
    way::GATEWAY_WITHOUT_BACKEND,
    way::DEAD_END,
    way::NO_LINK_ADMITS,
    way::UNREACHABLE,
    store::SPEAKS_NO_HTTP,
    store::CACHE_ASKS_DATABASE,
    store::WRITE_TO_REPLICA,
    store::REPLICA_WITHOUT_PRIMARY,
    tls::EARLY_DATA_ON_WRITE,
    tls::EARLY_DATA_WITHOUT_TLS13,
    tls::QUIC_WITH_TLS12,
    tls::TLS_FROM_THE_MIDDLE,
    tls::TLS_AND_PORT,
    timeout::TIMEOUT_NOT_SHORTER_INSIDE,
    timeout::TIMEOUT_TOO_SHORT,
    health::HEALTH_NEVER_NOTICES,
    health::HEALTH_TOO_FAST,
    balance::IP_HASH_BEHIND_GATEWAY,
    balance::WEIGHT_WITHOUT_POLICY,
    address::PRIVATE_ADDRESS_ON_INTERNET,
    address::NO_UNICAST_ADDRESS,
];

/// What a rule found: a sentence and its places, the primary one first.
struct Finding {
    message: String,
    labels: Vec<(Range<usize>, String)>,
}

impl Finding {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            labels: Vec::new(),
        }
    }

    fn at(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.labels.push((span, label.into()));
        self
    }
}

/// All that `rules` find.
pub(super) fn run(rules: &[Rule], topology: &Topology, places: &Places) -> Vec<Problem> {
    if rules.is_empty() {
        return Vec::new();
    }
    let subject = Subject::new(topology, places);
    let mut problems = Vec::new();
    for rule in rules {
        problems.extend((rule.check)(&subject).into_iter().map(|finding| Problem {
            labels: finding.labels,
            ..Problem::warning(rule.code, finding.message).help(rule.help())
        }));
    }
    problems
}

//! What a node, a link and a request say about many requests at once.

use serde::{Deserialize, Serialize};

use crate::time::SimDuration;

/// How a node with a limited capacity shares it among those who wait.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// Who came first is served first, each by one worker.
    #[default]
    Fifo,
    /// All at once, each at an equal share of the workers (processor sharing).
    Ps,
}

/// A rule that changes how many replicas of a node run. One replica is the declared capacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Fewest replicas; as many run at the start.
    pub min: u32,
    /// Most replicas.
    pub max: u32,
    /// Utilisation that the rule keeps, above 0 and at most 1.
    pub target: f64,
    /// Time between two looks at the utilisation, and from a decision until it holds.
    pub delay: SimDuration,
}

/// Which objects requests ask for: `count` of them, the k-th most popular drawn with a weight of
/// `1 / k^zipf` (G. K. Zipf, Human Behavior and the Principle of Least Effort, 1949).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keys {
    /// How many there are.
    pub count: u32,
    /// How uneven their popularity is; 0: all alike.
    pub zipf: f64,
}

impl Keys {
    /// One object, which everybody asks for, as a single trace does.
    pub const ONE: Self = Self {
        count: 1,
        zipf: 0.0,
    };
}

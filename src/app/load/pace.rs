//! How much model time passes in the load view.

use std::fmt;
use std::time::Duration;

use crate::time::SimDuration;

/// Model time for wall time, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(u32);

/// What the keys walk along, slowest first.
const LADDER: [u32; 15] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000,
];

impl Default for Pace {
    /// As fast as the class lives.
    fn default() -> Self {
        Self(1000)
    }
}

impl Pace {
    /// The next faster one; the fastest stays.
    #[must_use]
    pub fn faster(self) -> Self {
        Self(
            *LADDER
                .iter()
                .find(|pace| **pace > self.0)
                .unwrap_or(&self.0),
        )
    }

    /// The next slower one; the slowest stays.
    #[must_use]
    pub fn slower(self) -> Self {
        Self(
            *LADDER
                .iter()
                .rev()
                .find(|pace| **pace < self.0)
                .unwrap_or(&self.0),
        )
    }

    /// The model time of this wall time.
    pub fn scale(self, wall: Duration) -> SimDuration {
        let nanos = wall.as_nanos() * u128::from(self.0) / 1000;
        SimDuration(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 1000 {
            write!(f, "{}x", self.0 / 1000)
        } else {
            write!(f, "1/{}x", 1000 / self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_has_two_ends() {
        let (mut fast, mut slow) = (Pace::default(), Pace::default());
        for _ in LADDER {
            (fast, slow) = (fast.faster(), slow.slower());
        }
        assert_eq!(
            (fast.to_string(), slow.to_string()),
            ("60x".to_owned(), "1/1000x".to_owned())
        );
        assert_eq!(
            slow.scale(Duration::from_secs(1)),
            SimDuration::from_millis(1)
        );
    }
}

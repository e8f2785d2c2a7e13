//! What a class has answered.

use std::collections::BTreeMap;
use std::fmt;

use super::Verdict;
use crate::engine::Misconception;

/// Answers, counted: how many were right, and what the wrong ones believe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    asked: u32,
    right: u32,
    believed: BTreeMap<Misconception, u32>,
}

impl Score {
    /// Counts one answer.
    pub fn note(&mut self, verdict: Verdict) {
        self.asked += 1;
        match verdict {
            Verdict::Right => self.right += 1,
            Verdict::Believes(belief) => *self.believed.entry(belief).or_default() += 1,
            Verdict::Wrong => {}
        }
    }

    /// How many questions were answered.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// The misconceptions that were chosen, with how often.
    pub fn believed(&self) -> impl Iterator<Item = (Misconception, u32)> {
        self.believed
            .iter()
            .map(|(belief, count)| (*belief, *count))
    }
}

/// `3 of 5 right; believed: TLS costs nothing x1`.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} right", self.right, self.asked)?;
        for (index, (belief, count)) in self.believed().enumerate() {
            let lead = if index == 0 { "; believed: " } else { ", " };
            write!(f, "{lead}{} x{count}", belief.name())?;
        }
        Ok(())
    }
}

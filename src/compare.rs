//! Two runs against each other: where their time differs, and which steps only one of them has.

use crate::phase::Phase;
use crate::time::SimDuration;
use crate::topology::NodeId;
use crate::trace::{Beat, Trace};

/// What is different between two runs over the same topology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The totals.
    pub total: Difference,
    /// The phases that either of them spent time in, in the order of the panel.
    pub phases: Vec<(Phase, Difference)>,
    /// Steps, from 0, that only the first has.
    pub only_upper: Vec<usize>,
    /// Steps, from 0, that only the second has.
    pub only_lower: Vec<usize>,
}

/// A time in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// In the first.
    pub upper: SimDuration,
    /// In the second.
    pub lower: SimDuration,
}

impl Difference {
    /// The second less the first, with its sign: `+12 ms`, `-3.5 ms`, `0 ms`.
    pub fn signed(self) -> String {
        match self.lower.cmp(&self.upper) {
            std::cmp::Ordering::Less => format!("-{}", self.upper - self.lower),
            std::cmp::Ordering::Equal => SimDuration::ZERO.to_string(),
            std::cmp::Ordering::Greater => format!("+{}", self.lower - self.upper),
        }
    }
}

/// Compares two runs. Steps are the same where they are the same kind of beat about the same node
/// and cross the same links between the same nodes, whatever their sentences say; of several ways
/// to pair them, one with the most pairs is taken.
pub fn compare(upper: &Trace, lower: &Trace) -> Comparison {
    let phases = upper.phases.iter().zip(lower.phases.iter());
    let phases = phases
        .map(|((phase, upper), (_, lower))| (phase, Difference { upper, lower }))
        .filter(|(_, time)| time.upper != SimDuration::ZERO || time.lower != SimDuration::ZERO);
    let (only_upper, only_lower) = unpaired(&beats(upper), &beats(lower));
    Comparison {
        total: Difference {
            upper: upper.total,
            lower: lower.total,
        },
        phases: phases.collect(),
        only_upper,
        only_lower,
    }
}

/// What makes two steps the same.
type Key = (Beat, NodeId, Vec<(NodeId, NodeId)>);

fn beats(trace: &Trace) -> Vec<Key> {
    let key = |step: usize| {
        let hops = trace.hops_of(step).map(|(_, hop)| (hop.from, hop.to));
        (
            trace.steps[step].beat,
            trace.steps[step].focus,
            hops.collect(),
        )
    };
    (0..trace.steps.len()).map(key).collect()
}

/// The places in neither of a longest common subsequence. What is the same at both ends is set
/// aside first, so that long runs that differ little cost little.
fn unpaired<T: PartialEq>(upper: &[T], lower: &[T]) -> (Vec<usize>, Vec<usize>) {
    let front = upper.iter().zip(lower).take_while(|(a, b)| a == b).count();
    let (upper, lower) = (&upper[front..], &lower[front..]);
    let pairs = upper.iter().rev().zip(lower.iter().rev());
    let back = pairs.take_while(|(a, b)| a == b).count();
    let (upper, lower) = (&upper[..upper.len() - back], &lower[..lower.len() - back]);
    // longest[i][j]: of upper[i..] and lower[j..].
    let columns = lower.len() + 1;
    let mut longest = vec![0_u32; (upper.len() + 1) * columns];
    for i in (0..upper.len()).rev() {
        for j in (0..lower.len()).rev() {
            longest[i * columns + j] = if upper[i] == lower[j] {
                longest[(i + 1) * columns + j + 1] + 1
            } else {
                longest[(i + 1) * columns + j].max(longest[i * columns + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut only_upper, mut only_lower) = (Vec::new(), Vec::new());
    while i < upper.len() || j < lower.len() {
        if i < upper.len() && j < lower.len() && upper[i] == lower[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == lower.len()
            || (i < upper.len() && longest[(i + 1) * columns + j] >= longest[i * columns + j + 1])
        {
            only_upper.push(front + i);
            i += 1;
        } else {
            only_lower.push(front + j);
            j += 1;
        }
    }
    (only_upper, only_lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{State, simulate};
    use crate::topology::builtin;
    use crate::trace::Seed;

    #[test]
    fn what_is_in_both_is_left_out() {
        let table: [(&str, &str, &[usize], &[usize]); 6] = [
            ("abcd", "abcd", &[], &[]),
            ("abcd", "ad", &[1, 2], &[]),
            ("ad", "abcd", &[], &[1, 2]),
            ("abxcd", "abycd", &[2], &[2]),
            ("", "ab", &[], &[0, 1]),
            ("abab", "baba", &[0], &[3]),
        ];
        for (upper, lower, only_upper, only_lower) in table {
            let found = unpaired(upper.as_bytes(), lower.as_bytes());
            assert_eq!(
                found,
                (only_upper.to_vec(), only_lower.to_vec()),
                "{upper} {lower}"
            );
        }
    }

    #[test]
    fn a_warm_run_lacks_the_lookup_and_the_handshakes_of_a_cold_one() {
        let topology = builtin::load(builtin::DEFAULT).expect("a built-in topology");
        let [cold, warm] = ["cold", "warm"].map(|id| topology.find_request(id).expect("a request"));
        let (cold, state) = simulate(&topology, &State::new(&topology), cold, Seed::default());
        let (warm, _) = simulate(&topology, &state, warm, Seed::default());
        let comparison = compare(&cold, &warm);
        let beats = comparison
            .only_upper
            .iter()
            .map(|step| cold.steps[*step].beat);
        let beats: Vec<Beat> = beats.collect();
        assert_eq!(
            beats,
            [Beat::Lookup, Beat::Answer, Beat::Connect, Beat::Secure]
        );
        let signed = comparison.total.signed();
        assert_eq!(signed, format!("-{}", cold.total - warm.total));
    }

    #[test]
    fn a_run_differs_from_itself_in_nothing() {
        for builtin in builtin::BUILTINS {
            let topology = builtin.load();
            for request in topology.request_ids() {
                let (trace, _) = simulate(&topology, &State::new(&topology), request, Seed(0));
                let same = compare(&trace, &trace);
                assert!(same.only_upper.is_empty() && same.only_lower.is_empty());
                assert!(same.phases.iter().all(|(_, time)| time.upper == time.lower));
            }
        }
    }
}

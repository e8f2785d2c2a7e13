//! Where some leave a stream: at a cache that a share of requests hits, whoever it is.

use super::super::memory::Ratio;
use super::Passing;
use crate::trace::OutcomeKind;

/// A cache on the way. Some end there, the others go on.
#[derive(Debug, Clone)]
pub(in crate::load) struct Exit {
    /// From the station before, in nanoseconds.
    pub(in crate::load) delay: u64,
    pub(in crate::load) ratio: Ratio,
    /// Those end that are hits; else the misses do.
    pub(in crate::load) hits_end: bool,
    pub(in crate::load) ending: Ending,
}

/// How requests end.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Ending {
    /// How long it takes from there, in nanoseconds.
    pub(in crate::load) rest: u64,
    pub(in crate::load) outcome: OutcomeKind,
}

impl Exit {
    /// Of those that come in order of time until then, some end and the others go on; how many
    /// came.
    pub(super) fn part(
        &mut self,
        coming: &[Passing],
        until: u64,
        end: &mut Vec<Passing>,
        going: &mut Vec<Passing>,
    ) -> usize {
        let (delay, hits_end) = (self.delay, self.hits_end);
        let came = |one: &Passing| one.at.saturating_add(delay);
        let in_time = coming.partition_point(|one| came(one) <= until);
        for one in &coming[..in_time] {
            let one = Passing {
                at: came(one),
                sent: one.sent,
            };
            if self.ratio.hits() == hits_end {
                end.push(one);
            } else {
                going.push(one);
            }
        }
        in_time
    }
}

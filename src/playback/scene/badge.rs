//! What a decision makes of a box, in a word.

use super::Badge;
use crate::topology::NodeId;
use crate::trace::Decision;

/// The badge a decision puts on its node; `None`: it says nothing about the node's state.
pub(super) fn badge(decision: &Decision) -> Option<Badge> {
    match decision {
        Decision::Hit { .. } | Decision::NameCached { .. } => Some(Badge::Hit),
        Decision::Miss | Decision::NameResolved { .. } => Some(Badge::Miss),
        Decision::Blocked | Decision::RateLimited { .. } => Some(Badge::Blocked),
        Decision::Dropped => Some(Badge::Dropped),
        Decision::Rejected => Some(Badge::Rejected),
        Decision::Refused | Decision::Silent | Decision::WentDown => Some(Badge::Down),
        Decision::Crashed => Some(Badge::Crashed),
        Decision::Slowed { .. } => Some(Badge::Slow),
        Decision::Answered { status, .. } if *status >= 400 => Some(Badge::Failed),
        Decision::ShortCircuited { .. }
        | Decision::NoBackend { .. }
        | Decision::RefusedWrite
        | Decision::TimedOut { .. } => Some(Badge::Failed),
        _ => None,
    }
}

/// The nodes that a choice leaves out, because health checks have found them down.
pub(super) fn left_out(decision: &Decision) -> &[NodeId] {
    match decision {
        Decision::Picked { skipped, .. }
        | Decision::NoBackend { skipped }
        | Decision::HandedOut { skipped, .. } => skipped,
        _ => &[],
    }
}

/// The badge after one more decision: the latest counts, but a failure is never covered, and the
/// first cause of it says more than the answer that follows.
pub(super) fn after(before: Option<Badge>, decision: &Decision) -> Option<Badge> {
    match (before, badge(decision)) {
        (Some(old), _) if old.is_failure() => Some(old),
        (old, new) => new.or(old),
    }
}

//! About how many milliseconds in total?

use super::deal::Draft;
use super::{CHOICES, Class, Topic};
use crate::engine::Misconception;
use crate::phase::Phase;
use crate::time::SimDuration;
use crate::trace::{OutcomeKind, Trace};

/// Asked before anything happens, where a response comes. Two totals of one question differ by a tenth of the larger at
/// least, so that "about" leaves one of them right.
pub(super) fn question(class: &Class<'_>) -> Option<Draft> {
    let trace = class.trace;
    let total = trace.total;
    let answered = matches!(trace.outcome.kind, OutcomeKind::Response(_));
    if total == SimDuration::ZERO || !answered {
        return None;
    }
    let mut taken = vec![total];
    let mut believed = Vec::new();
    for (belief, other) in class.believed(|run| Some(run.total)) {
        if is_of_time(belief) && taken.len() < CHOICES && is_apart(&taken, other) {
            taken.push(other);
            believed.push((belief, about(other)));
        }
    }
    let mut plain = Vec::new();
    for (over, under) in [(2, 1), (1, 2), (4, 1), (1, 4)] {
        let other = SimDuration(total.times(over).nanos() / under);
        if taken.len() < CHOICES && is_apart(&taken, other) {
            taken.push(other);
            plain.push(about(other));
        }
    }
    let client = class.name(class.client());
    Some(Draft {
        step: 0,
        topic: Topic::Total,
        text: format!("About how many ms in total, until {client} has the response?"),
        right: about(total),
        believed,
        plain,
        reveal: why(trace),
    })
}

/// Whether a belief is about time. The others have questions of their own, later in the run, and
/// must not be corrected before those are asked.
const fn is_of_time(belief: Misconception) -> bool {
    matches!(
        belief,
        Misconception::TlsCostsNothing
            | Misconception::HandshakeForResponse
            | Misconception::DnsOnPath
    )
}

/// Whether `time` differs by a tenth of the larger at least from all of `taken`.
fn is_apart(taken: &[SimDuration], time: SimDuration) -> bool {
    time > SimDuration::ZERO
        && taken.iter().all(|other| {
            let (less, more) = (time.min(*other), time.max(*other));
            (more - less).times(10) >= more
        })
}

/// Two digits of a time: enough to tell a tenth.
fn about(time: SimDuration) -> String {
    let mut unit = 1;
    while time.nanos() / unit >= 100 {
        unit *= 10;
    }
    let rounded = (time.nanos() + unit / 2) / unit * unit;
    format!("about {}", SimDuration(rounded))
}

/// The total and what set-up takes of it; nothing of what the next steps are about.
fn why(trace: &Trace) -> String {
    let parts = [Phase::Dns, Phase::Connect, Phase::Tls];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|phase| trace.phases[*phase] > SimDuration::ZERO)
        .map(|phase| format!("{} {}", phase.title(), trace.phases[phase]))
        .collect();
    if parts.is_empty() {
        return format!(
            "{} in total, none of it for names and connections.",
            trace.total
        );
    }
    format!("{} in total, of it {}.", trace.total, parts.join(", "))
}

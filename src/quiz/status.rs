//! Which status does the client get, or none?

use super::deal::Draft;
use super::{Class, Topic, step_of};
use crate::message::reason as phrase;
use crate::story;
use crate::trace::{Decided, Decision, Outcome, OutcomeKind};

/// Asked before the first step in which something fails or is refused, or, where only a wrong rule
/// ends differently, before the answer is made.
pub(super) fn question(class: &Class<'_>) -> Option<Draft> {
    let trace = class.trace;
    if trace.outcome.kind == OutcomeKind::Limit {
        return None;
    }
    let failure = trace
        .decisions
        .iter()
        .find(|decided| !family(&decided.what).is_empty());
    let believed = class.believed(|run| {
        (run.outcome.kind != OutcomeKind::Limit).then(|| words(class, &run.outcome))
    });
    let right = words(class, &trace.outcome);
    let differs = believed.iter().any(|(_, text)| *text != right);
    let place: &Decided = match failure {
        Some(failure) => failure,
        None if differs => trace.decisions.iter().find(|decided| {
            decided.node == trace.outcome.by && matches!(decided.what, Decision::Answered { .. })
        })?,
        None => return None,
    };
    let plain = failure.map_or(&[][..], |failure| family(&failure.what));
    Some(Draft {
        step: step_of(place),
        topic: Topic::Status,
        text: format!(
            "Which status does {} get, if any?",
            class.name(class.client())
        ),
        believed,
        plain: plain.iter().map(|end| end.words(class)).collect(),
        reveal: format!(
            "{}. {}",
            capital(&right),
            story::reason(class.topology, trace)
        ),
        right,
    })
}

/// A way to end that a class could think of.
#[derive(Clone, Copy)]
enum End {
    Status(u16),
    Refused,
    Silence,
}

impl End {
    fn words(self, class: &Class<'_>) -> String {
        match self {
            Self::Status(status) => format!("{status} {}", phrase(status)),
            Self::Refused => "no status: connection refused at once".to_owned(),
            Self::Silence => format!(
                "no status: {} waits until it gives up",
                class.name(class.client())
            ),
        }
    }
}

fn words(class: &Class<'_>, outcome: &Outcome) -> String {
    let end = match outcome.kind {
        OutcomeKind::Response(status) => End::Status(status),
        OutcomeKind::Refused => End::Refused,
        OutcomeKind::Timeout | OutcomeKind::Limit => End::Silence,
    };
    end.words(class)
}

/// Ends that could be thought of after a failure of this kind; none where nothing fails.
const fn family(what: &Decision) -> &'static [End] {
    use End::{Refused, Silence, Status};
    match what {
        Decision::Blocked | Decision::RateLimited { .. } => {
            &[Status(200), Status(403), Status(429), Status(503), Silence]
        }
        Decision::Dropped | Decision::Rejected | Decision::Silent => {
            &[Silence, Refused, Status(504), Status(503)]
        }
        Decision::Refused
        | Decision::NoBackend { .. }
        | Decision::RefusedWrite
        | Decision::TimedOut { .. } => &[
            Status(200),
            Status(500),
            Status(502),
            Status(503),
            Status(504),
        ],
        _ => &[],
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

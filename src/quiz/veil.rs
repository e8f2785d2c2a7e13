//! A run as far as a class has seen it.

use crate::time::{SimDuration, SimTime};
use crate::trace::{
    Cause, Decided, Hop, HopId, Outcome, OutcomeKind, Segment, Span, SpanId, Step, Trace,
};

/// The part of `trace` before `step` (from 0), as a trace of its own that knows nothing of what
/// follows. Its total is the time so far and its outcome [`OutcomeKind::Limit`]. What is drawn of
/// it cannot give an answer away.
pub fn before(trace: &Trace, step: usize) -> Trace {
    let seen = &trace.steps[..step.min(trace.steps.len())];
    let end = seen.last().map_or(SimTime::ZERO, |step| step.until);
    let total = end.since(SimTime::ZERO).min(trace.total);
    let is_seen = |its_step: u32| its_step as usize <= seen.len();
    let hops = Kept::new(&trace.hops, |hop| is_seen(hop.step));
    let decisions = Kept::new(&trace.decisions, |decided| is_seen(decided.step));
    let spans = Kept::new(&trace.spans, |span| {
        span.parent.is_none() || (span.start < end && !span.asynchronous)
    });
    Trace {
        request: trace.request,
        seed: trace.seed,
        outcome: Outcome {
            kind: OutcomeKind::Limit,
            by: trace
                .spans
                .first()
                .map_or(trace.outcome.by, |span| span.node),
            cause: Cause::Limit,
        },
        total,
        ttfb: None,
        phases: trace.phases_at(SimTime(total.nanos())),
        segments: segments(trace, total),
        steps: seen
            .iter()
            .map(|step| Step {
                hops: step
                    .hops
                    .iter()
                    .map(|id| HopId(hops.new[id.index()]))
                    .collect(),
                decisions: step
                    .decisions
                    .iter()
                    .map(|id| decisions.new[*id as usize])
                    .collect(),
                ..step.clone()
            })
            .collect(),
        spans: spans
            .of(&trace.spans)
            .map(|span: &Span| Span {
                parent: span.parent.map(|id| SpanId(spans.new[id.0 as usize])),
                end: span.end.min(end),
                ..span.clone()
            })
            .collect(),
        hops: hops.of(&trace.hops).cloned().collect::<Vec<Hop>>(),
        decisions: decisions
            .of(&trace.decisions)
            .cloned()
            .collect::<Vec<Decided>>(),
    }
}

fn segments(trace: &Trace, total: SimDuration) -> Vec<Segment> {
    let end = SimTime(total.nanos());
    let begun = trace.segments.iter().filter(|segment| segment.start < end);
    begun
        .map(|segment| Segment {
            end: segment.end.min(end),
            ..*segment
        })
        .collect()
}

/// Which items of a list are kept, and the new place of each.
struct Kept {
    is_kept: Vec<bool>,
    new: Vec<u32>,
}

impl Kept {
    fn new<T>(items: &[T], keep: impl Fn(&T) -> bool) -> Self {
        let is_kept: Vec<bool> = items.iter().map(keep).collect();
        let mut count = 0;
        let place = |kept: &bool| {
            let place = count;
            count += u32::from(*kept);
            place
        };
        Self {
            new: is_kept.iter().map(place).collect(),
            is_kept,
        }
    }

    fn of<'a, T>(&'a self, items: &'a [T]) -> impl Iterator<Item = &'a T> {
        let pairs = items.iter().zip(&self.is_kept);
        pairs.filter(|(_, kept)| **kept).map(|(item, _)| item)
    }
}

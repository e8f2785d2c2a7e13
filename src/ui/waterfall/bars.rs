//! Spans as bars: what each does itself, what it waits for, and what of it decides the total.

use crate::phase::Phase;
use crate::time::SimTime;
use crate::trace::{Span, Trace};

/// One span as a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    /// Its place in the trace.
    pub(super) span: usize,
    /// How many spans it is nested in.
    pub(super) depth: usize,
    /// What it is made of, from start to end without a gap.
    pub(super) pieces: Vec<Piece>,
}

/// A piece of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: SimTime,
    pub(super) end: SimTime,
    pub(super) what: What,
}

/// What a span does for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Its own time, counted to this phase.
    Own {
        phase: Phase,
        /// On the critical path: a shorter one would make the total shorter.
        critical: bool,
    },
    /// Others work for it.
    Waiting,
}

/// The bars of a trace: children under their parents in order of start; behind them those that run
/// after or beside the response.
pub(super) fn bars(trace: &Trace) -> Vec<Bar> {
    let mut tree = Tree::new(trace);
    tree.mark_critical(0, trace.total.nanos());
    let mut bars = Vec::with_capacity(trace.spans.len());
    tree.list(0, 0, &mut bars);
    let beside = (0..trace.spans.len()).filter(|&index| {
        let parent = trace.spans[index].parent;
        trace.spans[index].asynchronous
            && parent.is_none_or(|parent| !trace.spans[parent.0 as usize].asynchronous)
    });
    for index in beside {
        tree.list(index, 0, &mut bars);
    }
    bars
}

struct Tree<'a> {
    trace: &'a Trace,
    /// Children that run as their parent does, in order of start.
    children: Vec<Vec<usize>>,
    /// For each span the ranges that are on the critical path, in nanoseconds, in order.
    critical: Vec<Vec<(u64, u64)>>,
}

impl<'a> Tree<'a> {
    fn new(trace: &'a Trace) -> Self {
        let mut children = vec![Vec::new(); trace.spans.len()];
        for (index, span) in trace.spans.iter().enumerate() {
            let parent = span.parent.map(|parent| parent.0 as usize);
            if let Some(parent) = parent
                && trace.spans[parent].asynchronous == span.asynchronous
            {
                children[parent].push(index);
            }
        }
        for list in &mut children {
            list.sort_by_key(|&index| (trace.spans[index].start, index));
        }
        Self {
            trace,
            children,
            critical: vec![Vec::new(); trace.spans.len()],
        }
    }

    fn span(&self, index: usize) -> &'a Span {
        &self.trace.spans[index]
    }

    /// From the end backwards: the child that returned last is what its parent was waiting for;
    /// before it started, the parent was at work, or another child.
    fn mark_critical(&mut self, index: usize, end: u64) {
        let Some(span) = self.trace.spans.get(index) else {
            return;
        };
        let mut at = end;
        let mut by_end = self.children[index].clone();
        by_end.sort_by_key(|&child| std::cmp::Reverse((self.span(child).end, child)));
        for child in by_end {
            let (start, end) = (self.span(child).start.nanos(), self.span(child).end.nanos());
            if end > at || start == end {
                continue;
            }
            self.add(index, end, at);
            self.mark_critical(child, end);
            at = start;
        }
        self.add(index, span.start.nanos(), at);
        self.critical[index].sort_unstable();
    }

    fn add(&mut self, index: usize, start: u64, end: u64) {
        if start < end {
            self.critical[index].push((start, end));
        }
    }

    fn list(&self, index: usize, depth: usize, bars: &mut Vec<Bar>) {
        if self.trace.spans.is_empty() {
            return;
        }
        bars.push(Bar {
            span: index,
            depth,
            pieces: self.pieces(index),
        });
        for child in &self.children[index] {
            self.list(*child, depth + 1, bars);
        }
    }

    fn pieces(&self, index: usize) -> Vec<Piece> {
        let span = self.span(index);
        let mut pieces = Vec::new();
        let mut at = span.start.nanos();
        for child in &self.children[index] {
            let (start, end) = (
                self.span(*child).start.nanos(),
                self.span(*child).end.nanos(),
            );
            let end = end.min(span.end.nanos());
            if start > at {
                self.own(index, at, start, &mut pieces);
            }
            if end > at {
                push(&mut pieces, at.max(start), end, What::Waiting);
                at = end;
            }
        }
        self.own(index, at, span.end.nanos(), &mut pieces);
        pieces
    }

    /// Cuts a span's own time where it enters or leaves the critical path and where the phase
    /// changes.
    fn own(&self, index: usize, start: u64, end: u64, pieces: &mut Vec<Piece>) {
        let beside = What::Own {
            phase: self.span(index).phase.unwrap_or(Phase::Network),
            critical: false,
        };
        let mut at = start;
        for &(from, until) in &self.critical[index] {
            let (from, until) = (from.max(at), until.min(end));
            if from >= until {
                continue;
            }
            push(pieces, at, from, beside);
            self.by_phase(from, until, pieces);
            at = until;
        }
        push(pieces, at, end, beside);
    }

    /// A range of the critical path, cut where the phase changes.
    fn by_phase(&self, start: u64, end: u64, pieces: &mut Vec<Piece>) {
        let segments = &self.trace.segments;
        let first = segments.partition_point(|segment| segment.end.nanos() <= start);
        for segment in &segments[first..] {
            let (from, until) = (
                segment.start.nanos().max(start),
                segment.end.nanos().min(end),
            );
            if from >= until {
                break;
            }
            let what = What::Own {
                phase: segment.phase,
                critical: true,
            };
            push(pieces, from, until, what);
        }
    }
}

fn push(pieces: &mut Vec<Piece>, start: u64, end: u64, what: What) {
    if start >= end {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.what == what && last.end.nanos() == start => last.end = SimTime(end),
        _ => pieces.push(Piece {
            start: SimTime(start),
            end: SimTime(end),
            what,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{State, simulate};
    use crate::phase::Phases;
    use crate::topology::builtin;
    use crate::trace::Seed;

    /// What is on the critical path of all bars together is the total, phase by phase.
    #[test]
    fn the_critical_pieces_add_up_to_the_phases() {
        for builtin in builtin::BUILTINS {
            let topology = builtin.load();
            let mut state = State::new(&topology);
            for request in topology.request_ids() {
                let (trace, after) = simulate(&topology, &state, request, Seed(1));
                let mut phases = Phases::default();
                for piece in bars(&trace).iter().flat_map(|bar| &bar.pieces) {
                    if let What::Own {
                        phase,
                        critical: true,
                    } = piece.what
                    {
                        phases[phase] += piece.end.since(piece.start);
                    }
                }
                assert_eq!(phases, trace.phases, "{}", topology[request].id);
                state = after;
            }
        }
    }

    #[test]
    fn a_bar_has_no_gap_and_every_span_has_a_bar() {
        for builtin in builtin::BUILTINS {
            let topology = builtin.load();
            for request in topology.request_ids() {
                let (trace, _) = simulate(&topology, &State::new(&topology), request, Seed(1));
                let bars = bars(&trace);
                assert_eq!(bars.len(), trace.spans.len());
                for bar in bars {
                    let span = &trace.spans[bar.span];
                    let mut at = span.start;
                    for piece in &bar.pieces {
                        assert_eq!(piece.start, at);
                        at = piece.end;
                    }
                    assert_eq!(at, span.end);
                }
            }
        }
    }
}

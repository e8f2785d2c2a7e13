//! Listens to the loop and makes a [`Trace`] of what it hears.

use crate::message::Header;
use crate::phase::{Phase, Phases};
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, RequestId, Topology};
use crate::trace::{
    Beat, Cause, Decided, Decision, Hop, HopId, Outcome, Seed, Span, SpanId, Step, Trace,
};

use super::exchange::{ExchangeId, Op, Reply};
use super::script::Prompter;
use super::state::Connection;

mod address;
mod headers;
mod listen;
mod payload;
mod strand;

use strand::{StrandId, Strands};

/// The end of a span whose work is not done.
const UNFINISHED: SimTime = SimTime(u64::MAX);

/// Collects spans, hops, decisions, beats and the critical path while the loop runs.
pub(super) struct Recorder<'t> {
    topology: &'t Topology,
    request: RequestId,
    seed: Seed,
    /// The state's clock when the request was sent.
    start: SimTime,
    /// Of a request of a load: what it met.
    pub(super) prompter: Option<Prompter>,
    seen: Vec<Seen>,
    strands: Strands,
    spans: Vec<Span>,
    hops: Vec<(u32, Hop)>,
    decisions: Vec<(u32, Decided)>,
    beats: Vec<Step>,
    end: Option<(Outcome, Option<SimDuration>, SimDuration)>,
}

/// What is remembered of one exchange.
struct Seen {
    parent: Option<ExchangeId>,
    node: NodeId,
    op: Op,
    /// Where its server works.
    strand: StrandId,
    /// Where its caller waits; another one once the caller has given up.
    waits_on: StrandId,
    span: SpanId,
    connection: Option<Connection>,
    /// The question has left, and everything before it is told.
    mark: SimTime,
    asynchronous: bool,
    /// How often the server has sent it on again.
    retries: u32,
    /// Headers as the server got them.
    request: Vec<Header>,
    /// Headers of its answer.
    response: Vec<Header>,
    /// What the server found in its copies, and what it says of a refusal.
    remark: Option<Decision>,
}

impl<'t> Recorder<'t> {
    pub(super) fn new(
        topology: &'t Topology,
        request: RequestId,
        seed: Seed,
        start: SimTime,
    ) -> Self {
        Self {
            topology,
            request,
            seed,
            start,
            prompter: None,
            seen: Vec::with_capacity(32),
            strands: Strands::new(),
            spans: Vec::with_capacity(48),
            hops: Vec::with_capacity(64),
            decisions: Vec::with_capacity(64),
            beats: Vec::with_capacity(48),
            end: None,
        }
    }

    fn span(
        &mut self,
        parent: Option<SpanId>,
        node: NodeId,
        name: String,
        phase: Option<Phase>,
        at: SimTime,
    ) -> SpanId {
        let id = SpanId(self.spans.len() as u32);
        self.spans.push(Span {
            parent,
            node,
            name,
            phase,
            start: at,
            end: UNFINISHED,
            asynchronous: false,
        });
        id
    }

    fn begin_beat(&mut self, strand: StrandId, beat: Beat, focus: NodeId, at: SimTime) {
        self.strands.set_beat(strand, self.beats.len() as u32);
        self.beats.push(Step {
            at,
            until: at,
            beat,
            focus,
            hops: Vec::new(),
            decisions: Vec::new(),
        });
    }

    /// What `x` has asked of others goes on, on a strand that belongs to nobody's total.
    fn leave_calls(&mut self, x: ExchangeId, dead: StrandId) {
        for index in x.index() + 1..self.seen.len() {
            let is_under = self.seen[index].parent.is_some_and(|parent| {
                let is_left = self.seen[parent.index()].strand == dead;
                parent == x || (parent.index() > x.index() && is_left)
            });
            if is_under {
                self.seen[index].strand = dead;
                self.seen[index].waits_on = dead;
            }
        }
    }

    /// Whether the answer of `node` only carries on the beat that brought it: relayed, and nothing
    /// was done with it.
    fn carries_on(&self, strand: StrandId, node: NodeId, reply: Reply) -> bool {
        let id = self.strands.beat(strand);
        let beat = &self.beats[id as usize];
        let relays = matches!(reply, Reply::Http(response) if response.by != node);
        let acted = self
            .decisions
            .iter()
            .rev()
            .take_while(|(of, _)| *of >= id)
            .any(|(of, decided)| *of == id && matches!(decided.what, Decision::Stored { .. }));
        beat.beat == Beat::Answer && (beat.focus == node || (relays && !acted))
    }

    /// The trace, when the loop has ended.
    pub(super) fn finish(mut self) -> Trace {
        let client = self.topology[self.request].from;
        let nothing = Outcome {
            kind: crate::trace::OutcomeKind::Limit,
            by: client,
            cause: Cause::Limit,
        };
        let (outcome, ttfb, total) = self
            .end
            .take()
            .unwrap_or((nothing, None, SimDuration::ZERO));
        let over = SimTime(total.nanos());
        let segments = self
            .strands
            .segments(self.seen[ExchangeId::ROOT.index()].strand);
        let mut phases = Phases::default();
        for segment in &segments {
            phases[segment.phase] += segment.end - segment.start;
        }
        for span in &mut self.spans {
            if span.end == UNFINISHED {
                span.end = span.start.max(over);
            }
        }
        for index in 0..self.spans.len() {
            if let Some(parent) = self.spans[index].parent {
                let (start, end, beside) = {
                    let parent = &self.spans[parent.0 as usize];
                    (parent.start, parent.end, parent.asynchronous)
                };
                let span = &mut self.spans[index];
                span.asynchronous |= beside || span.end > end || span.start < start;
            }
        }
        for (_, hop) in &mut self.hops {
            hop.asynchronous |= hop.depart > over;
        }
        let (hops, decisions, steps) = told(self.hops, self.decisions, self.beats, over);
        let Self {
            request,
            seed,
            spans,
            ..
        } = self;
        Trace {
            request,
            seed,
            outcome,
            total,
            ttfb,
            phases,
            segments,
            spans,
            hops,
            decisions,
            steps,
        }
    }
}

/// Puts beats, hops and decisions in order of time, drops beats in which nothing happened, and
/// lets every step last until the next begins.
fn told(
    mut hops: Vec<(u32, Hop)>,
    mut decisions: Vec<(u32, Decided)>,
    mut beats: Vec<Step>,
    over: SimTime,
) -> (Vec<Hop>, Vec<Decided>, Vec<Step>) {
    let mut used = vec![false; beats.len()];
    for &beat in hops
        .iter()
        .map(|(beat, _)| beat)
        .chain(decisions.iter().map(|(beat, _)| beat))
    {
        used[beat as usize] = true;
    }
    if let (false, Some(first)) = (used.contains(&true), used.first_mut()) {
        *first = true;
    }
    let mut order: Vec<usize> = (0..beats.len()).filter(|&beat| used[beat]).collect();
    // Work after the response is told after it, though it may run while the response travels.
    for beat in beats.iter_mut().filter(|beat| beat.beat == Beat::After) {
        beat.at = beat.at.max(over);
    }
    order.sort_by_key(|&beat| (beats[beat].at, beats[beat].beat == Beat::After));
    let mut number = vec![0_u32; beats.len()];
    for (place, &beat) in order.iter().enumerate() {
        number[beat] = place as u32 + 1;
    }
    let mut beats: Vec<Option<Step>> = beats.into_iter().map(Some).collect();
    let mut steps: Vec<Step> = order
        .iter()
        .filter_map(|&beat| beats[beat].take())
        .collect();
    hops.sort_by_key(|(_, hop)| hop.depart);
    decisions.sort_by_key(|(_, decided)| decided.until);
    let mut end = over;
    for (index, (beat, hop)) in hops.iter_mut().enumerate() {
        hop.step = number[*beat as usize];
        steps[hop.step as usize - 1].hops.push(HopId(index as u32));
        end = end.max(hop.arrive);
    }
    for (index, (beat, decided)) in decisions.iter_mut().enumerate() {
        decided.step = number[*beat as usize];
        steps[decided.step as usize - 1]
            .decisions
            .push(index as u32);
        end = end.max(decided.until);
    }
    if let Some(first) = steps.first_mut() {
        first.at = SimTime::ZERO;
    }
    let starts: Vec<SimTime> = steps.iter().map(|step| step.at).collect();
    for (index, step) in steps.iter_mut().enumerate() {
        step.until = starts.get(index + 1).copied().unwrap_or(end);
    }
    let hops = hops.into_iter().map(|(_, hop)| hop).collect();
    let decisions = decisions.into_iter().map(|(_, decided)| decided).collect();
    (hops, decisions, steps)
}

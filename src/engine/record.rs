//! Listens to the loop and makes a [`Trace`] of what it hears.

use crate::message::{Header, Message};
use crate::phase::{Phase, Phases};
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, RequestId, Tls, Topology};
use crate::trace::{
    Beat, Cause, Decided, Decision, Hop, HopId, Outcome, Seed, Segment, Span, SpanId, Step, Trace,
};

use super::exchange::{ExchangeId, Op, Reply};
use super::observe::{Leg, Observer, Packet};
use super::state::Connection;

mod address;
mod headers;
mod payload;
mod strand;

use strand::{StrandId, Strands};

/// Collects spans, hops, decisions, beats and the critical path while the loop runs.
pub(super) struct Recorder<'t> {
    topology: &'t Topology,
    request: RequestId,
    seed: Seed,
    /// Whose address the resolver hands out.
    entry: Option<NodeId>,
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
    strand: StrandId,
    span: SpanId,
    connection: Option<Connection>,
    /// The question has left, and everything before it is told.
    mark: SimTime,
    asynchronous: bool,
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
        entry: Option<NodeId>,
    ) -> Self {
        Self {
            topology,
            request,
            seed,
            entry,
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
            end: at,
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
            if span.end < span.start || (span.end == span.start && span.parent.is_none()) {
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
    beats: Vec<Step>,
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
    order.sort_by_key(|&beat| beats[beat].at);
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

impl Observer for Recorder<'_> {
    fn called(
        &mut self,
        _x: ExchangeId,
        parent: Option<ExchangeId>,
        op: Op,
        at: SimTime,
        forked: bool,
    ) {
        let client = self.topology[self.request].from;
        let (strand, span) = match parent {
            None => {
                let request = &self.topology[self.request];
                let name = format!("{} {}", request.method.name(), request.path);
                (self.strands.root(), self.span(None, client, name, None, at))
            }
            Some(parent) => {
                let caller = &self.seen[parent.index()];
                let strand = if forked {
                    self.strands.fork(caller.strand)
                } else {
                    caller.strand
                };
                (strand, caller.span)
            }
        };
        self.seen.push(Seen {
            parent,
            node: client,
            op,
            strand,
            span,
            connection: None,
            mark: at,
            asynchronous: false,
            request: Vec::new(),
            response: Vec::new(),
            remark: None,
        });
    }

    fn connected(&mut self, x: ExchangeId, connection: &Connection) {
        self.seen[x.index()].connection = Some(connection.clone());
    }

    fn beat(&mut self, x: ExchangeId, beat: Beat, focus: NodeId, at: SimTime) {
        self.begin_beat(self.seen[x.index()].strand, beat, focus, at);
        if beat == Beat::After {
            self.seen[x.index()].asynchronous = true;
        }
    }

    fn crossed(&mut self, x: ExchangeId, leg: Leg, packet: Packet) {
        let seen = &self.seen[x.index()];
        if matches!(packet, Packet::Question { .. })
            && !matches!(seen.op, Op::Replicate | Op::Deliver)
        {
            let beat = match seen.op {
                Op::Resolve => Beat::Lookup,
                _ if seen.asynchronous => Beat::After,
                _ => Beat::Deliver,
            };
            self.begin_beat(seen.strand, beat, leg.to, leg.depart);
        }
        let seen = &self.seen[x.index()];
        let link = &self.topology[leg.link];
        let handoff = link.role == crate::topology::Role::Handoff;
        let message: Message = self.payload(seen, &leg, packet);
        let hop = Hop {
            step: 0,
            link: leg.link,
            from: leg.from,
            to: leg.to,
            under: handoff.then_some(link.from),
            direction: leg.direction,
            depart: leg.depart,
            arrive: leg.arrive,
            lost: leg.lost,
            flow: self.flow(seen, &leg),
            message,
            asynchronous: seen.asynchronous,
        };
        self.hops.push((self.strands.beat(seen.strand), hop));
    }

    fn spent(&mut self, x: ExchangeId, node: NodeId, phase: Phase, start: SimTime, end: SimTime) {
        self.strands.push(
            self.seen[x.index()].strand,
            Segment {
                start,
                end,
                phase,
                node,
            },
        );
    }

    fn shook_hands(
        &mut self,
        x: ExchangeId,
        with: NodeId,
        tls: Option<Tls>,
        from: SimTime,
        until: SimTime,
    ) {
        let seen = &mut self.seen[x.index()];
        seen.mark = until;
        let quic = seen
            .connection
            .as_ref()
            .is_some_and(|c| c.http == crate::topology::HttpVersion::H3);
        let (what, phase) = match tls {
            Some(Tls::V1_2) => ("TLS 1.2 handshake", Phase::Tls),
            Some(_) => ("TLS 1.3 handshake", Phase::Tls),
            None if quic => ("QUIC handshake", Phase::Connect),
            None => ("TCP connect", Phase::Connect),
        };
        let (parent, caller) = (seen.span, seen.connection.as_ref().map_or(with, |c| c.from));
        let name = format!("{what}: {}", self.topology[with].name);
        let id = self.span(Some(parent), caller, name, Some(phase), from);
        self.spans[id.0 as usize].end = until;
    }

    fn decided(
        &mut self,
        x: ExchangeId,
        node: NodeId,
        at: SimTime,
        until: SimTime,
        what: Decision,
    ) {
        let strand = self.seen[x.index()].strand;
        let seen = &mut self.seen[x.index()];
        match &what {
            Decision::Hit { .. }
            | Decision::Miss
            | Decision::Stored { .. }
            | Decision::RateLimited { .. } => {
                seen.remark = Some(what.clone());
            }
            // An answer is a beat of its own.
            Decision::Answered { .. } => self.begin_beat(strand, Beat::Answer, node, until),
            _ => {}
        }
        self.decisions.push((
            self.strands.beat(strand),
            Decided {
                step: 0,
                node,
                at,
                until,
                what,
            },
        ));
    }

    fn sent(&mut self, x: ExchangeId, at: SimTime) {
        self.seen[x.index()].mark = at;
        if self.seen[x.index()].op == Op::Http {
            let headers = self.request_headers(x);
            self.seen[x.index()].request = headers;
        }
    }

    fn began(&mut self, x: ExchangeId, node: NodeId, at: SimTime, asynchronous: bool) {
        let seen = &self.seen[x.index()];
        let (parent, op) = (seen.span, seen.op);
        let name = self.span_name(op);
        let phase = self.topology[node].kind.facts().phase;
        let span = self.span(Some(parent), node, name, phase, at);
        self.spans[span.0 as usize].asynchronous = asynchronous;
        let seen = &mut self.seen[x.index()];
        (seen.node, seen.span, seen.asynchronous) = (node, span, asynchronous);
    }

    fn replied(&mut self, x: ExchangeId, node: NodeId, reply: Reply, at: SimTime) {
        let strand = self.seen[x.index()].strand;
        let span = self.seen[x.index()].span;
        self.spans[span.0 as usize].end = at;
        if matches!(self.seen[x.index()].op, Op::Replicate | Op::Deliver) {
            return;
        }
        if !self.carries_on(strand, node, reply) {
            let beat = if self.seen[x.index()].asynchronous {
                Beat::After
            } else {
                Beat::Answer
            };
            self.begin_beat(strand, beat, node, at);
        }
        if let Reply::Http(response) = reply {
            self.seen[x.index()].response = self.response_headers(x, node, response);
        }
    }

    fn settled(&mut self, x: ExchangeId, _at: SimTime, last: bool) {
        let seen = &self.seen[x.index()];
        let (Some(parent), strand) = (seen.parent, seen.strand) else {
            return;
        };
        let mine = self.seen[parent.index()].strand;
        if last && strand != mine {
            // Of calls made at once the slowest decides: its way becomes the caller's.
            self.strands.adopt(mine, strand);
        }
        if seen.op == Op::Http && !seen.response.is_empty() {
            self.seen[parent.index()].response = self.seen[x.index()].response.clone();
        }
    }

    fn gave_up(&mut self, x: ExchangeId, at: SimTime, _blame: Cause) {
        let seen = &self.seen[x.index()];
        let caller = seen
            .parent
            .map_or(seen.node, |parent| self.seen[parent.index()].node);
        let strand = seen.strand;
        let cut = if x == ExchangeId::ROOT {
            at
        } else {
            seen.mark.min(at)
        };
        // What goes on behind belongs to nobody's total any more.
        let dead = self.strands.fork(strand);
        for index in x.index()..self.seen.len() {
            let under = index == x.index()
                || self.seen[index].parent.is_some_and(|parent| {
                    parent.index() >= x.index() && self.seen[parent.index()].strand == dead
                });
            if under && x != ExchangeId::ROOT {
                self.seen[index].strand = dead;
            }
        }
        self.strands.cut(strand, cut, at, caller);
        self.begin_beat(strand, Beat::Wait, caller, at);
    }

    fn ended(&mut self, outcome: Outcome, ttfb: Option<SimDuration>, total: SimDuration) {
        self.spans[0].end = SimTime(total.nanos());
        self.end = Some((outcome, ttfb, total));
    }
}

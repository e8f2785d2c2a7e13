//! What the recorder does with each thing it hears.

use std::fmt::Write;

use std::sync::Arc;

use crate::message::Message;
use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{HttpVersion, LinkId, NodeId, Role, Tls};
use crate::trace::{Beat, Cause, Decided, Decision, Hop, Outcome, Segment};

use super::super::exchange::{ExchangeId, Op, Reply};
use super::super::network::Network;
use super::super::observe::{Leg, Observer, Packet, Waited};
use super::super::oracle::Question;
use super::super::script::{Changed, Prompter};
use super::super::state::Connection;
use super::strand::Strands;
use super::{Recorder, Seen};

impl Observer for Recorder<'_> {
    fn answer(&mut self, question: &Question) -> Option<u32> {
        let Prompter { script, ways } = self.prompter.as_mut()?;
        let network = Network::along(self.topology, self.request, Arc::clone(ways));
        Some(script.answer(&network, question))
    }

    fn changed(&mut self, now: SimTime) -> Option<Changed> {
        self.prompter.as_mut()?.script.changed(now)
    }

    fn drops(&mut self, node: NodeId, before: usize) -> bool {
        let prompter = self.prompter.as_mut();
        prompter.is_some_and(|prompter| prompter.script.drops(node, before))
    }

    fn waits(&mut self, node: NodeId) -> SimDuration {
        let prompter = self.prompter.as_mut();
        prompter.map_or(SimDuration::ZERO, |prompter| prompter.script.waits(node))
    }

    fn serves(&mut self, node: NodeId, _slow: u32) -> Option<SimDuration> {
        Some(self.prompter.as_mut()?.script.serves(node))
    }

    fn waits_for_connection(&mut self, link: LinkId) -> Option<Waited> {
        let prompter = self.prompter.as_mut();
        prompter.map_or_else(
            || Some(Waited::default()),
            |prompter| prompter.script.waits_for_connection(link),
        )
    }

    fn changed_until(&mut self, waited: Waited) -> Option<Changed> {
        self.prompter.as_mut()?.script.changed_until(waited)
    }

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
                (Strands::ROOT, self.span(None, client, name, None, at))
            }
            Some(parent) => {
                let caller = &self.seen[parent.index()];
                let strand = if forked {
                    self.strands.fork(caller.strand, at)
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
            waits_on: strand,
            span,
            connection: None,
            mark: at,
            asynchronous: false,
            retries: 0,
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
        let handoff = link.role == Role::Handoff;
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
            again: leg.again,
            flow: self.flow(seen, &leg),
            channel: seen.connection.as_ref().map(Connection::channel),
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
            .is_some_and(|c| c.http == HttpVersion::H3);
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
            Decision::Retried { retry, .. } => seen.retries = *retry,
            // Its work ends here, with no answer.
            Decision::Crashed => {
                let span = seen.span;
                self.spans[span.0 as usize].end = until;
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
        let mut name = self.span_name(op);
        let asked_by = seen.parent.map(|parent| &self.seen[parent.index()]);
        if let Some(retry) = asked_by.map(|caller| caller.retries).filter(|it| *it > 0) {
            let _ = write!(name, ", retry {retry}");
        }
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
        let (Some(parent), strand) = (seen.parent, seen.waits_on) else {
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

    fn died(&mut self, x: ExchangeId, at: SimTime) {
        let seen = &self.seen[x.index()];
        let (strand, node, span) = (seen.strand, seen.node, seen.span);
        let dead = self.strands.fork(strand, at);
        self.leave_calls(x, dead);
        self.strands.cut(strand, at, at, node);
        self.spans[span.0 as usize].end = at;
    }

    fn gave_up(&mut self, x: ExchangeId, at: SimTime, _blame: Cause) {
        let seen = &self.seen[x.index()];
        let caller = seen
            .parent
            .map_or(seen.node, |parent| self.seen[parent.index()].node);
        let strand = seen.waits_on;
        let cut = if x == ExchangeId::ROOT {
            at
        } else {
            seen.mark.min(at)
        };
        // What goes on behind belongs to nobody's total any more.
        let dead = self.strands.fork(strand, at);
        if x != ExchangeId::ROOT {
            self.seen[x.index()].strand = dead;
            self.leave_calls(x, dead);
        }
        self.strands.cut(strand, cut, at, caller);
        self.begin_beat(strand, Beat::Wait, caller, at);
    }

    fn ended(&mut self, outcome: Outcome, ttfb: Option<SimDuration>, total: SimDuration) {
        self.spans[0].end = SimTime(total.nanos());
        self.end = Some((outcome, ttfb, total));
    }
}

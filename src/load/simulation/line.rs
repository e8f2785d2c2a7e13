//! Whether all requests of a load take the same straight way through stations in a row.

use super::super::op::{Op, Pos};
use super::super::plan::{Limit, LoadPlan};
use super::super::source::NEVER;
use super::super::station::UNLIMITED;
use super::super::stream::{Line, Stage, Stream, Window};
use super::Simulation;

/// Steps of a way that is followed; longer ones are no line.
const LONGEST: usize = 10_000;

impl Simulation {
    /// Whether [`replicate`](crate::load::run::replicate) lets this load stream.
    pub fn streams(&self, plan: &LoadPlan) -> bool {
        self.stream(plan).is_some()
    }

    /// The same load as a stream, where its one program is a straight line: no question, no branch,
    /// every node met once, and at every node a worker for each in the order they come.
    pub(in crate::load) fn stream(&self, plan: &LoadPlan) -> Option<Stream> {
        let steady = plan.schedule.is_empty() && self.agenda.due == NEVER;
        if !steady || self.requests.is_closed() || self.mix.len() != 1 || self.follows {
            return None;
        }
        let from = plan.warmup.nanos();
        let (requests, until) = match plan.limit {
            Limit::Requests(most) => (most, NEVER),
            Limit::Duration(length) => (u64::MAX, from.saturating_add(length.nanos())),
        };
        let window = Window { from, until };
        let line = self.line()?;
        let source = self.requests.clone();
        Some(Stream::new(
            line,
            source,
            self.next_arrival,
            self.tally.clone(),
            window,
            requests,
        ))
    }

    /// The stations on the way of the first of the mix.
    fn line(&self) -> Option<Line> {
        let (mut program, mut memory) = (self.program.clone(), self.memory.clone());
        let mut pos: Pos = *self.starts.first()?;
        let (mut stages, mut calls) = (Vec::<Stage>::new(), Vec::new());
        let mut delay = 0_u64;
        let mut patience = self.shortest;
        for _ in 0..LONGEST {
            let op = program.code[pos as usize];
            pos += 1;
            match op {
                Op::Explore(entry) => pos = program.fill(pos - 1, entry, &mut memory),
                Op::Goto(there) => pos = there,
                Op::Pass(nanos) => delay = delay.checked_add(nanos)?,
                Op::Visit { node, slow, .. } => {
                    let station = &self.stations[node as usize];
                    let holds = station.holds && station.workers != UNLIMITED;
                    let again = stages.iter().any(|stage| stage.node == node as usize);
                    let turns_away = station.places != u32::MAX;
                    let works = station.workers > 0 && station.share.is_none();
                    if holds || again || turns_away || !works {
                        return None;
                    }
                    stages.push(Stage::new(node as usize, station, slow, delay));
                    delay = 0;
                }
                Op::Call(number) => {
                    let call = program.calls[number as usize];
                    if call.joined {
                        return None;
                    }
                    patience = patience.min(call.timeout);
                    calls.push(call.caller);
                }
                Op::Return(input) => pos = program.returning(calls.pop()?, input, &mut memory),
                Op::Now | Op::Left { .. } | Op::Blame(_) | Op::Sent(_) | Op::Replied => {}
                Op::End { outcome, transfer } => {
                    let rest = delay.checked_add(transfer)?;
                    let outcome = program.outcomes[outcome as usize];
                    return (!stages.is_empty()).then_some(Line {
                        stages,
                        rest,
                        outcome,
                        patience,
                    });
                }
                _ => return None,
            }
        }
        None
    }
}

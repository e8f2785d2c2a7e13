//! A node that had a worker for everybody is given a number of them.

use super::super::op::Op;
use super::super::wheel::{Event, SERVED};
use super::Simulation;
use crate::time::SimTime;

impl Simulation {
    /// There are so many workers from now on, and some of them, or all, are at work.
    pub(super) fn limit(&mut self, node: u16) {
        let (code, tokens) = (&self.program.code, &self.tokens);
        let is_served = |event: &Event| {
            let there = tokens.items.get(event.token as usize);
            let pos = there.map_or(0, |token| token.pos as usize);
            event.rank() == SERVED && code[pos] == Op::Left { node }
        };
        let station = &mut self.stations[node as usize];
        let tally = &mut self.tally.nodes[node as usize];
        let served: Vec<Event> = self.wheel.iter().filter(is_served).collect();
        station.busy = served.len() as u32;
        station.plan_ahead();
        if let Some(ahead) = &mut station.ahead {
            ahead.staff(
                station.workers,
                served.iter().map(|event| event.time).collect(),
                0,
            );
            for event in &served {
                // It is counted, and written down, when they go.
                tally.unstart(SimTime(self.tokens[event.token].started));
            }
            if self.follows {
                for event in &served {
                    self.unnote_visit(event.token, node);
                }
            }
        }
    }
}

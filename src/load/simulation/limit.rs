//! A node that had a worker for everybody is given a number of them.

use super::super::op::Op;
use super::super::wheel::{Event, FIRST, served};
use super::Simulation;
use crate::time::SimTime;

impl Simulation {
    /// There are so many workers from now on, and some of them, or all, are at work.
    pub(super) fn limit(&mut self, node: u16) {
        let (code, tokens) = (&self.program.code, &self.tokens);
        let is_there = |event: &Event| {
            let there = tokens.items.get(event.token as usize);
            let pos = there.map_or(0, |token| token.pos as usize);
            event.rank() != FIRST && code[pos] == Op::Left { node }
        };
        let station = &mut self.stations[node as usize];
        let tally = &mut self.tally.nodes[node as usize];
        let there = self.wheel.take_out(|event| is_there(&event));
        for event in &there {
            self.wheel.push(event.time, served(node), event.token);
        }
        station.busy = there.len() as u32;
        station.plan_ahead();
        if let Some(ahead) = &mut station.ahead {
            ahead.staff(
                station.workers,
                there.iter().map(|event| event.time).collect(),
                0,
            );
            for event in &there {
                // It is counted, and written down, when they go.
                tally.unstart(SimTime(self.tokens[event.token].started));
            }
            if self.follows {
                for event in &there {
                    self.unnote_visit(event.token, node);
                }
            }
        }
    }
}

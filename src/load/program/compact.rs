//! Code that nobody comes to any more is given up.
//!
//! Whenever circumstances change, all ways are explored anew, and tokens on their way keep to the
//! old code. So that code does not grow with the number of changes, all of it is let go of once it
//! is much, but for the steps that tokens are at until their next question, as a just-in-time
//! compiler flushes its cache.

use super::{NOWHERE, Program, heard};
use crate::engine::explore::Entry;
use crate::load::op::{Op, Pos};

/// Steps that are kept without a look: a megabyte.
const MUCH: usize = 1 << 16;

/// Where steps have moved to; [`NOWHERE`] for those that have not.
struct Moved<'a> {
    old: &'a Program,
    to: Vec<Pos>,
    /// Where an exchange hears something: there its way is explored anew.
    heads: Vec<Option<Entry>>,
    /// Steps that are still to be moved, and who leads to them.
    open: Vec<(Pos, Link)>,
}

/// What leads to a step.
enum Link {
    /// A token, by its place.
    Token(usize),
    /// A step that was moved, by its new place.
    Step(usize),
}

impl Program {
    /// Whether there is so much code that it is time to look what is still needed.
    pub(in crate::load) fn is_much(&self) -> bool {
        self.code.len() > self.enough.max(MUCH)
    }

    /// Lets go of all code but for what follows from these places, which are told where they have
    /// moved to.
    pub(in crate::load) fn compact(&mut self, tokens: &mut [Pos]) {
        let mut fresh = Self {
            explorer: self.explorer.clone(),
            outcomes: self.outcomes.clone(),
            ..Self::new(&self.topology)
        };
        let mut moved = Moved {
            to: vec![NOWHERE; self.code.len()],
            heads: vec![None; self.code.len()],
            old: self,
            open: Vec::new(),
        };
        for (place, pos) in self.places.iter().enumerate() {
            moved.heads[*pos as usize] = Some(heard(place, self.width));
        }
        let places = tokens.iter().enumerate();
        moved.open = places
            .map(|(token, &pos)| (pos, Link::Token(token)))
            .collect();
        while let Some((pos, from)) = moved.open.pop() {
            let to = moved.run(pos, &mut fresh);
            match from {
                Link::Token(token) => tokens[token] = to,
                Link::Step(step) => fresh.lead(step, to),
            }
        }
        fresh.enough = 2 * fresh.code.len();
        *self = fresh;
    }

    /// A step leads there.
    fn lead(&mut self, step: usize, to: Pos) {
        match &mut self.code[step] {
            Op::Goto(at) | Op::Branch { at, .. } | Op::Vain(at) => *at = to,
            Op::Visit { full, .. } => *full = to,
            _ => {}
        }
    }
}

impl Moved<'_> {
    /// Moves the steps from `pos` on, as far as one leads to the next; where they are now.
    fn run(&mut self, pos: Pos, fresh: &mut Program) -> Pos {
        if pos < fresh.own {
            return pos;
        }
        if self.to[pos as usize] != NOWHERE {
            return self.to[pos as usize];
        }
        let start = fresh.code.len() as Pos;
        let mut pos = pos as usize;
        let mut is_left = false;
        loop {
            if let Some(entry) = &self.heads[pos] {
                fresh.hole(entry.clone());
                return start;
            }
            if self.to[pos] != NOWHERE && !is_left {
                fresh.code.push(Op::Goto(self.to[pos]));
                return start;
            }
            let place = fresh.code.len();
            self.to[pos] = place as Pos;
            let (op, goes_on) = self.step(self.old.code[pos], place, fresh);
            fresh.code.push(op);
            if !goes_on {
                return start;
            }
            // A node is left right behind the step that visits it.
            is_left = matches!(op, Op::Visit { .. });
            pos += 1;
        }
    }

    /// A step as it is at its new place, and whether the next follows it.
    fn step(&mut self, mut op: Op, place: usize, fresh: &mut Program) -> (Op, bool) {
        let old = self.old;
        let mut goes_on = true;
        match &mut op {
            Op::Goto(to) => {
                self.open.push((*to, Link::Step(place)));
                goes_on = false;
            }
            Op::Branch { at: to, .. } | Op::Vain(to) | Op::Visit { full: to, .. } => {
                self.open.push((*to, Link::Step(place)));
            }
            Op::Explore(entry) => {
                fresh.entries.push(old.entries[*entry as usize].clone());
                *entry = fresh.entries.len() as u32 - 1;
                goes_on = false;
            }
            Op::Call(call) => {
                fresh.calls.push(old.calls[*call as usize]);
                *call = fresh.calls.len() as u32 - 1;
            }
            Op::Copy { fork, .. }
            | Op::Cell { fork, .. }
            | Op::Given { fork, .. }
            | Op::OwnCopy { fork, .. }
            | Op::OwnCell { fork, .. }
            | Op::Connected { fork, .. }
            | Op::Connection { fork, .. }
            | Op::Opens { fork, .. }
            | Op::Lost { fork, .. }
            | Op::Choice { fork, .. } => {
                let mut asks = old.forks[*fork as usize].clone();
                asks.ways.fill(NOWHERE);
                asks.waited.clear();
                fresh.forks.push(asks);
                *fork = fresh.forks.len() as u32 - 1;
                goes_on = false;
            }
            Op::Return(_)
            | Op::Await(_)
            | Op::Silence { .. }
            | Op::Ended { .. }
            | Op::Stop
            | Op::Send
            | Op::Share { .. } => goes_on = false,
            Op::Now
            | Op::Pass(_)
            | Op::Stamp
            | Op::Until(_)
            | Op::Left { .. }
            | Op::Keep { .. }
            | Op::Drop { .. }
            | Op::Refresh { .. }
            | Op::Told { .. }
            | Op::Aim { .. }
            | Op::Upstream { .. }
            | Op::Tries { .. }
            | Op::Open { .. }
            | Op::Blame(_)
            | Op::Sent(_)
            | Op::Replied
            | Op::End { .. } => {}
        }
        (op, goes_on)
    }
}

//! How far all requests of a load take the same straight way through stations in a row.

use super::super::memory::Memory;
use super::super::op::{Op, Pos};
use super::super::program::Program;
use super::super::source::NEVER;
use super::super::station::{Station, UNLIMITED};
use super::super::stream::{Ending, Exit, Line, Mouth, Stage, Step};
use super::super::wheel::{LAST, SENT, served};
use super::Simulation;
use super::walk::NOTHING;

/// Steps of a way that is followed; longer ones are no line.
const LONGEST: usize = 10_000;

/// Where requests come in that have passed a line.
#[derive(Debug, Clone)]
pub(super) struct Onward {
    /// Where they go on.
    pub(super) pos: Pos,
    /// The calls they are in, by number, from the outermost.
    pub(super) calls: Vec<u32>,
    /// Their rank among what is due at the same instant.
    pub(super) rank: u32,
}

/// A place on a way.
#[derive(Debug, Clone)]
struct Place {
    pos: Pos,
    calls: Vec<u32>,
    /// Since the step before, in nanoseconds.
    delay: u64,
    /// The rank of the event by which a token comes here.
    rank: u32,
    /// Some time has passed since that event.
    is_ahead: bool,
}

/// A line as far as it is known.
#[derive(Debug)]
struct Known {
    steps: Vec<Step>,
    /// Caches that are asked on the way.
    caches: Vec<u32>,
    patience: u64,
    /// Where it may end, after so many of the steps, and what goes on there.
    mouth: (usize, Option<Onward>),
}

impl Simulation {
    /// The stations that all requests of the first of the mix pass, and caches where a fixed share
    /// of them ends, until the first step of which more has to be known: what others do, or where
    /// they are. And where they go on; `None` where they end.
    pub(super) fn line(&mut self) -> Option<(Line, Option<Onward>)> {
        let mut here = Place {
            pos: *self.starts.first()?,
            calls: Vec::new(),
            delay: 0,
            // Requests are sent after everything else at an instant.
            rank: SENT,
            is_ahead: false,
        };
        let mut known = Known {
            steps: Vec::new(),
            caches: Vec::new(),
            patience: NEVER,
            mouth: (0, None),
        };
        let mut mouth = Mouth::Open;
        for _ in 0..LONGEST {
            match here.plain(&mut self.program, &mut self.memory) {
                Some(Op::Call(number)) if self.has_begun_alone(number) => {
                    let timeout = self.program.calls[number as usize].timeout;
                    known.patience = known.patience.min(timeout);
                    here.calls.push(number);
                }
                Some(Op::Visit { node, slow, .. }) if self.passes(node, &known) => {
                    let station = &self.stations[node as usize];
                    let stage = Stage::new(node as usize, station, slow, here.delay);
                    known.steps.push(Step::Stage(Box::new(stage)));
                    here.leave(node, station);
                    // Who has a worker for himself is known to leave before he does.
                    if station.workers != UNLIMITED {
                        known.mouth = (known.steps.len(), Some(here.onward()));
                    }
                }
                Some(Op::Copy { cache, fork }) if !known.steps.is_empty() => {
                    let ratio = self.memory.ratio_of(cache);
                    let asked = known.caches.contains(&cache);
                    let Some(ratio) = ratio.filter(|_| !asked).cloned() else {
                        break;
                    };
                    let delay = here.delay;
                    let Some((hits_end, ending)) =
                        here.part(fork, &mut self.program, &mut self.memory)
                    else {
                        break;
                    };
                    known.steps.push(Step::Exit(Box::new(Exit {
                        delay,
                        ratio,
                        hits_end,
                        ending,
                    })));
                    known.caches.push(cache);
                    known.mouth = (known.steps.len(), Some(here.onward()));
                }
                Some(Op::End { outcome, transfer }) => {
                    mouth = Mouth::End(here.end(&self.program, outcome, transfer)?);
                    known.mouth = (known.steps.len(), None);
                    break;
                }
                _ => break,
            }
        }
        let (count, onward) = known.mouth;
        known.steps.truncate(count);
        let exits = known
            .steps
            .iter()
            .filter(|step| matches!(step, Step::Exit(_)));
        for &cache in known.caches.iter().take(exits.count()) {
            self.memory.lend(cache);
        }
        let line = Line {
            steps: known.steps,
            mouth,
            patience: known.patience,
        };
        (count > 0).then_some((line, onward))
    }

    /// Whether a call concerns nobody but the two who are in it.
    fn has_begun_alone(&self, number: u32) -> bool {
        let call = &self.program.calls[number as usize];
        !call.joined && call.link == NOTHING
    }

    /// Whether a node takes everybody in the order in which they come, who meet it for the first
    /// time.
    fn passes(&self, node: u16, known: &Known) -> bool {
        let station = &self.stations[node as usize];
        let holds = station.holds && station.workers != UNLIMITED;
        let turns_away = station.places != u32::MAX;
        let works = station.workers > 0 && station.share.is_none();
        // Who may be done at once or not has no known rank.
        let has_rank = station.draws.least() > 0 || station.draws.is_fixed();
        let is = |step: &Step| matches!(step, Step::Stage(stage) if stage.node == node as usize);
        works && has_rank && !holds && !turns_away && !known.steps.iter().any(is)
    }
}

impl Place {
    /// Goes over steps that nobody else could notice, to the next that is none of those; what it
    /// is. The place is then behind it.
    fn plain(&mut self, program: &mut Program, memory: &mut Memory) -> Option<Op> {
        for _ in 0..LONGEST {
            let op = program.code[self.pos as usize];
            self.pos += 1;
            match op {
                Op::Explore(entry) => self.pos = program.fill(self.pos - 1, entry, memory),
                Op::Goto(there) => self.pos = there,
                Op::Pass(nanos) => {
                    self.delay = self.delay.checked_add(nanos)?;
                    self.is_ahead |= nanos > 0;
                }
                Op::Return(input) => {
                    let call = self.calls.pop()?;
                    let caller = program.calls[call as usize].caller;
                    self.pos = program.returning(caller, input, memory);
                }
                Op::Now | Op::Left { .. } | Op::Blame(_) | Op::Sent(_) | Op::Replied => {}
                op => return Some(op),
            }
        }
        None
    }

    /// A token that is ahead of the clock has come here by an event of its own.
    const fn catch_up(&mut self) {
        if self.is_ahead {
            (self.rank, self.is_ahead) = (LAST, false);
        }
        self.delay = 0;
    }

    /// A token has come to a node's station, and leaves it.
    fn leave(&mut self, node: u16, station: &Station) {
        self.catch_up();
        // Behind the step at which it leaves.
        self.pos += 1;
        let is_instant = station.draws.least() == 0;
        if station.workers == UNLIMITED {
            self.is_ahead = !is_instant;
        } else if is_instant {
            self.rank = self.rank.max(served(node));
        } else {
            self.rank = served(node);
        }
    }

    /// Of hits and misses at a cache, some end with nothing in between: whether those are the
    /// hits, and how they do. The place is then that of the others.
    fn part(
        &mut self,
        fork: u32,
        program: &mut Program,
        memory: &mut Memory,
    ) -> Option<(bool, Ending)> {
        self.catch_up();
        let [miss, hit] = [0, 1].map(|answer| Self {
            pos: program.way(fork, answer, memory),
            ..self.clone()
        });
        let hits_end = hit.ending(program, memory);
        let ending = hits_end.or_else(|| miss.ending(program, memory))?;
        *self = if hits_end.is_some() { miss } else { hit };
        Some((hits_end.is_some(), ending))
    }

    /// How all requests end from here, where nothing comes in between.
    fn ending(&self, program: &mut Program, memory: &mut Memory) -> Option<Ending> {
        let mut here = self.clone();
        match here.plain(program, memory)? {
            Op::End { outcome, transfer } => here.end(program, outcome, transfer),
            _ => None,
        }
    }

    fn end(&self, program: &Program, outcome: u32, transfer: u64) -> Option<Ending> {
        Some(Ending {
            rest: self.delay.checked_add(transfer)?,
            outcome: program.outcomes[outcome as usize],
        })
    }

    /// What goes on here.
    fn onward(&self) -> Onward {
        Onward {
            pos: self.pos,
            calls: self.calls.clone(),
            rank: self.rank,
        }
    }
}

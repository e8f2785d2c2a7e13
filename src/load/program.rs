//! The program of a load: made while it runs, from what the engine's behaviours do.
//!
//! Whenever a token comes to where none was before, the [`Explorer`] is asked once, and its deeds
//! become [`Op`]s. From then on walking there costs a few nanoseconds.

use std::sync::Arc;

use super::memory::Memory;
use super::op::{CallInfo, Ending, Fork, Op, Pos};
use crate::engine::explore::{Deed, Entry, Explorer, FrameId, InputId, TICKET};
use crate::engine::oracle::Kept;
use crate::time::SimDuration;
use crate::topology::{Kind, LinkId, Policy, RequestId, Topology};

mod ask;
mod compact;
mod look;

/// No place: nobody came there yet.
pub(super) const NOWHERE: Pos = 0;

/// Everything that was explored so far.
#[derive(Debug, Clone)]
pub(super) struct Program {
    topology: Arc<Topology>,
    pub(super) explorer: Explorer,
    pub(super) code: Vec<Op>,
    pub(super) calls: Vec<CallInfo>,
    pub(super) forks: Vec<Fork>,
    pub(super) outcomes: Vec<Ending>,
    entries: Vec<Entry>,
    /// By frame and input: where it goes on.
    places: Vec<Pos>,
    /// Inputs a frame has room for.
    width: usize,
    /// By input: where a call returns with it, and nothing else happens.
    returns: Vec<Pos>,
    /// Steps of the load's own, from the first.
    own: Pos,
    /// So much code is no reason to look what is needed of it.
    enough: usize,
}

impl Program {
    /// Nothing explored.
    pub(super) fn new(topology: &Arc<Topology>) -> Self {
        let shares = topology.node_ids().map(|node| Op::Share { node: node.0 });
        let own = [Op::Stop, Op::Send, Op::Silence { idle: false }];
        let own: Vec<Op> = own.into_iter().chain(shares).collect();
        Self {
            own: own.len() as Pos,
            enough: 0,
            topology: Arc::clone(topology),
            explorer: Explorer::new(Arc::clone(topology)),
            // The first place is nowhere; the second and so on are the load's own.
            code: own,
            calls: Vec::new(),
            forks: Vec::new(),
            outcomes: Vec::new(),
            entries: Vec::new(),
            places: Vec::new(),
            width: 32,
            returns: Vec::new(),
        }
    }

    /// Where a client of a closed load sends.
    pub(super) const fn send_op() -> Pos {
        1
    }

    /// Where nothing is waited for but a timer.
    pub(super) const fn silence_op() -> Pos {
        2
    }

    /// Where it is looked at who shares a node's workers.
    pub(super) const fn share_op(node: u16) -> Pos {
        3 + node as Pos
    }

    /// Where a call returns at once, and its caller hears `input`.
    pub(super) fn return_op(&mut self, input: u32) -> Pos {
        let place = input as usize;
        if self.returns.len() <= place {
            self.returns.resize(place + 1, NOWHERE);
        }
        if self.returns[place] == NOWHERE {
            self.returns[place] = self.code.len() as Pos;
            self.code.push(Op::Return(input));
        }
        self.returns[place]
    }

    /// Where a request begins.
    pub(super) fn start(&mut self, request: RequestId) -> Pos {
        let entry = self.explorer.start(request);
        self.hole(entry)
    }

    /// Forgets all places; they are explored anew, in circumstances that have changed. Tokens on
    /// their way keep to the old code until an exchange next hears something.
    pub(super) fn forget(&mut self) {
        for fork in &mut self.forks {
            fork.waited.clear();
        }
        for (place, pos) in self.places.iter_mut().enumerate() {
            if *pos != NOWHERE {
                // Whoever comes here from old code finds the hole.
                self.entries.push(heard(place, self.width));
                self.code[*pos as usize] = Op::Explore(self.entries.len() as u32 - 1);
                *pos = NOWHERE;
            }
        }
    }

    /// Where a caller goes on when it hears `input`.
    #[inline]
    pub(super) fn returning(&mut self, caller: u32, input: u32, memory: &mut Memory) -> Pos {
        let place = caller as usize * self.width + input as usize;
        match self.places.get(place) {
            Some(&pos) if pos != NOWHERE && (input as usize) < self.width => pos,
            _ => self.explore_return(caller, input, memory),
        }
    }

    #[cold]
    fn explore_return(&mut self, caller: u32, input: u32, memory: &mut Memory) -> Pos {
        let entry = Entry::at(FrameId(caller), InputId(input));
        self.compile(entry, memory)
    }

    /// Where a question leads with this answer.
    #[inline]
    pub(super) fn way(&mut self, fork: u32, answer: u32, memory: &mut Memory) -> Pos {
        match self.forks[fork as usize].ways.get(answer as usize) {
            Some(&pos) if pos != NOWHERE => pos,
            _ => self.explore_way(fork, answer, memory),
        }
    }

    #[cold]
    fn explore_way(&mut self, fork: u32, answer: u32, memory: &mut Memory) -> Pos {
        let entry = self.forks[fork as usize].entry.answered(answer);
        let pos = self.compile(entry, memory);
        let ways = &mut self.forks[fork as usize].ways;
        if ways.len() <= answer as usize {
            ways.resize(answer as usize + 1, NOWHERE);
        }
        ways[answer as usize] = pos;
        pos
    }

    /// What was a hole until now.
    #[cold]
    pub(super) fn fill(&mut self, at: Pos, entry: u32, memory: &mut Memory) -> Pos {
        let pos = self.compile(self.entries[entry as usize].clone(), memory);
        self.code[at as usize] = Op::Goto(pos);
        pos
    }

    /// A place that is explored when a token comes to it.
    fn hole(&mut self, entry: Entry) -> Pos {
        self.entries.push(entry);
        self.code.push(Op::Explore(self.entries.len() as u32 - 1));
        self.code.len() as Pos - 1
    }

    fn place(&mut self, entry: &Entry) -> Option<usize> {
        if !entry.answers.is_empty() || entry.branch.is_some() {
            return None;
        }
        let (frame, input) = (entry.frame.0 as usize, entry.input.0 as usize);
        if input >= self.width {
            let wider = (input + 1).next_power_of_two();
            let frames = self.places.len() / self.width;
            let mut places = vec![NOWHERE; frames * wider];
            for (old, new) in self.places.chunks(self.width).zip(places.chunks_mut(wider)) {
                new[..old.len()].copy_from_slice(old);
            }
            (self.places, self.width) = (places, wider);
        }
        let place = frame * self.width + input;
        if self.places.len() <= place {
            self.places.resize((frame + 1) * self.width, NOWHERE);
        }
        Some(place)
    }

    /// The deeds of an entry as code, with all that follows without a question.
    fn compile(&mut self, mut entry: Entry, memory: &mut Memory) -> Pos {
        let mut start = None;
        let mut later = Vec::new();
        loop {
            let place = self.place(&entry);
            if let Some(place) = place {
                if self.places[place] != NOWHERE {
                    if let Some(start) = start {
                        self.code.push(Op::Goto(self.places[place]));
                        self.settle(&mut later);
                        return start;
                    }
                    return self.places[place];
                }
                self.places[place] = self.code.len() as Pos;
            }
            start.get_or_insert(self.code.len() as Pos);
            let request = self.explorer.request_of(&entry);
            let node = &self.topology[self.explorer.node_of(&entry)];
            let holds = node.kind.holds_worker();
            let deeds = self.explorer.explore(&entry);
            let waits = matches!(deeds.first(), Some(Deed::Visit { .. } | Deed::Ask(..)));
            let is_fresh = node.kind != Kind::Client && self.explorer.is_fresh(&entry);
            if node.breaker.is_some() || (is_fresh && !waits) {
                // Others may open the circuit breaker until then, or the node may go down.
                self.code.push(Op::Now);
            }
            let mut next = None;
            for deed in deeds {
                match deed {
                    Deed::Then(then) => next = Some(then),
                    Deed::Pass(length) if length == SimDuration::ZERO => {}
                    // No worker is let go.
                    Deed::Replied if !holds => {}
                    _ => self.write(deed, request, memory, &mut later),
                }
            }
            match next {
                Some(then) => entry = then,
                None => break,
            }
        }
        self.settle(&mut later);
        start.unwrap_or(NOWHERE)
    }

    /// Puts the holes of branches behind the code that starts them.
    fn settle(&mut self, later: &mut Vec<(usize, Entry)>) {
        for (at, entry) in later.drain(..) {
            let hole = self.hole(entry);
            match &mut self.code[at] {
                Op::Branch { at, .. } => *at = hole,
                Op::Visit { full, .. } => *full = hole,
                _ => {}
            }
        }
    }

    fn write(
        &mut self,
        deed: Deed,
        request: RequestId,
        memory: &mut Memory,
        later: &mut Vec<(usize, Entry)>,
    ) {
        let op = match deed {
            Deed::Pass(length) => Op::Pass(length.nanos()),
            Deed::Stamp => Op::Stamp,
            Deed::Until(length) => Op::Until(length.nanos()),
            Deed::Vain(deeds) => {
                let place = self.code.len();
                self.code.push(Op::Vain(NOWHERE));
                for deed in deeds {
                    self.write(deed, request, memory, later);
                }
                self.code[place] = Op::Vain(self.code.len() as Pos + 1);
                Op::Stop
            }
            Deed::Visit { node, slow, full } => {
                // What a box that only forwards has no room for is gone.
                let visit = Op::Visit {
                    node: node.0,
                    slow,
                    full: Self::silence_op(),
                };
                if let Some(full) = full {
                    later.push((self.code.len(), full));
                }
                self.code.push(visit);
                Op::Left { node: node.0 }
            }
            Deed::Ask(question, entry) => self.ask(&question, entry, request, memory),
            Deed::Keep(kept) => match kept {
                Kept::Copy(node, ttl) => Op::Keep {
                    cache: memory.cache(node),
                    ttl: ttl.nanos(),
                },
                Kept::NoCopy(node) => Op::Drop {
                    cache: memory.cache(node),
                },
                Kept::Name(node, ttl, aim) => {
                    let cell = memory.name(node, self.explorer.filed_under(request).1);
                    let ttl = ttl.nanos();
                    self.code.push(Op::Refresh { cell, ttl });
                    aimed(cell, aim)
                }
                Kept::ToldName(node, aim) => {
                    let cell = memory.name(node, self.explorer.filed_under(request).1);
                    self.code.push(Op::Told { cell });
                    aimed(cell, aim)
                }
                Kept::Upstream(link, well) => Op::Upstream { link: link.0, well },
                Kept::Tries(link) => Op::Tries { link: link.0 },
                Kept::Session(client, server) => Op::Refresh {
                    cell: memory.session(client, server),
                    ttl: TICKET.nanos(),
                },
            },
            Deed::Open { from, link, shape } => Op::Open {
                pool: memory.pool(from, link),
                shape,
            },
            Deed::Call {
                caller,
                link,
                timeout,
                blame,
                joined,
            } => {
                let chooser = &self.topology[self.topology[link].from];
                let counts = chooser.policy == Policy::LeastConnections;
                self.calls.push(CallInfo {
                    caller: caller.0,
                    blame: blame.0,
                    timeout: timeout.nanos(),
                    link: if counts { link.0 } else { u16::MAX },
                    joined,
                });
                Op::Call(self.calls.len() as u32 - 1)
            }
            Deed::Blame(input) => Op::Blame(input.0),
            Deed::Sent(input) => Op::Sent(input.0),
            Deed::Branch(entry, joined) => {
                later.push((self.code.len(), entry));
                Op::Branch {
                    at: NOWHERE,
                    joined,
                }
            }
            Deed::Replied => Op::Replied,
            Deed::Return(input) => Op::Return(input.0),
            Deed::Await(frame) => Op::Await(frame.0),
            Deed::Silence(idle) => {
                // What it holds is given back when it falls silent, or later.
                self.code.push(Op::Now);
                Op::Silence { idle }
            }
            Deed::End(outcome, transfer) => {
                let (outcome, transfer) = (self.outcome(outcome), transfer.nanos());
                self.code.push(Op::End { outcome, transfer });
                Op::Ended { outcome }
            }
            Deed::Stop => Op::Stop,
            Deed::Then(entry) => Op::Goto(self.hole(entry)),
        };
        self.code.push(op);
    }

    /// The number of an outcome.
    pub(super) fn outcome(&mut self, outcome: Ending) -> u32 {
        let known = self.outcomes.iter().position(|known| *known == outcome);
        known.unwrap_or_else(|| {
            self.outcomes.push(outcome);
            self.outcomes.len() - 1
        }) as u32
    }
}

/// The entry of a place, where frames have so much room.
fn heard(place: usize, width: usize) -> Entry {
    let (frame, input) = (place / width, place % width);
    Entry::at(FrameId(frame as u32), InputId(input as u32))
}

/// The way that a name stands for.
fn aimed(cell: u32, aim: Option<LinkId>) -> Op {
    let aim = aim.map_or(0, |link| u32::from(link.0) + 1);
    Op::Aim { cell, aim }
}

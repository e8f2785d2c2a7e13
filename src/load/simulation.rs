//! A running load: tokens walk the program, wait at stations, and are counted.
//!
//! Time of a token may run ahead of the clock as long as what it does concerns nobody else; what
//! others could notice happens at its instant, in order.

use std::sync::Arc;

use super::memory::Memory;
use super::op::{Op, Pos};
use super::plan::{Arrivals, Change, Limit, LoadPlan};
use super::program::Program;
use super::source::{NEVER, Requests};
use super::station::{Station, UNLIMITED};
use super::tally::{RequestTally, Tally};
use super::token::{Call, Journey, NONE, Slab, Token, Watch};
use super::wheel::{LAST, SENT, Wheel};
use crate::engine::Breaker;
use crate::engine::chance::Source;
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, RequestId, Topology};
use crate::trace::Seed;

mod calls;
mod change;
mod events;
mod fall;
mod follow;
mod front;
mod limit;
mod line;
mod patience;
mod pooled;
mod serve;
mod step;
#[cfg(test)]
mod tests;
mod walk;

use change::Agenda;
pub use events::Status;
use follow::Following;
use front::Front;

/// A running load.
#[derive(Debug, Clone)]
pub struct Simulation {
    topology: Arc<Topology>,
    program: Program,
    memory: Memory,
    wheel: Wheel,
    tokens: Slab<Token>,
    calls: Slab<Call>,
    journeys: Slab<Journey>,
    stations: Vec<Station>,
    requests: Requests,
    /// Where requests come from that have passed some stations already.
    front: Option<Box<Front>>,
    /// The requests of the mix.
    mix: Vec<RequestId>,
    following: Following,
    /// Some request is followed.
    follows: bool,
    /// Where each of the mix begins.
    starts: Vec<Pos>,
    tally: Tally,
    agenda: Agenda,
    /// Loss of each link, of a million packets.
    losses: Vec<u32>,
    /// The circuit breaker of each link.
    breakers: Vec<Breaker>,
    /// Tokens whose callers' timers are looked at after the shortest of all, from the first.
    watched: (u32, u32),
    /// The shortest timer of all, in nanoseconds.
    shortest: u64,
    /// An event looks at the list.
    is_watching: bool,
    now: u64,
    /// Until when time may run ahead.
    horizon: u64,
    next_arrival: u64,
    /// Clients of a closed load, as many as there are and as there shall be.
    clients: (u32, u32),
    /// Requests that may still be sent and are counted.
    left: u64,
    /// Requests that are out and counted.
    out: u64,
    /// From here on requests are counted.
    counted_from: u64,
    /// Some request has gone in circles.
    has_circled: bool,
    /// Most tokens at once.
    most: usize,
    /// When the last request that is counted ended.
    last_end: u64,
}

impl Simulation {
    /// The load of `plan`, about to begin; each replication draws its own chances.
    pub fn new(topology: &Topology, plan: &LoadPlan, replication: u32) -> Self {
        let topology = Arc::new(topology.clone());
        let source = Source::new(Seed(plan.seed.0), u64::from(replication) << 32);
        let mut program = Program::new(&topology);
        let filed: Vec<u32> = plan
            .mix
            .iter()
            .map(|(request, _)| program.explorer.filed_under(*request).0)
            .collect();
        let starts = plan.mix.iter().map(|(request, _)| program.start(*request));
        let starts = starts.collect();
        let objects = Requests::count(&topology, plan);
        let stations: Vec<Station> = topology
            .node_ids()
            .map(|node| Station::new(&topology, node, source))
            .collect();
        let mut tally = Tally::new(&topology, plan.mix.len());
        for (station, node) in stations.iter().zip(&mut tally.nodes) {
            let workers = (station.workers != UNLIMITED).then_some(station.workers);
            node.set_workers(workers, SimTime::ZERO);
        }
        let timers = topology.nodes().iter().map(|node| node.timeout.nanos());
        let shortest = timers.filter(|&timer| timer > 0).min();
        let mut simulation = Self {
            memory: Memory::new(&topology, source, objects),
            requests: Requests::new(&topology, plan, source, &filed),
            front: None,
            agenda: Agenda::new(&topology, plan),
            losses: vec![0; topology.links().len()],
            breakers: vec![Breaker::default(); topology.links().len()],
            program,
            wheel: Wheel::new(),
            tokens: Slab::new(),
            calls: Slab::new(),
            journeys: Slab::new(),
            stations,
            mix: plan.mix.iter().map(|(request, _)| *request).collect(),
            following: Following::Nobody,
            follows: false,
            starts,
            tally,
            watched: (NONE, NONE),
            shortest: shortest.unwrap_or(NEVER),
            is_watching: false,
            now: 0,
            horizon: 0,
            next_arrival: NEVER,
            clients: (0, 0),
            left: match plan.limit {
                Limit::Requests(most) => most,
                Limit::Duration(_) => u64::MAX,
            },
            out: 0,
            counted_from: plan.warmup.nanos(),
            has_circled: false,
            most: plan.most_under_way,
            last_end: 0,
            topology,
        };
        match plan.arrivals {
            Arrivals::Open { .. } => simulation.next_arrival = simulation.requests.first(),
            Arrivals::Closed { clients, .. } => simulation.set_clients(clients),
        }
        simulation
    }

    /// Lets go of code that no token comes to.
    #[cold]
    fn compact(&mut self) {
        let tokens = self.tokens.items.iter_mut();
        let mut live: Vec<_> = tokens.filter(|token| token.watch != Watch::Free).collect();
        let mut places: Vec<Pos> = live.iter().map(|token| token.pos).collect();
        places.extend(self.front.as_mut().map(|front| *front.place()));
        self.program.compact(&mut places);
        if let Some(front) = &mut self.front {
            *front.place() = places.pop().unwrap_or_default();
        }
        for (token, pos) in live.iter_mut().zip(places) {
            token.pos = pos;
        }
        for (start, request) in self.starts.iter_mut().zip(&self.mix) {
            *start = self.program.start(*request);
        }
    }

    /// A request is sent; who goes, and where.
    fn send(&mut self) -> Option<(u32, Pos)> {
        if self.left == 0 {
            self.next_arrival = NEVER;
            return None;
        }
        let counted = self.now >= self.counted_from;
        let row = self.requests.row();
        let object = self.requests.object(row);
        let journey = self.journeys.insert(Journey {
            sent: self.now,
            told: 0,
            object,
            row,
            tokens: 1,
            calls: 0,
            kept: 0,
            ended: false,
            dead: false,
        });
        self.follow(journey);
        if counted {
            self.out += 1;
            if self.left != u64::MAX {
                self.left -= 1;
            }
            if self.left == 0 {
                self.next_arrival = NEVER;
            }
        }
        self.tally.requests[row as usize].sent += 1;
        let start = &mut self.starts[row as usize];
        if let Op::Goto(there) = self.program.code[*start as usize] {
            *start = there;
        }
        let start = *start;
        let token = self.tokens.insert(Token::new(start, journey));
        self.watch(token);
        Some((token, start))
    }

    /// Continues a token at an instant to come.
    #[inline(never)]
    fn later(&mut self, token: u32, pos: Pos, at: u64, rank: u32) {
        self.tokens[token].pos = pos;
        self.wheel.push(at, rank, token);
    }

    /// A client sends at an instant, at a step of the load's own.
    fn begin(&mut self, op: Pos, at: u64) {
        let token = self.tokens.insert(Token::new(op, NONE));
        self.wheel.push(at, SENT, token);
    }

    /// Whether more goes on at once than the plan allows. Looked at between pieces of work.
    fn is_overrun(&self) -> bool {
        self.tokens.len() > self.most
    }

    /// What was counted, without what is under way.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How far it is: requests that were counted and are over, or sent, where they come from a
    /// stream; and the instant it is at.
    pub fn progress(&self) -> (u64, SimTime) {
        if let Some(front) = &self.front {
            return front.progress();
        }
        let over = self.tally.requests.iter().map(RequestTally::ended);
        (over.sum(), self.now())
    }

    /// What was counted, with what those have waited and been served who are still there.
    pub fn counted(&self) -> Tally {
        let mut tally = self.tally.clone();
        tally.overrun = self.is_overrun();
        if let Some(front) = &self.front {
            front.count_into(&mut tally);
        }
        let now = SimTime(self.now);
        for (station, node) in self.stations.iter().zip(&mut tally.nodes) {
            for token in station.line(&self.tokens) {
                node.still(SimTime(self.tokens[token].arrived), true, now);
            }
            let share = station.share.as_ref();
            node.busy_ns += share.map_or(0, |share| share.worked(station.workers, self.now));
        }
        let tokens = self.tokens.items.iter();
        for token in tokens.filter(|token| token.watch != Watch::Free) {
            let Some(Op::Left { node }) = self.program.code.get(token.pos as usize) else {
                continue;
            };
            let ahead = self.stations[*node as usize].ahead.is_some();
            let (node, started) = (&mut tally.nodes[*node as usize], SimTime(token.started));
            if ahead {
                node.stay(SimTime(token.arrived), started, now);
            } else {
                node.still(started, false, now);
            }
        }
        for call in self.calls.items.iter().filter(|call| call.held != u16::MAX) {
            tally.nodes[call.held as usize].still(SimTime(call.since), false, now);
        }
        tally
    }

    /// Forgets what was counted: a window begins.
    pub fn reset_statistics(&mut self) {
        for station in &mut self.stations {
            if let Some(share) = &mut station.share {
                share.pass(station.workers, self.now);
            }
            if let Some(ahead) = &mut station.ahead {
                ahead.line.begin(self.now);
            }
        }
        self.tally.reset(SimTime(self.now));
        self.counted_from = self.now;
        self.out = 0;
    }

    /// The instant it is at.
    pub fn now(&self) -> SimTime {
        SimTime(self.now)
    }

    /// Those who wait at a node.
    pub fn queue_len(&self, node: NodeId) -> u32 {
        self.stations[node.index()].queue(self.now)
    }

    /// Those who are served at a node.
    pub fn busy(&self, node: NodeId) -> u32 {
        let station = &self.stations[node.index()];
        if station.workers == UNLIMITED {
            self.tally.nodes[node.index()].in_system
        } else {
            station.served(self.now)
        }
    }

    /// Workers of a node; `None`: no limit.
    pub fn workers(&self, node: NodeId) -> Option<u32> {
        let workers = self.stations[node.index()].workers;
        (workers != UNLIMITED).then_some(workers)
    }

    /// Does something that changes the load, now; after a pause, as soon as the instant is reached
    /// that was asked for, because some are there already in what they do on their own.
    pub fn apply(&mut self, change: Change) {
        if self.now < self.horizon {
            self.put_down(self.horizon, change);
        } else {
            self.change(change);
        }
    }
}

/// A length of nanoseconds.
const fn length(nanos: u64) -> SimDuration {
    SimDuration(nanos)
}

//! A running load: requests of the trace engine, whose work waits for workers.
//!
//! Each request is simulated when it is sent, in the state that the one before it left. Then its
//! critical path is walked together with all others, and work waits until its node has a worker.

use std::collections::{BTreeMap, VecDeque};

use super::plan::{Arrivals, Change, Limit, LoadPlan, Shape};
use super::tally::Tally;
use crate::engine::{State, simulate};
use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{Distribution, NodeId, Topology};
use crate::trace::{OutcomeKind, Seed, Trace};

/// Events between two returns to whoever advances, so that a run can be stopped.
const EVENTS: usize = 4096;

/// Where advancing stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// At the instant that was asked for.
    Reached,
    /// After a number of events; there are more before that instant.
    Paused,
    /// The plan's limit is reached, or nothing more will happen.
    Ended,
}

/// One piece of work: the time that passes before, where, and how long.
#[derive(Debug, Clone, Copy)]
struct Visit {
    before: SimDuration,
    node: NodeId,
    work: SimDuration,
}

/// One request on its way.
#[derive(Debug, Clone)]
struct Token {
    /// Its place in the mix.
    which: usize,
    sent: SimTime,
    outcome: OutcomeKind,
    visits: Vec<Visit>,
    /// After the last visit.
    rest: SimDuration,
    /// The visit that comes next or is on.
    at: usize,
    /// At that visit's node.
    arrived: SimTime,
    /// What is told of it, where it is followed.
    trace: Option<Box<Trace>>,
}

#[derive(Debug, Clone)]
enum Event {
    Send,
    Arrive(Token),
    /// The work that began then is done.
    Leave(Token, SimTime),
    End(Token),
}

/// A running load.
#[derive(Debug, Clone)]
pub struct Simulation {
    topology: Topology,
    plan: LoadPlan,
    key: u64,
    draws: u64,
    now: SimTime,
    state: State,
    tally: Tally,
    /// Ended since the statistics began.
    ended: u64,
    number: u64,
    events: BTreeMap<(SimTime, u64), Event>,
    workers: Vec<Option<u32>>,
    busy: Vec<u32>,
    waiting: Vec<VecDeque<Token>>,
    scheduled: usize,
    rate: Option<f64>,
    follow: bool,
    followed: Option<Trace>,
}

impl Simulation {
    /// A load about to begin: one of independent replications.
    pub fn new(topology: &Topology, plan: &LoadPlan, replication: u32) -> Self {
        let nodes = topology.nodes();
        let mut simulation = Self {
            key: mix(plan.seed.0 ^ mix(u64::from(replication))),
            draws: 0,
            now: SimTime::ZERO,
            state: State::new(topology),
            tally: Tally::new(topology, plan.mix.len()),
            ended: 0,
            number: 0,
            events: BTreeMap::new(),
            workers: nodes.iter().map(|node| node.capacity).collect(),
            busy: vec![0; nodes.len()],
            waiting: vec![VecDeque::new(); nodes.len()],
            scheduled: 0,
            rate: None,
            follow: false,
            followed: None,
            topology: topology.clone(),
            plan: plan.clone(),
        };
        let first = match plan.arrivals {
            Arrivals::Open { .. } => 1,
            Arrivals::Closed { clients, .. } => clients,
        };
        for _ in 0..first {
            simulation.next_send();
        }
        simulation
    }

    /// Runs until that instant, the limit, or a number of events.
    pub fn advance(&mut self, until: SimTime) -> Status {
        for _ in 0..EVENTS {
            if matches!(self.plan.limit, Limit::Requests(most) if self.ended >= most) {
                return Status::Ended;
            }
            let change = self.plan.schedule.get(self.scheduled).copied();
            let next = self.events.first_key_value().map(|((at, _), _)| *at);
            match (change, next) {
                (Some((at, change)), next) if at <= until && next.is_none_or(|next| at <= next) => {
                    self.scheduled += 1;
                    self.pass(at);
                    self.apply(change);
                }
                (_, Some(at)) if at <= until => {
                    self.pass(at);
                    if let Some((_, event)) = self.events.pop_first() {
                        self.handle(event);
                    }
                }
                (None, None) => return Status::Ended,
                _ => {
                    self.pass(until);
                    return Status::Reached;
                }
            }
        }
        Status::Paused
    }

    /// What was counted since the statistics began.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What was counted, with those who still wait.
    pub fn counted(&self) -> Tally {
        let mut tally = self.tally.clone();
        for (node, waiting) in tally.nodes.iter_mut().zip(&self.waiting) {
            for token in waiting {
                node.still(token.arrived, true, self.now);
            }
        }
        tally
    }

    /// Model time since the load began.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many wait at `node`.
    pub fn queue_len(&self, node: NodeId) -> u32 {
        self.waiting[node.index()].len() as u32
    }

    /// How many workers of `node` are taken.
    pub fn busy(&self, node: NodeId) -> u32 {
        self.busy[node.index()]
    }

    /// Forgets what was counted: the warm-up is over.
    pub fn reset_statistics(&mut self) {
        self.tally.reset(self.now);
        self.ended = 0;
    }

    /// The next request that is sent will be told as a trace.
    pub fn follow_next(&mut self) {
        self.follow = true;
        self.followed = None;
    }

    /// The request that is followed, once it is over.
    pub fn followed(&self) -> Option<Trace> {
        self.followed.clone()
    }

    /// Changes something now.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Fault(node, fault) => self.state.set_fault(node, fault),
            Change::Impair(link, impairment) => self.state.impair(link, impairment),
            Change::Capacity(node, workers) => {
                self.workers[node.index()] = Some(workers);
                self.tally.nodes[node.index()].set_workers(Some(workers), self.now);
                self.serve_waiting(node);
            }
            Change::Rate(rate) => {
                self.rate = Some(rate);
                self.events.retain(|_, event| !matches!(event, Event::Send));
                self.next_send();
            }
            Change::Clients(to) => {
                if let Arrivals::Closed { clients, .. } = &mut self.plan.arrivals {
                    let more = to.saturating_sub(*clients);
                    *clients = to;
                    for _ in 0..more {
                        self.next_send();
                    }
                }
            }
        }
    }

    fn pass(&mut self, to: SimTime) {
        self.now = to.max(self.now);
        self.tally.end = self.now;
    }

    /// A draw above zero and at most one.
    fn unit(&mut self) -> f64 {
        self.draws += 1;
        ((mix(self.key ^ mix(self.draws)) >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn push(&mut self, after: SimDuration, event: Event) {
        self.number += 1;
        self.events.insert((self.now + after, self.number), event);
    }

    fn next_send(&mut self) {
        let u = self.unit();
        let nanos = match &self.plan.arrivals {
            Arrivals::Open { shape, rate } => {
                let rate = self.rate.unwrap_or_else(|| rate.rate(self.now)).max(1e-3);
                match shape {
                    Shape::Poisson => -libm::log(u) / rate * 1e9,
                    Shape::Constant => 1e9 / rate,
                }
            }
            Arrivals::Closed { think, .. } => match think {
                Distribution::Fixed(time) => time.nanos() as f64,
                Distribution::Exponential { mean } => -libm::log(u) * mean.nanos() as f64,
                Distribution::Uniform { min, max } => {
                    min.nanos() as f64 + u * (*max - *min).nanos() as f64
                }
                Distribution::LogNormal { median, .. } => median.nanos() as f64,
            },
        };
        self.push(SimDuration(nanos as u64), Event::Send);
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Send => self.send(),
            Event::Arrive(token) => self.arrive(token),
            Event::Leave(mut token, started) => {
                let node = token.visits[token.at].node;
                self.tally.nodes[node.index()].leave(token.arrived, started, self.now);
                self.busy[node.index()] -= 1;
                self.serve_waiting(node);
                token.at += 1;
                self.go_on(token);
            }
            Event::End(mut token) => {
                if let Some(trace) = token.trace.take() {
                    self.followed = Some(*trace);
                }
                self.end(&token, token.outcome);
            }
        }
    }

    /// Sends one of the mix, and plans the next.
    fn send(&mut self) {
        if matches!(self.plan.arrivals, Arrivals::Open { .. }) {
            self.next_send();
        }
        let whole: f64 = self.plan.mix.iter().map(|(_, share)| share).sum();
        let mut drawn = self.unit() * whole;
        let shares = self.plan.mix.iter();
        let which = shares.take_while(|(_, share)| {
            drawn -= share;
            drawn > 0.0
        });
        let which = which.count().min(self.plan.mix.len() - 1);
        self.tally.requests[which].sent += 1;
        let request = self.plan.mix[which].0;
        let seed = Seed(mix(self.key ^ self.number));
        let (trace, next) = simulate(&self.topology, &self.state, request, seed);
        self.state = next;
        let follow = std::mem::take(&mut self.follow);
        let (visits, rest) = visits(&trace);
        self.go_on(Token {
            which,
            sent: self.now,
            outcome: trace.outcome.kind,
            visits,
            rest,
            at: 0,
            arrived: self.now,
            trace: follow.then(|| Box::new(trace)),
        });
    }

    /// To the next visit, or to the end.
    fn go_on(&mut self, token: Token) {
        match token.visits.get(token.at) {
            Some(visit) => self.push(visit.before, Event::Arrive(token)),
            None => self.push(token.rest, Event::End(token)),
        }
    }

    fn arrive(&mut self, mut token: Token) {
        let node = token.visits[token.at].node;
        let index = node.index();
        token.arrived = self.now;
        self.tally.nodes[index].arrive();
        if self.workers[index].is_none_or(|workers| self.busy[index] < workers) {
            self.serve(token);
            return;
        }
        let places = self.topology[node].queue;
        if places.is_some_and(|places| self.queue_len(node) >= places) {
            self.tally.nodes[index].refuse();
            self.end(&token, OutcomeKind::Response(503));
            return;
        }
        self.tally.nodes[index].join_queue();
        self.waiting[index].push_back(token);
    }

    /// Gives workers that are free to those who wait.
    fn serve_waiting(&mut self, node: NodeId) {
        let index = node.index();
        while self.workers[index].is_none_or(|workers| self.busy[index] < workers) {
            let Some(token) = self.waiting[index].pop_front() else {
                break;
            };
            self.tally.nodes[index].leave_queue(token.arrived, self.now);
            self.serve(token);
        }
    }

    fn serve(&mut self, token: Token) {
        let Visit { node, work, .. } = token.visits[token.at];
        self.busy[node.index()] += 1;
        self.tally.nodes[node.index()].start(self.now.since(token.arrived));
        self.push(work, Event::Leave(token, self.now));
    }

    fn end(&mut self, token: &Token, outcome: OutcomeKind) {
        let latency = self.now.since(token.sent);
        self.tally.requests[token.which].end(latency, outcome);
        self.ended += 1;
        if matches!(self.plan.arrivals, Arrivals::Closed { .. }) {
            self.next_send();
        }
    }
}

/// The work of a trace's critical path, and the time after the last piece of it.
fn visits(trace: &Trace) -> (Vec<Visit>, SimDuration) {
    let works = |phase| {
        matches!(
            phase,
            Phase::Dns | Phase::Proxy | Phase::App | Phase::Cache | Phase::Db
        )
    };
    let mut last = SimTime::ZERO;
    let mut visits = Vec::new();
    for segment in trace.segments.iter().filter(|piece| works(piece.phase)) {
        visits.push(Visit {
            before: segment.start.since(last),
            node: segment.node,
            work: segment.end.since(segment.start),
        });
        last = segment.end;
    }
    (visits, SimTime(trace.total.nanos()).since(last))
}

/// The finalizer of `SplitMix64`: spreads every bit of the key.
const fn mix(key: u64) -> u64 {
    let mut z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

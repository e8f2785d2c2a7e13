//! Requests that have passed the first stations as a stream come into the simulation of the rest.
//!
//! What happens at one instant happens in the same order as if everybody had come by events. Where
//! the stream cannot know that, or what comes of it, the load is [unclear](Simulation::is_clear),
//! and has to be simulated from its beginning.

use super::super::op::Pos;
use super::super::plan::{Limit, LoadPlan};
use super::super::source::NEVER;
use super::super::stream::{BLOCK, Flow, Passing, Stream, Window};
use super::super::tally::Tally;
use super::super::token::{Call, Journey, NONE, Returns, Token};
use super::super::wheel::Event;
use super::Simulation;
use super::line::Onward;
use super::walk::NOTHING;
use crate::time::SimTime;

/// The stations that requests pass as a stream, and those who have passed them.
#[derive(Debug, Clone)]
pub(super) struct Front {
    stream: Stream,
    /// Those who come in next, in order of time, and how many of them have.
    ready: Vec<Passing>,
    taken: usize,
    /// Where they go on, with which rank, and the calls they are in, from the outermost.
    pos: Pos,
    rank: u32,
    calls: Vec<Call>,
    /// By node: it is passed as a stream.
    nodes: Vec<bool>,
    /// All are sent.
    is_over: bool,
    is_stopped: bool,
    is_unclear: bool,
    /// The longest that any took who came in.
    longest: u64,
}

impl Simulation {
    /// Whether [`replicate`](crate::load::run::replicate) lets requests of this load stream, as far
    /// as the first station of which more has to be known.
    pub fn streams(&self, plan: &LoadPlan) -> bool {
        self.clone().let_stream(plan)
    }

    /// Lets requests stream as far as they can. Not where something happens at given times, clients
    /// wait for answers, or several kinds of requests or objects are asked for.
    pub(in crate::load) fn let_stream(&mut self, plan: &LoadPlan) -> bool {
        let steady = plan.schedule.is_empty() && self.agenda.due == NEVER;
        let alike = self.mix.len() == 1 && self.requests.has_one_object();
        if !steady || !alike || self.requests.is_closed() || self.follows {
            return false;
        }
        let from = plan.warmup.nanos();
        let (most, until) = match plan.limit {
            Limit::Requests(most) => (most, NEVER),
            Limit::Duration(length) => (u64::MAX, from.saturating_add(length.nanos())),
        };
        let Some((line, onward)) = self.line().filter(|_| until > 0) else {
            return false;
        };
        let mut nodes = vec![false; self.stations.len()];
        for node in line.nodes() {
            nodes[node] = true;
            self.stations[node].ahead = None;
        }
        let (requests, tally) = (self.requests.clone(), self.tally.clone());
        let window = Window { from, until };
        let stream = Stream::new(line, requests, self.next_arrival, tally, window, most);
        // All end on their way where nothing comes after it.
        let onward = onward.unwrap_or(Onward {
            pos: 0,
            calls: Vec::new(),
            rank: 0,
        });
        let calls = onward.calls.iter().zip(1..);
        self.front = Some(Box::new(Front {
            stream,
            ready: Vec::new(),
            taken: 0,
            pos: onward.pos,
            rank: onward.rank,
            calls: calls
                .map(|(&number, depth)| self.begun(number, depth))
                .collect(),
            nodes,
            is_over: false,
            is_stopped: false,
            is_unclear: false,
            longest: 0,
        }));
        self.next_arrival = 0;
        true
    }

    /// A call that has begun before its request comes in. Its timer is not watched.
    fn begun(&self, number: u32, depth: u16) -> Call {
        let info = self.program.calls[number as usize];
        Call {
            around: NONE,
            returns: Returns::Frame(info.caller),
            blame: info.blame,
            connection: NONE,
            deadline: NEVER,
            arrived: 0,
            since: 0,
            held: NOTHING,
            link: NOTHING,
            depth,
        }
    }

    /// The next who has passed the stream comes in, or whoever is due before at the same instant;
    /// who goes on, and where. Where nobody is known to come, the stream goes on.
    pub(super) fn come_in(&mut self, events: &mut u32) -> Option<(u32, Pos)> {
        let mut front = self.front.take()?;
        let next = front.ready.get(front.taken).copied();
        if let Some(event) = next.and_then(|next| self.due_before(&mut front, next.at)) {
            self.front = Some(front);
            self.now = event.time;
            return self.happen(event);
        }
        if next.is_some() {
            front.taken += 1;
        } else {
            *events = events.saturating_sub(BLOCK as u32);
            front.go_on();
        }
        let walker = next.map(|next| self.take_over(&front, next));
        self.next_arrival = front.quiet_until();
        if self.next_arrival == NEVER {
            self.last_end = self.last_end.max(front.stream.last().0);
            if self.left != u64::MAX || front.is_stopped {
                self.left = 0;
            }
        }
        self.front = Some(front);
        walker
    }

    /// The next event, if it is due at that instant before somebody comes in.
    fn due_before(&mut self, front: &mut Front, at: u64) -> Option<Event> {
        let rank = self.wheel.first(at)?.rank();
        front.is_unclear |= rank == front.rank;
        if rank < front.rank {
            self.wheel.next(at)
        } else {
            None
        }
    }

    /// Somebody comes in.
    fn take_over(&mut self, front: &Front, one: Passing) -> (u32, Pos) {
        self.now = one.at;
        self.out += u64::from(one.sent >= self.counted_from);
        let journey = self.journeys.insert(Journey {
            sent: one.sent,
            told: 0,
            object: self.requests.object(0),
            row: 0,
            tokens: 1,
            calls: front.calls.len() as u32,
            kept: 0,
            ended: false,
            dead: false,
        });
        let mut call = NONE;
        for begun in &front.calls {
            call = self.calls.insert(Call {
                around: call,
                ..*begun
            });
        }
        let mut token = Token::new(front.pos, journey);
        token.call = call;
        let token = self.tokens.insert(token);
        // The timers of calls to come.
        self.watch(token);
        (token, front.pos)
    }

    /// Somebody comes to a node who did not stream.
    #[inline]
    pub(super) fn meet(&mut self, node: u16) {
        if let Some(front) = &mut self.front {
            front.is_unclear |= front.nodes[node as usize];
        }
    }

    /// A request is over that took so long.
    #[inline]
    pub(super) fn note_length(&mut self, nanos: u64) {
        if let Some(front) = &mut self.front {
            front.longest = front.longest.max(nanos);
        }
    }

    /// No more requests are sent; who is on the way comes to an end.
    pub(in crate::load) fn stop(&mut self) {
        if let Some(front) = &mut self.front {
            front.stream.stop();
            front.is_stopped = true;
        } else {
            (self.left, self.out, self.last_end) = (0, 0, self.now);
        }
    }

    /// Whether what was counted so far is the same as if everybody had come by events.
    pub(in crate::load) fn is_clear(&self) -> bool {
        self.front.as_ref().is_none_or(|front| {
            let patience = front.stream.patience();
            let is_unclear = front.is_unclear || front.longest >= patience;
            !is_unclear && !self.memory.asked_in_vain
        })
    }

    /// The same when all is over: also nobody is under way who waits too long, or was cut short
    /// when the last that counts was over.
    pub(in crate::load) fn ends_clear(&self) -> bool {
        let Some(front) = &self.front else {
            return true;
        };
        let patience = front.stream.patience();
        let waits = self.tokens.items.iter().any(|token| {
            token.watch != super::Watch::Free && token.journey != NONE && {
                let journey = &self.journeys[token.journey];
                !journey.ended && self.now - journey.sent >= patience
            }
        });
        // Who is never answered waits for a timer that is not watched.
        let hangs = self.left == 0 && self.out > 0;
        let is_cut = self.left == 0 && front.stream.last().1 > self.last_end;
        self.is_clear() && !self.is_overrun() && !waits && (front.is_stopped || !is_cut && !hangs)
    }
}

impl Front {
    /// Sends some more.
    fn go_on(&mut self) {
        self.taken = 0;
        match self.stream.advance(&mut self.ready) {
            Flow::On => {}
            Flow::Over => self.is_over = true,
            Flow::Unclear => {
                self.ready.clear();
                (self.is_over, self.is_unclear) = (true, true);
            }
        }
        // At the first instant it is not known who comes first.
        self.is_unclear |= self.ready.first().is_some_and(|one| one.at == 0);
    }

    /// Until when nobody comes in; 0: that is not known yet.
    fn quiet_until(&self) -> u64 {
        match self.ready.get(self.taken) {
            Some(one) => one.at.saturating_sub(1),
            None if self.is_over => NEVER,
            None => 0,
        }
    }

    /// The step of the program at which requests come in.
    pub(super) const fn place(&mut self) -> &mut Pos {
        &mut self.pos
    }

    /// How many were sent that count, and when the next is.
    pub(super) const fn progress(&self) -> (u64, SimTime) {
        (self.stream.sent(), self.stream.now())
    }

    /// Adds what was counted before requests came in.
    pub(super) fn count_into(&self, tally: &mut Tally) {
        self.stream.count_into(tally);
    }
}

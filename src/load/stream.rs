//! Loads without an event list: requests that all take one way stream from station to station.
//!
//! At a station where each is served in the order of arrival, the departures follow from the
//! arrivals alone (J. Kiefer, J. Wolfowitz, On the Theory of Queues with Many Servers, Trans. Amer.
//! Math. Soc. 78, 1955): who comes is taken at once or when the first of the workers is free.
//! Departures come out in order of time and are the arrivals of the next station. Everything is
//! drawn from the same streams in the same order as in a [`super::simulation`], and counted alike.
//!
//! A stream may flow into a simulation, of everything behind the first station of which more has
//! to be known.

use super::source::{NEVER, Requests};
use super::tally::Tally;
use crate::time::{SimDuration, SimTime};

mod exit;
mod stage;

pub(super) use exit::{Ending, Exit};
pub(super) use stage::{Passing, Stage};

/// Requests that pass a station at a time: few enough for the nearest cache of a processor.
pub(super) const BLOCK: usize = 256;

/// When is counted: after the end of the warm-up, and until the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// End of the warm-up; 0: there is none, and the first instant counts.
    pub(super) from: u64,
    /// The last instant.
    pub(super) until: u64,
}

impl Window {
    /// The first instant that counts.
    pub(super) const fn first(self) -> u64 {
        self.from + (self.from > 0) as u64
    }
}

/// The one way of all requests.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What is met, in order.
    pub(super) steps: Vec<Step>,
    /// What becomes of those that have passed it all.
    pub(super) mouth: Mouth,
    /// The shortest timer of the callers on the way.
    pub(super) patience: u64,
}

/// One thing on the way.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Stage(Box<Stage>),
    Exit(Box<Exit>),
}

/// What becomes of requests at the end of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mouth {
    /// They end.
    End(Ending),
    /// They go on elsewhere.
    Open,
}

/// A load that streams.
#[derive(Debug, Clone)]
pub(super) struct Stream {
    line: Line,
    requests: Requests,
    /// When the next is sent.
    next: u64,
    tally: Tally,
    window: Window,
    /// How many are counted at most.
    most: u64,
    /// How many were sent that count.
    sent: u64,
    /// When the last of those that count was over, and the last of all was here.
    last: (u64, u64),
    /// The longest that any took.
    longest: u64,
    going: Vec<Passing>,
    ended: Vec<Passing>,
}

/// How a stream went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// There is more to send.
    On,
    /// All is sent.
    Over,
    /// Somebody lost patience: only events tell what comes of it.
    Unclear,
}

impl Line {
    /// The nodes whose stations are on the way.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().filter_map(|step| match step {
            Step::Stage(stage) => Some(stage.node),
            Step::Exit(_) => None,
        })
    }
}

impl Stream {
    pub(super) fn new(
        line: Line,
        requests: Requests,
        next: u64,
        mut tally: Tally,
        window: Window,
        most: u64,
    ) -> Self {
        if window.from > 0 {
            tally.reset(SimTime(window.from));
        }
        Self {
            line,
            requests,
            next,
            tally,
            window,
            most,
            sent: 0,
            last: (0, 0),
            longest: 0,
            going: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Sends some more requests, and lets them pass as far as is known. Those that come to the
    /// mouth are left in `coming`, unless they end.
    pub(super) fn advance(&mut self, coming: &mut Vec<Passing>) -> Flow {
        coming.clear();
        while coming.len() < BLOCK && self.sent < self.most && self.next <= self.window.until {
            if self.next == NEVER || (self.next == self.window.from && self.next > 0) {
                return Flow::Unclear;
            }
            coming.push(Passing {
                at: self.next,
                sent: self.next,
            });
            self.sent += u64::from(self.next >= self.window.from);
            self.next = self.requests.next(self.next);
        }
        let is_last = coming.len() < BLOCK;
        let (mut steps, mut going) = (
            std::mem::take(&mut self.line.steps),
            std::mem::take(&mut self.going),
        );
        for step in &mut steps {
            going.clear();
            self.pass(step, coming, &mut going, is_last);
            std::mem::swap(coming, &mut going);
        }
        (self.line.steps, self.going) = (steps, going);
        match self.line.mouth {
            Mouth::End(ending) => {
                self.end(ending, coming);
                coming.clear();
            }
            Mouth::Open => {
                let until = self.window.until;
                coming.truncate(coming.partition_point(|one| one.at <= until));
                let latest = coming.last().map_or(0, |one| one.at);
                self.last.1 = self.last.1.max(latest);
            }
        }
        if self.line.patience <= self.longest {
            return Flow::Unclear;
        }
        if is_last { Flow::Over } else { Flow::On }
    }

    /// Some come to a step; those that go on from there.
    fn pass(
        &mut self,
        step: &mut Step,
        coming: &[Passing],
        going: &mut Vec<Passing>,
        is_last: bool,
    ) {
        let window = self.window;
        match step {
            Step::Stage(stage) => {
                let tally = &mut self.tally.nodes[stage.node];
                stage.pass(coming, going, tally, window, is_last);
                self.longest = self.longest.max(stage.longest);
            }
            Step::Exit(exit) => {
                let mut ended = std::mem::take(&mut self.ended);
                ended.clear();
                let came = exit.part(coming, window.until, &mut ended, going);
                let there = coming[came..].iter().map(|one| window.until - one.sent);
                self.longest = there.fold(self.longest, u64::max);
                self.end(exit.ending, &ended);
                self.ended = ended;
            }
        }
    }

    /// Sends no more; whoever is on the way comes to the end, whenever that is.
    pub(super) const fn stop(&mut self) {
        self.most = self.sent;
        self.window.until = NEVER;
    }

    /// How many were sent that count.
    pub(super) const fn sent(&self) -> u64 {
        self.sent
    }

    /// When the next is sent.
    pub(super) const fn now(&self) -> SimTime {
        SimTime(self.next)
    }

    /// When the last of those that count was over here, and the last of all was here.
    pub(super) const fn last(&self) -> (u64, u64) {
        self.last
    }

    /// The shortest timer of the callers on the way: what takes as long is unclear.
    pub(super) const fn patience(&self) -> u64 {
        self.line.patience
    }

    /// Adds what was counted to what is counted elsewhere.
    pub(super) fn count_into(&self, tally: &mut Tally) {
        for node in self.line.nodes() {
            tally.nodes[node] = self.tally.nodes[node].clone();
        }
        tally.requests[0].merge(&self.tally.requests[0]);
        tally.requests[0].sent += self.sent;
    }

    /// Some requests are over, so long after they were here.
    fn end(&mut self, ending: Ending, passed: &[Passing]) {
        let all = &mut self.tally.requests[0];
        for &Passing { at, sent } in passed {
            let end = at.saturating_add(ending.rest);
            self.last.1 = self.last.1.max(end);
            if sent >= self.window.from && end <= self.window.until {
                self.last.0 = self.last.0.max(end);
                all.end(SimDuration(end - sent), ending.outcome);
            }
            self.longest = self.longest.max(end.min(self.window.until) - sent);
        }
    }
}

//! Loads without an event list: requests that all take one straight way stream from station to
//! station.
//!
//! At a station where each is served in the order of arrival, the departures follow from the
//! arrivals alone (J. Kiefer, J. Wolfowitz, On the Theory of Queues with Many Servers, Trans. Amer.
//! Math. Soc. 78, 1955): who comes is taken at once or when the first of the workers is free.
//! Departures come out in order of time and are the arrivals of the next station. Everything is
//! drawn from the same streams in the same order as in a [`super::simulation`], and counted alike.

use super::source::{NEVER, Requests};
use super::tally::Tally;
use crate::time::{SimDuration, SimTime};
use crate::trace::OutcomeKind;

mod stage;

pub(super) use stage::{Passing, Stage};

/// Requests that pass a station at a time: few enough for the nearest cache of a processor.
const BLOCK: usize = 256;

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
#[derive(Debug)]
pub(super) struct Line {
    /// The stations, in the order they are met.
    pub(super) stages: Vec<Stage>,
    /// From the last station to the end, in nanoseconds.
    pub(super) rest: u64,
    /// How it ends.
    pub(super) outcome: OutcomeKind,
    /// The shortest timer of all callers.
    pub(super) patience: u64,
}

/// A load that streams.
#[derive(Debug)]
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
    /// When the last of those that count was over, and the last of all.
    last: (u64, u64),
    /// The longest that any took.
    longest: u64,
}

/// How a stream went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// There is more to send.
    On,
    /// All is sent and over.
    Over,
    /// Somebody lost patience, or is cut short: only a simulation knows what comes of it.
    Unclear,
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
        }
    }

    /// Sends some more requests, and lets them pass as far as is known.
    pub(super) fn advance(&mut self, buffers: &mut [Vec<Passing>; 2]) -> Flow {
        let [coming, going] = buffers;
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
        for stage in &mut self.line.stages {
            going.clear();
            let tally = &mut self.tally.nodes[stage.node];
            stage.pass(coming, going, tally, self.window, is_last);
            std::mem::swap(coming, going);
        }
        self.end(coming);
        let stages = self.line.stages.iter().map(|stage| stage.longest);
        if self.line.patience <= stages.fold(self.longest, u64::max) {
            return Flow::Unclear;
        }
        if !is_last {
            return Flow::On;
        }
        // Who is on the way when the last that counts is over is cut short.
        if self.window.until != NEVER || self.last.0 == self.last.1 {
            Flow::Over
        } else {
            Flow::Unclear
        }
    }

    /// Sends no more.
    pub(super) const fn stop(&mut self) {
        self.most = self.sent;
    }

    /// How many were sent that count.
    pub(super) const fn sent(&self) -> u64 {
        self.sent
    }

    /// When the next is sent.
    pub(super) const fn now(&self) -> SimTime {
        SimTime(self.next)
    }

    /// What was counted, when all is over.
    pub(super) fn counted(mut self) -> Tally {
        let end = if self.window.until == NEVER {
            self.last.0
        } else {
            self.window.until
        };
        self.tally.requests[0].sent = self.sent;
        self.tally.end = SimTime(end);
        self.tally
    }

    /// Requests that have passed the last station are over.
    fn end(&mut self, passed: &[Passing]) {
        let all = &mut self.tally.requests[0];
        for &Passing { at, sent } in passed {
            let end = at.saturating_add(self.line.rest);
            self.last.1 = self.last.1.max(end);
            if sent >= self.window.from && end <= self.window.until {
                self.last.0 = self.last.0.max(end);
                all.end(SimDuration(end - sent), self.line.outcome);
            }
            self.longest = self.longest.max(end.min(self.window.until) - sent);
        }
    }
}

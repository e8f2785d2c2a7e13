//! Pieces of display time during which model time runs evenly, and how long each is shown.

use crate::story::Sentence;
use crate::time::SimTime;
use crate::trace::{HopId, Step, Trace};

const MILLI: u64 = 1_000_000;

/// A crossing is shown this many times slower than it is, within the two limits below: short and
/// long links can be told apart, and none is missed or waited for.
const SLOW_MOTION: u64 = 100;
/// Shortest crossing on the screen.
const HOP_MIN: u64 = 400 * MILLI;
/// Longest crossing on the screen.
const HOP_MAX: u64 = 2_000 * MILLI;
/// Work of a node between two crossings of one step.
const GAP: u64 = 250 * MILLI;
/// The least time between the last arrival of a step and its end.
const REST: u64 = 700 * MILLI;
/// Time to look up from the picture and find the sentence.
const GLANCE: u64 = 800 * MILLI;
/// Time to read one character: 25 a second, a little faster than subtitles, since a teacher can
/// pause.
const PER_CHARACTER: u64 = 40 * MILLI;

/// A piece of display time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its step, from 0.
    pub(super) step: usize,
    /// Display time at which it begins, in nanoseconds.
    pub(super) start: u64,
    /// Its display time in nanoseconds; never zero.
    pub(super) length: u64,
    /// Model time at its beginning.
    from: SimTime,
    /// Model time at its end.
    to: SimTime,
    /// The messages on the way; when `landed`, those of the crossing before it.
    pub(super) hops: Vec<HopId>,
    /// Nothing is on the way.
    pub(super) landed: bool,
}

impl Stretch {
    pub(super) fn end(&self) -> u64 {
        self.start + self.length
    }

    /// Model time after `shown` nanoseconds of it.
    pub(super) fn model_time(&self, shown: u64) -> SimTime {
        let model = self.to.since(self.from).nanos();
        let shown = u128::from(shown.min(self.length));
        let passed = u128::from(model) * shown / u128::from(self.length);
        SimTime(self.from.nanos() + passed as u64)
    }

    /// How far through it, in thousandths.
    pub(super) fn part(&self, shown: u64) -> u16 {
        let shown = u128::from(shown.min(self.length));
        (shown * 1000 / u128::from(self.length)) as u16
    }
}

/// Cuts the whole run into stretches, without gap or overlap on either clock.
pub(super) fn stretches(trace: &Trace, sentences: &[Sentence]) -> Vec<Stretch> {
    let mut cutter = Cutter::default();
    for (index, step) in trace.steps.iter().enumerate() {
        let reading = sentences.get(index).map_or(0, reading_time);
        cutter.step(index, step, trace, reading);
    }
    cutter.stretches
}

fn reading_time(sentence: &Sentence) -> u64 {
    let characters = sentence.title.chars().count() + sentence.text.chars().count();
    GLANCE + characters as u64 * PER_CHARACTER
}

#[derive(Default)]
struct Cutter {
    stretches: Vec<Stretch>,
    /// Display time so far.
    shown: u64,
    /// Model time so far.
    at: SimTime,
}

impl Cutter {
    fn step(&mut self, index: usize, step: &Step, trace: &Trace, reading: u64) {
        let began = self.shown;
        let mut landed: Vec<HopId> = Vec::new();
        for (hops, depart, arrive) in crossings(step, trace) {
            if depart > self.at {
                self.push(index, GAP, depart, landed, true);
            }
            let model = arrive.since(depart).nanos();
            let length = model.saturating_mul(SLOW_MOTION).clamp(HOP_MIN, HOP_MAX);
            self.push(index, length, arrive.min(step.until), hops.clone(), false);
            landed = hops;
        }
        let spent = self.shown - began;
        let rest = reading.saturating_sub(spent).max(REST);
        self.push(index, rest, step.until, landed, true);
    }

    fn push(&mut self, step: usize, length: u64, to: SimTime, hops: Vec<HopId>, landed: bool) {
        let to = to.max(self.at);
        self.stretches.push(Stretch {
            step,
            start: self.shown,
            length,
            from: self.at,
            to,
            hops,
            landed,
        });
        self.shown += length;
        self.at = to;
    }
}

/// The crossings of a step one after the other; messages that are on the way at the same time
/// make one crossing. Each with the model time of its first departure and last arrival.
fn crossings(step: &Step, trace: &Trace) -> Vec<(Vec<HopId>, SimTime, SimTime)> {
    let mut groups: Vec<(Vec<HopId>, SimTime, SimTime)> = Vec::new();
    for id in &step.hops {
        let hop = &trace.hops[id.index()];
        match groups.last_mut() {
            Some((hops, _, end)) if hop.depart < *end => {
                hops.push(*id);
                *end = hop.arrive.max(*end);
            }
            _ => groups.push((vec![*id], hop.depart, hop.arrive)),
        }
    }
    groups
}

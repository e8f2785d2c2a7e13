//! A position in a trace and how it moves; what is visible at a position.
//!
//! Two clocks are kept apart. *Display time* is what a class sees pass: every step stays on the
//! screen long enough to read, however short it is. *Model time* is what the engine counted. A
//! [`Stretch`] joins them: a piece of display time during which model time runs evenly.
//!
//! ```text
//! display   |--hop--|-gap-|--hop--|------reading------|--hop-- ...
//! model     0 ms    9 ms  9 ms    18 ms               18.5 ms
//! step      |<--------------- 1 ---------------->|<------ 2
//! ```

use std::time::Duration;

use crate::story::Sentence;
use crate::time::SimTime;
use crate::trace::{HopId, Trace};

pub mod scene;
mod speed;
mod stretch;

pub use speed::{Speed, SpeedError};
use stretch::Stretch;

/// How the position moves by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Motion {
    /// Not at all.
    Still,
    /// To the end of the step it is in.
    Step,
    /// To the end of the run.
    Play,
}

/// A position in a trace and how it moves.
///
/// At rest the position is the end of a step: what its sentence tells has just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playback {
    stretches: Vec<Stretch>,
    /// Display time at which each step ends.
    step_ends: Vec<u64>,
    /// Display time since the beginning, in nanoseconds.
    at: u64,
    /// What a speed's division left over.
    carry: u64,
    /// The run goes on after the last step known here.
    open: bool,
    /// Playing stops at the end of this step, from 0.
    stop: Option<usize>,
    speed: Speed,
    motion: Motion,
    reduced_motion: bool,
}

/// A place in a trace, as far as a picture needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position<'a> {
    /// The step, from 0.
    pub step: usize,
    /// Model time.
    pub at: SimTime,
    /// The messages on the way, or those that arrived last in this step.
    pub hops: &'a [HopId],
    /// Those messages have arrived, and the step goes on without any on the way.
    pub landed: bool,
    /// How far through its stretch, in thousandths; moves even where model time stands still.
    pub part: u16,
    /// The run is over.
    pub ended: bool,
}

impl Playback {
    /// The beginning of `trace`, standing still. `sentences` are those of its steps.
    pub fn new(trace: &Trace, sentences: &[Sentence], speed: Speed, reduced_motion: bool) -> Self {
        let mut playback = Self {
            stretches: Vec::new(),
            step_ends: Vec::new(),
            at: 0,
            carry: 0,
            open: false,
            stop: None,
            speed,
            motion: Motion::Still,
            reduced_motion,
        };
        playback.know(trace, sentences, false);
        playback
    }

    /// Knows another part of the same run, from its beginning; the position stays. `open` says
    /// that the run goes on after it.
    pub fn know(&mut self, trace: &Trace, sentences: &[Sentence], open: bool) {
        self.stretches = stretch::stretches(trace, sentences);
        self.step_ends = vec![0; trace.steps.len()];
        for stretch in &self.stretches {
            self.step_ends[stretch.step] = stretch.end();
        }
        self.open = open;
        self.at = self.at.min(self.end());
    }

    /// Playing stops at the end of `step`, from 0, and goes on from there when asked to.
    pub fn stop_at(&mut self, step: usize) {
        self.stop = Some(step);
    }

    /// How many steps there are.
    pub fn steps(&self) -> usize {
        self.step_ends.len()
    }

    /// The step the position is in, from 0. The end of a step belongs to it.
    pub fn step(&self) -> usize {
        self.step_ends
            .partition_point(|end| *end < self.at)
            .min(self.steps().saturating_sub(1))
    }

    /// The speed.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Changes the speed; the position stays.
    pub fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
        self.carry = 0;
    }

    /// Whether the position moves by itself.
    pub fn is_moving(&self) -> bool {
        self.motion != Motion::Still
    }

    /// Whether it plays on to the end of the run.
    pub fn is_playing(&self) -> bool {
        self.motion == Motion::Play
    }

    /// Whether the end of the run is reached.
    pub fn has_ended(&self) -> bool {
        self.at == self.end() && !self.open
    }

    /// Whether everything that is known was played, and the run goes on.
    pub fn waits(&self) -> bool {
        self.at == self.end() && self.open
    }

    /// Plays on from here; at the end, from the beginning.
    pub fn play(&mut self) {
        if self.has_ended() {
            self.seek(0);
        }
        self.motion = Motion::Play;
    }

    /// Stands still here.
    pub fn pause(&mut self) {
        self.motion = Motion::Still;
    }

    /// Plays from the beginning.
    pub fn restart(&mut self) {
        self.seek(0);
        self.motion = Motion::Play;
    }

    /// Plays the next step and stops at its end.
    pub fn step_forward(&mut self) {
        self.seek(self.step_end(self.step()).saturating_add(1));
        self.play_step();
    }

    /// Plays the step that is on to its end.
    pub fn play_step(&mut self) {
        let goal = self.step_end(self.step());
        if self.reduced_motion || self.at >= goal {
            self.seek(goal);
        } else {
            self.motion = Motion::Step;
        }
    }

    /// Stands at the end of the step before; in the first step, at the very beginning.
    pub fn step_back(&mut self) {
        match self.step().checked_sub(1) {
            Some(step) => self.go_to(step),
            None => self.seek(0),
        }
    }

    /// Stands at the end of `step`, from 0; the last one if beyond.
    pub fn go_to(&mut self, step: usize) {
        self.seek(self.step_end(step));
    }

    /// Stands in `step`, from 0, after `part` thousandths of the time it is shown.
    pub fn go_into(&mut self, step: usize, part: u16) {
        let start = step
            .checked_sub(1)
            .map_or(0, |before| self.step_end(before));
        let length = self.step_end(step).saturating_sub(start);
        self.seek(start + length / 1000 * u64::from(part.min(1000)));
    }

    /// Lets wall time pass. `advance(a)` and `advance(b)` lead to where `advance(a + b)` does.
    pub fn advance(&mut self, elapsed: Duration) {
        let goal = match self.motion {
            Motion::Still => return,
            Motion::Step => self.step_end(self.step()),
            Motion::Play => self.goal(),
        };
        let nanos = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
        let (shown, carry) = self.speed.scale(nanos, self.carry);
        self.at = self.at.saturating_add(shown);
        self.carry = carry;
        if self.at >= goal {
            self.seek(goal);
        }
    }

    /// Where the position is. With reduced motion, packets are only ever seen arrived.
    pub fn position(&self) -> Position<'_> {
        let index = self
            .stretches
            .partition_point(|stretch| stretch.end() < self.at);
        let Some(stretch) = self.stretches.get(index) else {
            return Position {
                step: 0,
                at: SimTime::ZERO,
                hops: &[],
                landed: false,
                part: 0,
                ended: !self.open,
            };
        };
        let shown = if self.reduced_motion {
            stretch.length
        } else {
            self.at.saturating_sub(stretch.start)
        };
        Position {
            step: stretch.step,
            at: stretch.model_time(shown),
            hops: &stretch.hops,
            landed: stretch.landed,
            part: stretch.part(shown),
            ended: self.has_ended(),
        }
    }

    /// Model time of the position.
    pub fn at(&self) -> SimTime {
        self.position().at
    }

    /// Where playing stops: at the step it was told, where that is ahead, else at the end.
    fn goal(&self) -> u64 {
        let stop = self.stop.map(|step| self.step_end(step));
        stop.filter(|stop| self.at < *stop).unwrap_or(self.end())
    }

    fn end(&self) -> u64 {
        self.step_ends.last().copied().unwrap_or(0)
    }

    fn step_end(&self, step: usize) -> u64 {
        self.step_ends.get(step).copied().unwrap_or(self.end())
    }

    fn seek(&mut self, at: u64) {
        self.at = at.min(self.end());
        self.carry = 0;
        self.motion = Motion::Still;
    }
}

#[cfg(test)]
mod tests;

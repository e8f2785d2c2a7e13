//! A lesson: topologies, requests and questions in the order a teacher tells them.
//!
//! What a step finds (caches, connections, faults, model time) is what the steps before it leave,
//! whichever way a teacher came to it: going back and forth changes nothing.

use crate::engine::{Fault, State, THINK_TIME, simulate};
use crate::playback::Speed;
use crate::quiz::{self, Question};
use crate::time::SimDuration;
use crate::topology::{NodeId, RequestId, Topology, View};
use crate::trace::{Beat, Seed, Trace};

pub mod builtin;
mod check;
mod file;
mod notes;
pub mod schema;
mod text;

pub use check::{CODES, Checked, Load, check_bytes, is_lesson};
pub use notes::{Present, notes};
pub use text::text;

/// Most steps of a lesson.
pub const STEPS: usize = 100;

/// A lesson, valid by construction: every id in it belongs to the topology of its step.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// The short name: the file's stem or the built-in's name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// One sentence on what it teaches; may be empty.
    pub summary: String,
    /// The topologies it uses, in the order of first use. Never empty.
    pub topologies: Vec<Topology>,
    /// Its steps. Never empty.
    pub steps: Vec<Step>,
}

/// One step of a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is called.
    pub title: String,
    /// Where it happens, as a place in [`Lesson::topologies`].
    pub topology: usize,
    /// What is sent; `None`: the picture is talked about.
    pub request: Option<RequestId>,
    /// The view it is shown in; `None`: the topology's own.
    pub view: Option<View>,
    /// Faults put on nodes before, in declared order; `None` takes one off.
    pub faults: Vec<(NodeId, Option<Fault>)>,
    /// Caches, names, connections and sessions are forgotten before.
    pub cold: bool,
    /// Model time that passes before.
    pub wait: SimDuration,
    /// How fast it is played; `None`: as before.
    pub speed: Option<Speed>,
    /// Where playing stops for a talk.
    pub stop_at: Option<Place>,
    /// Whether the program's own questions are asked.
    pub predict: bool,
    /// A question of the author's own.
    pub question: Option<OwnQuestion>,
    /// What the class should watch; may be empty.
    pub watch: String,
    /// What the class learns; may be empty.
    pub learn: String,
    /// What the speaker reads, in paragraphs.
    pub notes: Vec<String>,
}

/// A place in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// This step, from 0.
    Step(usize),
    /// The first step about this node.
    Node(NodeId),
    /// The first step of this kind.
    Beat(Beat),
}

impl Place {
    /// The step of `trace` it means, from 0, where there is one.
    pub fn find(self, trace: &Trace) -> Option<usize> {
        match self {
            Self::Step(step) => (step < trace.steps.len()).then_some(step),
            Self::Node(node) => trace.steps.iter().position(|step| step.focus == node),
            Self::Beat(beat) => trace.steps.iter().position(|step| step.beat == beat),
        }
    }
}

/// A question of a lesson's author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnQuestion {
    /// The question.
    pub text: String,
    /// The right answer.
    pub right: String,
    /// One to three wrong ones, all different.
    pub wrong: Vec<String>,
    /// Why it is right.
    pub why: String,
    /// Asked before this step of the run; `None`: before the first one.
    pub before: Option<Place>,
}

/// What one topology of a lesson is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Caches, connections, faults, the clock.
    pub state: State,
    /// Something was sent already, so time passes before the next request.
    pub sent: bool,
}

impl Step {
    /// Whether the class is asked anything.
    pub fn asks(&self) -> bool {
        self.predict || self.question.is_some()
    }

    /// The questions about its run, in the order in which they are asked: the author's own before
    /// the program's where both stand at one step.
    pub fn questions(
        &self,
        topology: &Topology,
        state: &State,
        seed: Seed,
        trace: &Trace,
    ) -> Vec<Question> {
        let own = self.question.as_ref().and_then(|own| {
            let before = own.before.and_then(|place| place.find(trace));
            quiz::own(
                before.unwrap_or(0),
                own.text.clone(),
                own.right.clone(),
                own.wrong.clone(),
                own.why.clone(),
                seed,
            )
        });
        let generated = if self.predict {
            quiz::questions(topology, state, trace.request, seed, trace)
        } else {
            Vec::new()
        };
        let mut all: Vec<Question> = own.into_iter().chain(generated).collect();
        all.sort_by_key(|question| question.step);
        all
    }
}

impl Lesson {
    /// What each topology is in when the step at `place` begins, its own faults put on.
    pub fn standings(&self, place: usize, seed: Seed) -> Vec<Standing> {
        let fresh = |topology| Standing {
            state: State::new(topology),
            sent: false,
        };
        let mut standings: Vec<Standing> = self.topologies.iter().map(fresh).collect();
        for (index, step) in self.steps.iter().enumerate().take(place + 1) {
            let standing = &mut standings[step.topology];
            standing.state.wait(step.wait);
            if step.cold {
                standing.state.make_cold();
            }
            for (node, fault) in &step.faults {
                standing.state.set_fault(*node, *fault);
            }
            if let Some(request) = step.request.filter(|_| index < place) {
                let topology = &self.topologies[step.topology];
                let (_, next) = simulate(topology, &standing.ready(), request, seed);
                *standing = Standing {
                    state: next,
                    sent: true,
                };
            }
        }
        standings
    }

    /// The run of the step at `place` and the state it is sent in; `None` where nothing is sent.
    pub fn run(&self, place: usize, seed: Seed) -> Option<(State, Trace)> {
        let step = &self.steps[place];
        let request = step.request?;
        let state = self.standings(place, seed)[step.topology].ready();
        let (trace, _) = simulate(&self.topologies[step.topology], &state, request, seed);
        Some((state, trace))
    }
}

impl Standing {
    /// The state in which the next request is sent.
    fn ready(&self) -> State {
        let mut state = self.state.clone();
        if self.sent {
            state.wait(THINK_TIME);
        }
        state
    }
}

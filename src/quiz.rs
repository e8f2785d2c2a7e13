//! Questions to a class about a run, each asked before the step that answers it.
//!
//! A wrong choice is what the engine says under a wrong rule ([`Misconception`]), at the same point
//! of the same request, where that differs from what is right; so a vote shows what a class
//! believes. Where no wrong rule differs, the wrong choices are plain ones, and say so.

use crate::engine::{Misconception, State, simulate_under};
use crate::topology::{NodeId, RequestId, Topology};
use crate::trace::{Decided, Seed, Trace};

mod asker;
mod deal;
mod hit;
mod maker;
mod next;
mod score;
mod status;
mod total;
mod veil;

pub use deal::own;
pub use score::Score;
pub use veil::before;

use deal::Draft;

/// Most choices of a question: one digit each, and no more than a class can weigh.
pub const CHOICES: usize = 4;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The step before which it is asked, from 0.
    pub step: usize,
    /// What it is about.
    pub topic: Topic,
    /// The question itself.
    pub text: String,
    /// Two to [`CHOICES`], exactly one of them right, no two the same.
    pub choices: Vec<Choice>,
    /// What is right, and why, with the numbers of the run.
    pub reveal: String,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub text: String,
    /// What choosing it means.
    pub verdict: Verdict,
}

/// What a choice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is right.
    Right,
    /// The engine says so under this wrong rule.
    Believes(Misconception),
    /// It is wrong, and no common mistake leads to it.
    Wrong,
}

/// What a question is about; in the order in which questions of one step are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Which node next?
    Next,
    /// Will this cache hit?
    Hit,
    /// Who asks the database?
    Asker,
    /// Which status, or none?
    Status,
    /// Who makes the answer?
    Maker,
    /// About how many ms in total?
    Total,
    /// What the author of a lesson asks.
    Own,
}

impl Question {
    /// The place of the right choice.
    pub fn right(&self) -> usize {
        let is_right = |choice: &Choice| choice.verdict == Verdict::Right;
        self.choices.iter().position(is_right).unwrap_or(0)
    }
}

/// The questions about `trace`, which is what [`simulate`](crate::engine::simulate) gives for the
/// same topology, state, request and seed; in the order in which they are asked. Same arguments,
/// same questions.
pub fn questions(
    topology: &Topology,
    state: &State,
    request: RequestId,
    seed: Seed,
    trace: &Trace,
) -> Vec<Question> {
    let under = |belief| simulate_under(topology, state, request, seed, belief);
    let class = Class {
        topology,
        trace,
        beliefs: Misconception::ALL.map(|belief| (belief, under(belief))),
    };
    let mut drafts: Vec<Draft> = Vec::new();
    drafts.extend(next::first(&class));
    drafts.extend(next::parting(&class));
    drafts.extend(next::pick(&class));
    drafts.extend(hit::questions(&class));
    drafts.extend(asker::question(&class));
    let status = status::question(&class);
    drafts.extend(maker::question(&class, status.is_some()));
    drafts.extend(status);
    drafts.extend(total::question(&class));
    drafts.retain(|draft| draft.step < trace.steps.len());
    drafts.sort_by_key(|draft| (draft.step, draft.topic));
    // One question of a kind at a step: a second one would ask for what the first has told.
    drafts.dedup_by_key(|draft| (draft.step, draft.topic));
    drafts
        .into_iter()
        .filter_map(|draft| deal::deal(draft, seed))
        .collect()
}

/// A run, and what it would be under each wrong rule.
struct Class<'a> {
    topology: &'a Topology,
    trace: &'a Trace,
    beliefs: [(Misconception, Trace); Misconception::ALL.len()],
}

impl Class<'_> {
    fn name(&self, node: NodeId) -> String {
        self.topology[node].name.clone()
    }

    fn client(&self) -> NodeId {
        self.topology[self.trace.request].from
    }

    /// What `ask` says of each belief's run.
    fn believed<T>(&self, ask: impl Fn(&Trace) -> Option<T>) -> Vec<(Misconception, T)> {
        self.beliefs
            .iter()
            .filter_map(|(belief, trace)| Some((*belief, ask(trace)?)))
            .collect()
    }
}

/// The step of a decision, from 0.
fn step_of(decided: &Decided) -> usize {
    (decided.step as usize).saturating_sub(1)
}

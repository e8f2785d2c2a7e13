//! Predicting: what follows of a run is unknown until the class has said what it expects.
//!
//! While a question is open, the run *is* the part before it ([`quiz::before`]): whatever draws a
//! run cannot show what it does not have.

use super::{App, Overlay, Run, path};
use crate::quiz::{self, Question, Score};
use crate::story::Sentence;
use crate::topology::Topology;
use crate::trace::Trace;

mod kept;

pub(super) use kept::Kept;

/// Predicting, as far as it outlives a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Predicting {
    /// Every request asks before it reveals.
    on: bool,
    score: Score,
}

/// What is asked about a run, and all of the run.
#[derive(Debug, Clone)]
pub(super) struct Exam {
    whole: Trace,
    sentences: Vec<Sentence>,
    questions: Vec<Question>,
    /// The first question that is not over.
    next: usize,
    /// What was chosen for it.
    picked: Option<usize>,
    /// The score was shown at the end.
    scored: bool,
}

/// The question that is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// What was chosen, by its place; `None` while it is open.
    pub picked: Option<usize>,
    /// Its number, from 1.
    pub number: usize,
    /// How many questions this run has.
    pub of: usize,
}

impl Exam {
    fn pending(&self) -> Option<&Question> {
        self.questions.get(self.next)
    }
}

impl Run {
    /// Hides what these questions ask for, and what others asked for no more.
    pub(super) fn examine(&mut self, topology: &Topology, questions: Vec<Question>) {
        self.unveil(topology);
        self.exam = None;
        if questions.is_empty() {
            return;
        }
        self.exam = Some(Exam {
            whole: self.trace.clone(),
            sentences: self.sentences.clone(),
            questions,
            next: 0,
            picked: None,
            scored: false,
        });
        self.veil(topology);
    }

    /// All that happened, what is hidden included.
    pub(super) fn whole(&self) -> &Trace {
        self.exam.as_ref().map_or(&self.trace, |exam| &exam.whole)
    }

    /// Whether a class was asked about it.
    pub(super) fn is_examined(&self) -> bool {
        self.exam.is_some()
    }

    /// Whether a part of the run is hidden.
    pub fn is_veiled(&self) -> bool {
        self.exam
            .as_ref()
            .is_some_and(|exam| exam.pending().is_some())
    }

    /// The question that is on: everything before it was played.
    pub fn asked(&self) -> Option<Asked<'_>> {
        let exam = self.exam.as_ref().filter(|_| self.playback.waits())?;
        Some(Asked {
            question: exam.pending()?,
            picked: exam.picked,
            number: exam.next + 1,
            of: exam.questions.len(),
        })
    }

    /// Knows the run as far as the question that is next.
    fn veil(&mut self, topology: &Topology) {
        let Some(exam) = &self.exam else { return };
        let end = exam
            .pending()
            .map_or(exam.whole.steps.len(), |question| question.step);
        self.sentences = exam.sentences[..end].to_vec();
        self.trace = match exam.pending() {
            Some(_) => quiz::before(&exam.whole, end),
            None => exam.whole.clone(),
        };
        let open = exam.pending().is_some();
        self.playback.know(&self.trace, &self.sentences, open);
        self.path = path::taken(topology, &self.trace);
    }

    /// Shows all that was hidden and asks nothing more.
    fn unveil(&mut self, topology: &Topology) {
        if let Some(exam) = &mut self.exam {
            exam.next = exam.questions.len();
        }
        self.veil(topology);
    }
}

impl App {
    /// The question that is on.
    pub fn asked(&self) -> Option<Asked<'_>> {
        self.run.as_ref()?.asked()
    }

    /// Whether a part of the run is hidden from the class.
    pub fn is_veiled(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_veiled)
    }

    /// Whether questions are asked of every request.
    pub fn predicts(&self) -> bool {
        self.predicting.on
    }

    /// What was answered so far.
    pub fn score(&self) -> &Score {
        &self.predicting.score
    }

    /// Asks about the run that was just made those questions that are `wanted`: what the step of a
    /// lesson asks about its own run, and in predict mode what the program can ask.
    pub(super) fn examine(&mut self, wanted: impl Fn(&Question) -> bool) {
        let shelf = self.shelves[self.open].content();
        let Some(run) = &self.run else { return };
        let (topology, before, trace) = (&shelf.topology, &shelf.before, run.whole());
        let (step, stop) = self.own_run().unzip();
        let mut questions = match step {
            Some(step) => step.questions(topology, before, trace.seed, trace),
            None => Vec::new(),
        };
        if self.predicts() && !step.is_some_and(|step| step.predict) {
            questions.extend(quiz::questions(
                topology,
                before,
                trace.request,
                trace.seed,
                trace,
            ));
            questions.sort_by_key(|question| question.step);
        }
        questions.retain(wanted);
        if let Some(run) = &mut self.run {
            run.examine(topology, questions);
            if let Some(stop) = stop.flatten() {
                run.playback.stop_at(stop);
            }
        }
    }

    pub(super) fn toggle_predict(&mut self) {
        self.predicting.on = !self.predicting.on;
        if self.predicting.on {
            self.predicting.score = Score::default();
            self.say("predict mode: the next request asks before it reveals");
            return;
        }
        let words = match self.score().asked() {
            0 => "predict mode is off".to_owned(),
            _ => format!("predict mode is off: {}", self.score()),
        };
        let topology = &self.shelves[self.open].content().topology;
        if let Some(run) = &mut self.run {
            run.unveil(topology);
        }
        self.say(words);
    }

    /// Chooses the answer of this number, from 1.
    pub(super) fn answer(&mut self, number: usize) {
        let Some(exam) = self.run.as_mut().and_then(|run| run.exam.as_mut()) else {
            return;
        };
        let place = number.wrapping_sub(1);
        let choices = exam.pending().map(|question| &question.choices);
        let Some(choice) = choices.and_then(|choices| choices.get(place)) else {
            return;
        };
        if exam.picked.is_none() {
            self.predicting.score.note(choice.verdict);
            exam.picked = Some(place);
        }
    }

    /// Leaves the question that is on, and goes on with `walk` where no other follows at once.
    /// Returns whether a question was on.
    pub(super) fn go_on(&mut self, walk: impl FnOnce(&mut Run)) -> bool {
        let Some(asked) = self.asked() else {
            return false;
        };
        if asked.picked.is_none() {
            let digits = asked.question.choices.len();
            self.say(format!("choose first: press 1 to {digits}, or Esc to skip"));
            return true;
        }
        self.leave_question();
        let another = self.asked().is_some();
        if let Some(run) = self.run.as_mut().filter(|_| !another) {
            walk(run);
        }
        true
    }

    /// Leaves the question that is on, and goes on one step: the first one where nothing was played
    /// yet. Returns whether a question was on.
    pub(super) fn go_on_one_step(&mut self) -> bool {
        let begins = self
            .run
            .as_ref()
            .is_some_and(|run| run.playback.steps() == 0);
        self.go_on(|run| {
            if begins {
                run.playback.play_step();
            } else {
                run.playback.step_forward();
            }
        })
    }

    /// Leaves the question that is on without an answer.
    pub(super) fn skip(&mut self) -> bool {
        let was_on = self.asked().is_some();
        if was_on {
            self.leave_question();
            let another = self.asked().is_some();
            if let Some(run) = self.run.as_mut().filter(|_| !another) {
                run.playback.play();
            }
        }
        was_on
    }

    fn leave_question(&mut self) {
        let topology = &self.shelves[self.open].content().topology;
        if let Some(run) = &mut self.run {
            if let Some(exam) = &mut run.exam {
                exam.next += 1;
                exam.picked = None;
            }
            run.veil(topology);
        }
    }

    /// Opens the score once a run about which something was asked has ended.
    pub(super) fn score_at_end(&mut self) {
        let Some(run) = self.run.as_mut().filter(|run| run.playback.has_ended()) else {
            return;
        };
        if let Some(exam) = run.exam.as_mut().filter(|exam| !exam.scored)
            && matches!(self.overlay, Overlay::None)
            && self.predicting.score.asked() > 0
        {
            exam.scored = true;
            self.overlay = Overlay::Score;
            self.dirty = true;
        }
    }
}

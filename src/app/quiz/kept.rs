//! How far a run had come, to lead a new run of the same request to the same place.

use crate::app::{App, Run};
use crate::quiz::Question;

/// How far a run and the questions about it had come.
#[derive(Debug, Clone)]
pub(in crate::app) struct Kept {
    /// The step that was on, from 0.
    step: usize,
    plays: bool,
    /// The first step whose questions were still to come.
    open_from: usize,
    /// The questions that were over.
    over: Vec<Question>,
    /// The question that was answered and still on, and the place of the choice.
    answered: Option<(Question, usize)>,
}

impl Kept {
    pub(in crate::app) fn of(run: &Run) -> Self {
        let step = run.playback.step();
        let exam = run.exam.as_ref();
        let pending = exam.and_then(|exam| exam.pending());
        let over = exam.map_or(&[][..], |exam| &exam.questions[..exam.next]);
        let over = [&run.over, over].concat();
        Self {
            step,
            plays: run.playback.is_playing(),
            open_from: pending.map_or(step + 1, |question| question.step),
            over,
            answered: pending.cloned().zip(exam.and_then(|exam| exam.picked)),
        }
    }

    /// Whether a question of the new run is still to be asked.
    fn is_open(&self, question: &Question) -> bool {
        let same = |other: &Question| (other.step, &other.text) == (question.step, &question.text);
        let changed = |(other, _): &(Question, usize)| same(other) && other != question;
        question.step >= self.open_from
            && !self.over.iter().any(same)
            && !self.answered.as_ref().is_some_and(changed)
    }
}

impl App {
    /// Leads the run that was just made to where an earlier one was. What was answered is not
    /// asked again.
    pub(in crate::app) fn go_back_to(&mut self, kept: &Kept) {
        self.examine(|question| kept.is_open(question));
        let Some(run) = &mut self.run else { return };
        run.over.clone_from(&kept.over);
        run.playback.go_to(kept.step);
        if let (Some(exam), Some((question, picked))) = (&mut run.exam, &kept.answered)
            && exam.pending() == Some(question)
        {
            exam.picked = Some(*picked);
        }
        if kept.plays && !run.playback.has_ended() {
            run.playback.play();
        }
    }
}

//! Questions and lessons, spoken.

use std::fmt::Write;

use super::{Plain, no_such};
use crate::action::Action;
use crate::keymap::Mode;
use crate::lesson::builtin;
use crate::quiz::Verdict;

impl Plain {
    /// The question that is on, with its choices or the answer; empty where none is.
    pub(super) fn question(&self) -> String {
        let Some(asked) = self.app.asked() else {
            return String::new();
        };
        let question = asked.question;
        let mut said = format!(
            "Question {} of {}: {}\n",
            asked.number, asked.of, question.text
        );
        let Some(picked) = asked.picked else {
            for (place, choice) in question.choices.iter().enumerate() {
                let _ = writeln!(said, "Choice {}: {}", place + 1, choice.text);
            }
            let last = question.choices.len();
            let _ = writeln!(said, "Type a number from 1 to {last}, or skip.");
            return said;
        };
        let mut said = match question.choices[picked].verdict {
            Verdict::Right => "Right.\n".to_owned(),
            Verdict::Wrong | Verdict::Believes(_) => {
                let right = &question.choices[question.right()].text;
                format!("Wrong. Right is: {right}\n")
            }
        };
        if let Verdict::Believes(belief) = question.choices[picked].verdict {
            let name = belief.name();
            let _ = writeln!(said, "Whoever says so believes that {name}.");
        }
        let _ = writeln!(said, "{}\nType next to go on.", question.reveal);
        said
    }

    /// Takes a number as the answer to the question that is on; `None` where none is open.
    pub(super) fn answer(&mut self, line: &str) -> Option<String> {
        let asked = self.app.asked().filter(|asked| asked.picked.is_none())?;
        let number: u8 = line.parse().ok()?;
        if !(1..=asked.question.choices.len()).contains(&number.into()) {
            return Some(self.question());
        }
        self.app.update(Action::Answer(number));
        Some(self.question())
    }

    /// Leaves the question that is on without an answer.
    pub(super) fn skip(&mut self) -> String {
        if self.app.asked().is_none() {
            return "There is no question to skip.\n".to_owned();
        }
        let begins = self.app.run().is_some_and(|run| run.playback.steps() == 0);
        self.app.update(Action::Close);
        if self.app.run().is_some_and(|run| run.playback.is_playing()) {
            // It would play on, and nobody tells the time here.
            self.app.update(Action::PlayPause);
            self.app.update(if begins {
                Action::FirstStep
            } else {
                Action::StepForward
            });
        }
        self.step()
    }

    /// What was answered so far.
    pub(super) fn score(&self) -> String {
        let score = self.app.score();
        if score.asked() == 0 {
            return "Nothing has been answered yet. Type predict to be asked.\n".to_owned();
        }
        let mut said = format!("Score: {score}.\n");
        for (belief, _) in score.believed() {
            let _ = writeln!(said, "Not so: {}. {}", belief.name(), belief.correction());
        }
        said
    }

    /// The score where the program shows it by itself, which it then does no more.
    pub(super) fn score_at_end(&mut self) -> String {
        if self.app.mode() != Mode::Score {
            return String::new();
        }
        let end = match self.app.lesson().filter(|_| self.app.lesson_has_ended()) {
            Some((lesson, _)) => {
                let steps = lesson.steps.len();
                format!("{}: {steps} steps are over.\n", lesson.title)
            }
            None => String::new(),
        };
        let score = match self.app.score().asked() {
            0 => String::new(),
            _ => self.score(),
        };
        self.app.update(Action::Close);
        end + &score
    }

    /// Begins the lesson of this name, or goes to another step of the one that is taught.
    pub(super) fn lesson(&mut self, word: &str) -> String {
        let action = match word {
            "" if self.app.lesson().is_some() => return self.lesson_step(),
            "" => return lessons(),
            "next" => Action::NextInLesson,
            "back" => Action::PreviousInLesson,
            name => {
                let Some(lesson) = builtin::get(name) else {
                    let names: Vec<&str> = builtin::BUILTINS.iter().map(|it| it.name).collect();
                    return no_such("lesson", name, &names);
                };
                self.app.teach(lesson.load());
                return self.welcome();
            }
        };
        self.app.update(action);
        match self.app.notice() {
            Some(notice) => format!("{}.\n", super::sentence(notice)),
            None if self.app.lesson_has_ended() => self.score_at_end(),
            None => self.lesson_step(),
        }
    }

    /// What the step of the lesson is about.
    pub(super) fn lesson_step(&self) -> String {
        let Some((lesson, place)) = self.app.lesson() else {
            return lessons();
        };
        let step = &lesson.steps[place];
        let topology = &lesson.topologies[step.topology];
        let mut said = format!(
            "Lesson step {} of {}: {}. On {}.\n",
            place + 1,
            lesson.steps.len(),
            step.title,
            topology.title()
        );
        if !step.watch.is_empty() {
            let _ = writeln!(said, "Watch for: {}", step.watch);
        }
        // What is learnt answers what is asked.
        if !step.learn.is_empty() && !step.asks() && !self.app.predicts() {
            let _ = writeln!(said, "You will learn: {}", step.learn);
        }
        let next = match step.request {
            Some(request) => {
                let request = &topology[request];
                format!(
                    "Type next to send {} {}.",
                    request.method.name(),
                    request.path
                )
            }
            None => "Type next to go on.".to_owned(),
        };
        let _ = writeln!(said, "{next}");
        said
    }

    /// The page for the speaker.
    pub(super) fn notes(&self) -> String {
        self.app
            .notes()
            .unwrap_or_else(|| "Notes belong to a lesson, and none is taught.\n".to_owned())
    }
}

/// The names of the lessons.
fn lessons() -> String {
    let line = |it: &builtin::Builtin| format!("Lesson {}: {}\n", it.name, it.load().title);
    builtin::BUILTINS.iter().map(line).collect()
}

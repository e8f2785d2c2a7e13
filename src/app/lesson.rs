//! Teaching from a lesson: its steps one after the other, each from the state that the steps
//! before it leave.

use std::path::PathBuf;

use super::reload::Refused;
use super::shelf::{Listed, Shelf};
use super::{App, Overlay};
use crate::lesson::{self, Lesson, Present, Step};
use crate::topology::{RequestId, Topology};

/// A lesson, and where the class is in it.
#[derive(Debug, Clone)]
pub(super) struct Course {
    lesson: Lesson,
    /// The step that is on, from 0.
    pub(super) place: usize,
    /// Its request was sent.
    sent: bool,
    /// The run that is on is the first of its request.
    own_run: bool,
    /// All steps are over.
    ended: bool,
    /// The file it came from.
    pub(super) path: Option<PathBuf>,
    /// The file's present version cannot be used.
    pub(super) refused: Option<Refused>,
}

impl Course {
    fn step(&self) -> &Step {
        &self.lesson.steps[self.place]
    }
}

impl App {
    /// Opens a lesson at its first step. Its topologies stand first in the list.
    pub fn teach(&mut self, lesson: Lesson) {
        self.teach_from(lesson, 0);
    }

    /// Opens a lesson at the step of this place.
    pub(super) fn teach_from(&mut self, lesson: Lesson, place: usize) {
        let own = lesson.topologies.iter().cloned().map(Listed::from);
        let mut shelves: Vec<Shelf> = own.map(Shelf::new).collect();
        for shelf in std::mem::take(&mut self.shelves) {
            let is_own = |own: &Topology| own.name() == shelf.name();
            if !lesson.topologies.iter().any(is_own) {
                shelves.push(shelf);
            }
        }
        self.shelves = shelves;
        self.course = Some(Course {
            lesson,
            place,
            sent: false,
            own_run: false,
            ended: false,
            path: None,
            refused: None,
        });
        self.enter(place);
    }

    /// The lesson that is taught and the step that is on, from 0.
    pub fn lesson(&self) -> Option<(&Lesson, usize)> {
        let course = self.course.as_ref()?;
        Some((&course.lesson, course.place))
    }

    /// The step of the lesson that is on, while its topology is the open one.
    pub fn lesson_step(&self) -> Option<&Step> {
        let step = self.course.as_ref().map(Course::step);
        step.filter(|step| step.topology == self.open)
    }

    /// Whether the lesson is over.
    pub fn lesson_has_ended(&self) -> bool {
        self.course.as_ref().is_some_and(|course| course.ended)
    }

    /// What is learnt from the run that is on: what the lesson says of its own request, else what
    /// the topology's file says. Empty where a fault was put on by hand, since it need not be true.
    pub fn learn(&self) -> &str {
        let Some(run) = &self.run else { return "" };
        let request = run.trace.request;
        let step = self
            .lesson_step()
            .filter(|step| step.request == Some(request));
        match step.map(|step| step.learn.as_str()) {
            Some(learn) if !learn.is_empty() => learn,
            _ if run.by_hand => "",
            _ => &self.topology()[request].learn,
        }
    }

    /// The page for the speaker, while a lesson is taught.
    pub fn notes(&self) -> Option<String> {
        let course = self.course.as_ref()?;
        let present = Present {
            place: course.place,
            question: self.asked().map(|asked| asked.question),
            ended: course.ended,
        };
        Some(lesson::notes(&course.lesson, &present))
    }

    pub(super) fn next_in_lesson(&mut self) {
        let Some(course) = &mut self.course else {
            self.say("no lesson is open: `hopwise lesson` opens one");
            return;
        };
        let next = course.place + 1;
        if next < course.lesson.steps.len() {
            self.enter(next);
        } else {
            course.ended = true;
            self.overlay = Overlay::Score;
        }
    }

    pub(super) fn previous_in_lesson(&mut self) {
        let Some(course) = &self.course else {
            self.say("no lesson is open: `hopwise lesson` opens one");
            return;
        };
        match course.place.checked_sub(usize::from(!course.ended)) {
            Some(previous) => self.enter(previous),
            None => self.say("this is the first step of the lesson"),
        }
    }

    /// Begins the step at `place`, before its request is sent.
    fn enter(&mut self, place: usize) {
        let seed = self.seed;
        let Some(course) = &mut self.course else {
            return;
        };
        (course.place, course.ended) = (place, false);
        (course.sent, course.own_run) = (false, false);
        let standings = course.lesson.standings(place, seed);
        let step = course.step();
        let (topology, request, view, speed) = (step.topology, step.request, step.view, step.speed);
        for (shelf, standing) in self.shelves.iter_mut().zip(standings) {
            let content = shelf.content_mut();
            (content.state, content.sent) = (standing.state, standing.sent);
        }
        self.shelves[topology].content_mut().chosen = request;
        self.open(topology);
        self.overlay = Overlay::None;
        self.run = None;
        self.end_load();
        self.inspector = None;
        self.selected = None;
        self.view = view.unwrap_or(self.topology().view());
        if let Some(speed) = speed {
            self.set_speed(speed);
        }
    }

    /// Says that `request` is being sent: the first time in its step, it is the step's own.
    pub(super) fn sends(&mut self, request: RequestId) {
        let open = self.open;
        if let Some(course) = &mut self.course {
            let step = course.step();
            let is_wanted = step.request == Some(request) && step.topology == open;
            course.own_run = is_wanted && !course.sent;
            course.sent |= is_wanted;
        }
    }

    /// What the lesson asks about the run that is on, and where it stops. Nothing where the run is
    /// not the lesson's own.
    pub(super) fn own_run(&self) -> Option<(&Step, Option<usize>)> {
        let course = self.course.as_ref().filter(|course| course.own_run)?;
        let step = course.step();
        let trace = &self.run.as_ref()?.trace;
        Some((step, step.stop_at.and_then(|place| place.find(trace))))
    }
}

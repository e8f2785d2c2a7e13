//! The lesson that is taught in a new version of its file.

use std::path::PathBuf;

use super::{App, Kept};
use crate::lesson::Lesson;
use crate::topology::NodeId;
use crate::topology::problem::Refusal;

impl App {
    /// Says which file the lesson that is taught was read from.
    pub fn taught_from(&mut self, path: PathBuf) {
        if let Some(course) = &mut self.course {
            course.path = Some(path);
        }
    }

    /// Whether [`App::file`] is that of a lesson.
    pub fn is_taught_from_file(&self) -> bool {
        self.course
            .as_ref()
            .is_some_and(|course| course.path.is_some())
    }

    /// The lesson's file was read: it is taken over, or the last good version stays.
    pub(in super::super) fn lesson_loaded(&mut self, loaded: Result<Box<Lesson>, Box<Refusal>>) {
        match loaded {
            Ok(lesson) => {
                let is_new = self.lesson().is_some_and(|(old, _)| *old != *lesson);
                if is_new {
                    self.teach_again(*lesson);
                }
                self.mended(is_new);
            }
            Err(refusal) => self.refuse(*refusal),
        }
    }

    /// Teaches the lesson in a new version at the step that is on, with its request sent again as
    /// far as it was played, where the step still sends one in the same topology.
    fn teach_again(&mut self, lesson: Lesson) {
        let Some(course) = self.course.take() else {
            return;
        };
        let name = self.topology().name().to_owned();
        let (view, inspector, selected) = (self.view, self.inspector, self.selected);
        let id = |node: NodeId| self.topology()[node].id.clone();
        let selected = selected.map(id);
        let sent = self.run.as_ref().map(|run| {
            let request = self.topology()[run.trace.request].id.clone();
            let path: Vec<String> = run.path.iter().copied().map(id).collect();
            (request, path, Kept::of(run))
        });
        let place = course.place.min(lesson.steps.len() - 1);
        self.teach_from(lesson, place);
        if let Some(new) = &mut self.course {
            new.path = course.path;
        }
        if self.topology().name() != name {
            return;
        }
        (self.view, self.inspector) = (view, inspector);
        let topology = self.topology();
        let selected = selected.and_then(|id| topology.find_node(&id));
        let sent = sent.and_then(|(request, path, kept)| {
            let all = path.iter().all(|id| topology.find_node(id).is_some());
            Some((topology.find_request(&request).filter(|_| all)?, kept))
        });
        self.selected = selected;
        if let Some((request, kept)) = sent {
            self.send(request);
            self.go_back_to(&kept);
        }
    }
}

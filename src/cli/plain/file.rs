//! The file that is open, edited in another window: it is looked at before every command.

use std::fmt::Write;
use std::path::Path;

use super::Plain;
use crate::action::{Action, Command};
use crate::app::App;
use crate::cli::{lesson, source};
use crate::topology::check_bytes;
use crate::topology::problem::{Problem, Refusal};

/// What the file of `app` holds, where it has one that can be read.
pub(super) fn content(app: &App) -> Option<Vec<u8>> {
    source::read(&app.file()?.to_string_lossy()).ok()
}

impl Plain {
    /// Takes over what another window has written, and says so; nothing where nothing was.
    pub(super) fn look_at_file(&mut self) -> String {
        let now = content(&self.app);
        if now.is_none() || now == self.read {
            return String::new();
        }
        self.reload()
    }

    /// Reads the file again.
    pub(super) fn reload(&mut self) -> String {
        let Some(Command::Load(path)) = self.app.update(Action::Reload) else {
            return self.notice();
        };
        self.read = content(&self.app);
        let shown = path.to_string_lossy();
        let read = source::read(&shown);
        let is_lesson = self.app.is_taught_from_file();
        let action = match read {
            Err(problem) => {
                let refusal = Box::new(match problem.code {
                    "not-found" => Refusal::unreadable(&shown, "it is gone"),
                    _ => Refusal::new(&shown, "", &[problem]),
                });
                if is_lesson {
                    Action::LessonLoaded(Err(refusal))
                } else {
                    Action::Loaded(Err(refusal))
                }
            }
            Ok(bytes) if is_lesson => {
                let checked = lesson::looked_at(&shown, &bytes);
                let refuse = |problems: &[Problem]| Refusal::new(&shown, &checked.source, problems);
                Action::LessonLoaded(match checked.lesson {
                    Some(lesson) => Ok(Box::new(lesson)),
                    None => Err(Box::new(refuse(&checked.problems))),
                })
            }
            Ok(bytes) => {
                let checked = check_bytes(&source::stem(&shown), &bytes);
                let refuse = |problems: &[Problem]| Refusal::new(&shown, &checked.source, problems);
                Action::Loaded(match checked.topology {
                    Some(topology) => Ok(Box::new(topology)),
                    None => Err(Box::new(refuse(&checked.problems))),
                })
            }
        };
        self.app.update(action);
        let Some((refusal, _)) = self.app.problems() else {
            return self.notice();
        };
        let told = problems(refusal, &path);
        // They were told: what follows is about the last good version.
        self.app.update(Action::Close);
        told
    }

    fn notice(&self) -> String {
        let notice = self.app.notice().unwrap_or("the file is as it was");
        format!("{}.\n", super::sentence(notice))
    }
}

/// What is wrong with a file, a line for each.
fn problems(refusal: &Refusal, path: &Path) -> String {
    let mut said = format!(
        "{} has {}; the last good version stays.\n",
        crate::text::escaped(&path.to_string_lossy()),
        refusal.count()
    );
    for finding in &refusal.findings {
        let place = finding.place.as_ref();
        let place = place.map(|place| format!("Line {}: ", place.line));
        let help = finding.help.as_ref();
        let help = help.map(|help| {
            let end = if help.ends_with('?') { "" } else { "." };
            format!(" {}{end}", super::sentence(help))
        });
        let _ = writeln!(
            said,
            "{}{}.{}",
            place.unwrap_or_default(),
            super::sentence(&finding.message),
            help.unwrap_or_default()
        );
    }
    said
}

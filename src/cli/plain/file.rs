//! The files that are shown, edited in another window: they are looked at before every command.

use std::fmt::Write;
use std::path::Path;

use super::Plain;
use crate::action::{Action, Command};
use crate::terminal::files;
use crate::topology::problem::Refusal;

impl Plain {
    /// What the files hold; nothing for one that is gone.
    fn contents(&self) -> Vec<Option<Vec<u8>>> {
        let files = self.files.of(&self.app);
        files.map(|path| files::read(path).ok()).collect()
    }

    /// Learns which topologies the lesson names, and what everything holds now.
    pub(super) fn begin_to_look(&mut self) {
        if let Some(lesson) = self.app.file().filter(|_| self.app.is_taught_from_file()) {
            // It was checked on the way here: only its names are new.
            let _ = self.files.loaded(&self.app, lesson, files::read(lesson));
        }
        self.read = self.contents();
    }

    /// Takes over what another window has written, and says so; nothing where nothing was. What is
    /// gone may be about to come back.
    pub(super) fn look_at_files(&mut self) -> String {
        let now = self.contents();
        if now.is_empty() || now.contains(&None) || now == self.read {
            return String::new();
        }
        self.reload()
    }

    /// Reads the files again.
    pub(super) fn reload(&mut self) -> String {
        let Some(Command::Load(path)) = self.app.update(Action::Reload) else {
            return self.notice();
        };
        let action = self.files.loaded(&self.app, &path, files::read(&path));
        self.read = self.contents();
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

//! Reads the files of what is shown again.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::action::Action;
use crate::app::App;
use crate::lesson::{Lesson, check_bytes as check_lesson};
use crate::topology::problem::Refusal;
use crate::topology::{Topology, check_bytes, limits};

/// The bytes of the file at `path`, one more than a topology may have at most. What is read only
/// once or never ends, such as a pipe, is no file here.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is no regular file",
        ));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limits::FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The files of what is shown.
#[derive(Default)]
pub(crate) struct Files {
    /// The topologies that the lesson named when it was read last.
    named: Vec<PathBuf>,
}

impl Files {
    /// The files whose changes `app` is told of.
    pub(crate) fn of<'a>(&'a self, app: &'a App) -> impl Iterator<Item = &'a Path> + Clone {
        let named = self.named.iter().filter(|_| app.is_taught_from_file());
        app.file().into_iter().chain(named.map(PathBuf::as_path))
    }

    /// What happened to `app` where the file at `path`, which is one of its own, holds `content`.
    pub(crate) fn loaded(
        &mut self,
        app: &App,
        path: &Path,
        content: io::Result<Vec<u8>>,
    ) -> Action {
        match app.file().filter(|_| app.is_taught_from_file()) {
            Some(lesson) if lesson == path => Action::LessonLoaded(self.judge(lesson, content)),
            Some(lesson) => Action::LessonLoaded(self.judge(lesson, read(lesson))),
            None => Action::Loaded(judge(path, content)),
        }
    }

    /// The lesson in the file at `path` with this `content`, or what is wrong with it. The
    /// topologies it names are read from beside it.
    fn judge(
        &mut self,
        path: &Path,
        content: io::Result<Vec<u8>>,
    ) -> Result<Box<Lesson>, Box<Refusal>> {
        let shown = path.display().to_string();
        let bytes = content.map_err(|error| Refusal::unreadable(&shown, &reason(&error)))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let named = RefCell::new(Vec::new());
        let load = |name: &str| {
            let path = path.with_file_name(name);
            let read = judge(&path, read(&path));
            named.borrow_mut().push(path);
            read.map(|topology| *topology)
                .map_err(|refusal| refusal.findings[0].message.clone())
        };
        let checked = check_lesson(&name, &bytes, &load);
        let mut named = named.into_inner();
        if let Some(lesson) = checked.lesson {
            self.named = named;
            return Ok(Box::new(lesson));
        }
        // What keeps it from being used may be mended in any of them.
        named.retain(|path| !self.named.contains(path));
        self.named.append(&mut named);
        Err(Box::new(Refusal::new(
            &shown,
            &checked.source,
            &checked.problems,
        )))
    }
}

/// The topology in the file at `path` with this `content`, or what is wrong with it.
fn judge(path: &Path, content: io::Result<Vec<u8>>) -> Result<Box<Topology>, Box<Refusal>> {
    let shown = path.display().to_string();
    let bytes = content.map_err(|error| Refusal::unreadable(&shown, &reason(&error)))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let checked = check_bytes(&name, &bytes);
    match checked.topology {
        Some(topology) => Ok(Box::new(topology)),
        None => Err(Box::new(Refusal::new(
            &shown,
            &checked.source,
            &checked.problems,
        ))),
    }
}

/// What happened in words that a class understands.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it is gone; the last version stays until it is back".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_or_its_problems_are_told_with_their_places() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        let load = || judge(&path, read(&path));
        let told = load().unwrap_err();
        assert!(told.findings[0].message.contains("it is gone"), "{told:?}");
        fs::write(&path, "format = 1\ntitel = 3\n").unwrap();
        let told = load().unwrap_err();
        let place = told.findings[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (2, 1), "{told:?}");
        let starter = crate::topology::builtin::get("starter").unwrap().source;
        fs::write(&path, starter).unwrap();
        assert_eq!(load().unwrap().name(), "mine");
        let told = judge(folder.path(), read(folder.path())).unwrap_err();
        assert!(
            told.findings[0].message.contains("no regular file"),
            "{told:?}"
        );
    }
}

//! Reads a topology file again.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::topology::problem::{Severity, line_column};
use crate::topology::{Topology, check_bytes, limits};

/// The topology of the file at `path`, or the first reason why there is none.
pub(super) fn load(path: &Path) -> Result<Box<Topology>, String> {
    let shown = crate::text::escaped(&path.display().to_string());
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            file.take(limits::FILE_BYTES as u64 + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let checked = check_bytes(&name, &bytes);
    if let Some(topology) = checked.topology {
        return Ok(Box::new(topology));
    }
    let errors = || {
        let problems = checked.problems.iter();
        problems.filter(|problem| problem.severity == Severity::Error)
    };
    let Some(first) = errors().next() else {
        return Err(format!("`{shown}` is no topology"));
    };
    let (line, column) = line_column(&checked.source, first.start());
    let more = match errors().count() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more; see `hopwise check`)"),
    };
    Err(format!("{shown}:{line}:{column}: {}{more}", first.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_or_the_first_problem_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        assert!(load(&path).unwrap_err().contains("cannot be read"));
        std::fs::write(&path, "format = 1\ntitel = 3\n").unwrap();
        let told = load(&path).unwrap_err();
        assert!(told.contains("mine.toml:2:1: "), "{told}");
        let starter = crate::topology::builtin::get("starter").unwrap().source;
        std::fs::write(&path, starter).unwrap();
        assert_eq!(load(&path).unwrap().name(), "mine");
    }
}

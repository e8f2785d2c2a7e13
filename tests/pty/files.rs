//! A file that is edited in another window.

use std::fs;
use std::path::{Path, PathBuf};

use hopwise::lesson::builtin as lessons;
use hopwise::topology::builtin;
use tempfile::TempDir;

use crate::session::Session;

/// A folder with a file of the default topology.
fn file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, titled("First")).unwrap();
    (folder, path)
}

/// The default topology under another title.
fn titled(title: &str) -> String {
    let source = builtin::get(builtin::DEFAULT).unwrap().source;
    assert!(source.contains("title = \"Edge to pod\""));
    source.replacen(
        "title = \"Edge to pod\"",
        &format!("title = \"{title}\""),
        1,
    )
}

fn open(path: &Path) -> Session {
    let mut session = Session::start(&[path.to_str().unwrap()]);
    session.wait("First");
    session
}

#[test]
fn what_an_editor_writes_appears_and_the_run_stays() {
    let (_folder, path) = file();
    let mut session = open(&path);
    session.press("mnn");
    session.wait("Step 3 of");
    fs::write(&path, titled("Second")).unwrap();
    session.wait("Second");
    assert!(session.shows("Step 3 of"));
    let other = path.with_extension("new");
    fs::write(&other, titled("Third")).unwrap();
    fs::rename(&other, &path).unwrap();
    session.wait("Third");
    fs::rename(&path, path.with_extension("bak")).unwrap();
    fs::write(&path, titled("Fourth")).unwrap();
    session.wait("Fourth");
    assert!(session.shows("Step 3 of"));
    session.quits();
}

#[test]
fn a_mistake_is_shown_until_it_is_mended() {
    let (_folder, path) = file();
    let mut session = open(&path);
    fs::write(&path, titled("Second\"\ntitel = \"x\u{1b}[31m")).unwrap();
    session.wait("titel");
    assert!(session.shows("\\u{1b}"), "escaped");
    session.press("\x1b");
    session.wait("R shows them");
    session.press("R");
    session.wait("titel");
    fs::write(&path, titled("Third")).unwrap();
    session.wait("Third");
    session.wait_until_gone("titel");
    session.quits();
}

#[test]
fn a_file_that_comes_back_is_followed() {
    let (_folder, path) = file();
    let mut session = open(&path);
    fs::remove_file(&path).unwrap();
    session.wait("it is gone");
    fs::write(&path, titled("Second")).unwrap();
    session.wait("Second");
    fs::write(&path, titled("Third")).unwrap();
    session.wait("Third");
    session.wait_until_gone("it is gone");
    session.quits();
}

#[test]
fn a_file_that_was_left_is_up_to_date_on_coming_back() {
    let (_folder, path) = file();
    let mut session = open(&path);
    session.press("]");
    session.wait_until_gone("First");
    fs::write(&path, titled("Second")).unwrap();
    session.press("[");
    session.wait("Second");
    session.quits();
}

#[test]
fn a_topology_from_a_pipe_is_read_once() {
    let (_folder, path) = file();
    let script = format!("cat '{}' | \"$0\" /dev/stdin", path.display());
    let mut session = Session::shell(&script);
    session.wait("First");
    session.settle();
    session.press("R");
    session.wait("no regular file");
    session.press("\x1b");
    session.quits();
}

#[test]
fn a_lesson_is_followed_like_a_topology() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lesson.toml");
    let source = lessons::get("press-enter").unwrap().source;
    fs::write(&path, source).unwrap();
    let mut session = Session::start(&["lesson", path.to_str().unwrap()]);
    session.wait("Seven boxes");
    fs::write(&path, source.replacen("Seven boxes", "Count the boxes", 1)).unwrap();
    session.wait("Count the boxes");
    fs::write(&path, source.replacen("watch =", "wacth =", 1)).unwrap();
    session.wait("wacth");
    fs::write(&path, source).unwrap();
    session.wait("Seven boxes");
    session.wait_until_gone("wacth");
    session.quits();
}

#[test]
fn a_topology_that_a_lesson_names_is_followed_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lesson.toml");
    let topology = folder.path().join("own.toml");
    // The title bar has the lesson's name: a box has the topology's.
    let named = |name: &str| {
        let source = builtin::get(builtin::DEFAULT).unwrap().source;
        assert!(source.contains("name = \"Client\""));
        source.replacen("name = \"Client\"", &format!("name = \"{name}\""), 1)
    };
    let source = "format = 1\ntitle = \"L\"\n[[step]]\ntitle = \"S\"\ntopology = \"own.toml\"\n\
        request = \"cache-miss\"\nwatch = \"Look at it.\"\n";
    fs::write(&path, source).unwrap();
    fs::write(&topology, named("First")).unwrap();
    let mut session = Session::start(&["lesson", path.to_str().unwrap()]);
    session.wait("First");
    session.press("\rnn");
    session.wait("Step 3 of");
    fs::write(&topology, named("Second")).unwrap();
    session.wait("Second");
    assert!(session.shows("Step 3 of"));
    fs::write(&topology, "format = 9\n").unwrap();
    session.wait("1 problem");
    fs::write(&topology, named("Third")).unwrap();
    session.wait("Third");
    session.wait_until_gone("1 problem");
    // One that is named only now, and not there yet.
    fs::write(&path, source.replacen("own", "other", 1)).unwrap();
    session.wait("other.toml");
    fs::rename(&topology, folder.path().join("other.toml")).unwrap();
    session.wait_until_gone("other.toml");
    session.press("\r");
    session.wait("Third");
    session.quits();
}

//! Starting, answering, and doing nothing while nothing is to be done.

use crate::session::Session;

#[test]
fn it_starts_sends_and_quits() {
    let mut session = Session::start(&["edge-to-pod"]);
    session.wait("Edge to pod");
    session.press("h");
    session.wait("Step 1 of");
    session.press("\x1b[F");
    session.wait("ended");
    session.press("t");
    session.wait("Topologies");
    session.press("\x1b");
    session.wait_until_gone("Topologies");
    session.press("q");
    session.ends();
}

#[test]
fn nothing_is_written_at_rest() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let source = hopwise::topology::builtin::get("edge-to-pod")
        .unwrap()
        .source;
    std::fs::write(&file, source).unwrap();
    // A file that is followed costs nothing either.
    for topology in ["edge-to-pod", file.to_str().unwrap()] {
        let mut session = Session::start(&[topology]);
        session.wait("Edge to pod");
        session.settle();
        assert_eq!(session.settle(), 0);
        session.press("y");
        assert_eq!(session.settle(), 0, "a key without meaning");
        session.press("q");
        session.ends();
    }
}

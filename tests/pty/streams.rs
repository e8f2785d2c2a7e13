//! Standard streams that are closed, empty, full or somewhere else.

use std::process::{Command, Stdio};

use crate::session::{BINARY, Session, command};

#[test]
fn keys_come_from_the_terminal_where_standard_input_is_something_else() {
    for input in ["<&-", "</dev/null", "<<EOF\nqqq\nEOF"] {
        println!("{input}");
        let mut session = Session::shell(&format!("exec \"$0\" {input}"));
        session.wait("Edge to pod");
        session.press("h");
        session.wait("Step 1 of");
        session.quits();
    }
}

#[test]
fn without_any_keyboard_it_ends_and_says_why() {
    // No terminal of its own to open, and standard input is none.
    let mut command = command("sh");
    command.args(["-c", "exec \"$0\" </dev/null", BINARY.as_str()]);
    command.set_controlling_tty(false);
    let mut session = Session::run(command, (100, 30));
    assert_eq!(session.finish().exit_code(), 1);
    let words = String::from_utf8_lossy(&session.bytes);
    assert!(
        words.contains("error: the terminal cannot be used"),
        "{words}"
    );
}

#[test]
fn a_closed_error_stream_changes_nothing() {
    let mut session = Session::shell("exec \"$0\" 2>&-");
    session.wait("Edge to pod");
    session.quits();
}

#[test]
fn output_that_cannot_be_written_is_no_panic() {
    let table = [
        ("\"$0\" >&-", Some(0), ""),
        ("\"$0\" | true", Some(0), ""),
        (
            "\"$0\" trace --request cache-hit --repeat 1000 | head -1 >/dev/null",
            Some(0),
            "",
        ),
        (
            "\"$0\" >/dev/full",
            Some(1),
            "error: cannot write the output",
        ),
        ("\"$0\" nowhere 2>&-", Some(1), ""),
    ];
    for (script, code, told) in table {
        let output = Command::new("sh")
            .args(["-c", script, BINARY.as_str()])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), code, "{script}: {complaint}");
        assert!(complaint.contains(told), "{script}: {complaint}");
        assert_eq!(
            complaint.is_empty(),
            told.is_empty(),
            "{script}: {complaint}"
        );
    }
}

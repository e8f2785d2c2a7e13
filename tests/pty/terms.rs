//! Terminals by what they call themselves, and what is no terminal.

use std::process::{Command, Stdio};

use hopwise::topology::builtin;

use crate::session::{BINARY, Session, command};

#[test]
fn it_runs_on_every_terminal_that_can_be_drawn_on() {
    let names = [
        None,
        Some(""),
        Some("linux"),
        Some("screen"),
        Some("screen-256color"),
        Some("xterm"),
        Some("xterm-kitty"),
        Some("tmux-256color"),
        Some("vt100"),
        Some("no-such-terminal"),
    ];
    for name in names {
        println!("{name:?}");
        let mut command = command(&BINARY);
        match name {
            Some(name) => command.env("TERM", name),
            None => command.env_remove("TERM"),
        }
        let mut session = Session::run(command, (100, 30));
        session.wait("Edge to pod");
        session.press("h");
        session.wait("Step 1 of");
        session.quits();
    }
}

#[test]
fn a_dumb_terminal_gets_the_picture_and_the_story_as_text() {
    let mut command = command(&BINARY);
    command.env("TERM", "dumb");
    let mut session = Session::run(command, (100, 30));
    assert!(session.finish().success());
    let text = String::from_utf8_lossy(&session.bytes);
    assert!(
        text.contains("Status: ") && text.contains("CDN Edge"),
        "{text}"
    );
    assert!(!text.contains('\x1b'), "{text}");
}

#[test]
fn no_color_is_no_colour_in_any_cell() {
    let mut command = command(&BINARY);
    command.env("NO_COLOR", "1");
    command.args(["--autoplay", "--theme", "light"]);
    let mut session = Session::run(command, (120, 40));
    session.wait("Step 2 of");
    let screen = session.screen();
    for row in 0..40 {
        for column in 0..120 {
            let cell = screen.cell(row, column).expect("a cell");
            let colours = (cell.fgcolor(), cell.bgcolor());
            let none = (vt100::Color::Default, vt100::Color::Default);
            assert_eq!(colours, none, "{column}, {row}");
        }
    }
    session.quits();
}

#[test]
fn what_is_no_terminal_gets_text_whatever_it_calls_itself() {
    for term in ["xterm-256color", "dumb"] {
        for builtin in builtin::BUILTINS {
            let output = Command::new(BINARY.as_str())
                .arg(builtin.name)
                .env("TERM", term)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{text}"
            );
            assert!(text.contains("Status: "), "{text}");
            let hostile = |c: char| c != '\n' && hopwise::text::is_hostile(c);
            assert!(!text.contains(hostile), "{text}");
        }
    }
}

//! Ways to leave, for good or for a while.

use std::io::Read;

use portable_pty::{PtySize, native_pty_system};
use rustix::process::Signal;

use crate::session::{BINARY, Session, command};

#[test]
fn every_way_out_gives_the_terminal_back() {
    type Out = fn(&mut Session);
    let ways: [(&str, Out); 7] = [
        ("q", |session| session.press("q")),
        ("Esc, Ctrl-C", |session| session.press("\x1b\x03")),
        ("Ctrl-C", |session| session.press("\x03")),
        ("Ctrl-C as kitty tells it", |session| {
            session.press("\x1b[99;5u");
        }),
        ("SIGTERM", |session| session.signal(Signal::TERM)),
        ("SIGHUP", |session| session.signal(Signal::HUP)),
        ("SIGINT", |session| session.signal(Signal::INT)),
    ];
    for (name, out) in ways {
        println!("{name}");
        let mut session = Session::start(&["--autoplay"]);
        session.wait("playing");
        out(&mut session);
        session.ends();
    }
}

#[test]
fn a_signal_ends_it_whatever_is_open() {
    for keys in ["", "?", "t", "tzz", "g1"] {
        for signal in [Signal::TERM, Signal::HUP] {
            let mut session = Session::start(&[]);
            session.wait("Edge to pod");
            session.press(keys);
            session.signal(signal);
            session.ends();
        }
    }
}

#[test]
fn a_stopped_program_draws_again_when_it_goes_on() {
    for start in [&[][..], &["--autoplay"]] {
        let mut session = Session::start(start);
        session.wait("Edge to pod");
        for stop in ["\x1a", ""] {
            if stop.is_empty() {
                session.signal(Signal::TSTP);
            } else {
                session.press(stop);
            }
            session.stops();
            session.signal(Signal::CONT);
            session.wait("Edge to pod");
            assert!(session.screen().alternate_screen());
        }
        session.press("q");
        session.ends();
    }
}

#[test]
fn a_stopped_program_can_be_ended() {
    let mut session = Session::start(&[]);
    session.wait("Edge to pod");
    session.press("\x1a");
    session.stops();
    session.signal(Signal::TERM);
    session.signal(Signal::CONT);
    session.ends();
}

#[test]
fn the_end_of_the_terminal_is_the_end_of_the_program() {
    // Who leads the terminal's session is sent a signal; who does not has to notice.
    for leads in [true, false] {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = command(&BINARY);
        command.set_controlling_tty(leads);
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (mut seen, mut chunk) = (String::new(), [0; 4096]);
        while !seen.contains("quit") {
            let count = reader.read(&mut chunk).unwrap();
            seen.push_str(&String::from_utf8_lossy(&chunk[..count]));
        }
        drop((reader, pair));
        let ended = child.wait().unwrap();
        assert!(ended.success(), "leads: {leads}: {ended:?}");
    }
}

/// A load that would take for ever: the bar, and at Ctrl-C the report of what was counted.
#[test]
fn a_long_load_shows_how_far_it_is_and_reports_when_it_is_interrupted() {
    let mut session = Session::start(&["load", "foobar", "--requests", "1000000000000"]);
    session.wait("Ctrl-C: report so far");
    session.press("\x03");
    session.wait("Stopped before its end");
    session.wait("Bottleneck");
    assert!(!session.shows("report so far"), "the bar is taken away");
    session.ends();
}

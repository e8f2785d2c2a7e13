//! Screens of every size, and screens that change it.

use crate::session::{BINARY, Session, command};

#[test]
fn every_size_is_drawn_or_refused_in_words() {
    let sizes = [
        (1, 1),
        (1, 200),
        (500, 1),
        (2, 2),
        (39, 12),
        (40, 11),
        (40, 12),
        (80, 24),
        (99, 30),
        (100, 30),
        (120, 40),
        (300, 100),
        (500, 200),
    ];
    for size in sizes {
        let mut command = command(&BINARY);
        command.arg("--autoplay");
        let mut session = Session::run(command, size);
        if size.0 >= 40 && size.1 >= 12 {
            session.wait("Step 1 of");
        } else {
            let first = |session: &Session| {
                let words = session.screen().contents();
                words.trim_start().starts_with('h')
            };
            session.wait_until("asking for a larger screen", first);
        }
        session.quits();
    }
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let mut session = Session::start(&[]);
    session.wait("Edge to pod");
    session.resize(30, 10);
    session.wait("hopwise needs 40x12");
    session.resize(120, 40);
    session.wait("Edge to pod");
    session.press("q");
    session.ends();
}

#[test]
fn a_storm_of_sizes_during_play_ends_in_the_last_one() {
    let mut session = Session::start(&["--autoplay", "--speed", "0.05"]);
    session.wait("Step 1 of");
    for round in 0..1000_u16 {
        session.resize(round * 37 % 300 + 1, round * 17 % 100 + 1);
        if round % 100 == 0 {
            session.press(" ");
        }
    }
    session.resize(100, 30);
    session.wait("Step 1 of");
    session.wait("q quit");
    session.quits();
}

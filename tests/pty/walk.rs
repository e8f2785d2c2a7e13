//! A walk over all modes times all keys, both from the program's own tables: a new mode or a new
//! key is walked too. What a key should do is asked of the program's own parts, what it did is
//! read off the screen.

use std::collections::BTreeMap;
use std::fs;

use hopwise::action::Action;
use hopwise::key::{Code, Key};
use hopwise::keymap::{BINDINGS, Mode, find};
use hopwise::topology::{Topology, builtin};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::session::{BINARY, Session, command};
use crate::ways::{OUT, keys, modes, reach};

/// Every hint fits into a line so long.
const SIZE: (u16, u16) = (220, 50);

/// What a terminal sends for a key; nothing where it has no sequence of its own.
fn sequence(key: Key) -> Option<String> {
    // Shift is told of arrows only.
    let arrow = |end: char| {
        let shift = if key.shift { "1;2" } else { "" };
        format!("\x1b[{shift}{end}")
    };
    let words = match key.code {
        // Tab and Enter.
        Code::Char('i' | 'm') if key.ctrl => return None,
        Code::Char(c) if key.ctrl => char::from(u8::try_from(c).ok()? & 0x1f).to_string(),
        Code::Char(c) => c.to_string(),
        Code::Enter => "\r".to_owned(),
        Code::Esc => "\x1b".to_owned(),
        Code::Backspace => "\x7f".to_owned(),
        Code::Tab => "\t".to_owned(),
        Code::Up => arrow('A'),
        Code::Down => arrow('B'),
        Code::Right => arrow('C'),
        Code::Left => arrow('D'),
        Code::Home => "\x1b[H".to_owned(),
        Code::End => "\x1b[F".to_owned(),
        Code::PageUp => "\x1b[5~".to_owned(),
        Code::PageDown => "\x1b[6~".to_owned(),
    };
    Some(words)
}

/// What the hint line says in the picture, whatever is on: its hints that stand for themselves.
fn is_in_the_picture(session: &Session) -> bool {
    let row = last_row(session);
    let of = |mode: Mode| {
        let rows = BINDINGS.iter().filter(move |row| row.mode == mode);
        rows.map(|row| row.hint).filter(|hint| !hint.is_empty())
    };
    let elsewhere = |hint: &str| {
        let mut others = modes().into_iter().filter(|mode| *mode != Mode::Browse);
        others.any(|mode| of(mode).any(|other| other == hint))
    };
    of(Mode::Browse)
        .filter(|hint| !elsewhere(hint))
        .all(|hint| row.contains(hint))
}

fn last_row(session: &Session) -> String {
    let rows = session.screen().rows(0, SIZE.0);
    rows.last().expect("a row").trim_end().to_owned()
}

/// A session in `mode`, and the folder of its file where it has one.
fn open(mode: Mode) -> (Session, Option<TempDir>) {
    let mut command: CommandBuilder = command(&BINARY);
    let Some((_, way)) = reach(mode) else {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, builtin::BUILTINS[0].source).unwrap();
        command.arg(&path);
        let mut session = Session::run(command, SIZE);
        session.wait_until("in the picture", is_in_the_picture);
        fs::write(&path, "format = 1\n").unwrap();
        session.wait_until("in front of problems", |session| {
            session.shows("no requests") || session.shows("problem")
        });
        return (session, Some(folder));
    };
    command.arg(builtin::BUILTINS[0].name);
    let mut session = Session::run(command, SIZE);
    session.wait_until("in the picture", is_in_the_picture);
    let keys = way.into_iter().filter_map(sequence);
    session.press(&keys.collect::<String>());
    if mode != Mode::Browse {
        session.wait_until(&format!("in {mode:?}"), |session| {
            !is_in_the_picture(session)
        });
    }
    if mode == Mode::Load {
        // It moves by itself, so what a key does could not be told from that.
        session.press(" ");
    }
    (session, None)
}

/// What a key does in a mode, as far as the outside has to do with it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Does {
    Nothing,
    Types,
    Quits,
    Stops,
    Works,
}

fn expected(mode: Mode, key: Key, topology: &Topology) -> Does {
    match find(mode, key, topology) {
        None => Does::Nothing,
        Some(Action::Type(_)) => Does::Types,
        Some(Action::Quit) => Does::Quits,
        Some(Action::Suspend) => Does::Stops,
        Some(_) => Does::Works,
    }
}

#[test]
fn every_key_in_every_mode_does_what_the_tables_say_and_every_mode_is_left() {
    let topology = builtin::BUILTINS[0].load();
    for mode in modes() {
        let mut kinds: BTreeMap<Does, Vec<String>> = BTreeMap::new();
        for key in keys() {
            if let Some(sequence) = sequence(key) {
                let kind = kinds.entry(expected(mode, key, &topology)).or_default();
                kind.push(sequence);
            }
        }
        println!("{mode:?}: {kinds:?}");
        for (does, sequences) in kinds {
            match does {
                Does::Nothing => nothing(mode, &sequences),
                Does::Types => types(mode, &sequences),
                Does::Works => sequences.iter().for_each(|one| works(mode, one)),
                Does::Quits => sequences.iter().for_each(|one| quits(mode, one)),
                Does::Stops => sequences.iter().for_each(|one| stops(mode, one)),
            }
        }
    }
}

/// Keys without a meaning leave the screen as it is, where it stands still.
fn nothing(mode: Mode, sequences: &[String]) {
    let (mut session, _folder) = open(mode);
    let before = still(mode, &mut session);
    for sequence in sequences {
        session.press(sequence);
    }
    assert_eq!(still(mode, &mut session), before, "{mode:?}");
    leaves(session);
}

/// The screen once nothing happens on it any more; `None` in a mode in which something always does.
fn still(mode: Mode, session: &mut Session) -> Option<String> {
    let moves = reach(mode).is_some_and(|(app, _)| app.animating());
    (!moves).then(|| {
        session.settle();
        session.screen().contents()
    })
}

/// Keys that go into a filter are typed one after the other.
fn types(mode: Mode, sequences: &[String]) {
    let (mut session, _folder) = open(mode);
    session.press(&sequences.concat());
    leaves(session);
}

/// A key that does something leaves a program that can be brought back to the picture.
fn works(mode: Mode, sequence: &str) {
    let (mut session, _folder) = open(mode);
    session.press(sequence);
    leaves(session);
}

fn quits(mode: Mode, sequence: &str) {
    let (mut session, _folder) = open(mode);
    session.press(sequence);
    session.ends();
}

fn stops(mode: Mode, sequence: &str) {
    let (mut session, _folder) = open(mode);
    let before = still(mode, &mut session);
    session.press(sequence);
    session.stops();
    session.signal(Signal::CONT);
    session.wait_until("as it was", |session| {
        let screen = session.screen();
        let same = before
            .as_ref()
            .is_none_or(|before| screen.contents() == *before);
        screen.alternate_screen() && same
    });
    leaves(session);
}

/// Esc leads to the picture, and from there out.
fn leaves(mut session: Session) {
    // Two in one go are one key; one alone and what follows it would be Alt with that.
    session.press(&"\x1b\x1b".repeat(OUT));
    session.wait_until("in the picture", is_in_the_picture);
    session.quits();
}

//! Every mode of the interactive program and every key: each mode can be reached and left, and no
//! key of the keyboard is too much for any of them.

use std::collections::BTreeSet;
use std::time::Duration;

use hopwise::action::{Action, Command};
use hopwise::app::{App, Listed, Settings};
use hopwise::key::{Code, Key};
use hopwise::keymap::{BINDINGS, Mode};
use hopwise::topology::builtin;
use hopwise::topology::problem::Refusal;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Presses of Esc that lead from anywhere to the picture.
const OUT: usize = 12;

fn app() -> App {
    App::new(Settings::of(
        builtin::BUILTINS.iter().map(Listed::from).collect(),
    ))
}

fn press(app: &mut App, keys: &str) {
    for key in keys.split_whitespace() {
        app.press(key.parse::<Key>().unwrap());
    }
}

/// The program in `mode`, by the keys a teacher would press. A new mode says here how.
fn reach(mode: Mode) -> App {
    let mut app = app();
    match mode {
        Mode::Browse => {}
        Mode::Help => press(&mut app, "?"),
        Mode::Topologies => press(&mut app, "t"),
        Mode::Compare => press(&mut app, "m end h end w"),
        Mode::Question => press(&mut app, "g m end"),
        Mode::Score => {
            press(&mut app, "g m");
            let answers = ["end", "1", "right"].into_iter().cycle().take(100);
            for key in answers {
                if app.mode() != mode {
                    press(&mut app, key);
                }
            }
        }
        Mode::Problems => {
            let refusal = Refusal::unreadable("mine.toml", "it is gone");
            app.update(Action::Loaded(Err(Box::new(refusal))));
        }
    }
    assert_eq!(app.mode(), mode);
    app
}

/// All modes: each has a row in the table of bindings.
fn modes() -> Vec<Mode> {
    let mut modes: Vec<Mode> = BINDINGS.iter().map(|binding| binding.mode).collect();
    modes.sort_by_key(|mode| *mode as u8);
    modes.dedup();
    modes
}

/// Every key that is bound somewhere, every character of a keyboard, Ctrl with every letter, and
/// what other keyboards have.
fn keys() -> BTreeSet<Key> {
    let bound = BINDINGS.iter().flat_map(|binding| binding.keys).copied();
    let typed = (' '..='~')
        .chain(['é', '日', '\u{202e}', '\u{0}'])
        .map(Key::char);
    let control = ('a'..='z').map(Key::ctrl);
    let named = [Code::Tab, Code::Backspace, Code::Home, Code::End].map(Key::plain);
    bound.chain(typed).chain(control).chain(named).collect()
}

fn draw(app: &mut App, (width, height): (u16, u16)) {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let theme = Theme::new(ThemeName::Dark, false, false);
    ui::prepare(app, area);
    ui::render(app, &theme, area, &mut buffer);
}

#[test]
fn every_mode_is_reached_and_left() {
    for mode in modes() {
        let mut app = reach(mode);
        for size in [(1, 1), (40, 12), (80, 24), (200, 60)] {
            draw(&mut app, size);
        }
        for (key, command) in [("ctrl-c", Command::Quit), ("ctrl-z", Command::Suspend)] {
            let asked = app.clone().press(key.parse().unwrap());
            assert_eq!(asked, Some(command), "{key} in {mode:?}");
        }
        press(&mut app, &"esc ".repeat(OUT));
        assert_eq!(app.mode(), Mode::Browse, "Esc leads out of {mode:?}");
    }
}

#[test]
fn no_key_is_too_much_for_any_mode() {
    for mode in modes() {
        let mut start = reach(mode);
        draw(&mut start, (80, 24));
        for key in keys() {
            let mut app = start.clone();
            let asked = app.press(key);
            let expected = [None, Some(Command::Quit), Some(Command::Suspend)];
            assert!(expected.contains(&asked), "{key} in {mode:?}: {asked:?}");
            app.tick(Duration::from_millis(700));
            draw(&mut app, (80, 24));
            press(&mut app, &"esc ".repeat(OUT));
            assert_eq!(app.mode(), Mode::Browse, "after {key} in {mode:?}");
        }
    }
}

#[test]
fn keys_mean_something_only_where_the_table_says_so() {
    // A mode that keeps every key for itself does nothing for one that it does not have.
    for mode in [Mode::Help, Mode::Score] {
        let bound: Vec<Key> = BINDINGS
            .iter()
            .filter(|binding| binding.mode == mode)
            .flat_map(|binding| binding.keys)
            .copied()
            .collect();
        let mut app = reach(mode);
        app.drawn();
        // In the help every letter and digit leads to the terms that begin with it.
        let term = |key: &Key| {
            mode == Mode::Help && key.typed().is_some_and(|c| c.is_ascii_alphanumeric())
        };
        let others = |key: &Key| !bound.contains(key) && !term(key);
        for key in keys().into_iter().filter(others) {
            assert_eq!(app.press(key), None);
            assert!(!app.needs_frame(), "{key} in {mode:?}");
        }
    }
}

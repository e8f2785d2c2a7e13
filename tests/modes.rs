//! Every mode of the interactive program and every key: each mode can be reached and left, and no
//! key of the keyboard is too much for any of them.

use std::time::Duration;

use hopwise::action::{Action, Command};
use hopwise::app::App;
use hopwise::key::Key;
use hopwise::keymap::{BINDINGS, Mode};
use hopwise::topology::problem::Refusal;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use ways::{OUT, keys, modes};

#[path = "support/typing.rs"]
mod typing;
use typing::press;

#[path = "modes/ways.rs"]
mod ways;

/// The program in `mode`.
fn reach(mode: Mode) -> App {
    if let Some((app, _)) = ways::reach(mode) {
        return app;
    }
    let mut app = ways::start();
    let refusal = Refusal::unreadable("mine.toml", "it is gone");
    app.update(Action::Loaded(Err(Box::new(refusal))));
    assert_eq!(app.mode(), mode);
    app
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

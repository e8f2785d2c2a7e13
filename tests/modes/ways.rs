//! How to come to each mode, and every key that a keyboard has: what the walks over all modes and
//! all keys share.

use std::collections::BTreeSet;

use hopwise::app::{App, Listed, Settings};
use hopwise::key::{Code, Key};
use hopwise::keymap::{BINDINGS, Mode};
use hopwise::topology::builtin;

/// Presses of Esc that lead from anywhere to the picture.
pub(crate) const OUT: usize = 12;

/// Presses within which a mode must be come to.
const LONGEST: usize = 300;

/// The program on the first of its topologies.
pub(crate) fn start() -> App {
    App::new(Settings::of(
        builtin::BUILTINS.iter().map(Listed::from).collect(),
    ))
}

/// The program in `mode` and the keys a teacher would press for it; `None`: no key leads there,
/// but a file with a mistake. A new mode says here how.
pub(crate) fn reach(mode: Mode) -> Option<(App, Vec<Key>)> {
    let (keys, again) = match mode {
        Mode::Problems => return None,
        Mode::Browse => ("", ""),
        Mode::Load => ("l", ""),
        Mode::Help => ("?", ""),
        Mode::List => ("t", ""),
        Mode::Faults => ("X", ""),
        Mode::Compare => ("m end h end w", ""),
        Mode::Question => ("g m end", ""),
        Mode::Score => ("g m", "end 1 right"),
    };
    let mut app = start();
    let mut pressed = Vec::new();
    let keys = keys.split_whitespace();
    let mut again = again.split_whitespace().cycle();
    for key in keys
        .map(Some)
        .chain(std::iter::repeat_with(|| again.next()))
    {
        let Some(key) = key.filter(|_| app.mode() != mode && pressed.len() < LONGEST) else {
            break;
        };
        let key: Key = key.parse().expect("a key");
        app.press(key);
        pressed.push(key);
    }
    assert_eq!(app.mode(), mode, "after {pressed:?}");
    Some((app, pressed))
}

/// All modes: each has a row in the table of bindings.
pub(crate) fn modes() -> Vec<Mode> {
    let mut modes: Vec<Mode> = BINDINGS.iter().map(|binding| binding.mode).collect();
    modes.sort_by_key(|mode| *mode as u8);
    modes.dedup();
    modes
}

/// Every key that is bound somewhere, every character of a keyboard, Ctrl with every letter, and
/// what other keyboards have.
pub(crate) fn keys() -> BTreeSet<Key> {
    let bound = BINDINGS.iter().flat_map(|binding| binding.keys).copied();
    let typed = (' '..='~')
        .chain(['é', '日', '\u{202e}', '\u{0}'])
        .map(Key::char);
    let control = ('a'..='z').map(Key::ctrl);
    let named = [Code::Tab, Code::Backspace, Code::Home, Code::End].map(Key::plain);
    bound.chain(typed).chain(control).chain(named).collect()
}

//! Keys pressed one after the other.

use hopwise::action::Command;
use hopwise::app::App;
use hopwise::key::Key;

/// Presses `keys`, which are separated by spaces; what the last one asks of the terminal.
pub(crate) fn press(app: &mut App, keys: &str) -> Option<Command> {
    let press = |_, key: &str| app.press(key.parse::<Key>().expect("a key"));
    keys.split_whitespace().fold(None, press)
}

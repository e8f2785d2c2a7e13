//! Events of the terminal become keys and actions.

use std::io;
use std::thread;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Rect;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::action::{Action, Command};
use crate::app::App;
use crate::key::{Code, Key};
use crate::keymap::Mode;
use crate::ui;

/// What the terminal sends, read on a thread of its own: crossterm reads the end of a terminal
/// that is gone again and again without returning, and the loop must not be held up by that.
pub(super) struct Input {
    events: UnboundedReceiver<io::Result<Event>>,
}

impl Input {
    /// Begins to read. The thread ends with the program.
    pub(super) fn listen() -> Self {
        let (sender, events) = unbounded_channel();
        thread::spawn(move || {
            loop {
                let event = crossterm::event::read();
                let failed = event.is_err();
                if sender.send(event).is_err() || failed {
                    return;
                }
            }
        });
        Self { events }
    }

    /// The next event. After an error there is none.
    pub(super) async fn next(&mut self) -> io::Result<Event> {
        let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
        self.events.recv().await.unwrap_or_else(|| Err(gone()))
    }

    /// An event that has come already.
    pub(super) fn waiting(&mut self) -> Option<io::Result<Event>> {
        self.events.try_recv().ok()
    }
}

/// Tells `app` of one event on a screen of this size.
pub(super) fn handle(app: &mut App, area: Rect, event: Event) -> Option<Command> {
    match event {
        Event::Key(event) => key(event).and_then(|key| app.press(key)),
        Event::Mouse(event) => mouse(app, area, event),
        Event::Paste(text) => paste(app, &text),
        Event::Resize(..) | Event::FocusGained => {
            app.redraw();
            None
        }
        Event::FocusLost => None,
    }
}

/// The key of a press or repeat; releases and keys this program has no name for are nothing.
fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Tab => Code::Tab,
        _ => return None,
    };
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match code {
        Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        other => other,
    };
    let key = Key { code, ctrl };
    // Esc and Ctrl-C in one go look like Alt-Ctrl-C, and whoever types that wants to leave.
    let others = KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META;
    (key == Key::ctrl('c') || !event.modifiers.intersects(others)).then_some(key)
}

/// A click selects a box; the wheel scrolls what is open.
fn mouse(app: &mut App, area: Rect, event: MouseEvent) -> Option<Command> {
    let action = match event.kind {
        MouseEventKind::Down(MouseButton::Left) if app.mode() == Mode::Browse => {
            Action::Select(ui::node_at(app, area, event.column, event.row))
        }
        MouseEventKind::ScrollUp if app.mode() != Mode::Browse => Action::Up(3),
        MouseEventKind::ScrollDown if app.mode() != Mode::Browse => Action::Down(3),
        _ => return None,
    };
    app.update(action)
}

/// Pasted text goes into a filter that is open, and is no keys.
fn paste(app: &mut App, text: &str) -> Option<Command> {
    if app.mode() == Mode::Topologies {
        for c in text.chars().filter(|c| !c.is_control()) {
            app.update(Action::Type(c));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_events_become_keys() {
        let plain = KeyModifiers::NONE;
        let table = [
            (KeyCode::Char('h'), plain, Some("h")),
            (KeyCode::Char('R'), KeyModifiers::SHIFT, Some("R")),
            (KeyCode::Char('C'), KeyModifiers::CONTROL, Some("ctrl-c")),
            (KeyCode::Char(' '), plain, Some("space")),
            (KeyCode::Enter, plain, Some("enter")),
            (KeyCode::Char('x'), KeyModifiers::ALT, None),
            (KeyCode::Char('c'), KeyModifiers::ALT, None),
            (
                KeyCode::Char('c'),
                KeyModifiers::ALT | KeyModifiers::CONTROL,
                Some("ctrl-c"),
            ),
            (KeyCode::F(1), plain, None),
        ];
        for (code, modifiers, expected) in table {
            let expected: Option<Key> = expected.map(|text| text.parse().unwrap());
            assert_eq!(key(KeyEvent::new(code, modifiers)), expected, "{code:?}");
        }
        let release =
            KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(key(release), None);
    }
}

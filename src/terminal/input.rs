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
    /// Where the mouse holds the drawing.
    grip: Option<Grip>,
}

/// Rows that a notch of the wheel moves.
const NOTCH: i32 = 3;

/// Column and row of a mouse whose button is down on the drawing.
type Grip = (u16, u16);

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
        Self { events, grip: None }
    }

    /// The next event. After an error there is none.
    pub(super) async fn next(&mut self) -> io::Result<Event> {
        let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
        self.events.recv().await.unwrap_or_else(|| Err(gone()))
    }

    /// Tells `app` of one event on a screen of this size.
    pub(super) fn handle(&mut self, app: &mut App, area: Rect, event: Event) -> Option<Command> {
        match event {
            Event::Key(event) => key(event).and_then(|key| app.press(key)),
            Event::Mouse(event) => mouse(app, area, event, &mut self.grip),
            Event::Paste(text) => paste(app, &text),
            Event::Resize(..) | Event::FocusGained => {
                app.redraw();
                None
            }
            Event::FocusLost => None,
        }
    }

    /// An event that has come already.
    pub(super) fn waiting(&mut self) -> Option<io::Result<Event>> {
        self.events.try_recv().ok()
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
    let is_arrow = matches!(code, Code::Up | Code::Down | Code::Left | Code::Right);
    let shift = is_arrow && event.modifiers.contains(KeyModifiers::SHIFT);
    let key = Key { code, ctrl, shift };
    // Esc and Ctrl-C in one go look like Alt-Ctrl-C, and whoever types that wants to leave.
    let others = KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META;
    (key == Key::ctrl('c') || !event.modifiers.intersects(others)).then_some(key)
}

/// A click selects a box or a line; dragging and the wheel move the window onto a large diagram, with Shift
/// the wheel moves it sideways. Elsewhere the wheel scrolls what is open.
fn mouse(app: &mut App, area: Rect, event: MouseEvent, grip: &mut Option<Grip>) -> Option<Command> {
    let (column, row) = (event.column, event.row);
    let is_drawing = app.mode() == Mode::Browse && ui::is_drawing(app, area, column, row);
    let selects = matches!(app.mode(), Mode::Browse | Mode::Faults);
    let sideways = event.modifiers.contains(KeyModifiers::SHIFT);
    let action = match event.kind {
        MouseEventKind::Down(MouseButton::Left) if selects => {
            *grip = is_drawing.then_some((column, row));
            pointed_at(app, area, column, row)
        }
        MouseEventKind::Drag(MouseButton::Left) => {
            let from = (*grip)?;
            *grip = Some((column, row));
            drag(
                i32::from(from.0) - i32::from(column),
                i32::from(from.1) - i32::from(row),
            )
        }
        MouseEventKind::Up(MouseButton::Left) => {
            *grip = None;
            return None;
        }
        MouseEventKind::ScrollUp if is_drawing && !sideways => drag(0, -NOTCH),
        MouseEventKind::ScrollDown if is_drawing && !sideways => drag(0, NOTCH),
        MouseEventKind::ScrollUp | MouseEventKind::ScrollLeft if is_drawing => drag(-2 * NOTCH, 0),
        MouseEventKind::ScrollDown | MouseEventKind::ScrollRight if is_drawing => {
            drag(2 * NOTCH, 0)
        }
        MouseEventKind::ScrollUp => Action::Up(NOTCH as u16),
        MouseEventKind::ScrollDown => Action::Down(NOTCH as u16),
        _ => return None,
    };
    app.update(action)
}

/// Selects what is drawn there: a box, or a line; of several lines in one cell each in turn.
fn pointed_at(app: &App, area: Rect, column: u16, row: u16) -> Action {
    let node = ui::node_at(app, area, column, row);
    let links = ui::links_at(app, area, column, row);
    let on = links
        .iter()
        .position(|link| app.selected_link() == Some(*link));
    let next = on.map_or(0, |place| (place + 1) % links.len());
    match (node, links.get(next)) {
        (None, Some(&link)) => Action::SelectLink(link),
        (node, _) => Action::Select(node),
    }
}

const fn drag(columns: i32, rows: i32) -> Action {
    Action::Drag { columns, rows }
}

/// Pasted text goes into a filter that is open, and is no keys.
fn paste(app: &mut App, text: &str) -> Option<Command> {
    if app.mode() == Mode::List {
        for c in text.chars().filter(|c| !c.is_control()) {
            app.update(Action::Type(c));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Listed, Settings};
    use crate::layout::Point;
    use crate::topology::builtin;

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
            (KeyCode::Left, KeyModifiers::SHIFT, Some("shift-left")),
            (KeyCode::Home, KeyModifiers::SHIFT, Some("home")),
        ];
        for (code, modifiers, expected) in table {
            let expected: Option<Key> = expected.map(|text| text.parse().unwrap());
            assert_eq!(key(KeyEvent::new(code, modifiers)), expected, "{code:?}");
        }
        let release =
            KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(key(release), None);
    }

    /// Where the window onto a large diagram begins after some events of the mouse at one place.
    fn window_after(events: &[(MouseEventKind, (u16, u16), KeyModifiers)]) -> Point {
        let area = Rect::new(0, 0, 80, 24);
        let aws = builtin::BUILTINS.iter().filter(|b| b.name == "aws");
        let mut app = App::new(Settings::of(aws.map(Listed::from).collect()));
        ui::prepare(&mut app, area);
        let mut grip = None;
        for &(kind, (column, row), modifiers) in events {
            let event = MouseEvent {
                kind,
                column,
                row,
                modifiers,
            };
            assert_eq!(mouse(&mut app, area, event, &mut grip), None);
            ui::prepare(&mut app, area);
        }
        app.window().expect("a window")
    }

    #[test]
    fn the_mouse_moves_the_window() {
        use MouseButton::Left;
        use MouseEventKind::{Drag, Moved, ScrollDown, ScrollRight, ScrollUp, Up};
        let (at, none, shift) = ((40, 10), KeyModifiers::NONE, KeyModifiers::SHIFT);
        let down = MouseEventKind::Down(Left);
        let table: &[(&[_], (u16, u16))] = &[
            (&[], (0, 0)),
            (&[(Moved, at, none), (ScrollUp, at, none)], (0, 0)),
            (&[(ScrollDown, at, none)], (0, 3)),
            (&[(ScrollDown, at, shift)], (6, 0)),
            (&[(ScrollRight, at, none), (ScrollUp, at, shift)], (0, 0)),
            (&[(down, at, none), (Drag(Left), (30, 8), none)], (10, 2)),
            (&[(Drag(Left), (30, 8), none)], (0, 0)),
            (
                &[
                    (down, at, none),
                    (Up(Left), at, none),
                    (Drag(Left), (30, 8), none),
                ],
                (0, 0),
            ),
        ];
        for (events, (x, y)) in table {
            assert_eq!(window_after(events), Point::new(*x, *y), "{events:?}");
        }
    }
}

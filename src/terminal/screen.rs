//! Setting the terminal up, drawing on it, and leaving it as it was found.

use std::cell::RefCell;
use std::io::{self, Write, stdout};
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::sync::Once;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::signals;
use crate::app::App;
use crate::ui;
use crate::ui::theme::Theme;

/// The terminal while it is ours. Dropping it gives the terminal back.
pub(super) struct Screen {
    /// Never dropped: its drop shows the cursor, which [`give_back`] does, and panics where there
    /// is no terminal any more to complain to.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Paper>>>,
    paper: Paper,
}

/// What a frame is written on before it is sent in one piece. The terminal is told nothing of a
/// frame that is never finished.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    fn send(&self) -> io::Result<()> {
        let mut frame = self.0.borrow_mut();
        let sent = stdout().write_all(&frame).and_then(|()| stdout().flush());
        frame.clear();
        sent
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    /// Nothing: a frame is sent when it is finished.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    /// Takes the terminal over. A panic from here on gives it back before it is reported.
    pub(super) fn enter() -> io::Result<Self> {
        hook_panics();
        take()?;
        let paper = Paper::default();
        let terminal =
            Terminal::new(CrosstermBackend::new(paper.clone())).inspect_err(|_| give_back())?;
        Ok(Self {
            terminal: ManuallyDrop::new(terminal),
            paper,
        })
    }

    /// The size it was last drawn at.
    pub(super) fn area(&mut self) -> Rect {
        self.terminal.get_frame().area()
    }

    /// Draws the present state. The terminal shows the frame at once or not at all.
    pub(super) fn draw(&mut self, app: &mut App, theme: &Theme) -> io::Result<()> {
        queue!(self.paper, BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| {
            ui::prepare(app, frame.area());
            ui::render(app, theme, frame.area(), frame.buffer_mut());
        })?;
        queue!(self.paper, EndSynchronizedUpdate)?;
        self.paper.send()?;
        app.drawn();
        Ok(())
    }

    /// Gives the terminal to the shell until it continues this program.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signals::stop()?;
        self.resume()
    }

    /// Takes the terminal again; the next frame draws every cell.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        take()?;
        // A new one knows of no frame; clearing the old one would ask where the cursor is, and
        // the answer would come among the keys.
        self.terminal =
            ManuallyDrop::new(Terminal::new(CrosstermBackend::new(self.paper.clone()))?);
        execute!(stdout(), Clear(ClearType::All))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste
    )
    .inspect_err(|_| give_back())
}

/// Undoes everything that [`take`] and a frame that was cut short may have left. It is called on
/// ways out, where there is nobody to report an error to.
fn give_back() {
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    );
    let _ = stdout().flush();
    let _ = disable_raw_mode();
}

fn hook_panics() {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            report(panic);
        }));
    });
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Set in the child that this test starts of itself.
    const CHILD: &str = "HOPWISE_TEST_PANICS";
    const NAME: &str = "terminal::screen::tests::a_panic_gives_the_terminal_back_before_it_is_told";

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_told() {
        if std::env::var_os(CHILD).is_some() {
            let _screen = Screen::enter().unwrap();
            execute!(stdout(), BeginSynchronizedUpdate).unwrap();
            panic!("in the middle of a frame");
        }
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let modes = || format!("{:?}", pair.master.get_termios());
        let before = modes();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", NAME, "--nocapture"]);
        command.env(CHILD, "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut seen = Vec::new();
        let mut chunk = [0; 4096];
        while !String::from_utf8_lossy(&seen).contains("FAILED") {
            let count = reader.read(&mut chunk).unwrap();
            seen.extend_from_slice(&chunk[..count]);
        }
        assert!(!child.wait().unwrap().success());
        let seen = String::from_utf8_lossy(&seen);
        let told = seen.find("in the middle of a frame").expect("the report");
        for undone in ["?2026l", "?2004l", "?1003l", "?1049l", "?25h"] {
            let place = seen.find(undone);
            assert!(
                place.is_some_and(|place| place < told),
                "{undone} in {seen}"
            );
        }
        assert_eq!(modes(), before);
    }
}

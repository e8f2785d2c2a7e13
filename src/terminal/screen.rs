//! Setting the terminal up, drawing on it, and leaving it as it was found.

use std::io::{self, Stdout, Write, stdout};
use std::sync::Once;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
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
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal over. A panic from here on gives it back before it is reported.
    pub(super) fn enter() -> io::Result<Self> {
        hook_panics();
        take().inspect_err(|_| give_back())?;
        let terminal =
            Terminal::new(CrosstermBackend::new(stdout())).inspect_err(|_| give_back())?;
        Ok(Self { terminal })
    }

    /// The size it was last drawn at.
    pub(super) fn area(&mut self) -> Rect {
        self.terminal.get_frame().area()
    }

    /// Draws the present state. The terminal shows the frame at once or not at all.
    pub(super) fn draw(&mut self, app: &mut App, theme: &Theme) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(|frame| {
            ui::prepare(app, frame.area());
            ui::render(app, theme, frame.area(), frame.buffer_mut());
        });
        execute!(stdout(), EndSynchronizedUpdate)?;
        drawn?;
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
        self.terminal.clear()
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

//! The only module that knows a terminal and a clock.
//!
//! One loop: wait for input, a signal or, while something moves, the next tick; turn what came
//! into actions; draw at most once. At rest nothing is written and nothing runs.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use crossterm::event::Event;

use crate::action::{Action, Command};
use crate::app::App;
use crate::ui::theme::Theme;
use files::Files;
use input::Input;
pub use notes::NotesError;
use notes::Publisher;
use screen::Screen;
use signals::{Signal, Signals};
use watch::{Change, Watch};

pub(crate) mod files;
mod input;
pub mod meter;
mod notes;
mod screen;
mod signals;
mod watch;

/// Time between two frames while something moves: 30 a second.
const TICK: Duration = Duration::from_millis(33);

/// The most that passes at once: while the program or the machine was stopped, nobody watched.
const LONGEST: Duration = Duration::from_millis(500);

/// Why the interactive program could not run or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terminal cannot be read, written or set up.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
}

/// Runs the interactive program until it is quit, its terminal goes away, or it is told to end.
/// The terminal is left as it was found, on every way out.
pub fn run(mut app: App, theme: &Theme) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ended = runtime.block_on(async {
        // From here on a signal ends the program in good order.
        let mut signals = Signals::new()?;
        let mut screen = Screen::enter()?;
        drive(&mut app, theme, &mut screen, &mut signals).await
    });
    match ended {
        Err(_) if signals::has_hung_up() => Ok(()),
        ended => Ok(ended?),
    }
}

/// What the loop woke up for.
enum Woken {
    Input(io::Result<Event>),
    Signal(Signal),
    Changed(Change),
    Tick,
}

async fn drive(
    app: &mut App,
    theme: &Theme,
    screen: &mut Screen,
    signals: &mut Signals,
) -> io::Result<()> {
    let publisher = publish(app).await;
    // The first frame does not wait for the input to be set up.
    screen.draw(app, theme)?;
    let mut input = Input::listen();
    let (mut files, mut watch) = (Files::default(), Watch::new());
    let mut moved = Instant::now();
    loop {
        if let Err(error) = watch.follow(files.of(app)) {
            let reason = format!("changes are not noticed, R reads the file again: {error}");
            app.update(Action::Unwatched(reason));
        }
        if app.needs_frame() {
            screen.draw(app, theme)?;
            if let (Some(publisher), Some(page)) = (&publisher, app.notes()) {
                publisher.publish(page);
            }
        }
        let was_moving = app.animating();
        if !was_moving {
            moved = Instant::now();
        }
        let woken = {
            let tick = pin!(async {
                if was_moving {
                    tokio::time::sleep_until((moved + TICK).into()).await;
                } else {
                    std::future::pending::<()>().await;
                }
            });
            tokio::select! {
                event = input.next() => Woken::Input(event),
                signal = signals.next() => Woken::Signal(signal),
                change = watch.changed() => Woken::Changed(change),
                () = tick => Woken::Tick,
            }
        };
        if was_moving {
            let now = Instant::now();
            app.tick((now - moved).min(LONGEST));
            moved = now;
        }
        let command = match woken {
            Woken::Input(first) => read(app, screen, &mut input, first)?,
            Woken::Signal(Signal::End) => Some(Command::Quit),
            Woken::Signal(Signal::Stop) => Some(Command::Suspend),
            Woken::Signal(Signal::Continue) => {
                screen.resume()?;
                app.redraw();
                None
            }
            Woken::Signal(Signal::Resize) => {
                app.redraw();
                None
            }
            Woken::Changed(Change { path, content }) => {
                app.update(files.loaded(app, &path, content))
            }
            Woken::Tick => None,
        };
        match command {
            None => {}
            Some(Command::Quit) => return Ok(()),
            Some(Command::Suspend) => {
                screen.suspend()?;
                app.redraw();
            }
            Some(Command::Load(path)) => {
                app.update(files.loaded(app, &path, files::read(&path)));
            }
        }
    }
}

/// Opens the speaker notes of a lesson to other terminals, where a lesson is taught.
async fn publish(app: &mut App) -> Option<Publisher> {
    match Publisher::open(app.notes()?).await {
        Ok(publisher) => Some(publisher),
        Err(error) => {
            app.update(Action::Unpublished(format!("no speaker notes: {error}")));
            None
        }
    }
}

/// Prints the speaker notes of the lesson that runs in another terminal, page after page, until it
/// ends.
///
/// # Errors
/// No lesson runs, or its socket cannot be trusted or read.
pub fn follow_notes() -> Result<(), NotesError> {
    notes::follow()
}

/// Handles one event and all that wait behind it, so that many cost one frame.
fn read(
    app: &mut App,
    screen: &mut Screen,
    input: &mut Input,
    first: io::Result<Event>,
) -> io::Result<Option<Command>> {
    let mut next = Some(first);
    while let Some(event) = next {
        let command = input.handle(app, screen.area(), event?);
        if command.is_some() {
            return Ok(command);
        }
        next = input.waiting();
    }
    Ok(None)
}

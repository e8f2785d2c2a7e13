//! How far a long computation is: a bar on standard error, where somebody may be looking, and
//! Ctrl-C, which ends it in good order.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::load::run::Progress;

/// A computation shorter than this shows nothing.
const QUIET: Duration = Duration::from_millis(700);
/// Time between two looks.
const PERIOD: Duration = Duration::from_millis(100);
/// Cells of the bar.
const CELLS: usize = 40;
/// What a program that Ctrl-C ended gives to the shell: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Does `work`, shows how far it is, and tells it to stop at the first Ctrl-C. The second one ends
/// the program.
pub fn while_running<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    let (over, is_over) = oneshot::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || watch(progress, is_over));
        let done = work();
        let _ = over.send(());
        done
    })
}

/// Looks after a computation until it is over. Where there is no runtime nobody looks.
fn watch(progress: &Progress, mut is_over: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    let begun = Instant::now();
    let shown = io::stderr().is_terminal();
    let mut drawn = false;
    runtime.block_on(async {
        loop {
            tokio::select! {
                _ = &mut is_over => break,
                Ok(()) = tokio::signal::ctrl_c() => {
                    if progress.is_stopped() {
                        std::process::exit(INTERRUPTED);
                    }
                    progress.stop();
                }
                () = tokio::time::sleep(PERIOD) => {}
            }
            if shown && begun.elapsed() >= QUIET {
                drawn = true;
                let _ = write!(io::stderr(), "\r{}", line(progress.share()));
            }
        }
    });
    if drawn {
        let blank = " ".repeat(line(1.0).len());
        let _ = write!(io::stderr(), "\r{blank}\r");
    }
}

/// The bar.
fn line(share: f64) -> String {
    let full = (share * CELLS as f64) as usize;
    let bar = format!("{}{}", "#".repeat(full), ".".repeat(CELLS - full));
    format!("[{bar}] {:3.0} %  Ctrl-C: report so far", share * 100.0)
}

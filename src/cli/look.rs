//! How the interactive program looks and moves.

use super::output;
use crate::playback::Speed;
use crate::ui::theme::{Theme, ThemeName};

#[derive(Debug, clap::Args)]
pub(super) struct Look {
    /// Use nothing outside printable ASCII
    #[arg(long)]
    pub(super) ascii: bool,
    /// Colours of the screen
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    theme: ThemeName,
    /// How fast playing is, such as 0.5 or 2
    #[arg(long, value_name = "X", default_value = "1")]
    pub(super) speed: Speed,
    /// Packets jump from box to box instead of gliding
    #[arg(long)]
    reduced_motion: bool,
    /// Lines of text for screen readers: commands from standard input, `help` lists them
    #[arg(long, conflicts_with_all = ["ascii", "theme", "speed", "reduced_motion"])]
    pub(super) plain: bool,
}

impl Look {
    pub(super) fn theme(&self) -> Theme {
        Theme::new(self.theme, self.ascii, output::color_allowed())
    }

    /// Whether packets jump. Spoken, a step is over when it is told.
    pub(super) fn is_still(&self) -> bool {
        self.reduced_motion || self.plain
    }
}

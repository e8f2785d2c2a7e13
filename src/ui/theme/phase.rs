//! The colours of phases. The letter beside each says the same without colour.

use ratatui::style::{Color, Style};

use super::{Theme, ThemeName};
use crate::phase::Phase;

/// By phase, in the order of [`Phase::ALL`].
type Colours = [u8; 9];

const DARK: Colours = [117, 179, 176, 250, 150, 215, 80, 204, 246];
const LIGHT: Colours = [25, 94, 90, 240, 22, 130, 23, 124, 241];
const HIGH_CONTRAST: Colours = [117, 229, 219, 252, 159, 214, 123, 208, 250];

const fn colours(name: ThemeName) -> &'static Colours {
    match name {
        ThemeName::Dark => &DARK,
        ThemeName::Light => &LIGHT,
        ThemeName::HighContrast => &HIGH_CONTRAST,
    }
}

impl Theme {
    /// How a phase looks.
    pub fn phase(&self, phase: Phase) -> Style {
        if self.color {
            Style::new().fg(Color::Indexed(colours(self.name)[phase as usize]))
        } else {
            Style::new()
        }
    }
}

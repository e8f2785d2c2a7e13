//! The card: what asks for attention stands over the story, as high as its lines, and the picture
//! keeps what is left.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel::{self, Lines};
use super::theme::{Theme, ThemeName};
use super::{faults, lesson, question, score};
use crate::app::App;

/// A card: heading and lines.
pub(super) struct Card {
    pub(super) heading: String,
    pub(super) lines: Lines,
}

/// Cells of a frame left and right of the lines.
const FRAME: u16 = 4;

/// What is on the card now, for lines of `width` cells; `None` where no card is shown.
fn card(app: &App, theme: &Theme, width: u16) -> Option<Card> {
    if app.load().is_some() {
        return faults::card(app, theme, width);
    }
    question::card(app, theme, width)
        .or_else(|| score::card(app, theme, width))
        .or_else(|| faults::card(app, theme, width))
        .or_else(|| lesson::card(app, theme, width))
}

/// Where the card stands: over the story and the log, where they have room for it, else over as
/// much above them as it needs. Empty where there is none.
pub(super) fn place(app: &App, story: Rect, log: Rect, top: u16) -> Rect {
    let told = if log.is_empty() {
        story
    } else {
        story.union(log)
    };
    // Glyphs are as wide in every theme, so any theme tells the height.
    let theme = Theme::new(ThemeName::default(), true, false);
    let Some(card) = card(app, &theme, told.width.saturating_sub(FRAME)) else {
        return Rect::default();
    };
    let wanted = u16::try_from(card.lines.len() + 2).unwrap_or(u16::MAX);
    if wanted <= told.height {
        return Rect {
            height: wanted.max(story.height),
            ..told
        };
    }
    let height = wanted.min(told.bottom().saturating_sub(top));
    Rect {
        y: told.bottom() - height,
        height,
        ..told
    }
}

pub(super) fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if let Some(card) = card(app, theme, area.width.saturating_sub(FRAME)) {
        let size = (area.width, area.height);
        let inner = panel::overlay(&card.heading, size, theme, area, buf);
        panel::lines(card.lines, theme, inner, buf);
    }
}

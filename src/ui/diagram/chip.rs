//! A box of one row: its words in brackets, before them how far the run is, behind them what was
//! found.

use ratatui::style::Style;

use super::badge;
use super::sheet::Sheet;
use crate::app::Progress;
use crate::layout::{NodeBox, Point, Side};
use crate::playback::scene::{Mark, NodeMark};
use crate::text;
use crate::ui::path;
use crate::ui::theme::Theme;

/// Draws it with the styles of its state and of its words.
pub(super) fn draw(
    sheet: &mut Sheet,
    b: &NodeBox,
    state: NodeMark,
    (style, words_style): (Style, Style),
    theme: &Theme,
) {
    let words: String = b.lines.concat();
    let inner = usize::from(b.rect.width - 2);
    let blank = inner.saturating_sub(text::width(&words));
    let (before, after) = (" ".repeat(blank / 2), " ".repeat(blank - blank / 2));
    let at = Point::new(b.rect.x, b.rect.y);
    sheet.write(at, &format!("[{before}{words}{after}]"), words_style);
    let progress = match state.mark {
        Mark::Idle | Mark::Pending => None,
        Mark::Active => Some(Progress::Active),
        Mark::Done => Some(Progress::Done),
        Mark::Failed => Some(Progress::Failed),
    };
    if let Some(progress) = progress {
        sheet.write(at.step(Side::Right), path::glyph(theme, progress), style);
    }
    if let Some(badge) = state.badge {
        let last = Point::new(b.rect.right() - 2, at.y);
        badge::sign(sheet, last, badge, theme);
    }
}

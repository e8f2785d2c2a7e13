//! Drawing: application state in, cells of a buffer out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::App;
use theme::Theme;

pub mod diagram;
pub mod print;
pub mod sequence;
pub mod theme;

/// Places the diagram for `area` and moves the window onto it, where anything has changed.
/// Called before [`render`], with the same area.
pub fn prepare(app: &mut App, area: Rect) {
    let _ = (app, area);
}

/// Draws the whole screen. Reads, never writes; does not know the time.
pub fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let _ = (app, theme, area, buf);
}

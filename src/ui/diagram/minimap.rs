//! A small map of the whole diagram in a corner of the window onto it.
//!
//! ```text
//! ┌──────────────────┐
//! │□ ■ ■    □ □      │   ■ seen in the window, □ not, ● the packet
//! │  ■  ●   □        │
//! │     □            │
//! └──────────────────┘
//! ```

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect as Area;
use ratatui::style::Style;

use super::packet;
use crate::layout::{Diagram, Point, Rect};
use crate::playback::scene::{Mark, Scene};
use crate::ui::panel;
use crate::ui::theme::{Role, Theme};

/// Columns and rows, borders included.
const SIZE: (u16, u16) = (20, 6);

/// Draws it into a corner of `area` where nothing is hidden under it; else nothing. `first` is
/// the diagram's cell that the window begins with.
pub fn minimap(
    diagram: &Diagram,
    scene: &Scene,
    theme: &Theme,
    first: Point,
    area: Area,
    buf: &mut Buffer,
) {
    let is_whole = diagram.size.width <= area.width && diagram.size.height <= area.height;
    if is_whole || area.width < SIZE.0 || area.height < SIZE.1 {
        return;
    }
    let (left, top) = (area.x, area.y);
    let (right, bottom) = (area.right() - SIZE.0, area.bottom() - SIZE.1);
    let corners = [(right, top), (right, bottom), (left, bottom), (left, top)];
    let corners = corners.map(|(x, y)| Area::new(x, y, SIZE.0, SIZE.1));
    let is_free = |place: &Area| {
        place
            .positions()
            .all(|at| panel::is_blank(buf, (at.x, at.y)))
    };
    let Some(place) = corners.into_iter().find(is_free) else {
        return;
    };
    let inner = panel::border(theme, place, buf);
    let seen = Rect {
        x: first.x,
        y: first.y,
        width: area.width,
        height: area.height,
    };
    for ((x, y), (glyph, style)) in cells(diagram, scene, theme, seen, (inner.width, inner.height))
    {
        buf[(inner.x + x, inner.y + y)]
            .set_char(glyph)
            .set_style(style);
    }
}

type Cells = BTreeMap<(u16, u16), (char, Style)>;

/// One cell for each box, in proportion to where its middle is; where two would share a cell, the
/// later one takes the next free one of its row.
fn cells(
    diagram: &Diagram,
    scene: &Scene,
    theme: &Theme,
    seen: Rect,
    (width, height): (u16, u16),
) -> Cells {
    let scaled = |at: u16, total: u16, cells: u16| {
        let place = u32::from(at) * u32::from(cells) / u32::from(total.max(1));
        (place as u16).min(cells - 1)
    };
    let place = |at: Point| {
        (
            scaled(at.x, diagram.size.width, width),
            scaled(at.y, diagram.size.height, height),
        )
    };
    let mut cells = Cells::new();
    for b in &diagram.boxes {
        let middle = Point::new(b.rect.x + b.rect.width / 2, b.rect.y + b.rect.height / 2);
        let (x, y) = place(middle);
        let mut free = (x..width).chain((0..x).rev());
        let Some(x) = free.find(|&x| !cells.contains_key(&(x, y))) else {
            continue;
        };
        let mark = scene.nodes.get(b.node.index()).map(|node| node.mark);
        let role = match mark {
            Some(Mark::Active) => Role::Active,
            Some(Mark::Failed) => Role::Failed,
            _ => Role::Quiet,
        };
        let glyph = match (seen.contains(middle), theme.ascii) {
            (true, false) => '■',
            (false, false) => '□',
            (true, true) => '#',
            (false, true) => '.',
        };
        cells.insert((x, y), (glyph, theme.style(role)));
    }
    for (at, symbol, style) in packet::spots(diagram, scene, theme) {
        cells.insert(place(at), (symbol, style));
    }
    cells
}

//! The window onto a diagram that is larger than its place on the screen.

use ratatui::layout::Rect as Area;

use crate::layout::{Detail, Diagram, NodeBox, Point, Size};
use crate::topology::{LinkId, NodeId};

/// Where the window begins: it follows `focus` only when that leaves the middle third, and does
/// not go beyond the diagram. `previous` is where it was; before there was one, `focus` is put in
/// the middle.
pub fn window(
    diagram: &Diagram,
    area: Size,
    focus: Option<Point>,
    previous: Option<Point>,
) -> Point {
    let along = |total: u16, shown: u16, focus: Option<u16>, previous: Option<u16>| {
        let last = total.saturating_sub(shown);
        let third = shown / 3;
        let moved = match (focus, previous) {
            (Some(at), None) => at.saturating_sub(shown / 2),
            (Some(at), Some(previous)) if at < previous.saturating_add(third) => {
                at.saturating_sub(third)
            }
            (Some(at), Some(previous)) if at >= previous.saturating_add(shown - third) => {
                at.saturating_sub((shown - third).saturating_sub(1))
            }
            (_, previous) => previous.unwrap_or(0),
        };
        moved.min(last)
    };
    let Size { width, height } = diagram.size;
    let (x, y) = (|at: Point| at.x, |at: Point| at.y);
    Point::new(
        along(width, area.width, focus.map(x), previous.map(x)),
        along(height, area.height, focus.map(y), previous.map(y)),
    )
}

/// What a space does not show of the diagram, in words, from many to few: the part that a window
/// of this size beginning at `first` shows, groups that are one box, and what boxes were shortened
/// by. Empty where nothing is left out.
pub fn hidden(diagram: &Diagram, room: Size, first: Point) -> Vec<String> {
    let part = |first: u16, shown: u16, total: u16, of: &str| {
        let last = first.saturating_add(shown).min(total);
        (shown < total).then(|| format!("{of} {}-{last} of {total}", first + 1))
    };
    let Size { width, height } = diagram.size;
    let words = match diagram.detail {
        Detail::Full => None,
        Detail::Plain => Some("second lines hidden"),
        Detail::Short => Some("names shortened"),
        Detail::Chip => Some("short names only"),
    };
    // A group of a single box lost its frame only.
    let of_several = |b: &&NodeBox| matches!(&b.collapsed, Some((_, others)) if !others.is_empty());
    let groups = match diagram.boxes.iter().filter(of_several).count() {
        0 if diagram.collapsed() > 0 => Some("frames left out".to_owned()),
        0 => None,
        1 => Some("1 group as one box".to_owned()),
        count => Some(format!("{count} groups as one box each")),
    };
    let columns = part(first.x, room.width, width, "view");
    let rows = part(first.y, room.height, height, "rows");
    let short = match (&columns, &rows, &groups, words) {
        (None, None, None, None) => return Vec::new(),
        (None, None, None, Some(words)) => words,
        (None, None, Some(_), _) => "groups as boxes",
        _ => "part shown",
    };
    let said = [columns, rows, groups, words.map(str::to_owned)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let mut forms = vec![said.join(", ")];
    if said.len() > 1 {
        forms.push(said[0].clone());
    }
    if short != forms[0] {
        forms.push(short.to_owned());
    }
    forms
}

/// The node whose box is at column `x` and row `y` of the screen.
pub fn hit(diagram: &Diagram, offset: Point, area: Area, x: u16, y: u16) -> Option<NodeId> {
    diagram.node_at(cell(offset, area, x, y)?)
}

/// The links whose lines run through column `x` and row `y` of the screen.
pub fn hit_lines(diagram: &Diagram, offset: Point, area: Area, x: u16, y: u16) -> Vec<LinkId> {
    let at = cell(offset, area, x, y);
    at.map_or_else(Vec::new, |at| diagram.links_at(at))
}

/// The diagram's cell at column `x` and row `y` of the screen.
fn cell(offset: Point, area: Area, x: u16, y: u16) -> Option<Point> {
    if !area.contains((x, y).into()) {
        return None;
    }
    Some(Point::new(
        (x - area.x).checked_add(offset.x)?,
        (y - area.y).checked_add(offset.y)?,
    ))
}

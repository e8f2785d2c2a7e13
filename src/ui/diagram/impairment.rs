//! What is wrong with a line, as glyph and words on it.

use super::sheet::Sheet;
use crate::engine::Impairment;
use crate::layout::{Diagram, Point, Route};
use crate::text;
use crate::time::SimDuration;
use crate::topology::LinkId;
use crate::ui::theme::{Role, Theme};

/// Writes as much of it as there is room for: over the line's own cells and blank ones beside it.
pub(super) fn draw(
    sheet: &mut Sheet,
    diagram: &Diagram,
    link: LinkId,
    impairment: Impairment,
    theme: &Theme,
) {
    let Some(route) = diagram.route(link) else {
        return;
    };
    let glyph = theme.glyph("≉", "%");
    let words = words(impairment);
    let short = words.replace(' ', "").replace("lost", "");
    for form in [
        format!("{glyph} {words}"),
        format!("{glyph}{short}"),
        glyph.to_owned(),
    ] {
        let width = text::width(&form) as u16;
        let starts = cells(diagram, route).into_iter();
        let free = |at: &Point| {
            (at.x..at.x + width).all(|x| {
                let cell = Point::new(x, at.y);
                route.line.contains(cell) || sheet.is_blank(cell)
            })
        };
        if let Some(at) = starts.into_iter().find(free) {
            sheet.write(at, &form, theme.style(Role::Bad));
            return;
        }
    }
}

/// The cells of a route but its arrow head, from the middle outwards, those that no other route
/// shares first.
fn cells(diagram: &Diagram, route: &Route) -> Vec<Point> {
    let all: Vec<Point> = route.line.cells().collect();
    let inner = match all[..] {
        [_, ref inner @ .., _] | [ref inner @ .., _] if !inner.is_empty() => inner,
        _ => &all,
    };
    let middle = inner.len() / 2;
    let shared = |at: &Point| {
        let mut others = diagram
            .routes
            .iter()
            .filter(|other| other.link != route.link);
        others.any(|other| other.line.contains(*at))
    };
    let mut places: Vec<usize> = (0..inner.len()).collect();
    places.sort_by_key(|&place| (shared(&inner[place]), place.abs_diff(middle), place));
    places.into_iter().map(|place| inner[place]).collect()
}

/// `30 % lost`, `+100 ms`, `0.5 % lost +20 ms`.
fn words(Impairment { loss, delay }: Impairment) -> String {
    let mut words = Vec::new();
    if loss > 0 {
        words.push(format!("{} % lost", f64::from(loss) / 10_000.0));
    }
    if delay > SimDuration::ZERO {
        words.push(format!("+{delay}"));
    }
    words.join(" ")
}

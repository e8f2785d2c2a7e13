//! Which panel stands where: a pure function of the screen's size and of what is shown.

use ratatui::layout::Rect;

use super::{card, menu};
use crate::app::App;
use crate::layout::Size;
use crate::topology::View;

/// The smallest screen with a window onto a diagram that is larger.
const DRAWN: (u16, u16) = (60, 18);
/// Panels stand beside the main area from this width on.
const WIDE: u16 = 100;
/// Title, path, status and hints.
const LINES: u16 = 4;
/// Height of the timing panel below the main area.
const TIMING_BELOW: u16 = 2;
/// Height of the framed timing panel beside it.
pub(super) const TIMING_BESIDE: u16 = 11;

/// Least columns of the inspector beside the picture: two addresses with ports side by side.
const INSPECTOR: u16 = 50;

/// Columns between the main area and the panels beside it.
const GAP: u16 = 1;
/// Least height of a log that is worth its frame.
const LOG_FROM: u16 = 5;
/// Columns and rows that a frame and its blanks take.
const FRAME: (u16, u16) = (4, 2);

/// The areas of all panels; a panel that is not shown has an empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Areas {
    pub(super) title: Rect,
    pub(super) path: Rect,
    pub(super) main: Rect,
    pub(super) timing: Rect,
    pub(super) story: Rect,
    pub(super) log: Rect,
    /// In front of the story, the log and what stands above them.
    pub(super) card: Rect,
    pub(super) status: Rect,
    pub(super) hints: Rect,
}

/// The spaces that the diagram may choose from, best first.
pub(super) fn spaces(screen: Rect) -> Vec<Size> {
    let mut spaces = Vec::new();
    if screen.width >= WIDE {
        let width = body(screen).width - beside(screen) - GAP;
        spaces.push(size(width, body(screen).height));
    }
    let below = TIMING_BELOW + story_below(screen);
    let height = body(screen).height.saturating_sub(below);
    spaces.push(size(screen.width, height));
    spaces
}

/// Whether the diagram is told as a list of hops: the screen is too small for a part of it to say
/// much, and the whole does not fit.
pub(super) fn lists(app: &App, screen: Rect) -> bool {
    let Some((diagram, space)) = app.diagram() else {
        return false;
    };
    let is_small = screen.width < DRAWN.0 || screen.height < DRAWN.1;
    let fits = |room: &Size| diagram.size.width <= room.width && diagram.size.height <= room.height;
    is_small && app.view() == View::Diagram && !spaces(screen).get(space).is_some_and(fits)
}

/// The areas for what `app` shows now.
pub(super) fn split(app: &App, screen: Rect) -> Areas {
    let (drawn, space) = match (app.view(), app.diagram()) {
        (View::Diagram, Some((diagram, space))) => {
            let drawn = (!lists(app, screen)).then_some(diagram.size.height);
            (drawn, space)
        }
        _ => (None, 0),
    };
    let body = body(screen);
    let mut areas = Areas {
        title: row(screen, screen.y),
        path: row(screen, screen.y + 1),
        status: row(screen, screen.bottom() - 2),
        hints: row(screen, screen.bottom() - 1),
        ..Areas::default()
    };
    if screen.width >= WIDE && space == 0 {
        let width = beside(screen);
        areas.main = Rect {
            width: body.width - width - GAP,
            ..body
        };
        let side = Rect {
            x: areas.main.right() + GAP,
            width,
            ..body
        };
        let (timing, rest) = cut(side, TIMING_BESIDE.min(side.height));
        let story = (rest.height / 2).clamp(rest.height.min(9), 16);
        (areas.timing, (areas.story, areas.log)) = (timing, cut(rest, story));
    } else {
        let story = story_below(screen);
        let most = body.height.saturating_sub(TIMING_BELOW + story);
        let main = drawn.map_or(most, |height| height.min(most));
        let (main, rest) = cut(body, main);
        let (timing, rest) = cut(rest, TIMING_BELOW.min(rest.height));
        let (story, log) = if screen.width >= WIDE && rest.height >= LOG_FROM {
            beside_story(app, rest)
        } else {
            cut(rest, told(story, rest.height))
        };
        (areas.main, areas.timing, areas.story, areas.log) = (main, timing, story, log);
    }
    areas.card = card::place(app, areas.story, areas.log, body.y);
    if !areas.card.is_empty() && areas.card.x < areas.main.right() {
        let rows = areas.card.y.saturating_sub(areas.main.y);
        areas.main.height = areas.main.height.min(rows);
    }
    areas
}

/// The area of the inspector: at the right of a wide screen, else the whole body.
pub(super) fn inspector(screen: Rect) -> Rect {
    let body = body(screen);
    let width = if screen.width >= WIDE {
        beside(screen).max(INSPECTOR)
    } else {
        body.width
    };
    Rect {
        x: body.right() - width,
        width,
        ..body
    }
}

pub(super) fn body(screen: Rect) -> Rect {
    Rect {
        y: screen.y + 2,
        height: screen.height.saturating_sub(LINES),
        ..screen
    }
}

/// Width of the panels beside the main area.
fn beside(screen: Rect) -> u16 {
    (screen.width * 3 / 10).clamp(34, 60)
}

/// Least height of the story below the main area: a title and its text.
fn story_below(screen: Rect) -> u16 {
    match screen.height {
        0..=15 => 2,
        16..=27 => 3,
        28..=35 => 4,
        _ => 6,
    }
}

/// Height of the story where more is left than it needs: a log of some lines, or nothing of it.
fn told(least: u16, rest: u16) -> u16 {
    if rest < least + LOG_FROM {
        rest
    } else {
        (rest / 2).clamp(least, 12)
    }
}

/// The story and the log side by side. The menu of requests takes all the width where half of it is
/// too little: what the topology shows is read once.
fn beside_story(app: &App, area: Rect) -> (Rect, Rect) {
    let (left, right) = halves(area);
    let inner = |area: Rect| (area.width.saturating_sub(FRAME.0), area.height - FRAME.1);
    let is_whole = |area: Rect| menu::is_whole(app, inner(area).0, inner(area).1);
    if app.run().is_some() || app.load().is_some() || is_whole(left) {
        return (left, right);
    }
    (area, Rect::default())
}

fn halves(area: Rect) -> (Rect, Rect) {
    let left = Rect {
        width: area.width / 2,
        ..area
    };
    let right = Rect {
        x: left.right(),
        width: area.width - left.width,
        ..area
    };
    (left, right)
}

fn row(screen: Rect, y: u16) -> Rect {
    Rect {
        y,
        height: 1,
        ..screen
    }
}

/// The first `height` rows, and the rest.
fn cut(area: Rect, height: u16) -> (Rect, Rect) {
    let top = Rect { height, ..area };
    let rest = Rect {
        y: top.bottom(),
        height: area.height - height,
        ..area
    };
    (top, rest)
}

const fn size(width: u16, height: u16) -> Size {
    Size { width, height }
}

//! Closing up: rows and columns of cells that hold nothing but lines passing straight are taken
//! out again, as far as the spacing asks for.
//!
//! Routing has room to spare this way, and the same routes give the natural and the tight
//! diagram. Nothing changes sides: columns of boxes and everything between them keep their order.

use std::collections::BTreeMap;

use super::band::{PAD_X, Plan};
use super::geometry::{Point, Rect, Side, Sides, Size};
use super::line::Line;
use crate::text;

/// How near things may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spacing {
    /// As is good to read.
    Natural,
    /// As near as is good to tell apart.
    Tight,
    /// Boxes one above the other touch where no line joins them.
    Dense,
}

/// What a cell holds, seen along one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Blank,
    /// A line that runs along the axis.
    Pass,
    /// The same, with an arrow head.
    Head,
    /// A line that runs across the axis.
    Turn,
    /// A bend or a branch.
    Bend,
    Frame,
    /// Words in a frame's border.
    Title,
    Box,
}

/// Closes up columns, then rows. A straight line keeps room for as many columns of words as
/// `words` says for its link.
pub(super) fn squeeze(
    plan: &Plan,
    titles: &[&str],
    lines: &[Option<Line>],
    words: &[u16],
    spacing: Spacing,
) -> (Plan, Vec<Option<Line>>) {
    let mut plan = plan.clone();
    let mut lines = lines.to_vec();
    for horizontal in [true, false] {
        let mut canvas = Canvas::paint(&plan, titles, &lines, horizontal);
        if horizontal && spacing == Spacing::Natural {
            canvas.keep_words(&lines, words);
        }
        let bands = if horizontal {
            &plan.columns
        } else {
            &plan.rows
        };
        let map = canvas.close_up(bands, spacing);
        let shift = |at: Point| {
            if horizontal {
                Point::new(map[usize::from(at.x)], at.y)
            } else {
                Point::new(at.x, map[usize::from(at.y)])
            }
        };
        for line in lines.iter_mut().flatten() {
            *line = line.moved(shift);
        }
        for rect in plan.boxes.iter_mut().chain(&mut plan.frames) {
            if rect.width > 0 {
                *rect = moved_rect(*rect, shift);
            }
        }
        let end = map
            .iter()
            .copied()
            .filter(|&at| at != GONE)
            .max()
            .map_or(0, |at| at + 1);
        let bands = if horizontal {
            plan.size.width = end;
            &mut plan.columns
        } else {
            plan.size.height = end;
            &mut plan.rows
        };
        for band in bands {
            *band = (map[usize::from(band.0)], map[usize::from(band.1)]);
        }
    }
    (plan, lines)
}

/// A column that was taken out.
const GONE: u16 = u16::MAX;

fn moved_rect(rect: Rect, shift: impl Fn(Point) -> Point) -> Rect {
    let low = shift(Point::new(rect.x, rect.y));
    let high = shift(Point::new(rect.right() - 1, rect.bottom() - 1));
    Rect {
        x: low.x,
        y: low.y,
        width: high.x - low.x + 1,
        height: high.y - low.y + 1,
    }
}

/// The picture with the axis that is closed up running along each line of cells.
struct Canvas {
    /// Columns are narrow: between them more cells stay than between rows.
    wide: bool,
    length: usize,
    lines: usize,
    /// Column by column.
    marks: Vec<Mark>,
    /// Room that is kept behind a box: by line and column of its last cell.
    kept: BTreeMap<(usize, usize), u16>,
}

impl Canvas {
    fn paint(plan: &Plan, titles: &[&str], lines: &[Option<Line>], horizontal: bool) -> Self {
        let Size { width, height } = plan.size;
        let (length, count) = if horizontal {
            (width, height)
        } else {
            (height, width)
        };
        let mut canvas = Self {
            wide: horizontal,
            length: usize::from(length),
            lines: usize::from(count),
            marks: vec![Mark::Blank; usize::from(length) * usize::from(count)],
            kept: BTreeMap::new(),
        };
        let place = |at: Point| {
            let (along, line) = if horizontal {
                (at.x, at.y)
            } else {
                (at.y, at.x)
            };
            usize::from(along) * usize::from(count) + usize::from(line)
        };
        for (rect, title) in plan.frames.iter().zip(titles) {
            let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
            for (low, high) in [
                (Point::new(rect.x, rect.y), Point::new(rect.x, bottom)),
                (Point::new(right, rect.y), Point::new(right, bottom)),
                (Point::new(rect.x, rect.y), Point::new(right, rect.y)),
                (Point::new(rect.x, bottom), Point::new(right, bottom)),
            ] {
                // Of the borders only those across the axis hold it apart, and the corners.
                let across = if horizontal {
                    low.x == high.x
                } else {
                    low.y == high.y
                };
                if across {
                    for at in cells_between(low, high) {
                        canvas.marks[place(at)] = Mark::Frame;
                    }
                }
            }
            if horizontal {
                // The first words stand over the padding, which may shrink where the frame has
                // room for the title all the same.
                let end = rect.x + text::width(title) as u16 + 5;
                let padding = if end + 2 * PAD_X > rect.right() {
                    0
                } else {
                    PAD_X
                };
                for x in rect.x + padding + 1..(end + PAD_X).min(right) {
                    canvas.marks[place(Point::new(x, rect.y))] = Mark::Title;
                }
            }
        }
        for line in lines.iter().flatten() {
            canvas.paint_line(line, horizontal, place);
        }
        for rect in &plan.boxes {
            for y in rect.y..rect.bottom() {
                for x in rect.x..rect.right() {
                    canvas.marks[place(Point::new(x, y))] = Mark::Box;
                }
            }
        }
        canvas
    }

    fn paint_line(&mut self, line: &Line, horizontal: bool, place: impl Fn(Point) -> usize) {
        let mut side = line.tail();
        let mut cells = line.cells().peekable();
        while let Some(at) = cells.next() {
            let next = cells.peek().map_or(line.head(), |&next| at.towards(next));
            let sides = Sides::NONE.with(side.opposite()).with(next);
            let (one, other) = if horizontal {
                (Side::Up, Side::Down)
            } else {
                (Side::Left, Side::Right)
            };
            let mark = &mut self.marks[place(at)];
            if sides.has(one) && sides.has(other) {
                if matches!(*mark, Mark::Blank | Mark::Pass) {
                    *mark = Mark::Turn;
                }
            } else if sides.has(one) || sides.has(other) {
                *mark = Mark::Bend;
            } else if matches!(*mark, Mark::Blank | Mark::Pass) {
                let last = cells.peek().is_none();
                *mark = if last { Mark::Head } else { Mark::Pass };
            }
            side = next;
        }
    }

    fn keep_words(&mut self, lines: &[Option<Line>], words: &[u16]) {
        for (line, &width) in lines.iter().zip(words) {
            let Some(line) = line.as_ref().filter(|_| width > 0) else {
                continue;
            };
            let (first, last) = (line.first(), line.last());
            if line.is_straight() && first.y == last.y {
                let behind = usize::from(first.x.min(last.x)) - 1;
                self.kept.insert((usize::from(first.y), behind), width + 4);
            }
        }
    }

    /// New places of all columns; [`GONE`] for those that are taken out.
    fn close_up(&self, bands: &[(u16, u16)], spacing: Spacing) -> Vec<u16> {
        let mut map = vec![GONE; self.length];
        let mut rows = vec![Last::default(); self.lines];
        let mut next_free = 0_u16;
        let mut at = 0;
        let mut bands = bands.iter().peekable();
        while at < self.length {
            let is_band = bands.peek().is_some_and(|band| usize::from(band.0) == at);
            let end = match bands.next_if(|_| is_band) {
                Some(band) => usize::from(band.1) + 1,
                None => at + 1,
            };
            let Some(start) = self.start(at..end, &mut rows, next_free, is_band, spacing) else {
                at = end;
                continue;
            };
            for (step, column) in (at..end).enumerate() {
                let place = start + step as u16;
                map[column] = place;
                for (&mark, last) in self.column(column).iter().zip(&mut rows) {
                    last.meet(mark, place, column);
                }
            }
            next_free = start + (end - at) as u16;
            at = end;
        }
        map
    }

    fn column(&self, column: usize) -> &[Mark] {
        &self.marks[column * self.lines..][..self.lines]
    }

    /// The first place where a block of columns can begin; `None` where nothing is in it that
    /// holds it open.
    fn start(
        &self,
        block: std::ops::Range<usize>,
        rows: &mut [Last],
        next_free: u16,
        is_band: bool,
        spacing: Spacing,
    ) -> Option<u16> {
        let mut start = next_free;
        let mut solid = is_band;
        for column in block.clone() {
            let lines = self.column(column).iter().zip(&mut *rows).enumerate();
            for (line, (&mark, last)) in lines {
                match mark {
                    Mark::Blank => continue,
                    _ if last.block == Some(block.start) => continue,
                    Mark::Pass | Mark::Head if is_band => continue,
                    Mark::Pass | Mark::Head => {
                        last.pass(mark);
                        continue;
                    }
                    _ => {}
                }
                solid = true;
                last.block = Some(block.start);
                if let Some(place) = last.place {
                    let step = (column - block.start) as u16;
                    let kept = || self.kept.get(&(line, last.column)).copied();
                    let kept = if mark == Mark::Box { kept() } else { None };
                    let room = last.room(mark, spacing, self.wide).max(kept.unwrap_or(0));
                    start = start.max((place + 1 + room).saturating_sub(step));
                }
            }
        }
        solid.then_some(start)
    }
}

/// The last thing met in one line of cells.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    /// Where it stands now, and where it stood.
    place: Option<u16>,
    column: usize,
    mark: Option<Mark>,
    /// A line, or an arrow head, was passed since.
    wired: bool,
    head: bool,
    /// The last block of columns in which something was met.
    block: Option<usize>,
}

impl Last {
    fn pass(&mut self, mark: Mark) {
        self.wired |= mark != Mark::Blank;
        self.head |= mark == Mark::Head;
    }

    fn meet(&mut self, mark: Mark, place: u16, column: usize) {
        match mark {
            Mark::Blank | Mark::Pass | Mark::Head => self.pass(mark),
            _ => {
                *self = Self {
                    place: Some(place),
                    column,
                    mark: Some(mark),
                    wired: false,
                    head: false,
                    block: self.block,
                }
            }
        }
    }

    /// Cells that stay between the last thing and this one.
    fn room(&self, mark: Mark, spacing: Spacing, wide: bool) -> u16 {
        let tight = spacing != Spacing::Natural;
        let pick = |natural: u16, least: u16| if tight { least } else { natural };
        let Some(last) = self.mark else { return 0 };
        let (wired, head) = (u16::from(self.wired), u16::from(self.head && wide));
        match (last, mark) {
            (Mark::Box, Mark::Box) if wide => pick(3, 2) + wired,
            (Mark::Box, Mark::Box) if spacing == Spacing::Dense && !self.wired => 0,
            (Mark::Box, Mark::Box) => pick(2, 1) + wired,
            (Mark::Frame, Mark::Frame) if wide => pick(2, 1),
            (Mark::Frame, Mark::Frame) => pick(1, wired),
            (Mark::Turn | Mark::Bend | Mark::Frame, Mark::Box)
            | (Mark::Box, Mark::Turn | Mark::Bend | Mark::Frame) => 1 + head,
            // Two bends side by side would look joined where corners are pluses.
            (Mark::Bend, Mark::Bend) => 1,
            // So would a crossing above another, or above a bend, of one line look not joined.
            (Mark::Turn | Mark::Bend, Mark::Turn | Mark::Bend) if !wide && self.wired => 1,
            (Mark::Turn | Mark::Bend, Mark::Turn | Mark::Bend) => pick(1, 0),
            (Mark::Title | Mark::Frame, Mark::Title) | (Mark::Title, Mark::Frame) => 0,
            _ => 1,
        }
    }
}

/// The cells of a straight stretch, both ends included.
fn cells_between(low: Point, high: Point) -> impl Iterator<Item = Point> {
    (low.y..=high.y).flat_map(move |y| (low.x..=high.x).map(move |x| Point::new(x, y)))
}

//! Words at lines: above or below a run to the side, right or left of one up or down, in free
//! cells where no other line is as near; where there are none, a number and a legend.

use super::geometry::{Point, Rect};
use super::graph::{Graph, Link};
use super::{Detail, Diagram, Label, Line, Wires};
use crate::text;
use crate::topology::LinkId;

/// Words may stand out over the right edge of everything else by so much.
const OVERHANG: u16 = 40;

/// The words of a link, line by line.
pub(super) fn lines(link: &Link) -> Vec<String> {
    link.label
        .split(" / ")
        .map(|line| text::escaped(line.trim()))
        .filter(|line| !line.is_empty())
        .collect()
}

/// Places the words of all links that are drawn, in declared order. Words that find no room are left
/// out where there is to be no `legend`.
pub(super) fn place(graph: &Graph, diagram: &mut Diagram, legend: bool) {
    let worded = |route: &super::Route| !graph[route.link].label.is_empty();
    if !diagram.routes.iter().any(worded) {
        return;
    }
    let wires = diagram.wires();
    let mut cells = Cells::new(diagram, &wires);
    let mut numbered = Vec::new();
    for index in 0..diagram.routes.len() {
        let id = diagram.routes[index].link;
        let link = &graph[id];
        let lines = lines(link);
        if lines.is_empty() {
            continue;
        }
        let placed = cells.place(&runs(&diagram.routes[index].line, &wires), &lines);
        if let Some(labels) = placed {
            diagram.labels.extend(cells.enter(id, labels));
        } else if legend && (diagram.detail != Detail::Full || graph[link.to].badge != link.label) {
            // What the target's badge says already needs no legend.
            numbered.push((index, lines.join(" / ")));
        }
    }
    for (number, (index, words)) in numbered.into_iter().enumerate() {
        let id = diagram.routes[index].link;
        let mark = format!("({})", number + 1);
        let names = [graph[id].from, graph[id].to].map(|node| graph[node].short.clone());
        let [from, to] = names.map(|name| text::escaped(&name));
        let runs = runs(&diagram.routes[index].line, &wires);
        if let Some(labels) = cells.place(&runs, std::slice::from_ref(&mark)) {
            diagram.labels.extend(cells.enter(id, labels));
            diagram.legend.push(format!("{mark} {words}"));
        } else {
            diagram.legend.push(format!("{from} to {to}: {words}"));
        }
    }
    for label in &diagram.labels {
        let end = label.at.x + text::width(&label.text) as u16;
        diagram.size.width = diagram.size.width.max(end);
        diagram.size.height = diagram.size.height.max(label.at.y + 1);
    }
    for line in &diagram.legend {
        diagram.size.width = diagram.size.width.max(text::width(line) as u16);
    }
    if !diagram.legend.is_empty() {
        diagram.size.height += diagram.legend.len() as u16 + 1;
    }
}

/// The straight pieces of a line that belong to its link alone, the longest first.
fn runs(line: &Line, wires: &Wires) -> Vec<(Point, Point)> {
    let own = |at: Point| {
        wires
            .at(at)
            .is_some_and(|wire| wire.sides.len() == 4 || !wire.shared)
    };
    let mut runs: Vec<(Point, Point)> = Vec::new();
    let mut joined = false;
    for at in line.cells() {
        match runs.last_mut() {
            _ if !own(at) => joined = false,
            Some((low, high)) if joined && (low.x == at.x || low.y == at.y) => *high = at,
            Some((_, high)) if joined => {
                let corner = *high;
                runs.push((corner, at));
            }
            _ => {
                runs.push((at, at));
                joined = true;
            }
        }
    }
    for (low, high) in &mut runs {
        (*low, *high) = (
            Point::new(low.x.min(high.x), low.y.min(high.y)),
            Point::new(low.x.max(high.x), low.y.max(high.y)),
        );
    }
    runs.sort_by_key(|(low, high)| std::cmp::Reverse((high.x - low.x) + 2 * (high.y - low.y)));
    runs
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Free,
    Line,
    Words,
    Solid,
}

/// What is taken.
struct Cells {
    width: u16,
    height: u16,
    contents: Vec<Content>,
}

impl Cells {
    fn new(diagram: &Diagram, wires: &Wires) -> Self {
        let width = diagram.size.width.saturating_add(OVERHANG);
        let height = diagram.size.height.saturating_add(2);
        let mut cells = Self {
            width,
            height,
            contents: vec![Content::Free; usize::from(width) * usize::from(height)],
        };
        let border = |rect: Rect, cells: &mut Self| {
            let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
            for x in rect.x..=right {
                cells.set(Point::new(x, rect.y), Content::Solid);
                cells.set(Point::new(x, bottom), Content::Solid);
            }
            for y in rect.y..=bottom {
                cells.set(Point::new(rect.x, y), Content::Solid);
                cells.set(Point::new(right, y), Content::Solid);
            }
        };
        for frame in &diagram.frames {
            border(frame.rect, &mut cells);
        }
        for (at, _) in wires.iter() {
            cells.set(at, Content::Line);
        }
        for b in &diagram.boxes {
            for y in b.rect.y..b.rect.bottom() {
                for x in b.rect.x..b.rect.right() {
                    cells.set(Point::new(x, y), Content::Solid);
                }
            }
        }
        cells
    }

    fn set(&mut self, at: Point, content: Content) {
        if let Some(cell) = self.index(at) {
            self.contents[cell] = content;
        }
    }

    fn index(&self, at: Point) -> Option<usize> {
        (at.x < self.width && at.y < self.height)
            .then(|| usize::from(at.y) * usize::from(self.width) + usize::from(at.x))
    }

    fn get(&self, at: Point) -> Option<Content> {
        self.index(at).map(|cell| self.contents[cell])
    }

    /// Where all the lines go, if somewhere.
    fn place(&self, runs: &[(Point, Point)], lines: &[String]) -> Option<Vec<(Point, String)>> {
        let width = lines.iter().map(|line| text::width(line)).max()? as u16;
        let across = runs
            .iter()
            .filter(|(low, high)| low.y == high.y && low.x < high.x);
        let along = runs
            .iter()
            .filter(|(low, high)| low.x == high.x && low.y < high.y);
        let long = across
            .clone()
            .filter(|(low, high)| high.x - low.x + 1 >= width + 2)
            .find_map(|&run| self.beside_run(run, lines, width));
        long.or_else(|| {
            along
                .clone()
                .find_map(|&run| self.beside_column(run, lines, width))
        })
        .or_else(|| {
            across
                .clone()
                .find_map(|&run| self.beside_run(run, lines, width))
        })
    }

    /// Above the run, a second line of words below it; or all above, or all below.
    fn beside_run(
        &self,
        (low, high): (Point, Point),
        lines: &[String],
        width: u16,
    ) -> Option<Vec<(Point, String)>> {
        let count = lines.len() as u16;
        let above = (1..=count).rev().map(|up| low.y.checked_sub(up));
        let around = (0..count).map(|line| match line {
            0 => low.y.checked_sub(1),
            more => low.y.checked_add(more),
        });
        let below = (1..=count).map(|down| low.y.checked_add(down));
        let choices: [Option<Vec<u16>>; 3] = [around.collect(), above.collect(), below.collect()];
        let length = high.x - low.x + 1;
        // Centred, then further and further to either side, as long as it stands at the run.
        let middle = i32::from(low.x) + (i32::from(length) - i32::from(width)) / 2;
        let reach = i32::from(length.max(width));
        for rows in choices.into_iter().flatten() {
            for step in 0..reach {
                for start in [middle + step, middle - step] {
                    let Ok(x) = u16::try_from(start) else {
                        continue;
                    };
                    if x > high.x || x + width <= low.x {
                        continue;
                    }
                    let spots = lines.iter().zip(&rows).map(|(line, &y)| {
                        let blank = (width - text::width(line) as u16) / 2;
                        (Point::new(x + blank, y), line.clone())
                    });
                    let spots: Vec<_> = spots.collect();
                    let run = (low, high);
                    if spots.iter().all(|(at, line)| self.is_free(*at, line, run)) {
                        return Some(spots);
                    }
                }
            }
        }
        None
    }

    /// Right of the column, else left of it, near its middle.
    fn beside_column(
        &self,
        (low, high): (Point, Point),
        lines: &[String],
        width: u16,
    ) -> Option<Vec<(Point, String)>> {
        let count = lines.len() as u16;
        let rows = high.y - low.y + 1;
        let middle = i32::from(low.y) + (i32::from(rows) - i32::from(count)) / 2;
        let columns = [low.x.checked_add(2), low.x.checked_sub(width + 1)];
        for x in columns.into_iter().flatten() {
            for step in 0..i32::from(rows) {
                for start in [middle - step, middle + step] {
                    let Ok(y) = u16::try_from(start) else {
                        continue;
                    };
                    if y < low.y || y + count > high.y + 1 {
                        continue;
                    }
                    let spots = lines.iter().zip(y..);
                    let spots: Vec<_> = spots
                        .map(|(line, y)| {
                            let blank = if x < low.x {
                                width - text::width(line) as u16
                            } else {
                                0
                            };
                            (Point::new(x + blank, y), line.clone())
                        })
                        .collect();
                    let run = (low, high);
                    if spots.iter().all(|(at, line)| self.is_free(*at, line, run)) {
                        return Some(spots);
                    }
                }
            }
        }
        None
    }

    /// Whether words can stand here: on free cells, a blank at both ends, two before other words,
    /// and no line above or below them other than the run they belong to.
    fn is_free(&self, at: Point, words: &str, (low, high): (Point, Point)) -> bool {
        let end = at.x + text::width(words) as u16;
        let before = at.x.checked_sub(1).map(|x| Point::new(x, at.y));
        let blank = |at: Point| self.get(at) == Some(Content::Free);
        let own = |at: Point| (low.x..=high.x).contains(&at.x) && (low.y..=high.y).contains(&at.y);
        let apart = |x: u16| self.get(Point::new(x, at.y)) != Some(Content::Words);
        let clear = |at: Point| own(at) || self.get(at) != Some(Content::Line);
        (at.x..end).all(|x| {
            let here = Point::new(x, at.y);
            let above = at.y.checked_sub(1).map(|y| Point::new(x, y));
            blank(here) && above.is_none_or(clear) && clear(Point::new(x, at.y + 1))
        }) && before.is_none_or(blank)
            && blank(Point::new(end, at.y))
            && [at.x.checked_sub(2), Some(end + 1)]
                .into_iter()
                .flatten()
                .all(apart)
    }

    /// Takes the cells of placed words.
    fn enter(&mut self, link: LinkId, words: Vec<(Point, String)>) -> Vec<Label> {
        words
            .into_iter()
            .map(|(at, text)| {
                for x in at.x..at.x + text::width(&text) as u16 {
                    self.set(Point::new(x, at.y), Content::Words);
                }
                Label { link, at, text }
            })
            .collect()
    }
}

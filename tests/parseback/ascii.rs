//! ASCII pictures in line-drawing characters, so that one reader does for both.
//!
//! A plus joins every neighbour that points at it. An arrow counts where a line comes from behind
//! it; with line in front of it as well it is a packet, and a piece of line.

use std::collections::BTreeSet;

type Cell = (usize, usize);

struct Page {
    rows: Vec<Vec<char>>,
    /// Cells of the sides of boxes and frames that go on below.
    sides: BTreeSet<Cell>,
    /// Right corners of their tops: a title may come right up to one.
    corners: BTreeSet<Cell>,
}

const SIDES: [(i32, i32); 4] = [(0, -1), (0, 1), (-1, 0), (1, 0)];

impl Page {
    fn at(&self, (x, y): Cell, (dx, dy): (i32, i32)) -> char {
        let place =
            |at: usize, by: i32| usize::try_from(i64::try_from(at).ok()? + i64::from(by)).ok();
        let cell = place(x, dx).zip(place(y, dy));
        let row = cell.and_then(|(_, y)| self.rows.get(y));
        let glyph = row.zip(cell).and_then(|(row, (x, _))| row.get(x));
        glyph.copied().unwrap_or(' ')
    }

    /// Whether the neighbour on a side belongs to a line that points here.
    fn joins(&self, at: Cell, side: (i32, i32)) -> bool {
        match self.at(at, side) {
            ' ' => {
                let word = !matches!(self.at(at, (-2, 0)), ' ' | '+' | '-' | '|');
                let top = !matches!(self.at(at, (0, -1)), '|' | '+');
                side.0 == -1 && word && top && self.corners.contains(&at)
            }
            '-' | '=' | '<' | '>' => side.1 == 0,
            '|' | '^' => side.0 == 0,
            // Pluses one above the other are two lines, but for the sides of boxes.
            '+' => {
                let upper = (at.0, at.1.wrapping_sub(usize::from(side.1 < 0)));
                side.1 == 0 || self.sides.contains(&upper)
            }
            'v' => side.0 == 0 && !self.in_word((at.0, at.1.wrapping_add_signed(side.1 as isize))),
            _ => false,
        }
    }

    fn in_word(&self, at: Cell) -> bool {
        [(-1, 0), (1, 0)]
            .into_iter()
            .any(|side| self.at(at, side).is_alphanumeric())
    }

    /// Whether a plus is a corner: no line comes from the two sides outside.
    fn is_corner(&self, at: Cell, across: i32, along: i32) -> bool {
        self.at(at, (0, 0)) == '+'
            && !matches!(self.at(at, (across, 0)), '-' | '=' | '+' | '<' | '>')
            && !matches!(self.at(at, (0, along)), '|' | '^')
    }

    /// The sides of all rectangles with a corner in each corner.
    fn find_sides(&mut self) {
        let here = (0, 0);
        let is_edge = |page: &Self, (left, right): (usize, usize), y: usize, along: i32| {
            let corners =
                page.is_corner((left, y), -1, along) && page.is_corner((right, y), 1, along);
            let blank = |x: usize| page.at((x, y), here) == ' ' && page.at((x + 1, y), here) == ' ';
            // Lines between chips, which stand in brackets, or between boxes are no border.
            let other = |x: usize| matches!(page.at((x, y), here), '[' | '|');
            corners && !(left..right).any(|x| blank(x) || other(x))
        };
        // Where boxes touch, the bottom of the upper one is not the top of another.
        let mut bottoms: BTreeSet<Cell> = BTreeSet::new();
        for top in 0..self.rows.len() {
            for left in 0..self.rows[top].len() {
                if bottoms.contains(&(left, top)) {
                    continue;
                }
                let mut rights = left + 2..self.rows[top].len();
                let found = rights.find_map(|right| {
                    if !is_edge(self, (left, right), top, -1) {
                        return None;
                    }
                    let side = |y: usize| {
                        [left, right]
                            .iter()
                            .all(|&x| matches!(self.at((x, y), here), '|' | '+'))
                    };
                    let below = (top + 1..self.rows.len()).take_while(|&y| side(y));
                    let mut bottoms = below.filter(|&y| y > top + 1);
                    let bottom = bottoms.find(|&y| is_edge(self, (left, right), y, 1))?;
                    Some((right, bottom))
                });
                if let Some((right, bottom)) = found {
                    bottoms.insert((left, bottom));
                    self.corners.insert((right, top));
                    self.sides
                        .extend((top..bottom).flat_map(|y| [(left, y), (right, y)]));
                }
            }
        }
    }

    fn glyph(&self, at: Cell) -> char {
        let glyph = self.at(at, (0, 0));
        let (left, right) = (self.at(at, (-1, 0)), self.at(at, (1, 0)));
        let along = |c: char| matches!(c, '-' | '=' | '+' | '<' | '>' | '|');
        match glyph {
            '-' | '=' if along(left) || along(right) => '─',
            '|' => '│',
            '+' => self.plus(at),
            '>' | '<' if along(left) || along(right) => self.arrow(at, glyph),
            '^' | 'v' if !self.in_word(at) => self.arrow(at, glyph),
            other => other,
        }
    }

    fn plus(&self, at: Cell) -> char {
        let joined = SIDES.map(|side| self.joins(at, side));
        match joined {
            [true, true, true, true] => '┼',
            [true, true, true, false] => '┤',
            [true, true, false, true] => '├',
            [true, false, true, true] => '┴',
            [false, true, true, true] => '┬',
            [true, false, true, false] => '┘',
            [true, false, false, true] => '└',
            [false, true, true, false] => '┐',
            [false, true, false, true] => '┌',
            [true, true, false, false] => '│',
            [false, false, true, true] => '─',
            _ => '+',
        }
    }

    fn arrow(&self, at: Cell, glyph: char) -> char {
        let (front, head, line) = match glyph {
            '>' => ((1, 0), '▶', '─'),
            '<' => ((-1, 0), '◀', '─'),
            '^' => ((0, -1), '▲', '│'),
            _ => ((0, 1), '▼', '│'),
        };
        let back = (-front.0, -front.1);
        if !self.joins(at, back) && self.at(at, back) != '+' {
            return glyph;
        }
        let goes_on = match self.at(at, front) {
            '-' | '=' => front.1 == 0,
            // The side of a box, or a line going on.
            '|' => front.0 == 0,
            _ => false,
        };
        if goes_on { line } else { head }
    }
}

/// The picture in line-drawing characters.
pub(crate) fn drawn(text: &str) -> String {
    let mut page = Page {
        rows: text.lines().map(|line| line.chars().collect()).collect(),
        sides: BTreeSet::new(),
        corners: BTreeSet::new(),
    };
    page.find_sides();
    let mut out = String::new();
    for (y, row) in page.rows.iter().enumerate() {
        out.extend((0..row.len()).map(|x| page.glyph((x, y))));
        out.push('\n');
    }
    out
}

//! Reads a picture in characters back to boxes and edges, knowing nothing of how it was made.
//!
//! A line is followed from cell to cell where both cells point at each other. A cell that joins
//! all four sides is a crossing: straight through. All cells that hang together are a net; a net
//! with one source, or with one sink, says who talks to whom, and every other net is a lie.

use std::collections::{BTreeMap, BTreeSet};

#[path = "chips.rs"]
mod chips;

/// A cell: column and row.
type Cell = (usize, usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dir {
    Up,
    Down,
    Left,
    Right,
}

use Dir::{Down, Left, Right, Up};

impl Dir {
    const ALL: [Self; 4] = [Up, Down, Left, Right];

    fn back(self) -> Self {
        match self {
            Up => Down,
            Down => Up,
            Left => Right,
            Right => Left,
        }
    }

    fn flat(self) -> bool {
        matches!(self, Left | Right)
    }
}

/// A box that was found: its text, blanks closed up, and its corners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) text: String,
    low: Cell,
    high: Cell,
}

impl Found {
    fn holds(&self, (x, y): Cell) -> bool {
        (self.low.0..=self.high.0).contains(&x) && (self.low.1..=self.high.1).contains(&y)
    }

    fn is_apart(&self, other: &Self) -> bool {
        self.high.0 < other.low.0
            || other.high.0 < self.low.0
            || self.high.1 < other.low.1
            || other.high.1 < self.low.1
    }

    fn is_round(&self, other: &Self) -> bool {
        self.low.0 < other.low.0
            && self.low.1 < other.low.1
            && self.high.0 > other.high.0
            && self.high.1 > other.high.1
    }

    fn on_border(&self, (x, y): Cell) -> bool {
        self.holds((x, y))
            && (x == self.low.0 || x == self.high.0 || y == self.low.1 || y == self.high.1)
    }
}

/// What a picture says.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    pub(crate) boxes: Vec<Found>,
    pub(crate) frames: Vec<Found>,
    /// Texts of source and target, sorted, as often as they are drawn.
    pub(crate) edges: Vec<(String, String)>,
    /// Whatever cannot be read in one way only.
    pub(crate) problems: Vec<String>,
}

/// The sides a line glyph joins.
fn sides(c: char) -> Option<&'static [Dir]> {
    Some(match c {
        '─' | '━' | '╌' | '╍' | '╼' | '╾' => &[Left, Right],
        '│' | '┃' | '╎' | '╏' | '╽' | '╿' => &[Up, Down],
        '┌'..='┏' => &[Down, Right],
        '┐'..='┓' => &[Down, Left],
        '└'..='┗' => &[Up, Right],
        '┘'..='┛' => &[Up, Left],
        '├'..='┣' => &[Up, Down, Right],
        '┤'..='┫' => &[Up, Down, Left],
        '┬'..='┳' => &[Down, Left, Right],
        '┴'..='┻' => &[Up, Left, Right],
        '┼'..='╋' => &[Up, Down, Left, Right],
        _ => return None,
    })
}

fn head(c: char) -> Option<Dir> {
    Some(match c {
        '▲' => Up,
        '▼' => Down,
        '◀' => Left,
        '▶' => Right,
        _ => return None,
    })
}

fn is_packet(c: char) -> bool {
    matches!(c, '●' | '○' | '◇')
}

struct Screen {
    rows: Vec<Vec<char>>,
}

impl Screen {
    fn at(&self, (x, y): Cell) -> char {
        self.rows
            .get(y)
            .and_then(|row| row.get(x))
            .copied()
            .unwrap_or(' ')
    }

    fn step(&self, (x, y): Cell, dir: Dir) -> Option<Cell> {
        match dir {
            Up => Some((x, y.checked_sub(1)?)),
            Down => (y + 1 < self.rows.len()).then_some((x, y + 1)),
            Left => Some((x.checked_sub(1)?, y)),
            Right => Some((x + 1, y)),
        }
    }

    fn cells(&self) -> impl Iterator<Item = Cell> {
        let row = |(y, row): (usize, &Vec<char>)| (0..row.len()).map(move |x| (x, y)).collect();
        self.rows
            .iter()
            .enumerate()
            .flat_map(row as fn(_) -> Vec<Cell>)
    }

    fn is(&self, at: Cell, exactly: &[Dir]) -> bool {
        sides(self.at(at)) == Some(exactly)
    }

    /// All rectangles with exact corners, unbroken sides, and some words in them or their top.
    fn rectangles(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (x, y) in self.cells().filter(|&at| self.is(at, &[Down, Right])) {
            let width = self.rows[y].len();
            let corners = (x + 2..width).filter(|&right| self.is((right, y), &[Down, Left]));
            // The nearest corner that closes.
            let closed = corners.filter_map(|right| Some((right, self.bottom(x, right, y)?)));
            let blank = |right: usize| {
                (x..right).any(|c| self.at((c, y)) == ' ' && self.at((c + 1, y)) == ' ')
            };
            if let Some((right, bottom)) = closed.take_while(|&(right, _)| !blank(right)).next() {
                found.push(self.found((x, y), (right, bottom)));
            }
        }
        // Lines can run round in a rectangle too, but then through boxes, not round them.
        found.sort_by_key(|f| (f.high.0 - f.low.0) * (f.high.1 - f.low.1));
        let mut kept: Vec<Found> = Vec::new();
        for one in found {
            if kept
                .iter()
                .all(|other| one.is_apart(other) || one.is_round(other))
            {
                kept.push(one);
            }
        }
        kept
    }

    fn bottom(&self, left: usize, right: usize, top: usize) -> Option<usize> {
        for y in top + 1..self.rows.len() {
            let corner = self.is((left, y), &[Up, Right]) && self.is((right, y), &[Up, Left]);
            if corner {
                return Some(y);
            }
            for x in [left, right] {
                let c = self.at((x, y));
                let runs = sides(c).is_some_and(|s| s.contains(&Up) && s.contains(&Down));
                if !runs && !is_packet(c) {
                    return None;
                }
            }
        }
        None
    }

    fn found(&self, low: Cell, high: Cell) -> Found {
        let rows = low.1 + 1..high.1;
        let row = |y: usize| {
            (low.0 + 1..high.0)
                .map(|x| self.at((x, y)))
                .collect::<String>()
        };
        let text = rows.map(row).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = text.split_whitespace().collect();
        Found {
            text: words.join(" "),
            low,
            high,
        }
    }
}

/// Reads a picture.
pub(crate) fn read(text: &str) -> Picture {
    let screen = Screen {
        rows: text.lines().map(|line| line.chars().collect()).collect(),
    };
    let found = screen.boxes();
    let (frames, boxes): (Vec<_>, Vec<_>) = found
        .iter()
        .cloned()
        .partition(|outer| found.iter().any(|inner| outer.is_round(inner)));
    // Lines can run round boxes too: a frame has a title.
    let word = |c: char| c != ' ' && sides(c).is_none() && head(c).is_none() && !is_packet(c);
    let titled = |f: &Found| (f.low.0..f.high.0).any(|x| word(screen.at((x, f.low.1))));
    let frames = frames.into_iter().filter(titled).collect();
    let mut reader = Reader {
        screen: &screen,
        inside: BTreeMap::new(),
        picture: Picture {
            boxes,
            frames,
            ..Picture::default()
        },
        masks: BTreeMap::new(),
    };
    reader.own_cells();
    reader.mask();
    reader.nets();
    reader.picture.edges.sort();
    reader.picture
}

/// What ends at a box: which one, and whether with an arrow head.
type End = (usize, bool);

struct Reader<'a> {
    screen: &'a Screen,
    /// The box that each cell of a box belongs to.
    inside: BTreeMap<Cell, usize>,
    /// The directions that each line cell points to.
    masks: BTreeMap<Cell, BTreeSet<Dir>>,
    picture: Picture,
}

impl Reader<'_> {
    fn own_cells(&mut self) {
        for (index, found) in self.picture.boxes.iter().enumerate() {
            for y in found.low.1..=found.high.1 {
                for x in found.low.0..=found.high.0 {
                    if self.inside.insert((x, y), index).is_some() {
                        self.picture
                            .problems
                            .push(format!("boxes overlap at {x},{y}"));
                    }
                    let glyph = self.screen.at((x, y));
                    if !found.on_border((x, y)) && sides(glyph).is_some() {
                        self.picture
                            .problems
                            .push(format!("a line in a box at {x},{y}"));
                    }
                }
            }
        }
    }

    /// Frames are no lines: in their borders only what crosses them counts.
    fn mask(&mut self) {
        let mut packets = Vec::new();
        for at in self
            .screen
            .cells()
            .filter(|at| !self.inside.contains_key(at))
        {
            let glyph = self.screen.at(at);
            let mask: BTreeSet<Dir> = match head(glyph) {
                Some(dir) => [dir, dir.back()].into(),
                None => match sides(glyph) {
                    Some(sides) => sides.iter().copied().collect(),
                    None if is_packet(glyph) => {
                        packets.push(at);
                        continue;
                    }
                    None => continue,
                },
            };
            let frame = self.picture.frames.iter().find(|frame| frame.on_border(at));
            let mask = match frame {
                None => mask,
                Some(_) if mask.len() < 4 => continue,
                Some(frame) => {
                    let upright = at.0 == frame.low.0 || at.0 == frame.high.0;
                    mask.into_iter()
                        .filter(|dir| dir.flat() == upright)
                        .collect()
                }
            };
            self.masks.insert(at, mask);
        }
        for at in packets {
            let joined = |dir: &Dir| {
                let next = self.screen.step(at, *dir);
                let mask = next.and_then(|next| self.masks.get(&next));
                mask.is_some_and(|mask| mask.contains(&dir.back()))
            };
            let mut mask: BTreeSet<Dir> = Dir::ALL.into_iter().filter(joined).collect();
            if let (1, Some(&dir)) = (mask.len(), mask.first()) {
                mask.insert(dir.back());
            }
            self.masks.insert(at, mask);
        }
    }

    /// Follows every line, and says what each net means.
    fn nets(&mut self) {
        let mut seen: BTreeSet<(Cell, bool)> = BTreeSet::new();
        let starts: Vec<Cell> = self.masks.keys().copied().collect();
        for start in starts {
            for flat in [false, true] {
                let crossing = self.masks[&start].len() == 4;
                if seen.contains(&(start, flat && crossing)) {
                    continue;
                }
                let ends = self.follow((start, flat && crossing), &mut seen);
                self.judge(start, &ends);
            }
        }
    }

    /// All ends of the net that a cell belongs to; of a crossing only one of its two lines.
    fn follow(&mut self, start: (Cell, bool), seen: &mut BTreeSet<(Cell, bool)>) -> Vec<End> {
        let mut ends = Vec::new();
        let mut queue = vec![start];
        seen.insert(start);
        while let Some((at, flat)) = queue.pop() {
            let mask = self.masks[&at].clone();
            for &dir in &mask {
                if mask.len() == 4 && dir.flat() != flat {
                    continue;
                }
                let next = self.screen.step(at, dir);
                if let Some(&index) = next.and_then(|next| self.inside.get(&next)) {
                    let arrives = head(self.screen.at(at)) == Some(dir);
                    ends.push((index, arrives));
                    continue;
                }
                let joined = next.filter(|next| {
                    self.masks
                        .get(next)
                        .is_some_and(|mask| mask.contains(&dir.back()))
                });
                let Some(next) = joined else {
                    let problem = format!("a line ends {dir:?} of {},{}", at.0, at.1);
                    self.picture.problems.push(problem);
                    continue;
                };
                let key = (next, self.masks[&next].len() == 4 && dir.flat());
                if seen.insert(key) {
                    queue.push(key);
                }
            }
        }
        ends
    }

    fn judge(&mut self, start: Cell, ends: &[End]) {
        let sources: Vec<usize> = ends.iter().filter(|end| !end.1).map(|end| end.0).collect();
        let targets: Vec<usize> = ends.iter().filter(|end| end.1).map(|end| end.0).collect();
        if sources.is_empty() || targets.is_empty() || sources.len().min(targets.len()) > 1 {
            self.picture.problems.push(format!(
                "the line at {},{} has {} sources and {} heads",
                start.0,
                start.1,
                sources.len(),
                targets.len()
            ));
            return;
        }
        for &from in &sources {
            for &to in &targets {
                let name = |index: usize| self.picture.boxes[index].text.clone();
                self.picture.edges.push((name(from), name(to)));
            }
        }
    }
}

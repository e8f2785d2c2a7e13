//! The cells of a plan: what stands where, and which lines run through.

use super::band::{PAD_X, Plan};
use super::frame::Span;
use super::geometry::{Point, Rect, Side, Sides};
use super::graph::Graph;
use super::size::Content;
use crate::text;

/// No net, or no box.
pub(super) const NONE: u16 = u16::MAX;

/// How a line may pass a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// In any way.
    Open,
    /// Only left to right or back.
    Across,
    /// Only up or down.
    Along,
    /// Not at all.
    Wall,
}

/// One cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) ground: Ground,
    /// An arrow head stands here.
    pub(super) head: bool,
    /// What it costs more to pass here.
    pub(super) toll: u8,
    /// The sides joined by lines.
    pub(super) sides: Sides,
    /// The box that stands here, or the one whose border is next to this cell; [`NONE`]: no box.
    pub(super) owner: u16,
    /// The net that runs left to right here.
    pub(super) across: u16,
    /// The net that runs up and down here.
    pub(super) along: u16,
}

impl Spot {
    /// Whether one net runs straight through, not moving along `side`, so that another can cross.
    pub(super) fn is_crossable(&self, side: Side) -> bool {
        let straight = if side.is_horizontal() {
            Sides::NONE.with(Side::Up).with(Side::Down)
        } else {
            Sides::NONE.with(Side::Left).with(Side::Right)
        };
        self.sides == straight && !self.head && self.ground == Ground::Open
    }
}

/// What a search asks of a cell first, in one byte: whether it is plain, bent, how many lines run
/// up and down in the next columns, and its toll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glance(u8);

impl Glance {
    const TAKEN: u8 = 128;
    const BENT: u8 = 64;
    const BESIDE: u8 = 16;
    const TOLL: u8 = 15;

    fn of(spot: &Spot) -> Self {
        let is_plain = spot.ground == Ground::Open && spot.owner == NONE;
        Self(if is_plain {
            spot.toll & Self::TOLL
        } else {
            Self::TAKEN
        })
    }

    /// Whether it is open ground, beside no box, without a line.
    pub(super) const fn is_plain(self) -> bool {
        self.0 < Self::TAKEN
    }

    /// Whether a line bends or branches here. Two cells that bend side by side and are not joined
    /// look joined where corners are pluses.
    pub(super) const fn is_bent(self) -> bool {
        self.0 & Self::BENT != 0
    }

    /// How many lines run up and down in the next columns.
    pub(super) const fn beside(self) -> u32 {
        (self.0 / Self::BESIDE % 4) as u32
    }

    /// What it costs more to pass a plain cell.
    pub(super) const fn toll(self) -> u32 {
        (self.0 & Self::TOLL) as u32
    }
}

/// All cells, row by row.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) width: usize,
    pub(super) spots: Vec<Spot>,
    /// The same at a glance.
    pub(super) glances: Vec<Glance>,
}

impl Field {
    /// The cells of a plan, with no lines yet.
    pub(super) fn new(graph: &Graph, plan: &Plan, spans: &[Span], contents: &[Content]) -> Self {
        let width = usize::from(plan.size.width);
        let height = usize::from(plan.size.height);
        let empty = Spot {
            ground: Ground::Open,
            head: false,
            toll: 0,
            sides: Sides::NONE,
            owner: NONE,
            across: NONE,
            along: NONE,
        };
        let mut field = Self {
            width,
            spots: vec![empty; width * height],
            glances: Vec::new(),
        };
        for (rect, span) in plan.frames.iter().zip(spans) {
            field.put_frame(
                *rect,
                text::width(&graph.groups()[span.group.index()]) as u16,
            );
        }
        for (index, rect) in plan.boxes.iter().enumerate() {
            if rect.width > 0 {
                field.put_box(
                    *rect,
                    index as u16,
                    text::width(&contents[index].badge) as u16,
                );
            }
        }
        for x in 0..width {
            field.spots[x].ground = Ground::Wall;
            field.spots[x + width * (height - 1)].ground = Ground::Wall;
        }
        for y in 0..height {
            field.spots[y * width].ground = Ground::Wall;
            field.spots[y * width + width - 1].ground = Ground::Wall;
        }
        field.glances = field.spots.iter().map(Glance::of).collect();
        field
    }

    pub(super) fn index(&self, at: Point) -> usize {
        usize::from(at.y) * self.width + usize::from(at.x)
    }

    pub(super) fn point(&self, index: usize) -> Point {
        // Numbers of 32 bits are divided faster.
        let (index, width) = (index as u32, self.width as u32);
        Point::new((index % width) as u16, (index / width) as u16)
    }

    /// The neighbour's index. Cells at the rim are walls, so nobody steps over it.
    pub(super) fn step(&self, index: usize, side: Side) -> usize {
        match side {
            Side::Up => index - self.width,
            Side::Down => index + self.width,
            Side::Left => index - 1,
            Side::Right => index + 1,
        }
    }

    /// Enters a line of a net: the sides that it joins in a cell.
    pub(super) fn join(&mut self, cell: usize, net: u16, sides: Sides) {
        let spot = &mut self.spots[cell];
        let rises = sides.has(Side::Up) || sides.has(Side::Down);
        if rises && spot.along == NONE {
            self.glances[cell - 1].0 += Glance::BESIDE;
            self.glances[cell + 1].0 += Glance::BESIDE;
        }
        if rises {
            spot.along = net;
        }
        if sides.has(Side::Left) || sides.has(Side::Right) {
            spot.across = net;
        }
        spot.sides = spot.sides.union(sides);
        let bent = if spot.across == spot.along {
            Glance::BENT
        } else {
            0
        };
        self.glances[cell].0 |= Glance::TAKEN | bent;
    }

    /// Makes a cell look as if lines bent there in every way. Gives back what it was.
    pub(super) fn block(&mut self, cell: usize) -> (Sides, Glance) {
        let before = (self.spots[cell].sides, self.glances[cell]);
        self.spots[cell].sides = Sides::ALL;
        self.glances[cell].0 |= Glance::TAKEN | Glance::BENT;
        before
    }

    /// Takes back what was blocked.
    pub(super) fn unblock(&mut self, cell: usize, (sides, glance): (Sides, Glance)) {
        self.spots[cell].sides = sides;
        self.glances[cell] = glance;
    }

    /// Whether neither a corner nor a branch nor a crossing stands in a cell.
    pub(super) fn is_passed(&self, cell: usize) -> bool {
        self.spots[cell].sides.len() < 3 && !self.glances[cell].is_bent()
    }

    fn at(&mut self, x: u16, y: u16) -> &mut Spot {
        let index = self.index(Point::new(x, y));
        &mut self.spots[index]
    }

    /// Lines pass a frame straight, not at its corners, not through its title, and do not run
    /// close beside it where they can help it.
    fn put_frame(&mut self, rect: Rect, title: u16) {
        let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
        for x in rect.x..=right {
            for y in [rect.y, bottom] {
                self.at(x, y).ground = Ground::Along;
                self.at(x, y - 1).toll = 2;
                self.at(x, y + 1).toll = 2;
            }
        }
        for y in rect.y..=bottom {
            for x in [rect.x, right] {
                self.at(x, y).ground = Ground::Across;
                self.at(x - 1, y).toll = 2;
                self.at(x + 1, y).toll = 2;
            }
        }
        // Words of the title and the blanks around them, and where they come to stand when the
        // padding shrinks.
        for x in rect.x + 1..(rect.x + title + 5 + PAD_X).min(right) {
            self.at(x, rect.y).ground = Ground::Wall;
        }
        for x in [rect.x, right] {
            for y in [rect.y, bottom] {
                self.at(x, y).ground = Ground::Wall;
            }
            for y in [rect.y - 1, bottom + 1] {
                self.at(x, y).ground = Ground::Wall;
            }
        }
        for x in [rect.x - 1, right + 1] {
            for y in [rect.y, bottom] {
                self.at(x, y).ground = Ground::Wall;
            }
        }
    }

    /// A box is a wall; the cells beside its border are passed only by lines that end on it.
    fn put_box(&mut self, rect: Rect, node: u16, badge: u16) {
        let (right, bottom) = (rect.right(), rect.bottom());
        for y in rect.y..bottom {
            for x in rect.x..right {
                let spot = self.at(x, y);
                spot.ground = Ground::Wall;
                spot.owner = node;
            }
        }
        let inset = u16::from(rect.width > 5) + 1;
        for x in rect.x..right {
            let port = x >= rect.x + inset && x < right - inset;
            for y in [rect.y - 1, bottom] {
                let spot = self.at(x, y);
                spot.ground = if port { Ground::Along } else { Ground::Wall };
                spot.owner = node;
            }
        }
        for y in rect.y..bottom {
            let port = rect.height == 1 || (y > rect.y && y < bottom - 1);
            for x in [rect.x - 1, right] {
                let spot = self.at(x, y);
                spot.ground = if port { Ground::Across } else { Ground::Wall };
                spot.owner = node;
            }
        }
        // A line that leaves through the words in the top border would cut them.
        if badge > 0 {
            for x in rect.x..(rect.x + badge + 5).min(right) {
                self.at(x, rect.y - 1).toll = BADGE;
            }
        }
    }
}

/// The toll that says: no line leaves here, for words stand in the border.
pub(super) const BADGE: u8 = 255;

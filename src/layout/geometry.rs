//! Points, sizes and rectangles in cells of the diagram (not of the screen).

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Point {
    /// Row from the top.
    pub y: u16,
    /// Column from the left.
    pub x: u16,
}

impl Point {
    /// The cell in column `x` of row `y`.
    pub const fn new(x: u16, y: u16) -> Self {
        Self { y, x }
    }

    /// The next cell towards `side`; stays at the edge of the number range.
    #[must_use]
    pub const fn step(self, side: Side) -> Self {
        self.walk(side, 1)
    }

    /// The cell that lies `cells` further towards `side`.
    #[must_use]
    pub const fn walk(self, side: Side, cells: u16) -> Self {
        match side {
            Side::Up => Self::new(self.x, self.y.saturating_sub(cells)),
            Side::Down => Self::new(self.x, self.y.saturating_add(cells)),
            Side::Left => Self::new(self.x.saturating_sub(cells), self.y),
            Side::Right => Self::new(self.x.saturating_add(cells), self.y),
        }
    }

    /// The side of this cell on which its neighbour `next` lies.
    pub const fn towards(self, next: Self) -> Side {
        if next.x > self.x {
            Side::Right
        } else if next.x < self.x {
            Side::Left
        } else if next.y > self.y {
            Side::Down
        } else {
            Side::Up
        }
    }
}

/// An extent in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rect {
    /// Left column.
    pub x: u16,
    /// Top row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Rect {
    /// From the cell `low` to the cell `high`, both included. It is empty where `high` lies before
    /// `low`.
    pub const fn between(low: Point, high: Point) -> Self {
        Self {
            x: low.x,
            y: low.y,
            width: (high.x + 1).saturating_sub(low.x),
            height: (high.y + 1).saturating_sub(low.y),
        }
    }

    /// With so many cells more on every side, as far as there are any.
    #[must_use]
    pub const fn grown(self, cells: u16) -> Self {
        let (x, y) = (self.x.saturating_sub(cells), self.y.saturating_sub(cells));
        Self {
            x,
            y,
            width: self.right().saturating_add(cells) - x,
            height: self.bottom().saturating_add(cells) - y,
        }
    }

    /// What lies in both.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        Self {
            x,
            y,
            width: self.right().min(other.right()).saturating_sub(x),
            height: self.bottom().min(other.bottom()).saturating_sub(y),
        }
    }

    /// Its cells in reading order.
    pub fn cells(self) -> impl Iterator<Item = Point> {
        let rows = self.y..self.bottom();
        rows.flat_map(move |y| (self.x..self.right()).map(move |x| Point::new(x, y)))
    }

    /// The first column to the right of it.
    pub const fn right(self) -> u16 {
        self.x + self.width
    }

    /// The first row below it.
    pub const fn bottom(self) -> u16 {
        self.y + self.height
    }

    /// Whether the cell lies in it.
    pub const fn contains(self, at: Point) -> bool {
        at.x >= self.x && at.x < self.right() && at.y >= self.y && at.y < self.bottom()
    }

    /// Whether the two share a cell.
    pub const fn meets(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// A side of a cell or a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Towards smaller rows.
    Up,
    /// Towards larger rows.
    Down,
    /// Towards smaller columns.
    Left,
    /// Towards larger columns.
    Right,
}

impl Side {
    /// All four, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Up, Self::Down, Self::Left, Self::Right];

    /// Whether it lies left or right.
    pub const fn is_horizontal(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }

    /// The two sides that a line on the way there can turn to.
    pub const fn turns(self) -> [Self; 2] {
        if self.is_horizontal() {
            [Self::Up, Self::Down]
        } else {
            [Self::Left, Self::Right]
        }
    }

    /// The side across.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// A set of sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sides(u8);

impl Sides {
    /// No side.
    pub const NONE: Self = Self(0);
    /// All four.
    pub const ALL: Self = Self(15);

    /// This set and one more side.
    #[must_use]
    pub const fn with(self, side: Side) -> Self {
        Self(self.0 | 1 << side as u8)
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two share a side.
    pub const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the side is in it.
    pub const fn has(self, side: Side) -> bool {
        self.meet(Self::NONE.with(side))
    }

    /// How many sides.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether it is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

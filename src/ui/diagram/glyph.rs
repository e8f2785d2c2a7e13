//! Line glyphs by the sides they join and how heavy each side is.

use crate::layout::Side;

/// How heavy a side of a line cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) enum Weight {
    /// No line.
    #[default]
    None,
    /// As drawn.
    Light,
    /// On now.
    Heavy,
}

/// The weights of a cell's sides, in the order of [`Side::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Weights([Weight; 4]);

/// U+2500 to U+257F by up, down, left, right: one line for each pair of up and down.
const GLYPHS: [&str; 9] = [
    " ╶╺╴─╼╸╾━",
    "╷┌┍┐┬┮┑┭┯",
    "╻┎┏┒┰┲┓┱┳",
    "╵└┕┘┴┶┙┵┷",
    "│├┝┤┼┾┥┽┿",
    "╽┟┢┧╁╆┪╅╈",
    "╹┖┗┚┸┺┛┹┻",
    "╿┞┡┦╀╄┩╃╇",
    "┃┠┣┨╂╊┫╉╋",
];

impl Weights {
    /// Makes a side at least so heavy.
    pub(super) fn add(&mut self, side: Side, weight: Weight) {
        let own = &mut self.0[side as usize];
        *own = weight.max(*own);
    }

    pub(super) fn has(self, side: Side) -> bool {
        self.0[side as usize] != Weight::None
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// How many sides are joined.
    pub(super) fn count(self) -> usize {
        Side::ALL.iter().filter(|&&side| self.has(side)).count()
    }

    fn is_across(self) -> bool {
        self.count() == 2 && self.has(Side::Left) && self.has(Side::Right)
    }

    fn is_along(self) -> bool {
        self.count() == 2 && self.has(Side::Up) && self.has(Side::Down)
    }

    /// Whether it runs straight through.
    pub(super) fn is_straight(self) -> bool {
        self.is_across() || self.is_along()
    }

    fn is_heavy(self) -> bool {
        self.0.contains(&Weight::Heavy)
    }

    /// The character. In ASCII a heavy line is `=` where `doubled` says that it can be read as
    /// one: it has a neighbour that is.
    pub(super) fn glyph(self, dashed: bool, ascii: bool, doubled: bool) -> char {
        if ascii {
            return match () {
                () if self.is_empty() => ' ',
                () if self.is_across() && doubled => '=',
                () if self.is_across() => '-',
                () if self.is_along() => '|',
                () => '+',
            };
        }
        match (dashed, self.is_heavy()) {
            (true, false) if self.is_across() => return '╌',
            (true, true) if self.is_across() => return '╍',
            (true, false) if self.is_along() => return '╎',
            (true, true) if self.is_along() => return '╏',
            _ => {}
        }
        let [up, down, left, right] = self.0.map(|weight| weight as usize);
        GLYPHS[up * 3 + down]
            .chars()
            .nth(left * 3 + right)
            .unwrap_or(' ')
    }
}

/// An arrow head.
pub(super) fn head(side: Side, ascii: bool) -> char {
    match (side, ascii) {
        (Side::Up, false) => '▲',
        (Side::Down, false) => '▼',
        (Side::Left, false) => '◀',
        (Side::Right, false) => '▶',
        (Side::Up, true) => '^',
        (Side::Down, true) => 'v',
        (Side::Left, true) => '<',
        (Side::Right, true) => '>',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_of_sides_and_weights_has_its_own_glyph() {
        let all: Vec<char> = GLYPHS.iter().flat_map(|row| row.chars()).collect();
        let distinct: std::collections::BTreeSet<char> = all.iter().copied().collect();
        assert_eq!((all.len(), distinct.len()), (81, 81));
    }

    #[test]
    fn sides_name_the_glyph() {
        let mut weights = Weights::default();
        weights.add(Side::Up, Weight::Light);
        weights.add(Side::Down, Weight::Light);
        assert_eq!(weights.glyph(false, false, false), '│');
        assert_eq!(weights.glyph(true, false, false), '╎');
        weights.add(Side::Right, Weight::Heavy);
        assert_eq!(weights.glyph(true, false, false), '┝');
        assert_eq!(weights.glyph(false, true, false), '+');
    }
}

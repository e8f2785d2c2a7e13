//! The diagram placed for the space there is, and the window onto it.

use super::App;
use crate::layout::{self, Detail, Diagram, Options, Point, Size};

/// A diagram that was placed, and what for.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) diagram: Diagram,
    /// Which of the spaces was chosen.
    pub(super) space: usize,
    pub(super) window: Point,
    spaces: Vec<Size>,
}

impl App {
    /// Places the diagram in the best of several spaces that the screen could give it: the first
    /// that shows it whole with all words, else the one that shows most. Does nothing where the
    /// topology and the spaces are the same as last time.
    pub fn place(&mut self, spaces: &[Size]) {
        if self
            .placed
            .as_ref()
            .is_some_and(|placed| placed.spaces == spaces)
        {
            return;
        }
        let mut best: Option<(Diagram, usize, Showing)> = None;
        for (space, within) in spaces.iter().enumerate() {
            let options = Options {
                within: Some(*within),
            };
            let diagram = layout::layout(self.topology(), options);
            let showing = Showing::of(&diagram, *within);
            if best.as_ref().is_none_or(|(_, _, found)| showing > *found) {
                best = Some((diagram, space, showing));
            }
            if best.as_ref().is_some_and(|(_, _, found)| found.is_all()) {
                break;
            }
        }
        self.placed = best.map(|(diagram, space, _)| Placed {
            diagram,
            space,
            window: Point::default(),
            spaces: spaces.to_vec(),
        });
        self.dirty = true;
    }

    /// Moves the window onto the diagram.
    pub fn show_from(&mut self, first: Point) {
        if let Some(placed) = &mut self.placed {
            placed.window = first;
        }
    }
}

/// How much of a diagram a space shows; more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Showing {
    whole: bool,
    words: std::cmp::Reverse<Detail>,
    cells: u32,
}

impl Showing {
    fn of(diagram: &Diagram, within: Size) -> Self {
        let seen = |size: u16, room: u16| u32::from(size.min(room));
        Self {
            whole: diagram.size.width <= within.width && diagram.size.height <= within.height,
            words: std::cmp::Reverse(diagram.detail),
            cells: seen(diagram.size.width, within.width)
                * seen(diagram.size.height, within.height),
        }
    }

    fn is_all(self) -> bool {
        self.whole && self.words.0 == Detail::Full
    }
}

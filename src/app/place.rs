//! The diagram placed for the space there is, and the window onto it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{App, Run};
use crate::layout::{self, Detail, Diagram, Point, Side, Size};
use crate::topology::{NodeId, View};
use glide::Glide;

mod glide;

/// A diagram that was placed, and what for.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) diagram: Diagram,
    /// Which of the spaces was chosen.
    pub(super) space: usize,
    /// The first cell that is shown, once the window has come to rest; `None`: nothing was shown
    /// yet.
    pub(super) window: Option<Point>,
    glide: Option<Glide>,
    /// The space is another one than before, where nothing glides.
    fresh: bool,
    follow: Follow,
    spaces: Vec<Size>,
    /// The nodes whose groups were not to be drawn as one box.
    active: BTreeSet<NodeId>,
    /// How little could be shown of a box.
    least: Detail,
}

impl Placed {
    /// The first cell that is shown now.
    pub(super) fn shown(&self) -> Option<Point> {
        let end = self.window?;
        Some(self.glide.map_or(end, |glide| glide.at(end)))
    }

    /// Moves the window; if it is to `glide`, not at once where that is a leap.
    fn move_to(&mut self, end: Point, glide: bool) {
        if std::mem::take(&mut self.fresh) || !glide {
            self.glide = None;
        } else if self.window.is_some_and(|from| glide::is_leap(from, end)) {
            self.glide = self.shown().map(Glide::from);
        }
        self.window = Some(end);
    }

    /// The space of the window, where that does not show the whole diagram.
    fn room(&self) -> Option<Size> {
        let room = *self.spaces.get(self.space)?;
        let size = self.diagram.size;
        (size.width > room.width || size.height > room.height).then_some(room)
    }

    /// Whether all is shown, each node as its own box with borders, so that it makes no difference
    /// which are active.
    fn is_whole(&self) -> bool {
        let bordered = self.diagram.detail != Detail::Chip;
        bordered && self.diagram.collapsed() == 0 && self.room().is_none()
    }
}

/// What a window onto a diagram stays with that is larger than its space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Follow {
    /// The packet, or the box that is on.
    #[default]
    Run,
    /// The selected box, until the next step.
    Selection,
    /// Its place: it was moved by hand.
    Nothing,
}

impl App {
    /// Places the diagram in the best of several spaces that the screen could give it: the first
    /// that shows it whole with all words, else the one that shows most. Does nothing where the
    /// topology, the spaces, and what must not be hidden in a group are the same as last time.
    pub fn place(&mut self, spaces: &[Size]) {
        let active = self.active();
        // What is measured under load stands inside borders.
        let least = match self.load {
            Some(_) => Detail::Short,
            None => Detail::Chip,
        };
        if self.placed.as_ref().is_some_and(|placed| {
            placed.spaces == spaces
                && placed.least == least
                && (placed.is_whole() || placed.active == active)
        }) {
            return;
        }
        if spaces.is_empty() {
            self.placed = None;
            return;
        }
        let (follow, before) = match self.placed.take() {
            Some(placed) => (placed.follow, placed.window.zip(Some(placed.diagram))),
            None => (Follow::default(), None),
        };
        let (diagram, space) = layout::layout_among(self.topology(), spaces, &active, least);
        self.placed = Some(Placed {
            // A window that was moved by hand stays where the same diagram is shown.
            window: before.and_then(|(window, before)| (before == diagram).then_some(window)),
            glide: None,
            fresh: true,
            diagram,
            space,
            follow,
            spaces: spaces.to_vec(),
            active,
            least,
        });
        self.dirty = true;
    }

    /// Moves the window onto the diagram: over a short way at once, else in a glide, which reduced
    /// motion leaves out.
    pub fn show_from(&mut self, first: Point) {
        let glide = !self.reduced_motion;
        if let Some(placed) = &mut self.placed {
            placed.move_to(first, glide);
        }
    }

    /// The first cell of the diagram that is shown now; `None` before it was drawn.
    pub fn window(&self) -> Option<Point> {
        self.placed.as_ref()?.shown()
    }

    /// The same once the window has come to rest.
    pub fn window_at_rest(&self) -> Option<Point> {
        self.placed.as_ref()?.window
    }

    /// Whether the window is on its way.
    pub(super) fn glides(&self) -> bool {
        self.placed
            .as_ref()
            .is_some_and(|placed| placed.glide.is_some())
    }

    /// Time has passed for the window.
    pub(super) fn tick_window(&mut self, elapsed: Duration) {
        if let Some(placed) = &mut self.placed
            && let Some(glide) = placed.glide
        {
            placed.glide = glide.after(elapsed);
            self.dirty = true;
        }
    }

    /// What the window onto the diagram stays with.
    pub fn following(&self) -> Follow {
        self.placed
            .as_ref()
            .map_or_else(Follow::default, |placed| placed.follow)
    }

    pub(super) fn follow(&mut self, what: Follow) {
        if let Some(placed) = &mut self.placed {
            placed.follow = what;
        }
    }

    /// A quarter of the window on; on the time axis, a quarter of what is seen of it.
    pub(super) fn move_window(&mut self, side: Side) {
        match (self.view, side) {
            (View::Diagram, _) => {}
            (View::Waterfall, Side::Left) => return self.pan_by(-2),
            (View::Waterfall, Side::Right) => return self.pan_by(2),
            (View::Waterfall, Side::Up) => return self.scroll_beside(-4),
            (View::Waterfall, Side::Down) => return self.scroll_beside(4),
            (View::Sequence, _) => return self.say("the sequence follows the step that is on"),
        }
        let Some(room) = self.room() else {
            return self.say("nothing is hidden: the whole diagram is shown");
        };
        let columns = (i32::from(room.width) / 4).max(1);
        let rows = (i32::from(room.height) / 4).max(1);
        match side {
            Side::Left => self.drag_window(-columns, 0),
            Side::Right => self.drag_window(columns, 0),
            Side::Up => self.drag_window(0, -rows),
            Side::Down => self.drag_window(0, rows),
        }
    }

    /// Moves the window as far as there is something to see.
    pub(super) fn drag_window(&mut self, columns: i32, rows: i32) {
        let Some((room, placed)) = self.room().zip(self.placed.as_mut()) else {
            return;
        };
        let moved = |first: u16, by: i32, total: u16, shown: u16| {
            let last = i32::from(total.saturating_sub(shown));
            (i32::from(first) + by).clamp(0, last) as u16
        };
        let (window, size) = (placed.shown().unwrap_or_default(), placed.diagram.size);
        let first = Point::new(
            moved(window.x, columns, size.width, room.width),
            moved(window.y, rows, size.height, room.height),
        );
        // A hand is followed at once.
        placed.move_to(first, false);
        placed.follow = Follow::Nothing;
    }

    /// The space of the window, where that does not show the whole diagram.
    fn room(&self) -> Option<Size> {
        self.placed.as_ref()?.room()
    }

    /// The nodes whose groups are never drawn as one box: those that the run has to do with from
    /// its beginning to its end, so that nothing moves on the way, and what is selected or broken.
    /// Under load and in front of a class that was asked they are all nodes: which ones take part is
    /// seen, or not to be seen yet.
    pub fn active(&self) -> BTreeSet<NodeId> {
        let topology = self.topology();
        let asked = self.run.as_ref().is_some_and(Run::is_examined);
        if topology.groups().is_empty() {
            return BTreeSet::new();
        }
        if self.load.is_some() || asked {
            return topology.node_ids().collect();
        }
        let touched = self.run.iter().flat_map(|run| &run.touched).copied();
        let links = self.impairments().into_iter().map(|(link, _)| link);
        let ends = links
            .chain(self.selected_link)
            .flat_map(|link| [topology[link].from, topology[link].to]);
        let broken = topology
            .node_ids()
            .filter(|&node| self.fault(node).is_some());
        touched
            .chain(ends)
            .chain(broken)
            .chain(self.selected)
            .collect()
    }
}

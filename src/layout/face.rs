//! On which sides of their boxes the lines of a net are likely to end.

use super::geometry::Side;
use super::graph::{Graph, Link};
use super::net::{Fan, Net};
use super::place::{Cell, Grid};

/// The common end of one of a net's links, and its far end.
pub(super) fn ends(grid: &Grid, net: &Net, link: &Link) -> Option<(Cell, Cell)> {
    let (from, to) = grid.cell(link.from).zip(grid.cell(link.to))?;
    Some(match net.fan {
        Fan::Out => (from, to),
        Fan::In => (to, from),
    })
}

/// Whether the far ends of a net stand side by side more than one below the other, and none beside
/// the common end: then its trunk runs to the side, above or below them.
pub(super) fn is_level(graph: &Graph, grid: &Grid, net: &Net) -> bool {
    let links = net.links.iter().map(|&id| &graph[id]);
    let ends: Vec<(Cell, Cell)> = links.filter_map(|link| ends(grid, net, link)).collect();
    let different = |axis: fn(&Cell) -> usize| {
        let mut places: Vec<usize> = ends.iter().map(|(_, far)| axis(far)).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    };
    ends.iter().all(|(near, far)| near.row != far.row)
        && different(|cell| cell.column) > different(|cell| cell.row)
}

/// The side of a box on which another stands; a box looks down at itself.
pub(super) fn side(here: Cell, there: Cell, level: bool) -> Side {
    let upright = here.column == there.column || (level && here.row != there.row);
    match upright {
        true if there.row < here.row => Side::Up,
        true => Side::Down,
        false if there.column < here.column => Side::Left,
        false => Side::Right,
    }
}

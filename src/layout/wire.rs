//! Routes and the cells of all lines, made from the paths.

use super::geometry::{Point, Side, Sides};
use super::route::Path;
use super::{Diagram, Route, Wire, net};
use crate::topology::{LinkId, Topology};

/// Puts routes and wires into the diagram.
pub(super) fn draw(topology: &Topology, paths: Vec<Option<Path>>, diagram: &mut Diagram) {
    let mut cells: Vec<(Point, Sides, Option<Side>, bool, LinkId)> = Vec::new();
    for (index, path) in paths.into_iter().enumerate() {
        let Some(path) = path else { continue };
        let link = LinkId::from(index);
        let dashed = net::is_dashed(&topology[link]);
        let mut side = path.tail;
        for (place, &at) in path.cells.iter().enumerate() {
            let next = path
                .cells
                .get(place + 1)
                .map_or(path.head, |&n| at.towards(n));
            let sides = Sides::NONE.with(side.opposite()).with(next);
            let head = (place + 1 == path.cells.len()).then_some(path.head);
            cells.push((at, sides, head, dashed, link));
            side = next;
        }
        diagram.routes.push(Route {
            link,
            cells: path.cells,
            dashed,
            head: path.head,
            tail: path.tail,
        });
    }
    cells.sort_unstable_by_key(|cell| (cell.0, cell.4));
    for (at, sides, head, dashed, link) in cells {
        match diagram.wires.last_mut() {
            Some(wire) if wire.at == at => {
                wire.sides = wire.sides.union(sides);
                wire.head = wire.head.or(head);
                wire.dashed &= dashed;
                wire.links.push(link);
            }
            _ => diagram.wires.push(Wire {
                at,
                sides,
                head,
                dashed,
                links: vec![link],
            }),
        }
    }
}

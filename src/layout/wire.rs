//! Routes and the cells of all lines, made from the paths.

use std::sync::Arc;

use super::geometry::{Point, Side, Sides};
use super::graph::Graph;
use super::route::Path;
use super::{Diagram, Route, Wire, net};
use crate::topology::LinkId;

/// What one link draws in one cell.
#[derive(Debug, Clone, Copy)]
struct Ink {
    x: u16,
    link: LinkId,
    sides: Sides,
    head: Option<Side>,
    dashed: bool,
}

/// Puts routes and wires into the diagram.
pub(super) fn draw(graph: &Graph, paths: Vec<Option<Path>>, diagram: &mut Diagram) {
    // Large drawings have millions of cells: each list is made as long as it gets.
    let mut counts = vec![0; usize::from(diagram.size.height)];
    for at in paths.iter().flatten().flat_map(|path| &path.cells) {
        counts[usize::from(at.y)] += 1;
    }
    diagram.wires.reserve(counts.iter().sum());
    let mut rows: Vec<Vec<Ink>> = counts.into_iter().map(Vec::with_capacity).collect();
    for (index, path) in paths.into_iter().enumerate() {
        let Some(path) = path else { continue };
        let link = LinkId::from(index);
        let dashed = net::is_dashed(&graph[link]);
        let mut side = path.tail;
        for (place, &at) in path.cells.iter().enumerate() {
            let last = place + 1 == path.cells.len();
            let next = if last {
                path.head
            } else {
                at.towards(path.cells[place + 1])
            };
            rows[usize::from(at.y)].push(Ink {
                x: at.x,
                link,
                sides: Sides::NONE.with(side.opposite()).with(next),
                head: last.then_some(path.head),
                dashed,
            });
            side = next;
        }
        diagram.routes.push(Route {
            link,
            merged: graph[link].merged.clone(),
            cells: path.cells,
            dashed,
            head: path.head,
            tail: path.tail,
        });
    }
    let mut above = 0..0;
    for (y, mut row) in rows.into_iter().enumerate() {
        // Stable: the links of a cell stay in declared order.
        row.sort_by_key(|ink| ink.x);
        let start = diagram.wires.len();
        for inks in row.chunk_by(|a, b| a.x == b.x) {
            let at = Point::new(inks[0].x, y as u16);
            let wire = joined(at, inks, &diagram.wires, above.clone());
            diagram.wires.push(wire);
        }
        above = start..diagram.wires.len();
    }
}

/// All lines of one cell. Neighbours mostly hold the same links, and then share the list.
fn joined(at: Point, inks: &[Ink], wires: &[Wire], above: std::ops::Range<usize>) -> Wire {
    let same = |wire: &&Wire| {
        let links = wire.links.iter();
        wire.links.len() == inks.len() && links.zip(inks).all(|(link, ink)| *link == ink.link)
    };
    let over = || {
        let row = &wires[above];
        row.binary_search_by_key(&at.x, |wire| wire.at.x)
            .ok()
            .map(|index| &row[index])
    };
    let shared = wires.last().filter(same).or_else(|| over().filter(same));
    Wire {
        at,
        sides: inks
            .iter()
            .fold(Sides::NONE, |sides, ink| sides.union(ink.sides)),
        head: inks.iter().find_map(|ink| ink.head),
        dashed: inks.iter().all(|ink| ink.dashed),
        links: shared.map_or_else(
            || inks.iter().map(|ink| ink.link).collect(),
            |wire| Arc::clone(&wire.links),
        ),
    }
}

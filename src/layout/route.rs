//! Routing: all links of a plan, one after the other, each by the cheapest way that lies nowhere.

use std::iter;

use super::astar::{self, Search, Task, Way};
use super::band::Plan;
use super::field::{BADGE, Field, Ground};
use super::geometry::{Point, Side, Sides};
use super::graph::Graph;
use super::line::Line;
use super::net::{Fan, Net};
use super::place::Grid;
use crate::topology::LinkId;

/// A second line of one net out of, or into, the same box costs more than using its trunk.
const SECOND_PORT: u32 = 8;
/// A line with words to a box of the same row costs more where another one is near above or below
/// it.
const CROWDED: u32 = 12;

/// One line for each link (`None` where it is not drawn), and the links that found no way. Nothing
/// where `effort` runs out.
pub(super) fn route(
    graph: &Graph,
    grid: &Grid,
    plan: &Plan,
    nets: &[Net],
    field: Field,
    effort: &mut u64,
) -> Option<(Vec<Option<Line>>, Vec<LinkId>)> {
    let mut router = Router {
        graph,
        plan,
        nets,
        search: Search::new(&field),
        field,
        trunks: vec![Vec::new(); nets.len()],
        lines: vec![None; graph.links().len()],
    };
    let mut failed = Vec::new();
    for (net, link) in order(graph, grid, nets) {
        let found = router.lay(net, link, effort);
        if *effort == 0 {
            return None;
        }
        if !found {
            failed.push(link);
        }
    }
    Some((router.lines, failed))
}

/// Straight lines first, then short before long; declared order breaks ties.
fn order(graph: &Graph, grid: &Grid, nets: &[Net]) -> Vec<(usize, LinkId)> {
    let mut order: Vec<(bool, usize, LinkId, usize)> = Vec::new();
    for (net, links) in nets.iter().enumerate() {
        for &id in &links.links {
            let link = &graph[id];
            let ends = grid.cell(link.from).zip(grid.cell(link.to));
            let Some((from, to)) = ends else { continue };
            let far = from.column.abs_diff(to.column) + from.row.abs_diff(to.row);
            order.push((!grid.is_straight(from, to), far, id, net));
        }
    }
    order.sort_unstable();
    order.into_iter().map(|(_, _, id, net)| (net, id)).collect()
}

struct Router<'a> {
    graph: &'a Graph,
    plan: &'a Plan,
    nets: &'a [Net],
    field: Field,
    search: Search,
    /// Cells of each net, each once.
    trunks: Vec<Vec<usize>>,
    lines: Vec<Option<Line>>,
}

impl Router<'_> {
    fn lay(&mut self, net: usize, id: LinkId, effort: &mut u64) -> bool {
        let link = &self.graph[id];
        let fan = self.nets[net].fan;
        let (hub, far) = match fan {
            Fan::Out => (link.from.index(), link.to.index()),
            Fan::In => (link.to.index(), link.from.index()),
        };
        let trunk = &self.trunks[net];
        let extra = if trunk.is_empty() { 0 } else { SECOND_PORT };
        let [near, end] = [hub, far].map(|node| self.plan.boxes[node]);
        let faces = near.y < end.bottom() && end.y < near.bottom();
        let worded = faces && !link.label.is_empty();
        let ports = self.ports(hub, fan == Fan::Out, worded, extra);
        let task = Task {
            net: net as u16,
            ports: &ports,
            trunk,
            goal: far as u16,
            goal_box: self.plan.boxes[far],
            leaves: fan == Fan::In,
        };
        let found = if hub == far {
            Self::round(&mut self.search, &mut self.field, &task, effort)
        } else {
            self.search.run(&self.field, &task, effort)
        };
        let found = found.map(|(_, way)| way);
        let Some(way) = found else {
            return false;
        };
        let line = self.complete(net, &way);
        self.draw(net, &way);
        self.lines[id.index()] = Some(line);
        true
    }

    /// The way of a link back to its own box: the cheapest one over all places where it can begin,
    /// each taken while the way is looked for, so that the end keeps away from it.
    fn round(
        search: &mut Search,
        field: &mut Field,
        task: &Task,
        effort: &mut u64,
    ) -> Option<(u32, Way)> {
        let mut best: Option<(u32, Way)> = None;
        for &port in task.ports {
            let from = Task {
                ports: &[port],
                ..*task
            };
            let before = field.block(port.0);
            let found = search.run(field, &from, effort);
            field.unblock(port.0, before);
            if let Some((cost, way)) = found
                && best.as_ref().is_none_or(|(least, _)| cost < *least)
            {
                let branches = false;
                best = Some((cost, Way { branches, ..way }));
            }
        }
        best
    }

    /// The cells beside the border of a box where a line can begin.
    fn ports(&self, hub: usize, leaves: bool, worded: bool, extra: u32) -> Vec<(usize, Side, u32)> {
        let rect = self.plan.boxes[hub];
        let mut ports = Vec::new();
        let mut add = |x: u16, y: u16, side: Side| {
            let cell = self.field.index(Point::new(x, y));
            let spot = &self.field.spots[cell];
            let ends_here = match spot.ground {
                Ground::Across => side.is_horizontal(),
                Ground::Along => !side.is_horizontal(),
                _ => false,
            };
            let badged = leaves && spot.toll == BADGE;
            if ends_here && !badged && astar::is_free_port(&self.field, cell) {
                let cost = astar::port_cost(&self.field, cell, side, rect, leaves);
                let crowded = worded && side.is_horizontal() && self.is_crowded(cell);
                let cost = cost + if crowded { CROWDED } else { 0 };
                ports.push((cell, side, extra + cost));
            }
        };
        for y in rect.y..rect.bottom() {
            add(rect.right(), y, Side::Right);
            add(rect.x - 1, y, Side::Left);
        }
        for x in rect.x..rect.right() {
            add(x, rect.bottom(), Side::Down);
            add(x, rect.y - 1, Side::Up);
        }
        ports
    }

    /// Whether a line stands so near above or below that words could belong to either.
    fn is_crowded(&self, cell: usize) -> bool {
        [Side::Up, Side::Down].into_iter().any(|side| {
            let next = self.field.step(cell, side);
            let taken = |cell: usize| !self.field.spots[cell].sides.is_empty();
            taken(next) || taken(self.field.step(next, side))
        })
    }

    /// The line from source to target, with the part of the trunk that it shares.
    fn complete(&self, net: usize, way: &Way) -> Line {
        let point = |&cell: &usize| self.field.point(cell);
        let (first, last) = (way.cells[0], way.cells[way.cells.len() - 1]);
        let start = point(&first).step(way.first.opposite());
        let end = point(&last).step(way.last);
        let cells = way.cells.iter().map(point);
        let links = self.nets[net].links.iter();
        let mut lines = links.filter_map(|link| self.lines[link.index()].as_ref());
        let shared = lines.find(|line| way.branches && line.contains(point(&first)));
        match (self.nets[net].fan, shared) {
            (Fan::Out, None) => Line::through(iter::once(start).chain(cells).chain([end])),
            (Fan::Out, Some(line)) => {
                let before = line.before(point(&first)).iter().copied();
                Line::through(before.chain(cells).chain([end]))
            }
            (Fan::In, None) => Line::through(iter::once(end).chain(cells.rev()).chain([start])),
            (Fan::In, Some(line)) => {
                let behind = line.behind(point(&first)).iter().copied();
                Line::through(iter::once(end).chain(cells.rev()).chain(behind))
            }
        }
    }

    /// Enters a way into the field.
    fn draw(&mut self, net: usize, way: &Way) {
        let out = self.nets[net].fan == Fan::Out;
        let last = way.cells.len() - 1;
        let mut enter = way.first;
        for (index, &cell) in way.cells.iter().enumerate() {
            let begins = index == 0 && way.branches;
            let leave = way.cells.get(index + 1).map_or(way.last, |&next| {
                self.field.point(cell).towards(self.field.point(next))
            });
            let mut sides = Sides::NONE.with(leave);
            if !begins {
                sides = sides.with(enter.opposite());
                self.trunks[net].push(cell);
            }
            self.field.join(cell, net as u16, sides);
            self.field.spots[cell].head = if out {
                index == last
            } else {
                index == 0 && !begins
            };
            enter = leave;
        }
    }
}

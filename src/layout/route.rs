//! Routing: all links of a plan, one after the other, each by the cheapest way that lies nowhere.

use super::astar::{self, Search, Task, Way};
use super::band::Plan;
use super::field::{BADGE, Field, NONE, Spot};
use super::geometry::{Point, Rect, Side, Sides};
use super::net::{Fan, Net};
use super::place::Grid;
use crate::topology::{LinkId, Topology};

/// A second line of one net out of, or into, the same box costs more than using its trunk.
const SECOND_PORT: u32 = 8;

/// The whole way of a link, trunk included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) net: u16,
    pub(super) cells: Vec<Point>,
    pub(super) tail: Side,
    pub(super) head: Side,
}

/// One path for each link (`None` where it is not drawn), and the links that found no way.
pub(super) fn route(
    topology: &Topology,
    grid: &Grid,
    plan: &Plan,
    nets: &[Net],
    field: Field,
) -> (Vec<Option<Path>>, Vec<LinkId>) {
    let mut router = Router {
        topology,
        plan,
        nets,
        search: Search::new(&field),
        field,
        trunks: vec![Vec::new(); nets.len()],
        paths: vec![None; topology.links().len()],
    };
    let mut failed = Vec::new();
    for (net, link) in order(topology, grid, nets) {
        if !router.lay(net, link) {
            failed.push(link);
        }
    }
    (router.paths, failed)
}

/// Straight lines first, then short before long; declared order breaks ties.
fn order(topology: &Topology, grid: &Grid, nets: &[Net]) -> Vec<(usize, LinkId)> {
    let mut order: Vec<(bool, usize, LinkId, usize)> = Vec::new();
    for (net, links) in nets.iter().enumerate() {
        for &id in &links.links {
            let link = &topology[id];
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
    topology: &'a Topology,
    plan: &'a Plan,
    nets: &'a [Net],
    field: Field,
    search: Search,
    /// Cells of each net, each once.
    trunks: Vec<Vec<usize>>,
    paths: Vec<Option<Path>>,
}

impl Router<'_> {
    fn lay(&mut self, net: usize, id: LinkId) -> bool {
        let link = &self.topology[id];
        let (source, target) = (link.from.index(), link.to.index());
        let fan = self.nets[net].fan;
        let started = !self.trunks[net].is_empty();
        let extra = if started && fan == Fan::Out {
            SECOND_PORT
        } else {
            0
        };
        let ports = self.ports(source, extra);
        let target_box = self.plan.boxes[target];
        let mut goal = around(target_box);
        if fan == Fan::In {
            for &cell in &self.trunks[net] {
                goal = including(goal, self.field.point(cell));
            }
        }
        let task = Task {
            target: target as u16,
            net: net as u16,
            ports: &ports,
            trunk: if fan == Fan::Out {
                &self.trunks[net]
            } else {
                &[]
            },
            joins: fan == Fan::In,
            target_box,
            goal,
        };
        let Some(way) = self.search.run(&self.field, &task) else {
            return false;
        };
        let path = self.complete(net, &way);
        self.draw(net as u16, &way);
        self.paths[id.index()] = Some(path);
        true
    }

    /// The cells beside the border of a box where a line can begin.
    fn ports(&self, source: usize, extra: u32) -> Vec<(usize, Side, u32)> {
        let rect = self.plan.boxes[source];
        let mut ports = Vec::new();
        let mut add = |x: u16, y: u16, side: Side| {
            let cell = self.field.index(Point::new(x, y));
            let spot = &self.field.spots[cell];
            let ends_here = match spot.ground {
                super::field::Ground::Across => side.is_horizontal(),
                super::field::Ground::Along => !side.is_horizontal(),
                _ => false,
            };
            if ends_here && spot.toll != BADGE && astar::is_free_port(&self.field, cell) {
                // Of two ways alike the one that leaves in reading direction.
                let against = u32::from(matches!(side, Side::Left | Side::Up));
                let cost = extra + against + astar::port_cost(&self.field, cell, side, rect);
                ports.push((cell, side, cost));
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

    /// The way with the part of the trunk it shares put before or behind it.
    fn complete(&self, net: usize, way: &Way) -> Path {
        let point = |cell: &usize| self.field.point(*cell);
        let mut cells: Vec<Point> = way.cells.iter().map(point).collect();
        let (mut tail, mut head) = (way.first, way.last);
        let shared = |at: Point| {
            self.nets[net].links.iter().find_map(|link| {
                let path = self.paths[link.index()].as_ref()?;
                let place = path.cells.iter().position(|&cell| cell == at)?;
                Some((path, place))
            })
        };
        if way.branches
            && let Some((path, place)) = shared(cells[0])
        {
            tail = path.tail;
            cells.splice(0..1, path.cells[..=place].iter().copied());
        }
        if way.joins
            && let Some((path, place)) = cells.last().and_then(|&at| shared(at))
        {
            head = path.head;
            cells.pop();
            cells.extend_from_slice(&path.cells[place..]);
        }
        Path {
            net: net as u16,
            cells,
            tail,
            head,
        }
    }

    /// Enters a way into the field.
    fn draw(&mut self, net: u16, way: &Way) {
        let mut enter = way.first;
        let last = way.cells.len() - 1;
        for (index, &cell) in way.cells.iter().enumerate() {
            let begins = index == 0 && way.branches;
            let ends = index == last && way.joins;
            let leave = way.cells.get(index + 1).map_or(way.last, |&next| {
                self.field.point(cell).towards(self.field.point(next))
            });
            let mut sides = Sides::NONE;
            if !begins {
                sides = sides.with(enter.opposite());
            }
            if !ends {
                sides = sides.with(leave);
            }
            let spot = &mut self.field.spots[cell];
            mark(spot, net, sides);
            spot.head = index == last && !way.joins;
            if !begins && !ends {
                self.trunks[usize::from(net)].push(cell);
            }
            enter = leave;
        }
    }
}

fn mark(spot: &mut Spot, net: u16, sides: Sides) {
    spot.sides = spot.sides.union(sides);
    if sides.has(Side::Left) || sides.has(Side::Right) {
        spot.across = net;
    }
    if sides.has(Side::Up) || sides.has(Side::Down) {
        spot.along = net;
    }
    debug_assert!(spot.across != NONE || spot.along != NONE);
}

fn around(rect: Rect) -> Rect {
    Rect {
        x: rect.x - 1,
        y: rect.y - 1,
        width: rect.width + 2,
        height: rect.height + 2,
    }
}

fn including(rect: Rect, at: Point) -> Rect {
    let (x, y) = (rect.x.min(at.x), rect.y.min(at.y));
    Rect {
        x,
        y,
        width: rect.right().max(at.x + 1) - x,
        height: rect.bottom().max(at.y + 1) - y,
    }
}

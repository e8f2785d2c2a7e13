//! Which pieces each line is made of, net by net.

use std::collections::BTreeMap;

use super::super::super::frame::Span;
use super::super::super::geometry::Side;
use super::super::super::graph::Graph;
use super::super::super::net::{Fan, Net};
use super::super::super::place::{Cell, Grid};
use super::super::super::size::Content;
use super::super::slots::Slot;
use super::{DROPS, Pieces, Rail, Way, offset};
use crate::topology::NodeId;

impl Pieces {
    /// All links of a net: one trunk for each side of its common end.
    pub(super) fn add_net(&mut self, graph: &Graph, grid: &Grid, net: &Net, drops: &mut Drops) {
        let first = &graph[net.links[0]];
        let hub = match net.fan {
            Fan::Out => first.from,
            Fan::In => first.to,
        };
        let Some(here) = grid.cell(hub) else { return };
        let mut sides: [Vec<Branch>; 2] = [Vec::new(), Vec::new()];
        for &id in &net.links {
            let link = &graph[id];
            let node = if link.from == hub { link.to } else { link.from };
            let Some(cell) = grid.cell(node) else {
                continue;
            };
            if node != hub && here.column == cell.column && grid.is_straight(here, cell) {
                let leaves = [
                    (link.from, grid.cell(link.from)),
                    (link.to, grid.cell(link.to)),
                ];
                let down = leaves[0].1 < leaves[1].1;
                let badge = !drops.contents[link.from.index()].badge.is_empty();
                if let Some(offset) = (down || !badge).then(|| drops.take(here, cell)).flatten() {
                    for node in [hub, node] {
                        let drop = &mut self.drops[node.index()];
                        *drop = offset.unsigned_abs().max(*drop);
                    }
                    let column = here.column;
                    self.ways[id.index()] = Some(Way::Drop { offset, column });
                    continue;
                }
            }
            let left = cell.column < here.column;
            sides[usize::from(left)].push(Branch {
                id: id.index(),
                node,
                cell,
            });
        }
        for (branches, side) in sides.iter().zip([Side::Right, Side::Left]) {
            if !branches.is_empty() {
                self.add_side(grid, (hub, here), side, branches);
            }
        }
    }

    fn add_side(&mut self, grid: &Grid, (hub, here): (NodeId, Cell), side: Side, all: &[Branch]) {
        let right = side == Side::Right;
        let near = here.column + usize::from(right);
        let straight = |b: &&Branch| b.cell.row == here.row && grid.is_straight(here, b.cell);
        let rest: Vec<&Branch> = all.iter().filter(|b| !straight(b)).collect();
        let up = !rest.is_empty() && rest.iter().all(|b| b.cell.row < here.row);
        let down = rest.iter().all(|b| b.cell.row > here.row);
        if let [only] = rest[..]
            && all.len() == 1
            && self.along_own_row(grid, (hub, here), side, only)
        {
            return;
        }
        let trunk = (!rest.is_empty()).then(|| {
            let stub = self.stub(here, hub, (near, near), up);
            self.rail(near, stub, right)
        });
        for branch in all.iter().filter(straight) {
            let far = branch.channel(side);
            // Where the trunk goes one way only, the straight line can be part of it.
            let stub = match trunk.filter(|_| up || down) {
                Some(rail) => {
                    let stub = self.rails[rail].stubs[0];
                    self.stubs[stub].channels = (near.min(far), near.max(far));
                    stub
                }
                None => self.stub(here, hub, (near, far), false),
            };
            self.stubs[stub].ends[1] = Some(branch.node);
            self.ways[branch.id] = Some(Way::Straight { stub, side });
        }
        let Some(trunk) = trunk else { return };
        let out = self.rails[trunk].stubs[0];
        let mut blocked = Vec::new();
        for branch in rest {
            let far = branch.channel(side);
            let same = branch.cell.column == here.column;
            let clear = same || is_clear(grid, branch.cell.row, here.column, branch.cell.column);
            if !clear {
                blocked.push(branch);
                continue;
            }
            let channels = if same { (near, near) } else { (near, far) };
            let into = self.stub(
                branch.cell,
                branch.node,
                channels,
                here.row < branch.cell.row,
            );
            self.rails[trunk].stubs.push(into);
            self.ways[branch.id] = Some(Way::Rails {
                out,
                side,
                first: trunk,
                over: None,
                into,
                arrives: if same { side } else { side.opposite() },
            });
        }
        self.go_over((out, trunk), here, side, &blocked);
    }

    /// A single line whose own row is free as far as its far end turns there.
    fn along_own_row(
        &mut self,
        grid: &Grid,
        (hub, here): (NodeId, Cell),
        side: Side,
        branch: &Branch,
    ) -> bool {
        let (from, to) = (here.column, branch.cell.column);
        if from == to
            || is_clear(grid, branch.cell.row, from, to)
            || !is_clear(grid, here.row, from, to)
            || grid.node(Cell {
                column: to,
                row: here.row,
            }) == Some(branch.node)
        {
            return false;
        }
        let near = from + usize::from(side == Side::Right);
        let far = branch.channel(side);
        let up = branch.cell.row < here.row;
        let out = self.stub(here, hub, (near, far), up);
        let first = self.rail(far, out, side == Side::Right);
        let into = self.stub(branch.cell, branch.node, (far, far), !up);
        self.rails[first].stubs.push(into);
        self.ways[branch.id] = Some(Way::Rails {
            out,
            side,
            first,
            over: None,
            into,
            arrives: side.opposite(),
        });
        true
    }

    /// Lines whose rows are taken run between rows: all those that go down share one bar, those
    /// that go up another, and those of the same row a third. From a bar rails leave to one side
    /// only, so no cell of a net joins all four sides.
    fn go_over(&mut self, (out, trunk): (usize, usize), here: Cell, side: Side, all: &[&Branch]) {
        let near = self.rails[trunk].channel;
        for order in [
            std::cmp::Ordering::Less,
            std::cmp::Ordering::Equal,
            std::cmp::Ordering::Greater,
        ] {
            let own: Vec<&&Branch> = all
                .iter()
                .filter(|b| b.cell.row.cmp(&here.row) == order)
                .collect();
            let Some(first) = own.first() else { continue };
            let channels = own.iter().map(|b| b.channel(side));
            let (low, high) =
                channels.fold((near, near), |(low, high), c| (low.min(c), high.max(c)));
            let single = own.iter().all(|b| b.channel(side) == first.channel(side));
            let rows = own.iter().map(|b| b.cell.row);
            let gap = match order {
                std::cmp::Ordering::Less if single => rows.max().unwrap_or(0) + 1,
                std::cmp::Ordering::Less => here.row,
                std::cmp::Ordering::Greater if single => rows.min().unwrap_or(0),
                _ => here.row + 1,
            };
            let bar = self.gaps.add(gap, low, high);
            self.rails[trunk].bars.push(bar);
            let mut seconds: BTreeMap<usize, usize> = BTreeMap::new();
            for branch in own {
                let far = branch.channel(side);
                let up = branch.cell.row >= gap;
                let into = self.stub(branch.cell, branch.node, (far, far), up);
                let second = *seconds.entry(far).or_insert_with(|| {
                    self.rails.push(Rail {
                        channel: far,
                        from_left: side == Side::Right,
                        stubs: Vec::new(),
                        bars: vec![bar],
                    });
                    self.rails.len() - 1
                });
                self.rails[second].stubs.push(into);
                self.ways[branch.id] = Some(Way::Rails {
                    out,
                    side,
                    first: trunk,
                    over: Some((bar, second)),
                    into,
                    arrives: side.opposite(),
                });
            }
        }
    }
}

/// The far end of a link.
#[derive(Debug, Clone, Copy)]
struct Branch {
    id: usize,
    node: NodeId,
    cell: Cell,
}

impl Branch {
    /// The channel before it, seen from a common end that looks to `side`.
    fn channel(&self, side: Side) -> usize {
        self.cell.column + usize::from(side == Side::Left)
    }
}

/// Whether no box stands in a row between two columns.
fn is_clear(grid: &Grid, row: usize, a: usize, b: usize) -> bool {
    (a.min(b) + 1..a.max(b)).all(|column| grid.node(Cell { column, row }).is_none())
}

/// Lines that go straight from a box to the next one below, or back.
pub(super) struct Drops<'a> {
    pub(super) slots: BTreeMap<(usize, i16), Slot>,
    pub(super) spans: &'a [Span],
    pub(super) contents: &'a [Content],
}

impl Drops<'_> {
    /// A free place for a line between two boxes of one column, if there is one.
    fn take(&mut self, a: Cell, b: Cell) -> Option<i16> {
        let (low, high) = (a.row.min(b.row), a.row.max(b.row));
        // Not through the title of a frame, which stands over its first column.
        let titled =
            |span: &Span| span.low.column == a.column && span.low.row > low && span.low.row <= high;
        if self.spans.iter().any(titled) {
            return None;
        }
        (0..=2 * DROPS as usize)
            .map(|step| offset(step, false))
            .find(|&offset| {
                let slot = self.slots.entry((a.column, offset)).or_default();
                slot.take(low + 1, high)
            })
    }
}

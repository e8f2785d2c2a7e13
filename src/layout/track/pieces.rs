//! What lines are made of: stubs at boxes, rails in channels, bars in gaps.

use std::collections::BTreeMap;

use super::super::frame::Span;
use super::super::geometry::Side;
use super::super::graph::Graph;
use super::super::net::Net;
use super::super::place::{Cell, Grid};
use super::super::size::Content;
use super::slots::{Channels, Slot};
use crate::topology::NodeId;
use branch::Drops;

mod branch;

/// So many lines may go straight down from one box to the next, on each side of its middle.
const DROPS: i16 = 3;

/// Offsets from the middle in the order in which they are tried.
const fn offset(step: usize, up: bool) -> i16 {
    let far = step.div_ceil(2) as i16;
    if (step % 2 == 1) == up { -far } else { far }
}

/// How a link runs, from the common end of its net to its far end.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// In one row.
    Straight { stub: usize, side: Side },
    /// In one column.
    Drop { offset: i16, column: usize },
    /// Out of `side` to the first rail, over a bar to a second one where boxes are in the way, and
    /// in at the side `arrives`.
    Rails {
        out: usize,
        side: Side,
        first: usize,
        over: Option<(usize, usize)>,
        into: usize,
        arrives: Side,
    },
}

/// An upright line in a channel and what joins it, the stub it starts from first.
#[derive(Debug, Clone)]
pub(super) struct Rail {
    pub(super) channel: usize,
    /// The stub it starts from comes from the left.
    from_left: bool,
    pub(super) stubs: Vec<usize>,
    pub(super) bars: Vec<usize>,
}

/// A line in the row of a box, from the box to a rail, before it has its place.
#[derive(Debug, Clone)]
struct Stub {
    row: usize,
    channels: (usize, usize),
    ends: [Option<NodeId>; 2],
    up: bool,
}

/// All pieces.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) ways: Vec<Option<Way>>,
    pub(super) rails: Vec<Rail>,
    stubs: Vec<Stub>,
    offsets: Vec<i16>,
    pub(super) gaps: Channels,
    standing: Channels,
    places: Vec<usize>,
    /// How far above and below its middle each box has stubs.
    pub(super) reach: Vec<(u16, u16)>,
    /// How far beside its middle each box has lines that drop.
    pub(super) drops: Vec<u16>,
}

impl Pieces {
    pub(super) fn of(
        graph: &Graph,
        grid: &Grid,
        nets: &[Net],
        spans: &[Span],
        contents: &[Content],
    ) -> Self {
        let mut pieces = Self {
            ways: vec![None; graph.links().len()],
            gaps: Channels::new(grid.rows + 1),
            standing: Channels::new(grid.columns + 1),
            reach: vec![(0, 0); graph.nodes().len()],
            drops: vec![0; graph.nodes().len()],
            ..Self::default()
        };
        let mut drops = Drops {
            slots: BTreeMap::new(),
            spans,
            contents,
        };
        for net in nets {
            pieces.add_net(graph, grid, net, &mut drops);
        }
        pieces.settle_stubs(grid);
        pieces
    }

    fn stub(&mut self, cell: Cell, node: NodeId, channels: (usize, usize), up: bool) -> usize {
        self.stubs.push(Stub {
            row: cell.row,
            channels: (channels.0.min(channels.1), channels.0.max(channels.1)),
            ends: [Some(node), None],
            up,
        });
        self.stubs.len() - 1
    }

    fn rail(&mut self, channel: usize, stub: usize, from_left: bool) -> usize {
        self.rails.push(Rail {
            channel,
            from_left,
            stubs: vec![stub],
            bars: Vec::new(),
        });
        self.rails.len() - 1
    }

    /// Stubs of one row that share a channel get rows of cells of their own: straight lines first,
    /// in the middle, then those that go far.
    fn settle_stubs(&mut self, grid: &Grid) {
        let mut order: Vec<usize> = (0..self.stubs.len()).collect();
        let key = |&stub: &usize| {
            let stub = &self.stubs[stub];
            let length = stub.channels.1 - stub.channels.0;
            (stub.ends[1].is_none(), std::cmp::Reverse(length))
        };
        order.sort_by_key(key);
        self.offsets = vec![0; self.stubs.len()];
        let mut rows: Vec<BTreeMap<i16, Slot>> = vec![BTreeMap::new(); grid.rows];
        for index in order {
            let stub = &self.stubs[index];
            let (first, last) = stub.channels;
            let slots = &mut rows[stub.row];
            let mut tries = (0..).map(|step| offset(step, stub.up));
            let found = tries.find(|&offset| slots.entry(offset).or_default().take(first, last));
            let found = found.unwrap_or(0);
            self.offsets[index] = found;
            for node in stub.ends.into_iter().flatten() {
                let reach = &mut self.reach[node.index()];
                let far = found.unsigned_abs();
                if found < 0 {
                    reach.0 = reach.0.max(far);
                } else {
                    reach.1 = reach.1.max(far);
                }
            }
        }
    }

    /// The row of boxes that a stub belongs to, and how far it is from the middle.
    pub(super) fn stub_place(&self, stub: usize) -> (usize, i16) {
        (self.stubs[stub].row, self.offsets[stub])
    }

    /// Gives every rail a track. `spans` says where each begins, ends, and starts from. Of two that
    /// start on the same side and go the same way, the one that starts first stands further off,
    /// so that they do not cross.
    pub(super) fn stand(&mut self, spans: &[(u16, u16, u16)]) {
        let mut order: Vec<usize> = (0..self.rails.len()).collect();
        order.sort_by_key(|&rail| {
            let (low, high, start) = spans[rail];
            let down = start - low <= high - start;
            let start = i32::from(start);
            let key = if down == self.rails[rail].from_left {
                -start
            } else {
                start
            };
            (self.rails[rail].channel, !self.rails[rail].from_left, key)
        });
        self.places = vec![0; self.rails.len()];
        for rail in order {
            let (low, high, _) = spans[rail];
            // A row of cells stays between two rails of one track.
            let (low, high) = (usize::from(low), usize::from(high) + 1);
            self.places[rail] = self.standing.add(self.rails[rail].channel, low, high);
        }
    }

    /// The columns of cells that a channel needs.
    pub(super) fn rail_room(&self, channel: usize) -> u16 {
        2 * self.standing.tracks(channel) + 3
    }

    pub(super) fn rail_place(&self, rail: usize) -> (usize, u16) {
        self.standing.place(self.places[rail])
    }
}

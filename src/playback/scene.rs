//! What is visible at one position of a trace: a pure function of trace, topology and position.

use std::collections::BTreeSet;

use crate::engine::Impairment;
use crate::time::SimTime;
use crate::topology::{LinkId, NodeId, Topology};
use crate::trace::{Direction, HopId, Trace};

use super::Position;

mod badge;
mod gauge;
mod links;
mod nodes;
mod passage;
mod ways;

pub use gauge::Gauge;

/// The scene while nothing runs: nothing stands out.
pub fn still(topology: &Topology) -> Scene {
    Scene {
        nodes: vec![NodeMark::default(); topology.nodes().len()],
        links: vec![Mark::Idle; topology.links().len()],
        packets: Vec::new(),
        ..Scene::default()
    }
}

/// The scene at `position` of `trace`. Same arguments, same scene.
pub fn scene(topology: &Topology, trace: &Trace, position: &Position) -> Scene {
    let moment = passage::Moment { trace, position };
    let nodes = nodes::marks(topology, &moment);
    Scene {
        links: links::marks(topology, &moment, &nodes),
        packets: ways::packets(topology, &moment),
        nodes,
        ..Scene::default()
    }
}

/// The nodes that a run marks at any time.
pub fn touched(topology: &Topology, trace: &Trace) -> BTreeSet<NodeId> {
    let moments = [false, true].map(|ended| Position {
        step: 0,
        at: SimTime::ZERO,
        hops: &[],
        landed: false,
        part: 0,
        ended,
    });
    let marked = moments.iter().flat_map(|position| {
        let nodes = nodes::marks(topology, &passage::Moment { trace, position });
        let is_marked = |node: &NodeId| nodes[node.index()] != NodeMark::default();
        topology.node_ids().filter(is_marked).collect::<Vec<_>>()
    });
    marked.collect()
}

/// What stands out in a diagram at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scene {
    /// One mark for each node, by id.
    pub nodes: Vec<NodeMark>,
    /// One mark for each link, by id.
    pub links: Vec<Mark>,
    /// Messages on the way now.
    pub packets: Vec<Packet>,
    /// What is wrong with lines, by hand.
    pub impairments: Vec<(LinkId, Impairment)>,
    /// Under load: what each box shows, by id. Else empty.
    pub gauges: Vec<Option<Gauge>>,
    /// The box the keys act on.
    pub selected: Option<NodeId>,
    /// The line the keys act on.
    pub selected_link: Option<LinkId>,
}

impl Scene {
    /// Takes back what the scene says of the future: whatever was not touched yet might be.
    pub fn veil(&mut self) {
        let nodes = self.nodes.iter_mut().map(|node| &mut node.mark);
        for mark in nodes.chain(&mut self.links) {
            if *mark == Mark::Idle {
                *mark = Mark::Pending;
            }
        }
    }
}

/// How far a node or link is in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mark {
    /// No run, or not touched by this one: as drawn, dimmed while a run is on.
    #[default]
    Idle,
    /// Will be touched later.
    Pending,
    /// Is on now.
    Active,
    /// Was touched, and is done.
    Done,
    /// Failed here.
    Failed,
}

impl Mark {
    /// The mark of a thing that two marks speak of: what is on now counts most, then a failure.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let weight = |mark| match mark {
            Self::Idle => 0,
            Self::Pending => 1,
            Self::Done => 2,
            Self::Failed => 3,
            Self::Active => 4,
        };
        if weight(other) > weight(self) {
            other
        } else {
            self
        }
    }
}

/// A node's mark and what is to be said of it in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NodeMark {
    /// How far.
    pub mark: Mark,
    /// Shown in the box as glyph and word.
    pub badge: Option<Badge>,
}

/// The state of a box in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Badge {
    /// Answered from its copy.
    Hit,
    /// Had no copy.
    Miss,
    /// Refused by rule.
    Blocked,
    /// Does not run.
    Down,
    /// Works slowly.
    Slow,
    /// Discarded packets.
    Dropped,
    /// Answered with a reset.
    Rejected,
    /// Died over a request.
    Crashed,
    /// Made an error answer.
    Failed,
}

impl Badge {
    /// Whether the request failed or was refused there.
    pub const fn is_failure(self) -> bool {
        !matches!(self, Self::Hit | Self::Miss | Self::Slow)
    }

    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Blocked => "blocked",
            Self::Down => "down",
            Self::Slow => "slow",
            Self::Dropped => "dropped",
            Self::Rejected => "rejected",
            Self::Crashed => "crashed",
            Self::Failed => "failed",
        }
    }
}

/// A message on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet {
    /// Which hop of the trace.
    pub hop: HopId,
    /// The drawn ways it runs along, in order of travel: one link, or the lookup link and the
    /// hand-off link it passes under a resolver with. The flag says that the way is run from its
    /// end to its start.
    pub ways: [Option<(LinkId, bool)>; 2],
    /// How far, in thousandths of the whole way.
    pub progress: u16,
    /// Which way it goes; told apart by glyph.
    pub direction: Direction,
    /// Will be discarded at the end of its way.
    pub lost: bool,
}

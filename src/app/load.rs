//! Many requests at once, watched: the load view's state, moved on by time that it is told.

use std::time::Duration;

use super::App;
use crate::engine::{Fault, Impairment};
use crate::load::plan::{Limit, LoadPlan};
use crate::load::run::fitting_rate;
use crate::load::simulation::{Simulation, Status};
use crate::playback::scene::{self, Gauge, Scene};
use crate::time::{SimDuration, SimTime};
use crate::topology::{Kind, NodeId, Topology};
use crate::trace::{Seed, Trace};

mod change;
mod pace;
mod say;
mod series;

pub use pace::Pace;
pub use series::Sample;

use series::Series;

/// Wall time between two looks at the queues.
const LOOK: Duration = Duration::from_millis(50);
/// Looks for each sample, and so for each change of the picture: numbers that change more often
/// are not read.
const LOOKS: usize = 4;
/// Looks that the words of a key stand for: two seconds.
const TOLD: usize = 40;
/// Pieces of work for one look; where they do not suffice the model falls behind.
const PIECES: usize = 64;
/// Most that goes on at once, in some hundred MB: longer queues teach nothing more.
const MOST_UNDER_WAY: usize = 1 << 18;

/// How the model keeps up with its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Footing {
    OnTime,
    /// The machine is too slow for the pace.
    Behind,
    /// More goes on at once than there is room for.
    Overrun,
}

/// Many requests at once, watched.
#[derive(Debug, Clone)]
pub struct Load {
    simulation: Box<Simulation>,
    series: Series,
    /// Requests a second.
    rate: f64,
    pace: Pace,
    playing: bool,
    /// A request is waited for, to be told as a trace.
    following: bool,
    footing: Footing,
    /// Wall time that no look was made for yet.
    left: Duration,
    looks: usize,
    /// Looks since the last key, whose words give way to what happens.
    since_key: usize,
    /// What is broken in it.
    faults: Vec<Option<Fault>>,
    impaired: Vec<Impairment>,
    workers: Vec<Option<u32>>,
}

impl Load {
    /// A load of the usual requests that fits `topology`, with nothing broken.
    fn new(topology: &Topology, seed: Seed) -> Self {
        let mut plan = LoadPlan::steady(topology, 1.0);
        plan.seed = seed;
        let rate = fitting_rate(topology, &plan);
        plan.aim(rate);
        plan.limit = Limit::Requests(u64::MAX);
        plan.most_under_way = MOST_UNDER_WAY;
        let simulation = Box::new(Simulation::new(topology, &plan, 0));
        Self {
            series: Series::new(&simulation),
            simulation,
            rate,
            pace: Pace::default(),
            playing: true,
            following: false,
            footing: Footing::OnTime,
            left: Duration::ZERO,
            looks: 0,
            since_key: 0,
            faults: vec![None; topology.nodes().len()],
            impaired: vec![Impairment::default(); topology.links().len()],
            workers: topology.nodes().iter().map(|node| node.capacity).collect(),
        }
    }

    /// Requests a second that are sent.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Model time that passes for wall time.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Whether time passes.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Whether the machine is too slow for the pace.
    pub fn is_behind(&self) -> bool {
        self.footing == Footing::Behind
    }

    /// Model time since the load began.
    pub fn now(&self) -> SimTime {
        self.simulation.now()
    }

    /// The samples so far, the latest last; no more than can be seen.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = &Sample> + DoubleEndedIterator {
        self.series.samples()
    }

    /// The latest sample.
    pub fn latest(&self) -> Option<&Sample> {
        self.series.samples().next_back()
    }

    /// What `node` shows; `None` where nothing comes to it.
    pub fn gauge(&self, node: NodeId) -> Option<Gauge> {
        self.series.gauge(node, self.workers[node.index()])
    }

    /// The picture: what every box shows.
    pub(super) fn scene(&self, topology: &Topology) -> Scene {
        Scene {
            gauges: topology.node_ids().map(|node| self.gauge(node)).collect(),
            ..scene::still(topology)
        }
    }

    /// Wall time has passed. Whether anything that is shown has changed.
    fn tick(&mut self, elapsed: Duration, topology: &Topology) -> bool {
        if !self.playing {
            return false;
        }
        self.left += elapsed;
        let mut changed = false;
        while self.left >= LOOK {
            self.left -= LOOK;
            changed |= self.look(topology);
        }
        changed
    }

    /// Lets the model time of one look pass, and looks. Whether a sample is complete.
    fn look(&mut self, topology: &Topology) -> bool {
        let until = self.simulation.now() + self.pace.scale(LOOK);
        let mut pieces = 0..PIECES;
        let mut advance = || self.simulation.advance(until);
        let status = pieces.find_map(|_| Some(advance()).filter(|now| *now != Status::Paused));
        self.footing = match status {
            None => Footing::Behind,
            Some(Status::Overrun) => Footing::Overrun,
            Some(_) => Footing::OnTime,
        };
        self.playing &= self.footing != Footing::Overrun;
        let seen = |node: NodeId| topology[node].kind != Kind::Client;
        self.series.look(
            &self.simulation,
            topology.node_ids().map(|node| (node, seen(node))),
        );
        self.looks += 1;
        self.since_key += 1;
        if !self.looks.is_multiple_of(LOOKS) {
            return false;
        }
        self.series.sample(&self.simulation);
        true
    }

    /// The request that was waited for, once it is over.
    fn followed(&mut self) -> Option<Trace> {
        if !self.following {
            return None;
        }
        let trace = self.simulation.followed()?;
        self.following = false;
        Some(trace)
    }
}

impl App {
    /// The load view, while it is open.
    pub fn load(&self) -> Option<&Load> {
        self.load.as_ref()
    }

    /// Opens the load view: where it was left, or with a new load.
    pub(super) fn open_load(&mut self) {
        if self.topology().requests().is_empty() {
            self.say("this topology has no request to send");
            return;
        }
        let left = self.left.take();
        self.load = Some(left.unwrap_or_else(|| Load::new(self.topology(), self.seed)));
        self.break_load();
        self.inspector = None;
        if let Some(run) = &mut self.run {
            run.playback.pause();
        }
    }

    /// Forgets the load: another topology is open.
    pub(super) fn end_load(&mut self) {
        (self.load, self.left) = (None, None);
    }

    /// The file was read again: what was watched begins anew at the same rate and pace.
    pub(super) fn reload_load(&mut self) {
        let watched = self.load.take();
        self.end_load();
        let Some(old) = watched else { return };
        self.open_load();
        if let Some(load) = &mut self.load {
            load.set_rate(old.rate);
            (load.pace, load.playing) = (old.pace, old.playing);
        }
    }

    /// Leaves the load view; it stands still until it is opened again.
    pub(super) fn leave_load(&mut self) {
        self.left = self.load.take();
        if let Some(load) = &mut self.left {
            load.following = false;
        }
    }

    /// Lets the load run until this model time, for a picture of that moment.
    pub fn load_until(&mut self, at: SimDuration) {
        self.open_load();
        let topology = self.shelves[self.open].content().topology.clone();
        let Some(load) = &mut self.load else { return };
        while load.now() < SimTime::ZERO + at {
            let before = load.now();
            load.look(&topology);
            if load.now() == before {
                break; // Nothing will ever happen.
            }
        }
        load.playing = false;
    }

    /// Wall time has passed while the load view is open.
    pub(super) fn tick_load(&mut self, elapsed: Duration) {
        let topology = &self.shelves[self.open].content().topology;
        let Some(load) = &mut self.load else { return };
        self.dirty |= load.tick(elapsed, topology);
        if load.since_key > TOLD {
            self.notice = None;
        }
        if let Some(trace) = load.followed() {
            self.dirty = true;
            self.leave_load();
            self.tell_one(trace);
        }
    }
}

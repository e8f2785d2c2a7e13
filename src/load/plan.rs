//! What is sent, for how long, and what changes on the way.

use crate::engine::{Fault, Impairment, State};
use crate::time::{SimDuration, SimTime};
use crate::topology::{Circumstance, Distribution, Keys, LinkId, NodeId, RequestId, Topology};
use crate::trace::Seed;

/// A load: everything that decides a run, beside the topology.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadPlan {
    /// When requests are sent.
    pub arrivals: Arrivals,
    /// Which requests, each with its share; shares need not add up to one.
    pub mix: Vec<(RequestId, f64)>,
    /// When it ends.
    pub limit: Limit,
    /// Model time before anything is counted.
    pub warmup: SimDuration,
    /// Every random choice derives from it and the number of the replication.
    pub seed: Seed,
    /// How many independent runs; at least one.
    pub replications: u32,
    /// What requests ask for, in place of what the topology says.
    pub keys: Option<Keys>,
    /// What changes, in order of time.
    pub schedule: Vec<(SimTime, Change)>,
    /// Most that may go on at once: requests, what they have set off, and clients who think.
    pub most_under_way: usize,
}

/// What goes on at once where nobody says otherwise: twice as much as the most clients, in one or
/// two GB.
pub const MOST_UNDER_WAY: usize = 1 << 21;

/// When requests are sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// At a rate, whatever becomes of them: an endless population.
    Open {
        /// How they are spaced.
        shape: Shape,
        /// How many a second, over time.
        rate: Profile,
    },
    /// By a number of clients who wait for the answer, think, and send again.
    Closed {
        /// How many.
        clients: u32,
        /// Time from an answer to the next request.
        think: Distribution,
    },
}

/// How open arrivals are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Independent of each other: exponential gaps.
    #[default]
    Poisson,
    /// Equal gaps.
    Constant,
}

/// When a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// When so many requests sent after the warm-up are over.
    Requests(u64),
    /// So long after the warm-up.
    Duration(SimDuration),
}

/// What can change at any instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// A fault is put on a node, or taken off.
    Fault(NodeId, Option<Fault>),
    /// A node gets so many workers.
    Capacity(NodeId, u32),
    /// Open arrivals come at this rate from now on, in requests a second.
    Rate(f64),
    /// So many clients from now on, in closed arrivals.
    Clients(u32),
    /// Something is wrong with a link, or nothing any more.
    Impair(LinkId, Impairment),
}

/// Requests a second over time: pieces in order of time, each held or ramped through.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile(Vec<Piece>);

/// From `at` on: the rate starts at `from` and reaches `to` at `until`, where it stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Its start.
    pub at: SimTime,
    /// Rate at the start.
    pub from: f64,
    /// End of the ramp; `at` itself for a step.
    pub until: SimTime,
    /// Rate from there on.
    pub to: f64,
}

impl Profile {
    /// The same rate for ever.
    pub fn constant(rate: f64) -> Self {
        Self(vec![Piece::step(SimTime::ZERO, rate)])
    }

    /// These pieces. The first starts at zero; `None` where they are out of order, overlap, or
    /// hold a rate that is negative or no number.
    pub fn new(pieces: Vec<Piece>) -> Option<Self> {
        let rates = pieces.iter().flat_map(|piece| [piece.from, piece.to]);
        let sound = rates
            .into_iter()
            .all(|rate| rate.is_finite() && rate >= 0.0);
        let starts = pieces.first()?.at == SimTime::ZERO;
        let forward = pieces.iter().all(|piece| piece.at <= piece.until);
        let apart = pieces.windows(2).all(|pair| pair[0].until < pair[1].at);
        (sound && starts && forward && apart).then_some(Self(pieces))
    }

    /// The pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The rate at `now`, in requests a second.
    pub fn rate(&self, now: SimTime) -> f64 {
        let next = self.0.partition_point(|piece| piece.at <= now);
        let piece = &self.0[next.saturating_sub(1)];
        if now >= piece.until {
            return piece.to;
        }
        let passed = now.since(piece.at).nanos() as f64;
        let whole = piece.until.since(piece.at).nanos() as f64;
        piece.from + (piece.to - piece.from) * (passed / whole)
    }

    /// The rate, where it never changes.
    pub fn fixed(&self) -> Option<f64> {
        match self.0.as_slice() {
            [piece] if piece.at == piece.until => Some(piece.to),
            _ => None,
        }
    }

    /// The highest rate, for drawing arrivals by thinning.
    pub fn peak(&self) -> f64 {
        let rates = self.0.iter().flat_map(|piece| [piece.from, piece.to]);
        rates.fold(0.0, f64::max)
    }
}

impl Piece {
    /// A rate that holds from `at` on.
    pub const fn step(at: SimTime, rate: f64) -> Self {
        Self {
            at,
            from: rate,
            until: at,
            to: rate,
        }
    }
}

impl LoadPlan {
    /// A steady Poisson load of `rate` requests a second with the usual mix.
    pub fn steady(topology: &Topology, rate: f64) -> Self {
        Self {
            arrivals: Arrivals::Open {
                shape: Shape::Poisson,
                rate: Profile::constant(rate),
            },
            mix: usual_mix(topology),
            limit: Limit::Requests(10_000),
            warmup: SimDuration::ZERO,
            seed: Seed::default(),
            replications: 1,
            keys: None,
            schedule: Vec::new(),
            most_under_way: MOST_UNDER_WAY,
        }
    }

    /// Sends this many requests a second from now on; a closed load stays as it is.
    pub fn aim(&mut self, to: f64) {
        if let Arrivals::Open { rate, .. } = &mut self.arrivals {
            *rate = Profile::constant(to);
        }
    }

    /// What `request` asks for: as the plan says, else as the topology says, else one object.
    pub fn keys_of(&self, topology: &Topology, request: RequestId) -> Keys {
        self.keys.or(topology[request].keys).unwrap_or(Keys::ONE)
    }
}

/// All that is broken by hand in `state`, as changes.
pub fn broken(topology: &Topology, state: &State) -> Vec<Change> {
    let faults = topology.node_ids().filter_map(|node| {
        let fault = state.fault(node)?;
        Some(Change::Fault(node, Some(fault)))
    });
    let lines = topology.link_ids().filter_map(|link| {
        let impairment = state.impairment(link);
        (!impairment.is_none()).then_some(Change::Impair(link, impairment))
    });
    faults.chain(lines).collect()
}

/// The requests of a usual day by their weights: without those that show what is broken, refused
/// or cold, unless there are no others.
pub fn usual_mix(topology: &Topology) -> Vec<(RequestId, f64)> {
    let usual = |id: &RequestId| {
        let mut given = topology[*id].given.iter();
        given.all(|(_, what)| {
            matches!(
                what,
                Circumstance::Hit | Circumstance::Miss | Circumstance::Warm
            )
        })
    };
    let all = || topology.request_ids();
    let any = all().any(|id| usual(&id));
    all()
        .filter(|id| !any || usual(id))
        .map(|id| (id, f64::from(topology[id].weight)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    #[test]
    fn a_rate_steps_and_ramps() {
        let ramp = Piece {
            at: at(20),
            from: 300.0,
            until: at(30),
            to: 100.0,
        };
        let pieces = vec![Piece::step(at(0), 100.0), Piece::step(at(10), 300.0), ramp];
        let profile = Profile::new(pieces).expect("in order");
        let table = [
            (0, 100.0),
            (9, 100.0),
            (10, 300.0),
            (20, 300.0),
            (25, 200.0),
            (30, 100.0),
            (99, 100.0),
        ];
        for (second, rate) in table {
            let got = profile.rate(at(second));
            assert!((got - rate).abs() < 1e-9, "{second} s: {got}");
        }
        assert!((profile.peak() - 300.0).abs() < 1e-9);
        assert_eq!(profile.fixed(), None);
        assert_eq!(Profile::constant(7.0).fixed(), Some(7.0));
    }

    #[test]
    fn pieces_that_make_no_sense_are_refused() {
        let table = [
            vec![],
            vec![Piece::step(at(1), 1.0)],
            vec![Piece::step(at(0), -1.0)],
            vec![Piece::step(at(0), f64::NAN)],
            vec![Piece::step(at(0), 1.0), Piece::step(at(0), 2.0)],
        ];
        for pieces in table {
            assert_eq!(Profile::new(pieces.clone()), None, "{pieces:?}");
        }
    }
}

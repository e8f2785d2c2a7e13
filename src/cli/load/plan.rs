//! From the options of `hopwise load` to a plan: names become ids, all problems are told at once.

use super::words::{At, Change as Word, Swept};
use super::{Args, Spacing, refused};
use crate::cli::{Failure, faults, source};
use crate::engine::Impairment;
use crate::load::plan::{
    Arrivals, Change, Limit, LoadPlan, MOST_UNDER_WAY, Profile, Shape, broken, usual_mix,
};
use crate::time::{SimDuration, SimTime};
use crate::topology::{Distribution, LinkId, RequestId, Topology};
use crate::trace::Seed;

/// Requests of each replication where nothing else is said: enough for a 99th percentile.
const REQUESTS: u64 = 20_000;

/// The plan that was asked for; its rate is still open where none was given.
pub(super) fn plan(topology: &Topology, args: &Args) -> Result<LoadPlan, Failure> {
    let mut names = Names::new(topology);
    let mut schedule = names.broken(args);
    let mut later: Vec<&At> = args.at.iter().collect();
    later.sort_by_key(|at| at.time);
    for At { time, change } in later {
        let changes = names.changes(change).unwrap_or_default();
        schedule.extend(changes.into_iter().map(|change| (*time, change)));
    }
    let mix = names.mix(args);
    if topology.requests().is_empty() {
        names
            .problems
            .push("error: the topology has no request".to_owned());
    }
    let closed = args.clients.or(match args.sweep {
        Some(sweep) if sweep.what == Swept::Clients => Some(1),
        _ => None,
    });
    for (_, change) in &schedule {
        names.fits(change, closed.is_some());
    }
    if !names.problems.is_empty() {
        return Err(refused(&names.problems));
    }
    let arrivals = match closed {
        Some(clients) => Arrivals::Closed {
            clients,
            think: Distribution::Exponential { mean: args.think },
        },
        None => Arrivals::Open {
            shape: match args.arrivals {
                Spacing::Poisson => Shape::Poisson,
                Spacing::Constant => Shape::Constant,
            },
            rate: args.rate.clone().unwrap_or_else(|| Profile::constant(1.0)),
        },
    };
    Ok(LoadPlan {
        arrivals,
        mix,
        limit: match (args.duration, args.requests) {
            (Some(duration), _) => Limit::Duration(duration),
            (None, requests) => Limit::Requests(requests.unwrap_or(REQUESTS)),
        },
        warmup: SimDuration::ZERO,
        seed: Seed(args.seed),
        replications: args.replications,
        keys: args.keys,
        schedule,
        most_under_way: MOST_UNDER_WAY,
    })
}

/// A tenth of the model time that `plan` takes; `throughput` says how many requests a second
/// are over where that follows from nothing else.
pub(super) fn tenth(plan: &LoadPlan, throughput: impl Fn() -> f64) -> SimDuration {
    let seconds = match (plan.limit, &plan.arrivals) {
        (Limit::Duration(length), _) => return SimDuration(length.nanos() / 10),
        (Limit::Requests(count), Arrivals::Open { rate, .. }) => count as f64 / rate.peak(),
        (Limit::Requests(count), Arrivals::Closed { .. }) => count as f64 / throughput(),
    };
    // A number that makes no sense (no throughput at all) is no warm-up.
    let nanos = seconds * 1e8;
    SimDuration(if nanos.is_finite() { nanos as u64 } else { 0 })
}

/// Looks up names, and keeps what is wrong with them.
struct Names<'a> {
    topology: &'a Topology,
    problems: Vec<String>,
    /// What is wrong with each link after the changes so far.
    impaired: Vec<Impairment>,
}

impl<'a> Names<'a> {
    fn new(topology: &'a Topology) -> Self {
        Self {
            topology,
            problems: Vec::new(),
            impaired: vec![Impairment::default(); topology.links().len()],
        }
    }

    fn keep<T>(&mut self, found: Result<T, Failure>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(failure) => {
                if let Failure::Refused(message) = failure {
                    self.problems.push(message);
                }
                None
            }
        }
    }

    /// What is broken from the start.
    fn broken(&mut self, args: &Args) -> Vec<(SimTime, Change)> {
        let topology = self.topology;
        let Some(state) = self.keep(args.faults.state(topology)) else {
            return Vec::new();
        };
        self.impaired = topology
            .link_ids()
            .map(|link| state.impairment(link))
            .collect();
        let all = broken(topology, &state).into_iter();
        all.map(|change| (SimTime::ZERO, change)).collect()
    }

    /// What a change means; nothing where its names do not.
    fn changes(&mut self, word: &Word) -> Option<Vec<Change>> {
        let topology = self.topology;
        let node = |names: &mut Self, id: &str| names.keep(source::node(topology, id));
        let change = match word {
            Word::Loss(line, loss) => return self.impair(line, |it| it.loss = *loss),
            Word::Delay(line, delay) => return self.impair(line, |it| it.delay = *delay),
            Word::Fault(id, fault) => Change::Fault(node(self, id)?, *fault),
            Word::Capacity(id, workers) => Change::Capacity(node(self, id)?, *workers),
            Word::Rate(rate) => Change::Rate(*rate),
            Word::Clients(clients) => Change::Clients(*clients),
        };
        Some(vec![change])
    }

    /// Changes what is wrong with the links of a line.
    fn impair(&mut self, line: &str, change: impl Fn(&mut Impairment)) -> Option<Vec<Change>> {
        let links = faults::links(self.topology, line).map_err(Failure::Refused);
        let links = self.keep(links)?;
        let impair = |link: LinkId| {
            let impairment = &mut self.impaired[link.index()];
            change(impairment);
            Change::Impair(link, *impairment)
        };
        Some(links.into_iter().map(impair).collect())
    }

    /// Reports a change that makes no sense in this plan.
    fn fits(&mut self, change: &Change, closed: bool) {
        let problem = match change {
            Change::Rate(_) if closed => {
                "error: `--at TIME:rate:R` changes nothing where `--clients` are given\n\
                 help: write `--at TIME:clients:N`"
                    .to_owned()
            }
            Change::Clients(_) if !closed => {
                "error: `--at TIME:clients:N` changes nothing without `--clients`\n\
                 help: write `--at TIME:rate:R`"
                    .to_owned()
            }
            Change::Capacity(node, _) if self.topology[*node].capacity.is_none() => format!(
                "error: node `{}` has no `capacity` that could change\n\
                 help: give it one in the file",
                self.topology[*node].id
            ),
            _ => return,
        };
        self.problems.push(problem);
    }

    fn mix(&mut self, args: &Args) -> Vec<(RequestId, f64)> {
        let topology = self.topology;
        if args.mix.is_empty() {
            return usual_mix(topology);
        }
        let mut mix: Vec<(RequestId, f64)> = Vec::new();
        for word in &args.mix {
            let found = source::request(topology, Some(&word.request));
            let Some(Some(id)) = self.keep(found) else {
                continue;
            };
            if mix.iter().any(|(known, _)| *known == id) {
                let message = format!("error: `--mix` names `{}` twice", word.request);
                self.problems.push(message);
            }
            mix.push((id, word.share));
        }
        if !mix.is_empty() && mix.iter().all(|(_, share)| *share == 0.0) {
            self.problems
                .push("error: every share of `--mix` is 0".to_owned());
        }
        mix
    }
}

//! What keys change while a load runs.

use super::Load;
use crate::action::Action;
use crate::app::{App, Follow, Overlay, Run};
use crate::load::plan::Change;
use crate::topology::NodeId;
use crate::trace::Trace;

/// Rates that the keys walk along, in each power of ten.
const STEPS: [f64; 12] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
/// Slowest and fastest arrivals that the keys lead to, as powers of ten of requests a second.
const POWERS: std::ops::RangeInclusive<i32> = -2..=5;
/// Most workers that the keys give a node.
const WORKERS: u32 = 1_000_000;

impl App {
    /// Does what an action means in the load view; whether it means anything of its own there.
    pub(in crate::app) fn update_load(&mut self, action: &Action) -> bool {
        let clear = matches!(self.overlay, Overlay::None);
        if !clear && !matches!(self.overlay, Overlay::Faults) {
            return false;
        }
        let Some(load) = &mut self.load else {
            return false;
        };
        load.since_key = 0;
        match action {
            Action::PlayPause => load.playing = !load.playing,
            Action::Faster => load.pace = load.pace.faster(),
            Action::Slower => load.pace = load.pace.slower(),
            Action::MoreLoad => load.set_rate(next(load.rate, true)),
            Action::LessLoad => load.set_rate(next(load.rate, false)),
            Action::MoreCapacity => self.change_capacity(true),
            Action::LessCapacity => self.change_capacity(false),
            Action::Cold => {
                self.load = None;
                self.open_load();
                self.say("a new load, from nothing");
            }
            Action::FollowOne => {
                load.following = true;
                load.playing = true;
                load.simulation.follow_next();
                self.say("the next request is followed");
            }
            Action::SelectPrevious => self.select_box(-1),
            Action::SelectNext => self.select_box(1),
            Action::Close if !clear => return false,
            Action::Close if self.target().is_some() => {
                self.selected_link = None;
                self.selected = None;
                self.follow(Follow::Run);
            }
            Action::Close | Action::OpenLoad => self.leave_load(),
            _ => return false,
        }
        true
    }

    /// Selects the box before or after the selected one, of those that take part; first the one
    /// that matters most.
    fn select_box(&mut self, by: i32) {
        let Some(load) = &self.load else { return };
        let nodes: Vec<NodeId> = self
            .topology()
            .node_ids()
            .filter(|node| load.gauge(*node).is_some() && !self.topology()[*node].hidden)
            .collect();
        let place = |node: NodeId| nodes.iter().position(|other| *other == node);
        let last = nodes.len() as i32 - 1;
        let worst = || load.worst(self.topology()).and_then(place);
        let next = match self.selected.and_then(place) {
            Some(place) => (place as i32 + by).clamp(0, last),
            None => worst().map_or(0, |place| place as i32),
        };
        self.select(nodes.get(next.max(0) as usize).copied());
        self.follow(Follow::Selection);
    }

    /// The selected box; says how to select one where none is.
    fn chosen_box(&mut self) -> Option<NodeId> {
        if self.selected.is_none() {
            let keys = self.box_keys();
            self.say(format!("select a box first ({keys}, or a click)"));
        }
        self.selected
    }

    fn change_capacity(&mut self, more: bool) {
        let Some(node) = self.chosen_box() else {
            return;
        };
        let name = self.topology()[node].name.clone();
        let Some(load) = &mut self.load else { return };
        let Some(workers) = &mut load.workers[node.index()] else {
            self.say(format!(
                "{name} has no `capacity` in the file: it serves any number at once"
            ));
            return;
        };
        *workers = if more {
            workers.saturating_add(1).min(WORKERS)
        } else {
            (*workers - 1).max(1)
        };
        let workers = *workers;
        load.simulation.apply(Change::Capacity(node, workers));
        self.say(format!("{name} serves {workers} at once"));
    }

    /// Breaks and mends in the load what is broken and mended by hand.
    pub(in crate::app) fn break_load(&mut self) {
        let shelf = self.shelves[self.open].content();
        let (topology, state) = (&shelf.topology, &shelf.state);
        let Some(load) = &mut self.load else { return };
        for node in topology.node_ids() {
            let fault = state.fault(node);
            if load.faults[node.index()] != fault {
                load.faults[node.index()] = fault;
                load.simulation.apply(Change::Fault(node, fault));
            }
        }
        for link in topology.link_ids() {
            let impairment = state.impairment(link);
            if load.impaired[link.index()] != impairment {
                load.impaired[link.index()] = impairment;
                load.simulation.apply(Change::Impair(link, impairment));
            }
        }
    }

    /// Tells a request of the load as any other.
    pub(super) fn tell_one(&mut self, trace: Trace) {
        let topology = &self.shelves[self.open].content().topology;
        let request = trace.request;
        let mut run = Run::new(topology, trace, self.speed, self.reduced_motion);
        run.by_hand = true;
        run.playback.restart();
        self.run = Some(run);
        let shelf = self.shelf_mut();
        shelf.chosen = Some(request);
        self.zoom = crate::app::Zoom::default();
        self.say("one request of the load; l leads back to it");
    }
}

impl Load {
    pub(super) fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
        self.simulation.apply(Change::Rate(rate));
    }
}

/// The next round rate above or below; the last one stays.
fn next(rate: f64, above: bool) -> f64 {
    let powers = || POWERS.map(|power| libm::pow(10.0, f64::from(power)));
    let mut ladder = powers().flat_map(|power| STEPS.map(|step| step * power));
    if above {
        ladder.find(|step| *step > rate * 1.001).unwrap_or(rate)
    } else {
        ladder
            .take_while(|step| *step < rate * 0.999)
            .last()
            .unwrap_or(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn rates_are_round() {
        let table = [
            (100.0, 120.0, 90.0),
            (5200.0, 6000.0, 5000.0),
            (0.01, 0.012, 0.01),
            (900_000.0, 900_000.0, 800_000.0),
        ];
        for (rate, above, below) in table {
            assert!(
                (next(rate, true) / above - 1.0).abs() < 1e-9,
                "above {rate}"
            );
            assert!(
                (next(rate, false) / below - 1.0).abs() < 1e-9,
                "below {rate}"
            );
        }
    }
}

//! Breaking boxes and lines by hand, and mending them.

use super::{App, Overlay};
use crate::action::Breakage;
use crate::engine::{Fault, Impairment, State};
use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId, Role};

/// How much slower a box works that the teacher slows.
const SLOW_FACTOR: u32 = 10;
/// Packets that a broken line loses, of a million: enough that a class sees it soon.
const LOSS: u32 = 300_000;
/// One-way latency that a line gets on top of its own: a satellite away is 250 ms, a continent 100.
const DELAY: SimDuration = SimDuration::from_millis(100);

/// What faults are put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A box.
    Node(NodeId),
    /// A line.
    Link(LinkId),
}

impl App {
    /// What is selected.
    pub fn target(&self) -> Option<Target> {
        let link = self.selected_link.map(Target::Link);
        self.selected.map(Target::Node).or(link)
    }

    /// The selected line.
    pub fn selected_link(&self) -> Option<LinkId> {
        self.selected_link
    }

    /// Whether the list of faults is open.
    pub fn breaking(&self) -> bool {
        matches!(self.overlay, Overlay::Faults)
    }

    /// What can be done to the selected thing, and whether it is done to it already.
    pub fn breakages(&self) -> Vec<(Breakage, bool)> {
        let Some(target) = self.target() else {
            return Vec::new();
        };
        let state = &self.shelf().state;
        let fits = |what: &Breakage| what.is_of_link() == matches!(target, Target::Link(_));
        let all = Breakage::ALL.into_iter().filter(fits);
        all.map(|what| (what, is_broken(state, target, what)))
            .collect()
    }

    /// What the selected thing is called.
    pub fn target_name(&self) -> Option<String> {
        let topology = self.topology();
        Some(match self.target()? {
            Target::Node(node) => topology[node].name.clone(),
            Target::Link(link) => {
                let link = &topology[link];
                let (from, to) = (&topology[link.from].name, &topology[link.to].name);
                format!("the line from {from} to {to}")
            }
        })
    }

    /// What is wrong with lines.
    pub fn impairments(&self) -> Vec<(LinkId, Impairment)> {
        let state = &self.shelf().state;
        let links = self.topology().link_ids();
        let all = links.map(|link| (link, state.impairment(link)));
        all.filter(|(_, impairment)| !impairment.is_none())
            .collect()
    }

    /// What the selected thing is called where there is little room.
    pub fn target_short(&self) -> Option<String> {
        let topology = self.topology();
        Some(match self.target()? {
            Target::Node(node) => topology[node].short.clone(),
            Target::Link(link) => {
                let link = &topology[link];
                format!(
                    "{} to {}",
                    topology[link.from].short, topology[link.to].short
                )
            }
        })
    }

    /// The keys that select a box: in the load view the others change the rate.
    pub(super) const fn box_keys(&self) -> &'static str {
        if self.load.is_some() {
            "Left, Right"
        } else {
            "Up, Down"
        }
    }

    /// Breaks the selected thing in this way, or mends it.
    pub(super) fn toggle(&mut self, what: Breakage) {
        let (Some(target), Some(name)) = (self.target(), self.target_name()) else {
            let keys = self.box_keys();
            self.say(format!(
                "select a box first ({keys}, or a click), or a line (Tab, or a click)"
            ));
            return;
        };
        let state = &mut self.shelf_mut().state;
        let broken = !is_broken(state, target, what);
        match (target, what) {
            (Target::Node(node), _) => match fault(what) {
                Some(fault) => state.set_fault(node, broken.then_some(fault)),
                None => {
                    return self.say("that is done to a line: Tab selects one, or a click");
                }
            },
            (Target::Link(link), Breakage::Loss | Breakage::Delay) => {
                let mut impairment = state.impairment(link);
                match what {
                    Breakage::Loss => impairment.loss = if broken { LOSS } else { 0 },
                    _ => impairment.delay = if broken { DELAY } else { SimDuration::ZERO },
                }
                state.impair(link, impairment);
            }
            (Target::Link(_), _) => {
                let keys = self.box_keys();
                return self.say(format!("that is done to a box ({keys}, or a click)"));
            }
        }
        let words = what.said(broken);
        let later = self.later();
        self.say(format!("{name} {words}{later}"));
    }

    /// Mends everything.
    pub(super) fn mend_all(&mut self) {
        let shelf = self.shelf_mut();
        for node in shelf.topology.node_ids() {
            shelf.state.set_fault(node, None);
        }
        for link in shelf.topology.link_ids() {
            shelf.state.impair(link, Impairment::default());
        }
        let later = self.later();
        self.say(format!("everything is mended{later}"));
    }

    /// What is changed while a request is on changes the next one.
    fn later(&self) -> &'static str {
        match &self.run {
            Some(run) if self.load.is_none() && !run.playback.has_ended() => {
                ": the next request finds it so"
            }
            _ => "",
        }
    }

    /// Selects the next line along the path, the first one after the last.
    pub(super) fn select_next_link(&mut self) {
        let links = self.links_along();
        let on = self
            .selected_link
            .and_then(|on| links.iter().position(|link| *link == on));
        let next = on.map_or(0, |place| (place + 1) % links.len());
        match links.get(next) {
            Some(&link) => self.select_link(link),
            None => self.say("no line is drawn between these boxes"),
        }
    }

    /// Selects a line and says what it is.
    pub(super) fn select_link(&mut self, link: LinkId) {
        (self.selected, self.selected_link) = (None, Some(link));
        let latency = self.topology()[link].latency;
        let impairment = self.shelf().state.impairment(link);
        let name = self.target_name().unwrap_or_default();
        let wrong = if impairment.is_none() {
            String::new()
        } else {
            format!("; {impairment}")
        };
        self.say(format!("selected: {name} ({latency} one way{wrong})"));
    }

    /// The drawn lines that packets may cross, in the order of the path.
    fn links_along(&self) -> Vec<LinkId> {
        let topology = self.topology();
        let path = self.path_nodes();
        let place = |node: NodeId| path.iter().position(|other| *other == node);
        let mut links: Vec<(usize, usize, LinkId)> = topology
            .link_ids()
            .filter(|link| !matches!(topology[*link].role, Role::Reply | Role::Caption))
            .filter_map(|id| {
                let link = &topology[id];
                Some((place(link.from)?, place(link.to)?, id))
            })
            .collect();
        links.sort_unstable();
        links.into_iter().map(|(_, _, link)| link).collect()
    }
}

fn is_broken(state: &State, target: Target, what: Breakage) -> bool {
    match target {
        Target::Node(node) => state.fault(node).is_some_and(|now| {
            let same = |one: Fault| std::mem::discriminant(&one) == std::mem::discriminant(&now);
            fault(what).is_some_and(same)
        }),
        Target::Link(link) => {
            let Impairment { loss, delay } = state.impairment(link);
            match what {
                Breakage::Loss => loss > 0,
                Breakage::Delay => delay > SimDuration::ZERO,
                _ => false,
            }
        }
    }
}

/// The fault of a box; `None`: it is one of a line.
const fn fault(what: Breakage) -> Option<Fault> {
    Some(match what {
        Breakage::Down => Fault::Down,
        Breakage::Slow => Fault::Slow {
            factor: SLOW_FACTOR,
        },
        Breakage::Drop => Fault::Drop,
        Breakage::Reject => Fault::Reject,
        Breakage::Crash => Fault::Crash,
        Breakage::Loss | Breakage::Delay => return None,
    })
}

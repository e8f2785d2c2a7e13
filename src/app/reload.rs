//! The open file in a new version: what is kept over it, or what is wrong with it.

use std::path::Path;

use super::quiz::Kept;
use super::{App, Content, Overlay};
use crate::action::Command;
use crate::topology::problem::Refusal;
use crate::topology::{Kind, NodeId, Role, Topology};

mod lesson;

/// A file that was refused, and how it is shown.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    refusal: Refusal,
    scrolled: u16,
    is_open: bool,
}

impl App {
    /// The file that is edited while it is shown: that of the lesson, else that of the open
    /// topology. `None` for what is built in, which never changes.
    pub fn file(&self) -> Option<&Path> {
        let course = self.course.as_ref();
        let lesson = course.and_then(|course| course.path.as_deref());
        lesson.or(self.shelf().path.as_deref())
    }

    /// What is wrong with the file and how many lines that is scrolled by, while it is shown. A
    /// question comes first.
    pub fn problems(&self) -> Option<(&Refusal, u16)> {
        let taught = self.course.as_ref().filter(|_| self.is_taught_from_file());
        let refused = match taught {
            Some(course) => course.refused.as_ref()?,
            None => self.shelf().refused.as_ref()?,
        };
        let is_shown = refused.is_open && self.asked().is_none();
        is_shown.then_some((&refused.refusal, refused.scrolled))
    }

    fn refused_mut(&mut self) -> &mut Option<Refused> {
        let open = self.open;
        match self.course.as_mut().filter(|course| course.path.is_some()) {
            Some(course) => &mut course.refused,
            None => &mut self.shelves[open].content_mut().refused,
        }
    }

    /// Scrolls the problems no further than `last`, the number of lines that do not fit.
    pub fn hold_problems(&mut self, last: u16) {
        if let Some(refused) = self.refused_mut() {
            refused.scrolled = refused.scrolled.min(last);
        }
    }

    pub(super) fn reload(&mut self) -> Option<Command> {
        let path = self.file().map(Path::to_owned);
        self.say(match path {
            Some(_) => "the file was read again",
            None => "a built-in topology is part of the program: there is no file to read again",
        });
        path.map(Command::Load)
    }

    /// The open file was read: it is taken over, or the last good version stays. A lesson keeps the
    /// topologies that it was read with: its steps name their nodes.
    pub(super) fn loaded(&mut self, loaded: Result<Box<Topology>, Box<Refusal>>) {
        if self.lesson().is_some() {
            return;
        }
        match loaded {
            Ok(topology) => {
                let is_new = *topology != self.shelf().topology;
                if is_new {
                    self.replace(&topology);
                }
                self.mended(is_new);
            }
            Err(refusal) => self.refuse(*refusal),
        }
    }

    /// The file is good. To look at it and find it as it was is nothing to speak of.
    fn mended(&mut self, is_new: bool) {
        let was_refused = self.refused_mut().take().is_some();
        if is_new || was_refused {
            self.say("the file was read again");
            self.dirty = true;
        }
    }

    /// The file cannot be used.
    fn refuse(&mut self, refusal: Refusal) {
        self.notice = None;
        self.dirty = true;
        if self.asked().is_some() {
            self.say(format!("the file has {}", refusal.count()));
        }
        *self.refused_mut() = Some(Refused {
            refusal,
            scrolled: 0,
            is_open: true,
        });
    }

    /// Scrolls the problems that are shown.
    pub(super) fn scroll_problems(&mut self, lines: i32) {
        if let Some(refused) = self.refused_mut() {
            let scrolled = i32::from(refused.scrolled) + lines;
            refused.scrolled = scrolled.clamp(0, i32::from(u16::MAX)) as u16;
        }
    }

    /// Closes the problems that are shown.
    pub(super) fn close_problems(&mut self) {
        if let Some(refused) = self.refused_mut() {
            refused.is_open = false;
            let words = format!("the file has {}; R shows them", refused.refusal.count());
            self.say(words);
        }
    }

    /// The open topology in a new version. Faults and the selection stay with boxes of the same
    /// id, what is cached stays where it still has a meaning, and the run is simulated again.
    fn replace(&mut self, topology: &Topology) {
        let old = self.shelf();
        let found = |node: NodeId| topology.find_node(&old.topology[node].id);
        let chosen = old.chosen.map(|request| &old.topology[request].id);
        let kept = self.run.as_ref().and_then(|run| {
            let request = topology.find_request(&old.topology[run.trace.request].id)?;
            let all = run.path.iter().all(|node| found(*node).is_some());
            all.then(|| (request, run.trace.seed, Kept::of(run)))
        });
        let mut new = Content::new(topology.clone());
        new.chosen = chosen
            .and_then(|id| topology.find_request(id))
            .or(new.chosen);
        new.path.clone_from(&old.path);
        new.refused.clone_from(&old.refused);
        let is_alike = is_alike(&old.topology, topology);
        if is_alike {
            new.sent = old.sent;
            (new.before, new.state) = (old.before.clone(), old.state.clone());
        } else {
            for node in old.topology.node_ids() {
                if let Some(place) = found(node) {
                    new.state.set_fault(place, old.state.fault(node));
                }
            }
            new.before = new.state.clone();
        }
        let selected = self.selected.and_then(found);
        *self.shelf_mut() = new;
        self.list_again();
        if self.comparing().is_some() {
            self.overlay = Overlay::None;
        }
        self.selected = selected;
        self.placed = None;
        self.run = None;
        self.reload_load();
        let Some((request, seed, kept)) = kept else {
            return;
        };
        let after = self.simulate(request, seed);
        if !is_alike {
            self.shelf_mut().state = after;
            self.shelf_mut().sent = true;
        }
        self.go_back_to(&kept);
    }
}

/// Whether a state of `old` means the same in `new`: the same boxes, links and requests at the
/// same places.
fn is_alike(old: &Topology, new: &Topology) -> bool {
    let boxes = |topology: &Topology| -> Vec<(String, Kind)> {
        let nodes = topology.nodes().iter();
        nodes.map(|node| (node.id.clone(), node.kind)).collect()
    };
    let ways = |topology: &Topology| -> Vec<(NodeId, NodeId, Role)> {
        let links = topology.links().iter();
        links.map(|link| (link.from, link.to, link.role)).collect()
    };
    let asked = |topology: &Topology| -> Vec<(String, String, NodeId)> {
        let requests = topology.requests().iter();
        requests
            .map(|request| (request.host.clone(), request.path.clone(), request.from))
            .collect()
    };
    boxes(old) == boxes(new) && ways(old) == ways(new) && asked(old) == asked(new)
}

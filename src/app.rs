//! All state of the interactive program: what is open, what was sent, where playing stands.
//!
//! Actions go in through [`App::press`], [`App::update`] and [`App::tick`]; commands come out.
//! Nothing here knows a terminal, a clock or a colour.

use std::path::PathBuf;

use crate::engine::{Fault, State};
use crate::keymap::Mode;
use crate::layout::Diagram;
use crate::playback::Speed;
use crate::playback::scene::{self, Badge, Scene};
use crate::topology::{LinkId, NodeId, RequestId, Topology, View};
use crate::trace::Seed;

mod broken;
mod history;
mod lesson;
mod load;
mod look;
mod path;
mod picker;
mod place;
mod quiz;
mod reload;
mod run;
mod shelf;
mod update;

pub use broken::Target;
pub use history::{Comparing, Past};
pub use load::{Load, Pace, Sample};
pub use look::{Detail, Inspector, Subject, Zoom};
pub use path::{Entry, Progress};
pub use picker::Picker;
pub use quiz::Asked;
pub use run::Run;
pub use shelf::Listed;

use lesson::Course;
pub use place::Follow;
use place::Placed;
use quiz::Predicting;
use shelf::{Content, Shelf};

/// What the program starts with.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The topologies of the list, in its order. Never empty.
    pub topologies: Vec<Listed>,
    /// The one that is open first, as a place in the list.
    pub open: usize,
    /// The file it was read from; `None` for a built-in one, which cannot be read again.
    pub path: Option<PathBuf>,
    /// The request that Enter sends; `None`: the first of the menu.
    pub request: Option<RequestId>,
    /// Where chance comes from, for every request of this run of the program.
    pub seed: Seed,
    /// Send at once, without waiting for a key.
    pub autoplay: bool,
    /// How fast playing is.
    pub speed: Speed,
    /// Packets jump from box to box instead of gliding.
    pub reduced_motion: bool,
}

impl Settings {
    /// The first of these topologies, standing still at normal speed.
    pub fn of(topologies: Vec<Listed>) -> Self {
        Self {
            topologies,
            open: 0,
            path: None,
            request: None,
            seed: Seed::default(),
            autoplay: false,
            speed: Speed::NORMAL,
            reduced_motion: false,
        }
    }
}

/// What stands in front of the picture.
#[derive(Debug, Clone)]
enum Overlay {
    None,
    Help { scrolled: u16, letter: Option<char> },
    List(Picker),
    Score,
    Faults,
    Compare(Comparing),
}

/// The interactive program, apart from any terminal.
#[derive(Debug, Clone)]
pub struct App {
    shelves: Vec<Shelf>,
    open: usize,
    run: Option<Run>,
    /// The load view while it is open.
    load: Option<Load>,
    /// A load that was left, and stands still.
    left: Option<Load>,
    overlay: Overlay,
    view: View,
    inspector: Option<Inspector>,
    detail: Detail,
    zoom: Zoom,
    selected: Option<NodeId>,
    selected_link: Option<LinkId>,
    seed: Seed,
    speed: Speed,
    reduced_motion: bool,
    /// Sending starts paused.
    step_mode: bool,
    predicting: Predicting,
    course: Option<Course>,
    /// Said in the status line until the next key.
    notice: Option<String>,
    placed: Option<Placed>,
    dirty: bool,
}

impl App {
    /// The program at its start.
    pub fn new(settings: Settings) -> Self {
        let mut shelves: Vec<Shelf> = settings.topologies.into_iter().map(Shelf::new).collect();
        let open = settings.open.min(shelves.len().saturating_sub(1));
        let shelf = shelves[open].content_mut();
        shelf.path = settings.path;
        shelf.chosen = settings.request.or(shelf.chosen);
        let mut app = Self {
            view: shelf.topology.view(),
            inspector: None,
            detail: Detail::Folded,
            zoom: Zoom::default(),
            shelves,
            open,
            run: None,
            load: None,
            left: None,
            overlay: Overlay::None,
            selected: None,
            selected_link: None,
            seed: settings.seed,
            speed: settings.speed,
            reduced_motion: settings.reduced_motion,
            step_mode: false,
            predicting: Predicting::default(),
            course: None,
            notice: None,
            placed: None,
            dirty: true,
        };
        if settings.autoplay {
            app.send_chosen();
        }
        app
    }

    /// The topology that is open is in `state`, and nothing was sent.
    pub fn start_in(&mut self, state: State) {
        let shelf = self.shelf_mut();
        (shelf.before, shelf.state) = (state.clone(), state);
        self.dirty = true;
    }

    /// Sends `request` and stands still at the end of `step` (from 1; the last one if beyond).
    pub fn show(&mut self, request: RequestId, step: usize) {
        self.send(request);
        if let Some(run) = &mut self.run {
            run.playback.go_to(step.saturating_sub(1));
        }
    }

    /// Stands in the step that is on, after `part` thousandths of the time it is shown.
    pub fn show_part(&mut self, part: u16) {
        if let Some(run) = &mut self.run {
            run.playback.go_into(run.playback.step(), part);
        }
    }

    /// The topology that is open.
    pub fn topology(&self) -> &Topology {
        &self.shelf().topology
    }

    /// The topologies of the list.
    pub fn topologies(&self) -> impl Iterator<Item = &Topology> {
        self.shelves.iter().map(|shelf| &shelf.content().topology)
    }

    /// What was sent last, where something was sent.
    pub fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    /// The request that Enter sends; `None` where the menu is empty.
    pub fn chosen(&self) -> Option<RequestId> {
        self.shelf().chosen
    }

    /// What is in front.
    pub fn mode(&self) -> Mode {
        match self.overlay {
            Overlay::None if self.load.is_some() && self.problems().is_none() => Mode::Load,
            Overlay::None if self.asked().is_some() => Mode::Question,
            Overlay::None if self.problems().is_some() => Mode::Problems,
            Overlay::None => Mode::Browse,
            Overlay::Score => Mode::Score,
            Overlay::Faults => Mode::Faults,
            Overlay::Help { .. } => Mode::Help,
            Overlay::List(_) => Mode::List,
            Overlay::Compare(_) => Mode::Compare,
        }
    }

    /// The list of topologies or requests, while it is open.
    pub fn picker(&self) -> Option<&Picker> {
        match &self.overlay {
            Overlay::List(picker) => Some(picker),
            _ => None,
        }
    }

    /// How many lines the help page is scrolled by; `None` while it is closed.
    pub fn help_scrolled(&self) -> Option<u16> {
        match self.overlay {
            Overlay::Help { scrolled, .. } => Some(scrolled),
            _ => None,
        }
    }

    /// The letter whose words the help page shows; `None`: it shows the keys.
    pub fn help_letter(&self) -> Option<char> {
        match self.overlay {
            Overlay::Help { letter, .. } => letter,
            _ => None,
        }
    }

    /// The way of looking.
    pub fn view(&self) -> View {
        // The boxes of the diagram are where a load is seen.
        if self.load.is_some() {
            return View::Diagram;
        }
        self.view
    }

    /// Where chance comes from.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// How fast playing is.
    pub fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether sending starts paused.
    pub fn step_mode(&self) -> bool {
        self.step_mode
    }

    /// What the last key has to say.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// The selected box.
    pub fn selected(&self) -> Option<NodeId> {
        self.selected
    }

    /// The fault that was put on `node` by hand.
    pub fn fault(&self, node: NodeId) -> Option<Fault> {
        self.shelf().state.fault(node)
    }

    /// What the open topology has come to: what is remembered, and what is broken.
    pub fn state(&self) -> &State {
        &self.shelf().state
    }

    /// What stands out in the picture now.
    pub fn scene(&self) -> Scene {
        let topology = self.topology();
        let mut scene = match (self.load(), &self.run) {
            (Some(load), _) => load.scene(topology),
            (None, Some(run)) => scene::scene(topology, &run.trace, &run.playback.position()),
            (None, None) => scene::still(topology),
        };
        for node in topology.node_ids() {
            let badge = &mut scene.nodes[node.index()].badge;
            *badge = badge.or(self.fault(node).map(self::badge));
        }
        scene.impairments = self.impairments();
        (scene.selected, scene.selected_link) = (self.selected, self.selected_link);
        if self.load.is_none() && self.is_veiled() {
            scene.veil();
        }
        scene
    }

    /// The request path with the state of each entry in `scene`.
    pub fn path(&self, scene: &Scene) -> Vec<Entry> {
        path::entries(
            self.path_nodes(),
            scene,
            self.run.is_some() && !self.is_veiled(),
        )
    }

    /// The diagram as it was placed last, and which of the spaces it was placed for.
    pub fn diagram(&self) -> Option<(&Diagram, usize)> {
        let placed = self.placed.as_ref()?;
        Some((&placed.diagram, placed.space))
    }

    /// Whether something moves by itself, so that time has to be told.
    pub fn animating(&self) -> bool {
        let run = self.run.as_ref();
        let moves = match self.load() {
            Some(load) => load.is_playing(),
            None => run.is_some_and(|run| run.playback.is_moving()),
        };
        moves || self.glides()
    }

    /// Whether anything has changed since the last [`App::drawn`].
    pub fn needs_frame(&self) -> bool {
        self.dirty
    }

    /// Says that the present state is on the screen.
    pub fn drawn(&mut self) {
        self.dirty = false;
    }

    /// Says that the screen has to be drawn again although nothing changed here.
    pub fn redraw(&mut self) {
        self.dirty = true;
    }

    fn shelf(&self) -> &Content {
        self.shelves[self.open].content()
    }

    fn shelf_mut(&mut self) -> &mut Content {
        self.shelves[self.open].content_mut()
    }

    fn path_nodes(&self) -> Vec<NodeId> {
        match &self.run {
            Some(run) => run.path.clone(),
            None => path::expected(self.topology(), self.chosen()),
        }
    }
}

/// How a fault is shown.
fn badge(fault: Fault) -> Badge {
    match fault {
        Fault::Down => Badge::Down,
        Fault::Slow { .. } => Badge::Slow,
        Fault::Drop => Badge::Dropped,
        Fault::Reject => Badge::Rejected,
        Fault::Crash => Badge::Crashed,
    }
}

//! What happens when something happens.

use std::time::Duration;

use super::{App, Follow, Overlay, Run, Zoom};
use crate::action::{Action, Command};
use crate::engine::THINK_TIME;
use crate::glossary;
use crate::key::Key;
use crate::keymap;
use crate::topology::{NodeId, RequestId, View};

impl App {
    /// A key was pressed.
    pub fn press(&mut self, key: Key) -> Option<Command> {
        let action = keymap::find(self.mode(), key, self.topology())?;
        self.update(action)
    }

    /// Wall time has passed.
    pub fn tick(&mut self, elapsed: Duration) {
        self.tick_window(elapsed);
        if self.load.is_some() {
            self.tick_load(elapsed);
            return;
        }
        let Some(run) = &mut self.run else { return };
        let before = run.playback.clone();
        run.playback.advance(elapsed);
        let stopped = before.is_moving() != run.playback.is_moving();
        self.dirty |= stopped || before.position() != run.playback.position();
        if stopped || before.step() != run.playback.step() {
            self.notice = None;
        }
        self.score_at_end();
    }

    /// Something happened. Returns what the outside has to do for it.
    pub fn update(&mut self, action: Action) -> Option<Command> {
        // A file that was read again and is the same is nothing that happened.
        if !matches!(action, Action::Loaded(_) | Action::LessonLoaded(_)) {
            self.dirty = true;
            self.notice = None;
        }
        if self.update_load(&action) {
            return None;
        }
        match action {
            Action::Send => self.send_chosen(),
            Action::SendThis(request) => self.send(request),
            Action::PlayPause => self.play_pause(),
            Action::StepForward => {
                if !self.go_on_one_step() {
                    self.walk(|run| run.playback.step_forward());
                }
            }
            Action::PageOn => self.page_on(),
            Action::PageBack => self.page_back(),
            Action::StepBack => self.walk(|run| run.playback.step_back()),
            Action::FirstStep => self.walk(|run| run.playback.go_to(0)),
            Action::LastStep => self.walk(|run| run.playback.go_to(usize::MAX)),
            Action::Faster => self.set_speed(self.speed.faster()),
            Action::Slower => self.set_speed(self.speed.slower()),
            Action::SelectPrevious => self.select_along(-1),
            Action::SelectNext => self.select_along(1),
            Action::Select(node) => self.select(node),
            Action::NextView => self.next_view(),
            Action::Inspect => self.inspect(),
            Action::NextPacket if self.inspector.is_none() => self.select_next_link(),
            Action::NextPacket => self.next_packet(),
            Action::ToggleDetail => self.toggle_detail(),
            Action::Zoom(steps) => self.zoom_by(steps),
            Action::Pan(eighths) => self.pan_by(eighths),
            Action::Move(side) => self.move_window(side),
            Action::Drag { columns, rows } => self.drag_window(columns, rows),
            Action::Follow => self.follow(Follow::Run),
            Action::Compare => self.compare(),
            Action::Take(place) => self.take(place),
            Action::List(listing) => self.list(listing),
            Action::PreviousTopology => self.open_beside(self.shelves.len() - 1),
            Action::NextTopology => self.open_beside(1),
            Action::Faults => self.overlay = Overlay::Faults,
            Action::Break(what) => {
                self.toggle(what);
                self.break_load();
            }
            Action::MendAll => {
                self.mend_all();
                self.break_load();
            }
            Action::SelectLink(link) => self.select_link(link),
            Action::Cold => {
                self.shelf_mut().state.make_cold();
                self.say("cold: caches, names, connections and sessions are forgotten");
            }
            Action::Reload => return self.reload(),
            Action::Loaded(loaded) => self.loaded(loaded),
            Action::LessonLoaded(loaded) => self.lesson_loaded(loaded),
            Action::Unwatched(reason) | Action::Unpublished(reason) => self.say(reason),
            Action::NextInLesson => self.next_in_lesson(),
            Action::PreviousInLesson => self.previous_in_lesson(),
            Action::Predict => self.toggle_predict(),
            Action::Answer(number) => self.answer(number.into()),
            Action::GoOn => {
                self.go_on(|run| run.playback.play());
            }
            Action::OpenLoad => self.open_load(),
            // These mean something in the load view only.
            Action::MoreLoad
            | Action::LessLoad
            | Action::MoreCapacity
            | Action::LessCapacity
            | Action::FollowOne => {}
            Action::Help => {
                self.overlay = Overlay::Help {
                    scrolled: 0,
                    letter: None,
                };
            }
            Action::Close => self.close(),
            Action::Up(lines) => self.scroll(-i32::from(lines)),
            Action::Down(lines) => self.scroll(i32::from(lines)),
            Action::Type(c) => match &mut self.overlay {
                Overlay::Help { scrolled, letter } => (*scrolled, *letter) = (0, Some(c)),
                _ => self.retype(|filter| filter.push(c)),
            },
            Action::Erase => self.retype(|filter| {
                filter.pop();
            }),
            Action::Choose => self.choose(),
            Action::Suspend => return Some(Command::Suspend),
            Action::Quit => return Some(Command::Quit),
        }
        self.score_at_end();
        None
    }

    pub(super) fn send_chosen(&mut self) {
        match self.chosen() {
            Some(request) => self.send(request),
            None if self.course.is_some() => self.next_in_lesson(),
            None => self.say("this topology has no request to send"),
        }
    }

    /// Sends `request` in the state that the last one left, a think time later; the one that is
    /// on starts again.
    pub(super) fn send(&mut self, request: RequestId) {
        self.follow(Follow::Run);
        let is_on = |run: &Run| run.trace.request == request && !run.playback.has_ended();
        if !self.run.as_ref().is_some_and(is_on) {
            let shelf = self.shelf_mut();
            if shelf.sent {
                shelf.state.wait(THINK_TIME);
            }
            shelf.before = shelf.state.clone();
            let state = self.simulate(request, self.seed);
            self.sends(request);
            self.examine(|_| true);
            let shelf = self.shelf_mut();
            shelf.state = state;
            shelf.sent = true;
            shelf.chosen = Some(request);
        }
        let step_mode = self.step_mode;
        if let Some(run) = &mut self.run {
            run.playback.restart();
            if step_mode {
                run.playback.play_step();
            }
        }
    }

    fn play_pause(&mut self) {
        self.follow(Follow::Run);
        match &mut self.run {
            None => {
                self.step_mode = !self.step_mode;
                self.say(if self.step_mode {
                    "step mode: sending starts paused on step 1"
                } else {
                    "sending plays"
                });
            }
            Some(run) if run.playback.waits() => {
                self.go_on(|run| run.playback.play());
            }
            Some(run) if run.playback.is_playing() => run.playback.pause(),
            Some(run) => run.playback.play(),
        }
    }

    pub(super) fn walk(&mut self, change: impl FnOnce(&mut Run)) {
        self.follow(Follow::Run);
        self.scroll_to_top();
        match &mut self.run {
            Some(run) => change(run),
            None => self.say("nothing to step through yet: Enter sends a request"),
        }
    }

    pub(super) fn set_speed(&mut self, speed: crate::playback::Speed) {
        self.speed = speed;
        if let Some(run) = &mut self.run {
            run.playback.set_speed(speed);
        }
    }

    fn select_along(&mut self, by: i32) {
        let nodes = self.path_nodes();
        let last = nodes.len() as i32 - 1;
        let place = |node: NodeId| nodes.iter().position(|other| *other == node);
        let next = match self.selected.and_then(place) {
            Some(place) => (place as i32 + by).clamp(0, last),
            None if by > 0 => 0,
            None => last,
        };
        self.select(nodes.get(next as usize).copied());
        self.follow(Follow::Selection);
    }

    /// Selects a box and says what it is.
    pub(super) fn select(&mut self, node: Option<NodeId>) {
        (self.selected, self.selected_link) = (node, None);
        self.scroll_to_top();
        let Some(node) = node.map(|node| &self.topology()[node]) else {
            return;
        };
        let facts = [node.kind.facts().noun, &node.detail, &node.address];
        let facts = facts.into_iter().filter(|fact| !fact.is_empty());
        let mut facts: Vec<&str> = facts.collect();
        facts.dedup();
        self.say(format!("selected: {} ({})", node.name, facts.join(", ")));
    }

    fn next_view(&mut self) {
        self.view = match self.view {
            View::Diagram => View::Sequence,
            View::Sequence => View::Waterfall,
            View::Waterfall => View::Diagram,
        };
    }

    fn open_beside(&mut self, by: usize) {
        self.open((self.open + by) % self.shelves.len());
    }

    /// Opens the topology at this place of the list; nothing where there is none.
    pub fn open(&mut self, place: usize) {
        self.overlay = Overlay::None;
        if place != self.open && place < self.shelves.len() {
            self.open = place;
            self.changed_topology();
        }
    }

    fn changed_topology(&mut self) {
        self.view = self.topology().view();
        self.run = None;
        self.end_load();
        self.inspector = None;
        self.zoom = Zoom::default();
        (self.selected, self.selected_link) = (None, None);
        self.placed = None;
    }

    pub(super) fn close(&mut self) {
        match self.overlay {
            Overlay::None if self.problems().is_some() => self.close_problems(),
            Overlay::None if self.inspector.take().is_some() => {}
            Overlay::None => {
                if !self.skip() {
                    (self.selected, self.selected_link) = (None, None);
                }
            }
            _ => self.overlay = Overlay::None,
        }
    }

    fn scroll(&mut self, lines: i32) {
        let problems = self.problems().is_some();
        match &mut self.overlay {
            Overlay::None if problems => self.scroll_problems(lines),
            Overlay::None => self.scroll_beside(lines),
            Overlay::Score | Overlay::Faults => {}
            Overlay::Compare(comparing) => {
                let count = self.shelves[self.open].content().history.len();
                comparing.move_by(lines, count);
            }
            Overlay::Help { scrolled, .. } => {
                let rows = keymap::BINDINGS.len() + glossary::TERMS.len();
                let last = i32::from(u16::try_from(rows).unwrap_or(u16::MAX));
                *scrolled = (i32::from(*scrolled) + lines).clamp(0, last) as u16;
            }
            Overlay::List(picker) => picker.move_by(lines),
        }
    }

    pub(super) fn say(&mut self, notice: impl Into<String>) {
        self.notice = Some(notice.into());
    }
}

//! How closely things are looked at: the inspector, the detail of the sequence, the part of the
//! time axis that the waterfall shows.

use super::App;
use crate::inspect::{self, HopReport, Moment, NodeReport, Passage};
use crate::keymap::Mode;
use crate::time::SimTime;
use crate::topology::{NodeId, View};
use crate::trace::HopId;

/// The inspector while it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inspector {
    /// Lines it is scrolled by.
    pub scrolled: u16,
    /// The packet that was chosen: a step, from 0, and a place among its hops.
    packet: Option<(usize, usize)>,
}

/// How much of an exchange the sequence view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// A handshake is one arrow, and so is a way over nodes that only forward.
    #[default]
    Folded,
    /// Every packet on every link.
    Packets,
}

/// What the inspector shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A hop, with its place among the hops of its step (from 1) and their number.
    Hop {
        /// What is seen of it.
        report: HopReport,
        /// What is changed around it.
        passages: Vec<Passage>,
        /// Its place among the packets of its step, from 1, and how many there are.
        place: (usize, usize),
    },
    /// A box.
    Node(Box<NodeReport>),
}

/// The part of the time axis that is shown, and the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zoom {
    /// What is seen is the whole axis divided by two to this power.
    pub power: u8,
    /// Where it starts, in eighths of what is seen; `None`: it follows the playhead.
    pub start: Option<u32>,
    /// Rows it is scrolled by; `None`: it follows the step.
    pub scrolled: Option<u16>,
}

/// Lines of a page.
const PAGE: i32 = 8;

/// The closest zoom: a nanosecond in a microsecond would be closer than the model's numbers mean.
const CLOSEST: u8 = 10;

impl App {
    /// The inspector, while it is open.
    pub fn inspector(&self) -> Option<Inspector> {
        self.inspector
    }

    /// How much of an exchange the sequence view shows.
    pub fn detail(&self) -> Detail {
        self.detail
    }

    /// The part of the time axis that is shown.
    pub fn zoom(&self) -> Zoom {
        self.zoom
    }

    /// What the inspector shows: the selected box, else the current hop, else the box that the
    /// step is about.
    pub fn inspected(&self) -> Option<Subject> {
        let inspector = self.inspector?;
        if let Some(node) = self.selected {
            return Some(self.node_subject(node));
        }
        let run = self.run.as_ref()?;
        let position = run.playback.position();
        let step = run.trace.steps.get(position.step)?;
        let chosen = inspector.packet.filter(|(of, _)| *of == position.step);
        let on = || {
            let hop = position.hops.last()?;
            step.hops.iter().position(|other| other == hop)
        };
        let place = chosen.map(|(_, place)| place).or_else(on).unwrap_or(0);
        match step.hops.get(place) {
            Some(hop) => Some(self.hop_subject(*hop, (place + 1, step.hops.len()))),
            None => Some(self.node_subject(step.focus)),
        }
    }

    fn hop_subject(&self, hop: HopId, place: (usize, usize)) -> Subject {
        let trace = &self.run.as_ref().expect("a hop of the run").trace;
        Subject::Hop {
            report: inspect::hop(self.topology(), trace, hop),
            passages: inspect::passages(self.topology(), trace, hop),
            place,
        }
    }

    fn node_subject(&self, node: NodeId) -> Subject {
        let shelf = self.shelf();
        // What is hidden from the class is later than the moment that is shown.
        let moment = self.run.as_ref().map(|run| Moment {
            trace: run.whole(),
            before: &shelf.before,
            at: if run.playback.has_ended() {
                run.trace.end()
            } else {
                run.playback.at()
            },
        });
        Subject::Node(Box::new(inspect::node(
            &shelf.topology,
            &shelf.state,
            moment,
            node,
        )))
    }

    /// Holds the inspector's scrolling at `most` lines, which only who draws it knows.
    pub fn hold_inspector(&mut self, most: u16) {
        if let Some(inspector) = &mut self.inspector {
            inspector.scrolled = inspector.scrolled.min(most);
        }
    }

    /// Holds the waterfall's scrolling at `most` rows.
    pub fn hold_rows(&mut self, most: u16) {
        self.zoom.scrolled = self.zoom.scrolled.map(|rows| rows.min(most));
    }

    /// The inspector shows something else now.
    pub(super) fn scroll_to_top(&mut self) {
        if let Some(inspector) = &mut self.inspector {
            inspector.scrolled = 0;
        }
    }

    pub(super) fn inspect(&mut self) {
        if self.inspector.take().is_some() {
            return;
        }
        if self.selected.is_none() && self.run.is_none() {
            self.say("nothing to inspect yet: select a box with the arrow keys, or send a request");
            return;
        }
        self.inspector = Some(Inspector::default());
    }

    /// Looks at the next packet of the step, the first one after the last.
    pub(super) fn next_packet(&mut self) {
        let (true, Some(run)) = (self.inspector.is_some(), &self.run) else {
            self.say("packets of a step are looked at in the inspector: i opens it");
            return;
        };
        self.selected = None;
        let step = run.playback.step();
        let count = run.trace.steps.get(step).map_or(0, |step| step.hops.len());
        let on = match self.inspected() {
            Some(Subject::Hop { place, .. }) => place.0,
            _ => 0,
        };
        let next = if count == 0 { 0 } else { on % count };
        self.inspector = Some(Inspector {
            scrolled: 0,
            packet: Some((step, next)),
        });
    }

    pub(super) fn toggle_detail(&mut self) {
        let (detail, words) = match self.detail {
            Detail::Folded => (Detail::Packets, "every packet is shown"),
            Detail::Packets => (Detail::Folded, "exchanges are folded"),
        };
        self.detail = detail;
        if self.view == View::Sequence {
            self.say(words);
        } else {
            self.say(format!("{words} in the sequence view: v leads there"));
        }
    }

    pub(super) fn zoom_by(&mut self, steps: i8) {
        if self.view != View::Waterfall {
            self.say("zoom belongs to the waterfall view: v leads there");
            return;
        }
        self.zoom.start = None;
        self.zoom.power = match steps {
            0 => 0,
            _ => self.zoom.power.saturating_add_signed(steps).min(CLOSEST),
        };
    }

    pub(super) fn pan_by(&mut self, eighths: i8) {
        if self.view != View::Waterfall || self.zoom.power == 0 {
            self.say("nothing to move along: zoom into the waterfall view first");
            return;
        }
        let seen = 8_u32 << self.zoom.power;
        let start = self.zoom.start.unwrap_or_else(|| self.near_playhead());
        let start = start.saturating_add_signed(i32::from(eighths));
        self.zoom.start = Some(start.min(seen.saturating_sub(8)));
    }

    /// Where the part that follows the playhead starts, in eighths of what is seen.
    fn near_playhead(&self) -> u32 {
        let Some(run) = &self.run else { return 0 };
        let (start, length) = self.zoom.part(run.trace.end(), run.playback.at());
        let eighth = (length / 8).max(1);
        u32::try_from(start.nanos() / eighth).unwrap_or(u32::MAX)
    }

    /// A page of what scrolls; else what a clicker means by its next key: send, step by step to the
    /// end, and on to the next step of the lesson.
    pub(super) fn page_on(&mut self) {
        let run = self.run.as_ref().map(|run| run.playback.has_ended());
        if self.mode() == Mode::Score {
            match self.lesson() {
                Some(_) => self.next_in_lesson(),
                None => self.close(),
            }
        } else if self.scrolls() {
            self.scroll_beside(PAGE);
        } else if !self.go_on(|run| run.playback.step_forward()) {
            match (self.lesson().is_some(), run) {
                (true, None) => self.send_chosen(),
                (true, Some(true)) => self.next_in_lesson(),
                _ => self.walk(|run| run.playback.step_forward()),
            }
        }
    }

    /// A page back of what scrolls; else a step back, and at the first one back in the lesson.
    pub(super) fn page_back(&mut self) {
        let is_at_start = self.run.as_ref().is_none_or(|run| run.playback.step() == 0);
        if self.scrolls() {
            self.scroll_beside(-PAGE);
        } else if self.lesson().is_some() && is_at_start {
            self.previous_in_lesson();
        } else {
            self.walk(|run| run.playback.step_back());
        }
    }

    /// Whether something stands open that scrolls. In a lesson the waterfall follows the step.
    fn scrolls(&self) -> bool {
        let waterfall = self.view == View::Waterfall && self.lesson().is_none();
        self.inspector.is_some() || waterfall
    }

    /// Scrolls what stands open beside or in place of the picture.
    pub(super) fn scroll_beside(&mut self, lines: i32) {
        let moved = |from: u16| (i32::from(from) + lines).clamp(0, i32::from(u16::MAX)) as u16;
        if let Some(inspector) = &mut self.inspector {
            inspector.scrolled = moved(inspector.scrolled);
        } else if self.view == View::Waterfall {
            self.zoom.scrolled = Some(moved(self.zoom.scrolled.unwrap_or(0)));
        }
    }
}

impl Zoom {
    /// The part of an axis up to `end` that is shown while the playhead is at `at`: its start, and
    /// its length in nanoseconds, never zero.
    pub fn part(&self, end: SimTime, at: SimTime) -> (SimTime, u64) {
        let whole = end.nanos().max(1);
        let length = (whole >> self.power).max(1);
        let start = match self.start {
            Some(eighths) => u64::from(eighths).saturating_mul((length / 8).max(1)),
            None => at.nanos().saturating_sub(length / 2),
        };
        (SimTime(start.min(whole - length)), length)
    }
}

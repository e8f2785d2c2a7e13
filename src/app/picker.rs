//! A list with its filter: the topologies, or the requests of the open one.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use super::{App, Overlay};
use crate::action::Listing;
use crate::topology::{Request, RequestId, Topology};

/// A list while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    /// What it lists.
    pub of: Listing,
    /// What was typed.
    pub filter: String,
    /// The entries that match, best first, as places in the whole list.
    pub matches: Vec<usize>,
    /// The marked one, as a place in `matches`.
    pub marked: usize,
}

impl Picker {
    /// Everything, with the present one marked.
    pub(super) fn new(of: Listing, count: usize, open: usize) -> Self {
        Self {
            of,
            filter: String::new(),
            matches: (0..count).collect(),
            marked: open,
        }
    }

    /// Changes the filter and lists those of the `entries` that match it.
    pub(super) fn retype(&mut self, filter: String, entries: &[String]) {
        let pattern = Pattern::parse(&filter, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut text = Vec::new();
        let mut scored: Vec<(u32, usize)> = entries
            .iter()
            .enumerate()
            .filter_map(|(place, line)| {
                let line = nucleo_matcher::Utf32Str::new(line, &mut text);
                Some((pattern.score(line, &mut matcher)?, place))
            })
            .collect();
        scored.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
        self.matches = scored.into_iter().map(|(_, place)| place).collect();
        self.filter = filter;
        self.marked = 0;
    }

    /// Moves the mark, as far as the list goes.
    pub(super) fn move_by(&mut self, lines: i32) {
        let last = self.matches.len().saturating_sub(1) as i32;
        self.marked = (self.marked as i32 + lines).clamp(0, last) as usize;
    }

    /// The marked entry, as a place in the whole list.
    pub(super) fn choice(&self) -> Option<usize> {
        self.matches.get(self.marked).copied()
    }
}

impl App {
    /// The entries of a list: what its filter is matched against.
    fn entries(&self, listing: Listing) -> Vec<String> {
        match listing {
            Listing::Topologies => {
                let line = |it: &Topology| format!("{} {}", it.name(), it.title());
                self.topologies().map(line).collect()
            }
            Listing::Requests => {
                let requests = self.topology().requests().iter();
                let line = |it: &Request| format!("{} {} {}", it.id, it.name, it.path);
                requests.map(line).collect()
            }
        }
    }

    /// Opens a list.
    pub(super) fn list(&mut self, listing: Listing) {
        let (count, present) = match listing {
            Listing::Topologies => (self.shelves.len(), self.open),
            Listing::Requests => {
                let chosen = self.chosen().map_or(0, RequestId::index);
                (self.topology().requests().len(), chosen)
            }
        };
        match count {
            0 => self.say("this topology has no request to send"),
            _ => self.overlay = Overlay::List(Picker::new(listing, count, present)),
        }
    }

    /// Changes the filter of the list that is open.
    pub(super) fn retype(&mut self, change: impl FnOnce(&mut String)) {
        let Some(listing) = self.picker().map(|picker| picker.of) else {
            return;
        };
        let entries = self.entries(listing);
        if let Overlay::List(picker) = &mut self.overlay {
            let mut filter = picker.filter.clone();
            change(&mut filter);
            picker.retype(filter, &entries);
        }
    }

    /// What is listed has changed: the list that is open keeps its filter, and its mark where it can.
    pub(super) fn list_again(&mut self) {
        let marked = self.picker().map_or(0, |picker| picker.marked);
        self.retype(|_| {});
        if let Overlay::List(picker) = &mut self.overlay {
            picker.marked = marked;
            picker.move_by(0);
        }
    }

    /// Opens the marked topology, or sends the marked request.
    pub(super) fn choose(&mut self) {
        let Some(picker) = self.picker() else { return };
        let (Some(place), listing) = (picker.choice(), picker.of) else {
            return;
        };
        match listing {
            Listing::Topologies => self.open(place),
            Listing::Requests => {
                self.overlay = Overlay::None;
                self.send(RequestId::from(place));
            }
        }
    }
}

//! The list of topologies with its filter.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::topology::Topology;

/// The list of topologies while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    /// What was typed.
    pub filter: String,
    /// The topologies that match, best first, as places in the list.
    pub matches: Vec<usize>,
    /// The marked one, as a place in `matches`.
    pub marked: usize,
}

impl Picker {
    /// Everything, with the open one marked.
    pub(super) fn new(count: usize, open: usize) -> Self {
        Self {
            filter: String::new(),
            matches: (0..count).collect(),
            marked: open,
        }
    }

    /// Changes the filter and lists what matches it, by name or title.
    pub(super) fn retype<'a>(
        &mut self,
        filter: String,
        topologies: impl Iterator<Item = &'a Topology>,
    ) {
        let pattern = Pattern::parse(&filter, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut text = Vec::new();
        let mut scored: Vec<(u32, usize)> = topologies
            .enumerate()
            .filter_map(|(place, topology)| {
                let line = format!("{} {}", topology.name(), topology.title());
                let line = nucleo_matcher::Utf32Str::new(&line, &mut text);
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

    /// The marked topology, as a place in the whole list.
    pub(super) fn choice(&self) -> Option<usize> {
        self.matches.get(self.marked).copied()
    }
}

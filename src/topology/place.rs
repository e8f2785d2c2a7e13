//! Where the parts of a topology stand in its source.

use std::ops::Range;

use super::file::At;

/// The place of one table, and of those of its keys that a problem may point at.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its header.
    pub(super) head: Range<usize>,
    keys: Vec<(&'static str, Range<usize>)>,
}

impl Place {
    pub(super) fn new(head: Range<usize>) -> Self {
        Self {
            head,
            keys: Vec::new(),
        }
    }

    /// With the place of a key's value, where the file gives one.
    #[must_use]
    pub(super) fn with<T>(mut self, key: &'static str, value: Option<&At<T>>) -> Self {
        self.keys.extend(value.map(|value| (key, value.span())));
        self
    }

    /// Whether the file gives this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|(known, _)| *known == key)
    }

    /// The place of this key's value; the header where the file leaves it out.
    pub(super) fn key(&self, key: &str) -> Range<usize> {
        let found = self.keys.iter().find(|(known, _)| *known == key);
        found.map_or(&self.head, |(_, span)| span).clone()
    }
}

/// Places of the parts of a topology, each in declared order.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) groups: Vec<Range<usize>>,
    pub(super) nodes: Vec<Place>,
    /// One for each link of the topology, so several for a link to several nodes.
    pub(super) links: Vec<Place>,
    pub(super) requests: Vec<Range<usize>>,
}

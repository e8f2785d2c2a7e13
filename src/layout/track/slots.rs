//! Pieces that must not overlap, each in the first free slot of its channel.

use std::collections::BTreeMap;

/// The taken stretches of one slot: from the first to the last place of each.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot(BTreeMap<usize, usize>);

impl Slot {
    /// Takes the stretch, if nothing in the slot shares a place with it.
    pub(super) fn take(&mut self, first: usize, last: usize) -> bool {
        let before = self.0.range(..=last).next_back();
        let free = before.is_none_or(|(_, &end)| end < first);
        if free {
            self.0.insert(first, last);
        }
        free
    }
}

/// Channels of slots that are numbered from 0 on.
#[derive(Debug, Clone, Default)]
pub(super) struct Channels {
    slots: Vec<Vec<Slot>>,
    /// The channel and the slot of each piece.
    places: Vec<(usize, u16)>,
}

impl Channels {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            slots: vec![Vec::new(); channels],
            places: Vec::new(),
        }
    }

    /// Puts a piece into the first slot that is free there, and returns its number.
    pub(super) fn add(&mut self, channel: usize, first: usize, last: usize) -> usize {
        let slots = &mut self.slots[channel];
        let found = slots.iter_mut().position(|slot| slot.take(first, last));
        let slot = found.unwrap_or_else(|| {
            let mut slot = Slot::default();
            slot.take(first, last);
            slots.push(slot);
            slots.len() - 1
        });
        self.places.push((channel, slot as u16));
        self.places.len() - 1
    }

    /// How many slots of a channel are in use.
    pub(super) fn tracks(&self, channel: usize) -> u16 {
        self.slots[channel].len() as u16
    }

    pub(super) fn place(&self, piece: usize) -> (usize, u16) {
        self.places[piece]
    }
}

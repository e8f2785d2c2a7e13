//! What is pending: a hierarchical timing wheel (G. Varghese, T. Lauck, Hashed and Hierarchical
//! Timing Wheels, SOSP 1987), ordered by time, then by rank, then by insertion.
//!
//! Seen from an instant, an event is filed under the highest byte in which its time differs: one
//! of 256 slots of the level of that byte. Lower levels are due before higher ones and lower slots
//! before higher ones, so the first that is taken is the next. Time only goes forward: when it
//! enters a slot, what is in there is filed again, at lower levels. An event that is alone in the
//! first slot is the next without that, which is the usual case.

/// A pending event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    /// When it is due, in nanoseconds.
    pub(super) time: u64,
    /// Whose it is.
    pub(super) token: u32,
    /// Rank and sequence, from the highest bits to the lowest.
    order: u64,
}

/// Bits of a sequence, which is that of insertion.
const SEQUENCE: u32 = 47;

/// Before everything else at an instant: timers of callers.
pub(super) const FIRST: u32 = 0;
/// After everything that is served: messages that arrive.
pub(super) const LAST: u32 = SENT - 1;
/// After everything else: requests that are sent.
pub(super) const SENT: u32 = (1 << (u64::BITS - SEQUENCE)) - 1;

/// Who is served at a node, and done: node by node, in the order in which they were declared.
pub(super) const fn served(node: u16) -> u32 {
    1 + node as u32
}

impl Event {
    /// Its rank among what is due at the same instant.
    #[inline]
    pub(super) const fn rank(self) -> u32 {
        (self.order >> SEQUENCE) as u32
    }
}

/// Bits of a time that one level tells apart.
const BITS: u32 = 8;
/// Slots of all levels, from that of the lowest byte.
const SLOTS: usize = (u64::BITS << BITS) as usize / BITS as usize;
/// Words of marks, a bit a slot.
const WORDS: usize = SLOTS / u64::BITS as usize;

/// No event.
const NONE: u32 = u32::MAX;

/// Pending events.
#[derive(Debug, Clone)]
pub(super) struct Wheel {
    /// Nothing is due before; slots are seen from here.
    base: u64,
    sequence: u64,
    /// The event filed last in each slot.
    slots: Box<[u32; SLOTS]>,
    /// Slots that hold something.
    marks: [u64; WORDS],
    /// Words of marks that are not zero.
    marked: u32,
    events: Vec<Filed>,
    /// Places of events that are over, in a row.
    free: u32,
}

/// An event, and the one filed before it in the same slot.
#[derive(Debug, Clone, Copy)]
struct Filed {
    event: Event,
    before: u32,
}

impl Wheel {
    /// Nothing is pending.
    pub(super) fn new() -> Self {
        Self {
            base: 0,
            sequence: 0,
            slots: Box::new([NONE; SLOTS]),
            marks: [0; WORDS],
            marked: 0,
            events: Vec::new(),
            free: NONE,
        }
    }

    /// Adds an event, not earlier than any that was taken or looked for.
    #[inline]
    pub(super) fn push(&mut self, time: u64, rank: u32, token: u32) {
        let order = self.sequence + (u64::from(rank) << SEQUENCE);
        self.sequence += 1;
        self.file(Event { time, token, order });
    }

    #[inline]
    fn file(&mut self, event: Event) {
        let (slot, before) = self.open(event.time);
        let filed = Filed { event, before };
        let place = self.free;
        if let Some(free) = self.events.get_mut(place as usize) {
            self.free = free.before;
            *free = filed;
            self.slots[slot] = place;
        } else {
            self.slots[slot] = self.events.len() as u32;
            self.events.push(filed);
        }
    }

    /// The slot of a time, marked, and the event in it.
    #[inline]
    fn open(&mut self, time: u64) -> (usize, u32) {
        debug_assert!(time >= self.base, "{time} is over at {}", self.base);
        let level = ((time ^ self.base) | 1).ilog2() / BITS;
        let digit = (time >> (level * BITS)) as usize % (1 << BITS);
        let slot = ((level as usize) << BITS | digit) % SLOTS;
        self.marks[slot / 64] |= 1 << (slot % 64);
        self.marked |= 1 << (slot / 64);
        (slot, self.slots[slot])
    }

    /// The next event, if it is due until then. Nothing that is earlier may be added any more.
    pub(super) fn first(&mut self, until: u64) -> Option<Event> {
        let (_, slot) = self.find(until)?;
        Some(self.events[self.slots[slot] as usize].event)
    }

    /// Takes out the next event, if it is due until then.
    #[inline]
    pub(super) fn next(&mut self, until: u64) -> Option<Event> {
        let (word, slot) = self.find(until)?;
        let first = self.slots[slot];
        let Filed { event, before } = self.events[first as usize];
        self.slots[slot] = before;
        if before == NONE {
            self.unmark(word);
        }
        self.events[first as usize].before = self.free;
        self.free = first;
        self.base = event.time;
        Some(event)
    }

    /// The slot whose last event is the next, if it is due until then.
    #[inline]
    fn find(&mut self, until: u64) -> Option<(usize, usize)> {
        while self.marked != 0 {
            let word = self.marked.trailing_zeros() as usize % WORDS;
            let slot = (word * 64 + self.marks[word].trailing_zeros() as usize) % SLOTS;
            let first = &self.events[self.slots[slot] as usize];
            if first.before == NONE {
                return (first.event.time <= until).then_some((word, slot));
            }
            let level = (slot >> BITS) as u32;
            let start = first.event.time >> (level * BITS) << (level * BITS);
            if start > until {
                return None;
            }
            self.base = start;
            if level == 0 {
                self.bring_forward(slot);
                return Some((word, slot));
            }
            self.enter(word, slot);
        }
        None
    }

    /// The first slot of all, which is in this word, is empty.
    #[inline]
    fn unmark(&mut self, word: usize) {
        self.marks[word] &= self.marks[word] - 1;
        let empty = u32::from(self.marks[word] == 0);
        self.marked &= !(empty << word);
    }

    /// Time enters a slot: its events are filed again.
    fn enter(&mut self, word: usize, slot: usize) {
        let mut place = std::mem::replace(&mut self.slots[slot], NONE);
        self.unmark(word);
        while place != NONE {
            let Filed { event, before } = self.events[place as usize];
            let (slot, behind) = self.open(event.time);
            self.events[place as usize].before = behind;
            self.slots[slot] = place;
            place = before;
        }
    }

    /// Of several that are due at one instant, the first is put where the last is.
    #[cold]
    fn bring_forward(&mut self, slot: usize) {
        let last = self.slots[slot] as usize;
        let (mut first, mut place) = (last, last);
        while let Some(filed) = self.events.get(place) {
            if filed.event.order < self.events[first].event.order {
                first = place;
            }
            place = filed.before as usize;
        }
        let event = self.events[last].event;
        self.events[last].event = std::mem::replace(&mut self.events[first].event, event);
    }

    /// All events, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Event> + '_ {
        let filed = |place: u32| self.events.get(place as usize);
        let row =
            move |first: u32| std::iter::successors(filed(first), move |one| filed(one.before));
        let slots = self.slots.iter().copied();
        slots.flat_map(row).map(|filed| filed.event)
    }

    /// Takes out all events that are `meant`.
    pub(super) fn take_out(&mut self, meant: impl Fn(Event) -> bool) -> Vec<Event> {
        let (out, stays) = self.iter().partition::<Vec<_>, _>(|event| meant(*event));
        let (base, sequence) = (self.base, self.sequence);
        *self = Self::new();
        (self.base, self.sequence) = (base, sequence);
        for event in stays {
            self.file(event);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// How far ahead an event is: at every level, often at the same instant.
    fn ahead() -> impl Strategy<Value = u64> {
        (0_u32..50, 0_u64..4).prop_map(|(shift, digit)| digit << shift)
    }

    proptest! {
        /// Events come out by time, then rank, then in the order they went in, also while others
        /// go in.
        #[test]
        fn events_come_out_in_order(
            steps in prop::collection::vec((ahead(), 0_u32..3, ahead()), 0..300),
        ) {
            let mut wheel = Wheel::new();
            let mut expected = BTreeSet::new();
            let mut now = 0;
            for (token, (time, rank, until)) in (0_u32..).zip(steps) {
                let time = now + time;
                wheel.push(time, rank, token);
                expected.insert((time, rank, token));
                let until = now + until;
                let due = expected.first().copied().filter(|(time, ..)| *time <= until);
                let first = wheel.first(until);
                let got = wheel.next(until);
                prop_assert_eq!(first, got);
                let got = got.map(|event| (event.time, event.rank(), event.token));
                prop_assert_eq!(got, due);
                if let Some(due) = due {
                    expected.remove(&due);
                    now = due.0;
                } else {
                    now = until;
                }
            }
            for due in expected {
                let got = wheel.next(u64::MAX);
                let got = got.map(|event| (event.time, event.rank(), event.token));
                prop_assert_eq!(got, Some(due));
            }
            prop_assert_eq!(wheel.next(u64::MAX), None);
        }
    }
}

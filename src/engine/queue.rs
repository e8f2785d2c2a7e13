//! Pending events, ordered by time and then by insertion.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::time::SimTime;

/// A queue whose ties come out in the order they went in, which is all of determinism in a
/// discrete-event engine.
#[derive(Debug)]
pub(super) struct EventQueue<E> {
    heap: BinaryHeap<Entry<E>>,
    inserted: u64,
}

#[derive(Debug)]
struct Entry<E> {
    at: SimTime,
    order: u64,
    event: E,
}

impl<E> EventQueue<E> {
    pub(super) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            inserted: 0,
        }
    }

    /// Adds an event that is due at `at`.
    pub(super) fn push(&mut self, at: SimTime, event: E) {
        self.heap.push(Entry {
            at,
            order: self.inserted,
            event,
        });
        self.inserted += 1;
    }

    /// When the next event is due.
    pub(super) fn due(&self) -> Option<SimTime> {
        self.heap.peek().map(|entry| entry.at)
    }

    /// The next event and when it is due.
    pub(super) fn pop(&mut self) -> Option<(SimTime, E)> {
        self.heap.pop().map(|entry| (entry.at, entry.event))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        // A heap gives its largest: turn both keys round.
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<E> Eq for Entry<E> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_times_keep_their_order() {
        let mut queue = EventQueue::new();
        for (at, event) in [(5, 'a'), (1, 'b'), (5, 'c'), (1, 'd'), (0, 'e')] {
            queue.push(SimTime(at), event);
        }
        let order: String = std::iter::from_fn(|| queue.pop())
            .map(|(_, event)| event)
            .collect();
        assert_eq!(order, "ebdac");
    }
}

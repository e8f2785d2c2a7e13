//! What is pending: a heap with four children to a place, ordered by time, then by rank, then by
//! insertion.
//!
//! Keys are packed into one number, so that an order is one comparison. Four children make the
//! heap half as deep as two do, and fit into a line of a processor's cache.

/// A pending event: `time | rank | sequence | token`, from the highest bits to the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event(u128);

const TOKEN_BITS: u32 = 26;
const SEQUENCE_BITS: u32 = 30;

/// Before everything else at an instant: timers of callers.
pub(super) const FIRST: u8 = 0;
/// After everything that is served: messages that arrive.
pub(super) const LAST: u8 = u8::MAX;

impl Event {
    /// When it is due, in nanoseconds.
    #[inline]
    pub(super) const fn time(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// Whose it is.
    #[inline]
    pub(super) const fn token(self) -> u32 {
        (self.0 as u32) & ((1 << TOKEN_BITS) - 1)
    }

    /// Its rank among what is due at the same instant.
    #[inline]
    pub(super) const fn rank(self) -> u8 {
        (self.0 as u64 >> (TOKEN_BITS + SEQUENCE_BITS)) as u8
    }
}

/// Pending events.
#[derive(Debug, Clone, Default)]
pub(super) struct Heap {
    events: Vec<Event>,
    sequence: u64,
    /// The root was taken. What is added next takes its place, so that an event and the one it
    /// causes cost one way through the heap instead of two.
    vacant: bool,
}

impl Heap {
    /// Adds an event.
    #[inline]
    pub(super) fn push(&mut self, time: u64, rank: u8, token: u32) {
        let sequence = self.sequence & ((1 << SEQUENCE_BITS) - 1);
        self.sequence += 1;
        let low = u64::from(rank) << (TOKEN_BITS + SEQUENCE_BITS)
            | sequence << TOKEN_BITS
            | u64::from(token);
        let event = Event(u128::from(time) << 64 | u128::from(low));
        if std::mem::take(&mut self.vacant) {
            return self.sink(event);
        }
        self.events.push(event);
        self.rise(self.events.len() - 1, event);
    }

    /// The next event, left where it is.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<Event> {
        self.close();
        self.events.first().copied()
    }

    /// Takes the next event out, which was looked at.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.close();
        self.vacant = !self.events.is_empty();
    }

    /// Fills a vacant root.
    #[inline]
    fn close(&mut self) {
        if std::mem::take(&mut self.vacant)
            && let Some(last) = self.events.pop()
            && !self.events.is_empty()
        {
            self.sink(last);
        }
    }

    /// Moves an event towards the root.
    #[inline]
    fn rise(&mut self, mut at: usize, event: Event) {
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.events[parent] <= event {
                break;
            }
            self.events[at] = self.events[parent];
            at = parent;
        }
        self.events[at] = event;
    }

    /// Puts an event at the root and moves it towards the leaves.
    #[inline]
    fn sink(&mut self, event: Event) {
        let events = self.events.as_mut_slice();
        let mut at = 0;
        loop {
            let first = at * 4 + 1;
            let (least, smallest) = if let Some([a, b, c, d]) = events
                .get(first..)
                .and_then(<[Event]>::first_chunk::<4>)
                .copied()
            {
                // A small tournament: what the processor can do without guessing.
                let low = if b < a { (1, b) } else { (0, a) };
                let high = if d < c { (3, d) } else { (2, c) };
                let (place, smallest) = if high.1 < low.1 { high } else { low };
                (first + place, smallest)
            } else {
                let rest = events.get(first..).unwrap_or_default();
                let Some((place, smallest)) = rest
                    .iter()
                    .copied()
                    .enumerate()
                    .min_by_key(|(_, event)| *event)
                else {
                    break;
                };
                (first + place, smallest)
            };
            if event <= smallest {
                break;
            }
            events[at] = smallest;
            at = least;
        }
        events[at] = event;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Events come out by time, then rank, then in the order they went in.
        #[test]
        fn events_come_out_in_order(
            events in prop::collection::vec((0_u64..20, 0_u8..3), 0..200),
        ) {
            let mut heap = Heap::default();
            let mut expected = Vec::new();
            for (token, (time, rank)) in events.into_iter().enumerate() {
                heap.push(time, rank, token as u32);
                expected.push((time, rank, token as u32));
            }
            expected.sort_unstable();
            let mut got = Vec::new();
            while let Some(event) = heap.peek() {
                heap.pop();
                got.push((event.time(), event.rank(), event.token()));
            }
            prop_assert_eq!(got, expected);
        }
    }
}

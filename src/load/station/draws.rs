//! The lengths of work at one node, drawn ahead.

use crate::engine::chance::{Law, Stream};

/// Lengths that are drawn at a time.
const BLOCK: usize = 64;

/// Lengths of work, in the order of their stream. They are drawn in blocks: the stream and the
/// tables of its law are then at hand, and who starts to work takes a number.
#[derive(Debug, Clone)]
pub(in crate::load) struct Draws {
    law: Law,
    stream: Stream,
    ready: Vec<u64>,
    taken: usize,
}

impl Draws {
    pub(super) const fn new(law: Law, stream: Stream) -> Self {
        Self {
            law,
            stream,
            ready: Vec::new(),
            taken: 0,
        }
    }

    /// The next length, in nanoseconds.
    #[inline]
    pub(in crate::load) fn next(&mut self) -> u64 {
        if self.taken >= self.ready.len() {
            self.draw();
        }
        let length = self.ready[self.taken];
        self.taken += 1;
        length
    }

    #[cold]
    fn draw(&mut self) {
        self.ready.resize(BLOCK, 0);
        self.law.fill(&mut self.stream, &mut self.ready);
        self.taken = 0;
    }

    /// These lengths, the last that were taken, come again before all others.
    pub(in crate::load) fn put_back(&mut self, mut lengths: Vec<u64>) {
        lengths.extend_from_slice(&self.ready[self.taken..]);
        (self.ready, self.taken) = (lengths, 0);
    }

    /// The next lengths, as many as there is room for.
    pub(in crate::load) fn fill(&mut self, lengths: &mut [u64]) {
        let left = &self.ready[self.taken..];
        let (ready, others) = lengths.split_at_mut(left.len().min(lengths.len()));
        ready.copy_from_slice(&left[..ready.len()]);
        self.taken += ready.len();
        self.law.fill(&mut self.stream, others);
    }

    /// Whether all lengths are the same.
    pub(in crate::load) const fn is_fixed(&self) -> bool {
        matches!(self.law, Law::Fixed(_))
    }

    /// The shortest length there is, in nanoseconds.
    pub(in crate::load) const fn least(&self) -> u64 {
        self.law.least()
    }
}

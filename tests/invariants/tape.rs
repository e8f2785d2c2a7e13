//! A tape of bytes that every choice of a generator is read from. An empty tape reads as zeros,
//! and zero is the simplest choice, so that a shorter tape makes a simpler case: shrinking bytes
//! shrinks what they generate.

/// Bytes and a reading position.
pub(crate) struct Tape {
    bytes: Vec<u8>,
    at: usize,
}

impl Tape {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, at: 0 }
    }

    fn next(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.next() as usize % count
    }

    /// One of the words; the first is the simplest.
    pub(crate) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// True in about `percent` of 100 cases; false is simpler.
    pub(crate) fn chance(&mut self, percent: u16) -> bool {
        u16::from(self.next()) * 100 >= (100 - percent) * 256
    }
}

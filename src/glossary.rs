//! The words of the trade that the program uses, one line each, with where they are defined.

mod table;

pub use table::TERMS;

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// As it is written on the screen.
    pub word: &'static str,
    /// One line, without a full stop.
    pub meaning: &'static str,
    /// Where it is defined or described.
    pub source: &'static str,
}

/// The terms that begin with `letter`, in any case; digits stand for themselves.
pub fn beginning_with(letter: char) -> impl Iterator<Item = &'static Term> {
    let is_it = move |term: &&Term| {
        let first = term.word.chars().next();
        first.is_some_and(|first| first.eq_ignore_ascii_case(&letter))
    };
    TERMS.iter().filter(is_it)
}

/// The letters and digits that some term begins with, in order.
pub fn letters() -> Vec<char> {
    let firsts = TERMS.iter().filter_map(|term| term.word.chars().next());
    let mut letters: Vec<char> = firsts.map(|first| first.to_ascii_uppercase()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
}

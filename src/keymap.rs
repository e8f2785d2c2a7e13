//! The one table of bindings: what a key does in a mode, and how that is said.
//!
//! The hint line, the help panel and the README's key list are read from it. The keys of a
//! topology's own requests, and the digits, come from the topology that is open.

use crate::action::Action;
use crate::key::{Code, Key};
use crate::text::is_hostile;
use crate::topology::{RequestId, Topology};

mod table;

pub use table::BINDINGS;

/// What is in front, and so what keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The picture.
    Browse,
    /// Many requests at once.
    Load,
    /// Two runs on one clock.
    Compare,
    /// The help page.
    Help,
    /// A list of topologies or requests, where characters go into the filter.
    List,
    /// A question is on. What its own keys leave free means what it means in the picture.
    Question,
    /// The list of faults of what is selected.
    Faults,
    /// The score after the last question.
    Score,
    /// The picture with what is wrong with its file in front. What that does not take is meant
    /// for the picture, so that a run can be told to its end.
    Problems,
}

/// A heading of the help page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Sending requests.
    Send,
    /// Moving along a run.
    Play,
    /// What is shown.
    Look,
    /// Changing the system.
    Change,
    /// The program itself.
    Program,
}

impl Group {
    /// All headings in order.
    pub const ALL: [Self; 5] = [
        Self::Send,
        Self::Play,
        Self::Look,
        Self::Change,
        Self::Program,
    ];

    /// The heading's words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Send => "Send",
            Self::Play => "Play",
            Self::Look => "Look",
            Self::Change => "Change",
            Self::Program => "Program",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// Where it is in force.
    pub mode: Mode,
    /// Any of these keys.
    pub keys: &'static [Key],
    /// What they do.
    pub action: Action,
    /// Under which heading.
    pub group: Group,
    /// A word or two for the hint line; empty: not hinted.
    pub hint: &'static str,
    /// What they do, in words, for the help page and the README.
    pub description: &'static str,
}

impl Binding {
    /// Its keys as a reader sees them: `Enter, s`.
    pub fn key_text(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(Key::to_string).collect();
        keys.join(", ")
    }
}

/// What `key` does in `mode` while `topology` is open.
pub fn find(mode: Mode, key: Key, topology: &Topology) -> Option<Action> {
    let bound = BINDINGS
        .iter()
        .find(|binding| binding.mode == mode && binding.keys.contains(&key));
    if let Some(binding) = bound {
        return Some(binding.action.clone());
    }
    match mode {
        Mode::Browse => request_of(key, topology).map(Action::SendThis),
        Mode::List => {
            let harmless = key.typed().filter(|c| !is_hostile(*c));
            harmless.map(Action::Type)
        }
        Mode::Question if key.typed().is_some_and(|c| c.is_ascii_digit()) => None,
        Mode::Question | Mode::Problems => find(Mode::Browse, key, topology),
        Mode::Help => key
            .typed()
            .filter(char::is_ascii_alphanumeric)
            .map(Action::Type),
        Mode::Score | Mode::Compare | Mode::Faults | Mode::Load => None,
    }
}

/// The request that a key of its own, or a digit, sends.
fn request_of(key: Key, topology: &Topology) -> Option<RequestId> {
    let typed = key.typed()?;
    let own = topology
        .requests()
        .iter()
        .position(|request| request.key == Some(typed));
    let counted = || {
        let place = typed.to_digit(10)?.checked_sub(1)? as usize;
        (place < topology.requests().len()).then_some(place)
    };
    own.or_else(counted).map(RequestId::from)
}

/// The key to show for a request: its own, else its digit, else none.
pub fn key_of(topology: &Topology, request: RequestId) -> Option<Key> {
    let digit = || char::from_digit(u32::try_from(request.index()).ok()? + 1, 10);
    topology[request].key.or_else(digit).map(Key::char)
}

/// The bindings of a mode as the README lists them: a Markdown table of keys and what they do.
pub fn markdown(mode: Mode) -> String {
    let row = |binding: &Binding| {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        format!("| {} | {} |", keys.join(", "), binding.description)
    };
    let rows = BINDINGS.iter().filter(|binding| binding.mode == mode);
    let head = ["| key | does |", "|---|---|"].map(str::to_owned);
    let lines: Vec<String> = head.into_iter().chain(rows.map(row)).collect();
    lines.join("\n") + "\n"
}

/// The character keys of the table, which a topology's requests may not use.
pub fn reserved() -> impl Iterator<Item = char> {
    BINDINGS
        .iter()
        .filter(|binding| binding.mode == Mode::Browse)
        .flat_map(|binding| binding.keys)
        .filter(|key| key.code != Code::Char(' '))
        .filter_map(|key| key.typed())
        .chain('1'..='9')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::topology::{RESERVED_KEYS, builtin};

    #[test]
    fn topologies_may_use_no_key_of_the_table() {
        let bound: BTreeSet<char> = reserved().chain([' ']).collect();
        let kept: BTreeSet<char> = RESERVED_KEYS.iter().copied().collect();
        assert_eq!(bound, kept);
    }

    #[test]
    fn no_key_has_two_meanings_in_a_mode() {
        let mut seen = BTreeSet::new();
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(seen.insert((binding.mode as u8, *key)), "{key}");
            }
            assert!(!binding.description.is_empty());
        }
    }

    #[test]
    fn requests_are_sent_by_their_key_and_their_place() {
        let topology = builtin::load(builtin::DEFAULT).unwrap();
        for request in topology.request_ids() {
            let send = Some(Action::SendThis(request));
            let own = key_of(&topology, request).expect("a key");
            assert_eq!(find(Mode::Browse, own, &topology), send);
            if let Some(digit) = char::from_digit(request.index() as u32 + 1, 10) {
                assert_eq!(find(Mode::Browse, Key::char(digit), &topology), send);
            }
        }
        let letter = find(Mode::Help, Key::char('h'), &topology);
        assert_eq!(letter, Some(Action::Type('h')));
        let typed = find(Mode::List, Key::char('h'), &topology);
        assert_eq!(typed, Some(Action::Type('h')));
    }
}

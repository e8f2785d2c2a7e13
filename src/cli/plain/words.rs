//! The commands of the plain run: one table for reading them and for telling them.

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Next,
    Back,
    First,
    Last,
    Again,
    Times,
    Send,
    Requests,
    List,
    Topology,
    Nodes,
    Down,
    Slow,
    Cold,
    Help,
    Quit,
}

/// The words of a command, what follows them, and what they do.
const WORDS: [(Verb, &[&str], &str, &str); 16] = [
    (
        Verb::Next,
        &["next", "n", ""],
        "",
        "the next step; before anything is sent, send the request last chosen",
    ),
    (Verb::Back, &["back", "p"], "", "the step before"),
    (Verb::First, &["first"], "", "the first step"),
    (Verb::Last, &["last"], "", "the last step and the outcome"),
    (Verb::Again, &["again"], "", "this step again"),
    (
        Verb::Times,
        &["times"],
        "",
        "the time so far and what it was spent on",
    ),
    (
        Verb::Send,
        &["send", "s"],
        " REQUEST",
        "send a request, by its key or its id; alone, the one last chosen",
    ),
    (
        Verb::Requests,
        &["requests"],
        "",
        "the requests of this topology",
    ),
    (Verb::List, &["list"], "", "the topologies"),
    (
        Verb::Topology,
        &["topology"],
        " NAME",
        "open another topology",
    ),
    (Verb::Nodes, &["nodes"], "", "the boxes of this topology"),
    (
        Verb::Down,
        &["down"],
        " NODE",
        "take a box down, or bring it up",
    ),
    (Verb::Slow, &["slow"], " NODE", "slow a box, or restore it"),
    (
        Verb::Cold,
        &["cold"],
        "",
        "forget caches, names, connections and sessions",
    ),
    (Verb::Help, &["help", "?"], "", "this list"),
    (
        Verb::Quit,
        &["quit", "q"],
        "",
        "end the program; the end of the input does the same",
    ),
];

/// The command that a word stands for, in any case.
pub(super) fn find(word: &str) -> Option<Verb> {
    let word = word.to_lowercase();
    let mut rows = WORDS.iter();
    let row = rows.find(|(_, words, ..)| words.contains(&word.as_str()));
    row.map(|(verb, ..)| *verb)
}

/// Every word.
pub(super) fn all() -> Vec<&'static str> {
    let words = WORDS.iter().flat_map(|(_, words, ..)| *words).copied();
    words.filter(|word| !word.is_empty()).collect()
}

/// All commands, one a line.
pub(super) fn help() -> String {
    let row = |(_, words, argument, does): &(Verb, &[&str], &str, &str)| {
        let words = words.iter().map(|word| {
            if word.is_empty() {
                "an empty line"
            } else {
                word
            }
        });
        let words: Vec<&str> = words.collect();
        format!("{}{argument}: {does}.\n", words.join(" or "))
    };
    let mut lines: String = WORDS.iter().map(row).collect();
    lines.push_str("The key or the id of a request alone: send it.\n");
    lines
}

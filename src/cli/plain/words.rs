//! The commands of the plain run: one table for reading them and for telling them.

use crate::action::Breakage;

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
    Inspect,
    Packets,
    Timeline,
    Compare,
    Load,
    Word,
    Break(Breakage),
    Cold,
    Predict,
    Skip,
    Score,
    Lesson,
    Notes,
    Reload,
    Help,
    Quit,
}

/// The words of a command, what follows them, and what they do.
type Row = (Verb, &'static [&'static str], &'static str, &'static str);

/// Every command, in the order of the help.
#[rustfmt::skip]
const WORDS: &[Row] = &[
    (Verb::Next,     &["next", "n", ""],       "", "the next step; before anything is sent, send the request last chosen"),
    (Verb::Back,     &["back", "p"],           "", "the step before"),
    (Verb::First,    &["first"],               "", "the first step"),
    (Verb::Last,     &["last"],                "", "the last step and the outcome"),
    (Verb::Again,    &["again"],               "", "this step again"),
    (Verb::Times,    &["times"],               "", "the time so far and what it was spent on"),
    (Verb::Send,     &["send", "s"],           " REQUEST", "send a request, by its key or its id; alone, the one last chosen"),
    (Verb::Requests, &["requests"],            "", "the requests of this topology"),
    (Verb::List,     &["list"],                "", "the topologies"),
    (Verb::Topology, &["topology"],            " NAME", "open another topology"),
    (Verb::Nodes,    &["nodes"],               "", "the boxes of this topology"),
    (Verb::Inspect,  &["inspect", "i"],        " NODE", "what is seen of a box; alone, of the packet that is on, and then of the next one"),
    (Verb::Packets,  &["packets"],             "", "every packet up to now, as the sequence view shows them"),
    (Verb::Timeline, &["timeline"],            "", "every step up to now with its length, as the waterfall shows them"),
    (Verb::Compare,  &["compare", "w"],        "", "the last two requests against each other"),
    (Verb::Load,     &["load"],                " RATE", "many requests at once, so many a second; alone, as many as it bears well"),
    (Verb::Word,     &["word"],                " WORD", "what a word of the trade means"),
    (Verb::Break(Breakage::Down), &["down"],                " NODE", "take a box down, or bring it up"),
    (Verb::Break(Breakage::Slow), &["slow"],                " NODE", "slow a box, or restore it"),
    (Verb::Break(Breakage::Drop), &["drop"],                " NODE", "let packets to a box vanish, or arrive again"),
    (Verb::Break(Breakage::Reject), &["reject"],              " NODE", "have packets to a box refused, or taken again"),
    (Verb::Break(Breakage::Crash), &["crash"],               " NODE", "have a box die over every request, after the work, or live again"),
    (Verb::Break(Breakage::Loss), &["loss"],                " FROM TO", "have the line between two boxes lose packets, or do so no more"),
    (Verb::Break(Breakage::Delay), &["delay"],               " FROM TO", "have the line between two boxes take longer, or as long as before"),
    (Verb::Cold,     &["cold"],                "", "forget caches, names, connections and sessions"),
    (Verb::Predict,  &["predict", "g"],        "", "ask before telling, or do so no more; a number answers"),
    (Verb::Skip,     &["skip"],                "", "leave a question without an answer"),
    (Verb::Score,    &["score"],               "", "what was answered so far"),
    (Verb::Lesson,   &["lesson"],              " NAME", "begin a lesson; then lesson next and lesson back; alone, the step it is at"),
    (Verb::Notes,    &["notes"],               "", "the speaker notes of the lesson"),
    (Verb::Reload,   &["reload"],              "", "read the open file again; a change is noticed before every command"),
    (Verb::Help,     &["help", "?"],           "", "this list"),
    (Verb::Quit,     &["quit", "q"],           "", "end the program; the end of the input does the same"),
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
    let row = |(_, words, argument, does): &Row| {
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

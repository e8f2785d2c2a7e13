//! The glossary: in order, whole, and complete for what the stories of the built-ins say.

use std::collections::BTreeSet;

use hopwise::engine::{State, simulate};
use hopwise::glossary::{TERMS, beginning_with, letters};
use hopwise::message::Message;
use hopwise::story;
use hopwise::topology::builtin;
use hopwise::trace::{Seed, Trace};

#[test]
fn terms_are_in_order_and_whole() {
    let words: Vec<String> = TERMS.iter().map(|term| term.word.to_lowercase()).collect();
    assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "{words:?}");
    for term in TERMS {
        assert!(
            !term.meaning.ends_with('.') && !term.source.is_empty(),
            "{term:?}"
        );
        assert!(term.meaning.chars().count() <= 140, "{}", term.word);
        let listed = beginning_with(term.word.chars().next().unwrap());
        assert!(listed.into_iter().any(|other| other == term));
    }
    assert!(
        letters()
            .iter()
            .all(|letter| beginning_with(*letter).next().is_some())
    );
}

/// Words in capitals: two characters at least, one of them a letter.
fn abbreviations(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.map(|word| word.trim_matches('-')).filter(|word| {
        word.len() > 1
            && !word.contains(|c: char| c.is_ascii_lowercase())
            && word.contains(|c: char| c.is_ascii_uppercase())
    })
}

/// A sentence without what it quotes: the path, and the statements sent to a database.
fn without_quotes(text: &str, path: &str, trace: &Trace) -> String {
    let mut text = text.replace(path, "");
    for hop in &trace.hops {
        if let Message::Sql(sql) = &hop.message {
            text = text.replace(&sql.text, "");
        }
    }
    text
}

#[test]
fn every_abbreviation_of_the_stories_is_explained() {
    let known: BTreeSet<&str> = TERMS.iter().map(|term| term.word).collect();
    let mut missing = BTreeSet::new();
    for built_in in builtin::BUILTINS {
        let topology = built_in.load();
        for request in topology.request_ids() {
            let mut state = State::new(&topology);
            for _ in 0..2 {
                let (trace, next) = simulate(&topology, &state, request, Seed(0));
                state = next;
                for told in story::tell(&topology, &trace) {
                    let text = format!("{} {}", told.title, told.text);
                    let text = without_quotes(&text, &topology[request].path, &trace);
                    for word in abbreviations(&text) {
                        // LB1 is the first LB.
                        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
                        if !known.contains(word) && !known.contains(bare) {
                            missing.insert(word.to_owned());
                        }
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

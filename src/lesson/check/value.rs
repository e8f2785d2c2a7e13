//! Single values of a lesson: texts, times, speeds, places in a run.

use std::ops::Range;

use super::Checker;
use crate::lesson::{Place, file};
use crate::playback::Speed;
use crate::time::SimDuration;
use crate::topology::problem::Problem;
use crate::topology::tables::At;
use crate::topology::{Topology, limits, suggest};
use crate::trace::Beat;

/// The words for kinds of steps.
const BEATS: [(&str, Beat); 8] = [
    ("prepare", Beat::Prepare),
    ("lookup", Beat::Lookup),
    ("connect", Beat::Connect),
    ("secure", Beat::Secure),
    ("deliver", Beat::Deliver),
    ("answer", Beat::Answer),
    ("wait", Beat::Wait),
    ("after", Beat::After),
];

impl Checker<'_> {
    /// A text on one line that must not be empty.
    pub(super) fn line(&mut self, text: &At<String>, what: &str) -> String {
        if text.is_stand_in() {
            return String::new();
        }
        let trimmed = text.get().trim();
        if trimmed.is_empty() {
            self.report(
                Problem::error("empty-text", format!("{what} is empty"))
                    .at(text.span(), "no visible character")
                    .help("write something"),
            );
        } else if trimmed.contains(['\n', '\r', '\t']) {
            self.report(
                Problem::error("line-break", format!("{what} holds a line break or a tab"))
                    .at(text.span(), "must stand on one line"),
            );
        }
        self.length(trimmed, text.span(), limits::LINE_CHARS, what);
        trimmed.to_owned()
    }

    /// A text that is wrapped when shown; empty where it is left out.
    pub(super) fn prose(&mut self, text: Option<&At<String>>, what: &str) -> String {
        self.paragraphs(text, what).join(" ")
    }

    /// A text in paragraphs, which an empty line parts.
    pub(super) fn paragraphs(&mut self, text: Option<&At<String>>, what: &str) -> Vec<String> {
        let Some(text) = text else {
            return Vec::new();
        };
        self.length(text.get(), text.span(), limits::PROSE_CHARS, what);
        let mut paragraphs = vec![Vec::new()];
        for line in text.get().lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match (words.is_empty(), paragraphs.last_mut()) {
                (false, Some(last)) => last.extend(words),
                _ => paragraphs.push(Vec::new()),
            }
        }
        let full = paragraphs.into_iter().filter(|words| !words.is_empty());
        full.map(|words| words.join(" ")).collect()
    }

    fn length(&mut self, text: &str, span: Range<usize>, most: usize, what: &str) {
        let count = text.chars().count();
        if count > most {
            let message = format!("{what} has {count} characters; at most {most} are allowed");
            self.report(
                Problem::error("too-long", message)
                    .at(span, "too long")
                    .help("shorten it"),
            );
        }
    }

    pub(super) fn wait(&mut self, text: Option<&At<String>>, owner: &str) -> SimDuration {
        let Some(text) = text else {
            return SimDuration::ZERO;
        };
        match SimDuration::parse(text.get()) {
            Ok(length) if length <= limits::TTL => return length,
            Ok(_) => self.report(
                Problem::error("out-of-range", format!("`wait` of {owner} is too long"))
                    .at(text.span(), "out of range")
                    .help("the longest is a year"),
            ),
            Err(error) => {
                let message = format!("`wait` of {owner} cannot be `{}`: {error}", text.get());
                self.report(
                    Problem::error("bad-duration", message)
                        .at(text.span(), "no duration")
                        .help("write a number and a unit, such as \"40s\" or \"5min\""),
                );
            }
        }
        SimDuration::ZERO
    }

    pub(super) fn speed(&mut self, text: Option<&At<String>>) -> Option<Speed> {
        let text = text?;
        text.get()
            .parse()
            .map_err(|error: crate::playback::SpeedError| {
                let problem = Problem::error("bad-speed", error.to_string());
                self.report(problem.at(text.span(), "no speed"));
            })
            .ok()
    }

    /// A place in a run on `topology`.
    pub(super) fn place(
        &mut self,
        place: Option<&At<file::Place>>,
        topology: &Topology,
        what: &str,
    ) -> Option<Place> {
        let place = place?;
        match place.get() {
            file::Place::Number(number) => {
                let step = usize::try_from(*number).ok().and_then(|n| n.checked_sub(1));
                if step.is_none() {
                    self.report(
                        Problem::error("out-of-range", format!("{what} cannot be {number}"))
                            .at(place.span(), "out of range")
                            .help("steps of a run count from 1"),
                    );
                }
                step.map(Place::Step)
            }
            file::Place::Word(word) => {
                if let Some(node) = topology.find_node(word) {
                    return Some(Place::Node(node));
                }
                if let Some((_, beat)) = BEATS.iter().find(|(name, _)| name == word) {
                    return Some(Place::Beat(*beat));
                }
                let nodes = topology.nodes().iter().map(|node| node.id.as_str());
                let known = nodes.chain(BEATS.iter().map(|(name, _)| *name));
                let message =
                    format!("{what} cannot be `{word}`: no node and no kind of step is called so");
                self.report(
                    Problem::error("unknown-word", message)
                        .at(place.span(), "unknown word")
                        .maybe_help(suggest::help(word, known)),
                );
                None
            }
        }
    }
}

//! `hopwise --plain`: the interactive run as lines of text, for who listens to the screen or sends
//! commands from elsewhere. No escape codes, no columns: a line is a sentence or two.

use std::fmt::Write;
use std::io::{self, BufRead, Read};

use super::{Failure, Outcome, output};
use crate::action::Action;
use crate::app::App;
use crate::key::Key;
use crate::keymap::{self, Mode};
use crate::phase::Phases;
use crate::text::{cut, escaped};
use crate::topology::{Node, NodeId, RequestId, Topology, suggest};

mod words;

use words::{Verb, find};

/// Bytes of a line; what is longer is no command.
const LONGEST: u64 = 4096;
/// Cells of a word that is said back.
const SAID_BACK: usize = 60;

/// Reads commands from standard input until it ends or the user quits.
pub(super) fn run(app: App, send: bool) -> Outcome {
    let mut plain = Plain { app };
    let mut said = plain.welcome();
    if send {
        said.push_str(&plain.send_chosen());
    }
    output::write(&said)?;
    let mut input = io::stdin().lock();
    loop {
        let line = line(&mut input)
            .map_err(|error| Failure::Refused(format!("error: cannot read commands: {error}")))?;
        let Some(line) = line else { return Ok(()) };
        match plain.obey(&line) {
            Some(said) => output::write(&said)?,
            None => return Ok(()),
        }
    }
}

/// The next line without its end; `None` after the last one. What is no UTF-8 is replaced.
fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
}

/// The program, spoken.
struct Plain {
    app: App,
}

impl Plain {
    /// What is said for one command; `None` where it ends the program.
    fn obey(&mut self, line: &str) -> Option<String> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let Some(verb) = find(word) else {
            return Some(match self.request(line) {
                Some(request) => self.send(request),
                None => self.unknown(line),
            });
        };
        Some(match verb {
            Verb::Next if self.app.run().is_none() => self.send_chosen(),
            Verb::Next => self.next(),
            Verb::Back => self.walk(Action::StepBack),
            Verb::First => self.walk(Action::FirstStep),
            Verb::Last => self.walk(Action::LastStep),
            Verb::Again => self.step(),
            Verb::Times => self.times(),
            Verb::Send if rest.is_empty() => self.send_chosen(),
            Verb::Send => match self.request(rest) {
                Some(request) => self.send(request),
                None => self.unknown(rest),
            },
            Verb::Requests => self.requests(),
            Verb::List => self.list(),
            Verb::Topology => self.open(rest),
            Verb::Nodes => self.nodes(),
            Verb::Down => self.on_node(rest, Action::ToggleDown),
            Verb::Slow => self.on_node(rest, Action::ToggleSlow),
            Verb::Cold => self.tell(Action::Cold),
            Verb::Help => words::help(),
            Verb::Quit => return None,
        })
    }

    fn welcome(&self) -> String {
        let topology = self.app.topology();
        let summary = match topology.summary() {
            "" => String::new(),
            summary => format!("{summary}\n"),
        };
        format!(
            "{}\n{summary}{}Type the key or the id of a request, or help.\n",
            topology.title(),
            self.requests()
        )
    }

    /// Does something that the program has a word for.
    fn tell(&mut self, action: Action) -> String {
        self.app.update(action);
        self.app
            .notice()
            .map_or_else(String::new, |notice| format!("{notice}.\n"))
    }

    fn send_chosen(&mut self) -> String {
        match self.app.chosen() {
            Some(request) => self.send(request),
            None => self.tell(Action::Send),
        }
    }

    fn send(&mut self, request: RequestId) -> String {
        self.app.show(request, 1);
        let request = &self.app.topology()[request];
        let watch = match request.watch.as_str() {
            "" => String::new(),
            watch => format!("Watch: {watch}\n"),
        };
        let steps = self.app.run().map_or(0, |run| run.playback.steps());
        format!(
            "Sent: {}, {} {}{}, {steps} steps.\n{watch}{}",
            request.name,
            request.method.name(),
            request.host,
            request.path,
            self.step()
        )
    }

    fn next(&mut self) -> String {
        if self.app.run().is_some_and(|run| run.playback.has_ended()) {
            return "The request is over. Type a request to send another, or back.\n".to_owned();
        }
        self.walk(Action::StepForward)
    }

    /// Goes to another step and tells it; says so where there is none to go to.
    fn walk(&mut self, action: Action) -> String {
        if self.app.run().is_none() {
            return self.step();
        }
        self.app.update(action);
        self.step()
    }

    /// The step that is on; at the last one the outcome as well.
    fn step(&self) -> String {
        let Some(run) = self.app.run() else {
            return "Nothing has been sent yet.\n".to_owned();
        };
        let (playback, Some(sentence)) = (&run.playback, run.sentence()) else {
            return "Nothing happens.\n".to_owned();
        };
        let mut said = format!(
            "Step {} of {}, until {}: {}.\n",
            playback.step() + 1,
            playback.steps(),
            playback.at(),
            sentence.title
        );
        if !sentence.text.is_empty() {
            let _ = writeln!(said, "{}", sentence.text);
        }
        if playback.has_ended() {
            let _ = writeln!(said, "Outcome: {}.", run.conclusion);
            let learn = &self.app.topology()[run.trace.request].learn;
            if !learn.is_empty() && !run.by_hand {
                let _ = writeln!(said, "Learn: {learn}");
            }
        }
        said
    }

    /// The time so far and what it was spent on, as the panel shows it.
    fn times(&self) -> String {
        let phases = self.app.run().map_or_else(Phases::default, |run| {
            run.trace.phases_at(run.playback.at())
        });
        let spent = phases.iter().filter(|(_, time)| time.nanos() > 0);
        let parts: Vec<String> = spent
            .map(|(phase, time)| format!("{} {time}", phase.title()))
            .collect();
        match parts.as_slice() {
            [] => "No time has passed yet.\n".to_owned(),
            parts => format!("Total {}: {}.\n", phases.total(), parts.join(", ")),
        }
    }

    fn requests(&self) -> String {
        let topology = self.app.topology();
        let line = |id: RequestId| {
            let request = &topology[id];
            let key = keymap::key_of(topology, id).map(|key| format!("{key}, "));
            let key = key.unwrap_or_default();
            format!("Request {key}{}: {}.\n", request.id, request.name)
        };
        topology.request_ids().map(line).collect()
    }

    fn nodes(&self) -> String {
        let nodes = self.app.topology().nodes().iter();
        let seen = nodes.filter(|node| !node.hidden);
        let line =
            |node: &Node| format!("{}: {}, {}.\n", node.id, node.name, node.kind.facts().noun);
        seen.map(line).collect()
    }

    fn list(&self) -> String {
        let topologies = self.app.topologies();
        let line = |topology: &Topology| format!("{}: {}\n", topology.name(), topology.title());
        topologies.map(line).collect()
    }

    fn open(&mut self, name: &str) -> String {
        let names: Vec<&str> = self.app.topologies().map(Topology::name).collect();
        match names.iter().position(|known| *known == name) {
            Some(place) => {
                self.app.open(place);
                self.welcome()
            }
            None => no_such("topology", name, &names),
        }
    }

    fn on_node(&mut self, word: &str, action: Action) -> String {
        let Some(node) = self.node(word) else {
            let nodes = self.app.topology().nodes().iter();
            let known: Vec<&str> = nodes.map(|node| node.id.as_str()).collect();
            return no_such("box", word, &known);
        };
        self.app.update(Action::Select(Some(node)));
        self.tell(action)
    }

    /// A box by its id, or by its name in any case.
    fn node(&self, word: &str) -> Option<NodeId> {
        let topology = self.app.topology();
        let named = |node: &NodeId| topology[*node].name.to_lowercase() == word.to_lowercase();
        topology
            .find_node(word)
            .or_else(|| topology.node_ids().find(named))
    }

    /// A request by its id, its key or its digit.
    fn request(&self, word: &str) -> Option<RequestId> {
        let topology = self.app.topology();
        topology.find_request(word).or_else(|| {
            let mut typed = word.chars();
            let (Some(key), None) = (typed.next(), typed.next()) else {
                return None;
            };
            match keymap::find(Mode::Browse, Key::char(key), topology) {
                Some(Action::SendThis(request)) => Some(request),
                _ => None,
            }
        })
    }

    fn unknown(&self, word: &str) -> String {
        let requests = self.app.topology().requests().iter();
        let known: Vec<&str> = requests.map(|request| request.id.as_str()).collect();
        no_such("command or request", word, &[known, words::all()].concat())
    }
}

/// That a word is not known, and which one may have been meant.
fn no_such(what: &str, word: &str, known: &[&str]) -> String {
    let said = cut(&escaped(word), SAID_BACK, "...");
    match suggest::nearest(word, known.iter().copied()) {
        Some(near) => format!("There is no {what} `{said}`. Did you mean {near}?\n"),
        None => format!("There is no {what} `{said}`. Type help.\n"),
    }
}

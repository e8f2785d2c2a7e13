//! `hopwise --plain`: the interactive run as lines of text, for who listens to the screen or sends
//! commands from elsewhere. No escape codes, no columns: a line is a sentence or two.

use std::io::{self, BufRead, Read};

use super::{Failure, Outcome, output};
use crate::action::Action;
use crate::app::App;
use crate::key::Key;
use crate::keymap::{self, Mode};
use crate::terminal::files::Files;
use crate::text::{cut, escaped};
use crate::topology::{NodeId, RequestId, Topology, suggest};

mod ask;
mod file;
mod load;
mod look;
mod tell;
mod words;

use words::{Verb, find};

/// Bytes of a line; what is longer is no command.
const LONGEST: u64 = 4096;
/// Cells of a word that is said back.
const SAID_BACK: usize = 60;

/// Reads commands from standard input until it ends or the user quits.
pub(super) fn run(app: App, send: bool) -> Outcome {
    let mut plain = Plain {
        app,
        files: Files::default(),
        read: Vec::new(),
    };
    plain.begin_to_look();
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
        let changed = plain.look_at_files();
        match plain.obey(&line) {
            Some(said) => output::write(&(changed + &said))?,
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
    files: Files,
    /// What they held when they were read last.
    read: Vec<Option<Vec<u8>>>,
}

impl Plain {
    /// What is said for one command; `None` where it ends the program.
    fn obey(&mut self, line: &str) -> Option<String> {
        if let Some(said) = self.answer(line) {
            return Some(said);
        }
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
            Verb::Inspect => self.inspect(rest),
            Verb::Packets => self.packets(),
            Verb::Timeline => self.timeline(),
            Verb::Compare => self.compare(),
            Verb::Load => self.load(rest),
            Verb::Word => look::term(rest),
            Verb::Break(what) if what.is_of_link() => self.on_line(rest, Action::Break(what)),
            Verb::Break(what) => self.on_node(rest, Action::Break(what)),
            Verb::Cold => self.tell(Action::Cold),
            Verb::Predict => self.tell(Action::Predict),
            Verb::Skip => self.skip(),
            Verb::Score => self.score(),
            Verb::Lesson => self.lesson(rest),
            Verb::Notes => self.notes(),
            Verb::Reload => self.reload(),
            Verb::Help => words::help(),
            Verb::Quit => return None,
        })
    }

    /// Does something that the program has a word for.
    fn tell(&mut self, action: Action) -> String {
        self.app.update(action);
        self.app
            .notice()
            .map_or_else(String::new, |notice| format!("{}.\n", sentence(notice)))
    }

    fn send_chosen(&mut self) -> String {
        match self.app.chosen() {
            Some(request) => self.send(request),
            None if self.app.lesson().is_some() => self.lesson("next"),
            None => self.tell(Action::Send),
        }
    }

    fn send(&mut self, request: RequestId) -> String {
        self.app.show(request, 1);
        self.sent()
    }

    fn next(&mut self) -> String {
        if self.app.run().is_some_and(|run| run.playback.has_ended()) {
            return match self.app.lesson() {
                Some(_) => "The request is over. Type lesson next, or back.\n".to_owned(),
                None => {
                    "The request is over. Type a request to send another, or back.\n".to_owned()
                }
            };
        }
        self.walk(Action::StepForward)
    }

    /// Goes to another step and tells it; says so where there is none to go to.
    fn walk(&mut self, action: Action) -> String {
        if self.app.run().is_some() {
            self.app.update(action);
        }
        self.step()
    }

    fn open(&mut self, name: &str) -> String {
        let names: Vec<&str> = self.app.topologies().map(Topology::name).collect();
        match names.iter().position(|known| *known == name) {
            Some(place) => {
                self.app.open(place);
                self.opened()
            }
            None => no_such("topology", name, &names),
        }
    }

    fn on_node(&mut self, word: &str, action: Action) -> String {
        let Some(node) = self.node(word) else {
            return self.no_such_box(word);
        };
        self.app.update(Action::Select(Some(node)));
        self.tell(action)
    }

    /// Does it to the line between two boxes, named by their ids.
    fn on_line(&mut self, words: &str, action: Action) -> String {
        let (from, to) = words.split_once(' ').unwrap_or((words, ""));
        let (Some(from), Some(to)) = (self.node(from), self.node(to.trim())) else {
            return "Name two boxes by their ids, such as client cdn.\n".to_owned();
        };
        let topology = self.app.topology();
        let mut links = topology.outgoing(from).iter().copied();
        let Some(link) = links.find(|link| topology[*link].to == to) else {
            let (from, to) = (&topology[from].name, &topology[to].name);
            return format!("No line leads from {from} to {to}.\n");
        };
        self.app.update(Action::SelectLink(link));
        self.tell(action)
    }

    fn no_such_box(&self, word: &str) -> String {
        let nodes = self.app.topology().nodes().iter();
        let known: Vec<&str> = nodes.map(|node| node.id.as_str()).collect();
        no_such("box", word, &known)
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

/// Words of the program with a capital letter at their head.
fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

//! From the text of a file to a valid [`Topology`], or to everything that is wrong with it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::file::{At, GroupTable, NodeTable};
use super::lint::{self, RULES, Rule};
use super::place::Places;
use super::problem::{Problem, Severity};
use super::read::{Entry, Tables, read};
use super::suggest::help;
use super::{Group, GroupId, Kind, NodeId, Topology, limits, source};
use crate::text::escaped;

mod doubt;
mod links;
mod nodes;
mod requests;
mod resilience;
mod service;
mod station;
mod value;

pub use requests::RESERVED_KEYS;

/// A file that was looked at.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The text that the problems' places count in.
    pub source: Cow<'a, str>,
    /// The topology, where nothing is an error.
    pub topology: Option<Topology>,
    /// Errors and warnings in the order of the file.
    pub problems: Vec<Problem>,
}

/// Looks at the bytes of a file. `name` is what the topology is called, with hostile characters
/// escaped: the file's stem.
pub fn check_bytes<'a>(name: &str, bytes: &'a [u8]) -> Checked<'a> {
    check_bytes_by(RULES, name, bytes)
}

/// Looks at the bytes of a file like [`check_bytes`], with these rules of the lint only.
pub fn check_bytes_by<'a>(rules: &[Rule], name: &str, bytes: &'a [u8]) -> Checked<'a> {
    match source::decode(bytes) {
        Ok(text) => check(rules, name, text),
        Err(problems) => Checked {
            source: source::lossy(bytes),
            topology: None,
            problems,
        },
    }
}

/// Reads a topology from the bytes of a file.
///
/// # Errors
/// Every problem of the file, at least one of them an error.
pub fn parse_bytes(name: &str, bytes: &[u8]) -> Result<Topology, Vec<Problem>> {
    // Nobody is shown what the lint says of a file that can be used.
    let checked = check_bytes_by(&[], name, bytes);
    checked.topology.ok_or(checked.problems)
}

impl Topology {
    /// Reads a topology from the text of a file. `name` is what it is called: the file's stem.
    ///
    /// # Errors
    /// Every problem of the text, at least one of them an error.
    pub fn parse(name: &str, source: &str) -> Result<Self, Vec<Problem>> {
        parse_bytes(name, source.as_bytes())
    }
}

/// Looks at the text of a file.
fn check<'a>(rules: &[Rule], name: &str, text: &'a str) -> Checked<'a> {
    let mut checker = Checker {
        problems: source::scan(text),
        ..Checker::default()
    };
    let beyond_reading = checker
        .problems
        .iter()
        .any(|problem| matches!(problem.code, "empty" | "too-deep"));
    let mut topology = None;
    if !beyond_reading && checker.problems.len() <= limits::PROBLEMS {
        let tables = read(text, &mut checker.problems);
        topology = checker.topology(rules, name, tables);
    }
    if checker.has_errors() {
        topology = None;
    }
    let problems = tidy(checker.problems, text.len());
    Checked {
        source: Cow::Borrowed(text),
        topology,
        problems,
    }
}

/// The problems in the order of the file, without those that only follow from another one, and
/// no more of them than anyone reads.
fn tidy(mut problems: Vec<Problem>, end: usize) -> Vec<Problem> {
    let starts: Vec<(usize, &'static str)> = problems.iter().map(|p| (p.start(), p.code)).collect();
    let follows = |problem: &Problem| {
        let whole = matches!(problem.code, "bad-distribution" | "bad-pattern");
        let Some((span, _)) = problem.labels.first().filter(|_| whole) else {
            return false;
        };
        let mut inside = starts.iter().filter(|(start, _)| span.contains(start));
        inside.any(|(_, code)| *code != problem.code)
    };
    problems.retain(|problem| !follows(problem));
    problems.sort_by_key(|problem| (problem.start(), problem.severity));
    problems.dedup_by(|next, before| before.code == "syntax" && next.start() == before.start());
    if problems.len() > limits::PROBLEMS {
        // The worst of them decides whether the file can be used, shown or not.
        let worst = problems.iter().map(|p| p.severity).min();
        problems.truncate(limits::PROBLEMS);
        let message = format!(
            "more than {} problems; the rest is not shown",
            limits::PROBLEMS
        );
        problems.push(Problem {
            severity: worst.unwrap_or(Severity::Error),
            ..Problem::error("too-many-problems", message).at(end..end, "")
        });
    }
    problems
}

fn no_node() -> Problem {
    let example = "`[node.client]` with `kind = \"client\"` and `name = \"Client\"`";
    Problem::error("no-node", "the topology has no node").help(format!("add one: {example}"))
}

fn no_client(place: Range<usize>) -> Problem {
    Problem::error(
        "no-client",
        "the topology has no client, so nothing can be sent",
    )
    .at(place, "no node has the kind `client`")
    .help("add a node with `kind = \"client\"`")
}

/// A node by its id: its place, and its kind where that could be read.
#[derive(Debug, Clone, Copy)]
struct Known {
    id: NodeId,
    kind: Option<Kind>,
    caches: bool,
}

/// Collects problems while it makes the parts of a topology.
#[derive(Debug, Default)]
struct Checker {
    problems: Vec<Problem>,
    groups: BTreeMap<String, GroupId>,
    nodes: BTreeMap<String, Known>,
    first_client: Option<NodeId>,
}

impl Checker {
    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// All parts, each checked; what could not be read is missing in them.
    fn topology(&mut self, rules: &[Rule], name: &str, tables: Tables) -> Option<Topology> {
        let Tables {
            file,
            groups,
            nodes,
            links,
            requests,
        } = tables;
        let many = [
            ("group", groups.len(), limits::GROUPS),
            ("node", nodes.len(), limits::NODES),
            ("link", links.len(), limits::LINKS),
            ("request", requests.len(), limits::REQUESTS),
        ];
        for (what, count, most) in many {
            if count > most {
                let message =
                    format!("the file has {count} {what}s; a topology has at most {most}");
                self.report(Problem::error("too-many", message));
            }
        }
        if many.iter().any(|(_, count, most)| count > most) {
            return None;
        }
        self.know(&groups, &nodes);
        let mut places = Places {
            groups: groups.iter().map(|group| group.head.clone()).collect(),
            nodes: nodes.iter().map(nodes::place).collect(),
            links: Vec::new(),
            requests: requests
                .iter()
                .map(|request| request.head.clone())
                .collect(),
        };
        let groups = self.make_groups(&groups);
        let nodes = self.make_nodes(&nodes);
        let links = self.make_links(&links, &mut places.links);
        let requests = self.make_requests(&requests);
        let file = file?;
        if !file.format.is_stand_in() && *file.format.get() != 1 {
            self.report(
                Problem::error(
                    "unknown-format",
                    format!("format {} is not known to this hopwise", file.format.get()),
                )
                .at(file.format.span(), "no known format")
                .help("write `format = 1`, or install a newer hopwise"),
            );
        }
        let title = self
            .line(file.title.as_ref(), "`title`")
            .unwrap_or_else(|| escaped(name));
        let summary = self.prose(file.summary.as_ref(), "`summary`");
        let view = file.view.unwrap_or_default();
        let name = escaped(name);
        if self.has_errors() {
            return None;
        }
        let topology =
            Topology::assemble(name, title, summary, view, groups, nodes, links, requests);
        self.problems.extend(doubt::doubts(&topology, &places));
        self.problems.extend(lint::run(rules, &topology, &places));
        Some(topology)
    }

    fn has_errors(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.severity == Severity::Error)
    }

    /// Learns the ids before anything refers to them.
    fn know(&mut self, groups: &[Entry<GroupTable>], nodes: &[Entry<NodeTable>]) {
        for (index, group) in groups.iter().enumerate() {
            self.id(&group.id, "group");
            self.groups
                .insert(group.id.get().clone(), GroupId::from(index));
        }
        for (index, node) in nodes.iter().enumerate() {
            self.id(&node.id, "node");
            let kind = node.table.as_ref().and_then(NodeTable::kind);
            let id = NodeId::from(index);
            let ttl = node.table.as_ref().is_some_and(|table| table.ttl.is_some());
            let caches = kind.is_some_and(|kind| {
                let facts = kind.facts();
                kind == Kind::Client || facts.caches && (ttl || facts.ttl.is_some())
            });
            if kind == Some(Kind::Client) && self.first_client.is_none() {
                self.first_client = Some(id);
            }
            self.nodes
                .insert(node.id.get().clone(), Known { id, kind, caches });
        }
        match nodes.first() {
            None if !self.has_errors() => self.report(no_node()),
            Some(first) if self.lacks_client() => self.report(no_client(first.head.clone())),
            _ => {}
        }
    }

    /// Whether there is no client, as far as the file could be read.
    fn lacks_client(&self) -> bool {
        let kinds_known = self.nodes.values().all(|known| known.kind.is_some());
        self.first_client.is_none() && kinds_known && !self.stumbled()
    }

    /// Whether the TOML reader stumbled; what seems missing may stand where it did.
    fn stumbled(&self) -> bool {
        self.problems.iter().any(|problem| problem.code == "syntax")
    }

    fn make_groups(&mut self, entries: &[Entry<GroupTable>]) -> Vec<Group> {
        let mut groups = Vec::new();
        for Entry {
            id, owner, table, ..
        } in entries
        {
            let Some(table) = table else { continue };
            groups.push(Group {
                id: id.get().clone(),
                name: self
                    .line(Some(&table.name), format_args!("`name` of {owner}"))
                    .unwrap_or_default(),
                about: self.prose(table.about.as_ref(), format_args!("`about` of {owner}")),
            });
        }
        groups
    }

    /// The node with this id, reported where there is none.
    fn node(&mut self, id: &At<String>, what: &str) -> Option<Known> {
        if let Some(known) = self.nodes.get(id.get()) {
            return Some(*known);
        }
        if id.is_stand_in() || self.problems.len() > limits::PROBLEMS {
            return None; // Nobody reads more, and looking for the nearest name takes time.
        }
        let advice = help(id.get(), self.nodes.keys().map(String::as_str));
        self.report(
            Problem::error(
                "unknown-node",
                format!("{what} names `{}`, which is no node", id.get()),
            )
            .at(id.span(), "no node has this id")
            .maybe_help(advice),
        );
        None
    }

    /// Reports a value outside what is allowed.
    fn out_of_range(&mut self, span: Range<usize>, message: String, help: String) {
        self.report(
            Problem::error("out-of-range", message)
                .at(span, "out of range")
                .help(help),
        );
    }
}

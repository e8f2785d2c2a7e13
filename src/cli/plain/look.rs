//! The views and the inspector, spoken: a row is a line.

use std::cmp::Ordering;
use std::fmt::Write;

use super::{Plain, no_such, sentence};
use crate::action::Action;
use crate::app::Subject;
use crate::compare::compare;
use crate::glossary::TERMS;
use crate::inspect::{Held, HopReport, NodeReport, Passage, Sight};
use crate::message::Change;
use crate::time::SimDuration;
use crate::topology::{Kind, Topology};
use crate::trace::{Hop, Trace};
use crate::ui::sequence::words;

impl Plain {
    /// What can be seen at a box, or at the packet that is on; again: at the next one of the step.
    pub(super) fn inspect(&mut self, word: &str) -> String {
        if word.is_empty() {
            self.app.update(Action::Select(None));
            let next = self.app.inspector().is_some();
            self.app.update(if next {
                Action::NextPacket
            } else {
                Action::Inspect
            });
        } else {
            let Some(node) = self.node(word) else {
                return self.no_such_box(word);
            };
            self.app.update(Action::Select(Some(node)));
            if self.app.inspector().is_none() {
                self.app.update(Action::Inspect);
            }
        }
        let topology = self.app.topology();
        match self.app.inspected() {
            Some(Subject::Node(report)) => of_node(topology, &report),
            Some(Subject::Hop {
                report,
                passages,
                place: (number, of),
            }) => {
                let head = match of {
                    1 => String::new(),
                    of => format!("Packet {number} of {of} of this step. "),
                };
                head + &of_hop(topology, &report, &passages)
            }
            None => "Nothing to inspect yet: name a box, or send a request.\n".to_owned(),
        }
    }

    /// Every packet up to now, as the sequence shows it.
    pub(super) fn packets(&self) -> String {
        let topology = self.app.topology();
        let Some(run) = self.app.run() else {
            return "Nothing has been sent yet.\n".to_owned();
        };
        let now = run.playback.at();
        let hops = run.trace.hops.iter().filter(|hop| hop.arrive <= now);
        let line = |hop: &Hop| {
            let lost = if hop.lost { ", lost" } else { "" };
            format!(
                "{} to {}: {} to {}, {}{lost}.\n",
                hop.depart,
                hop.arrive,
                topology[hop.from].name,
                topology[hop.to].name,
                words(&hop.message)
            )
        };
        match hops.map(line).collect::<String>() {
            none if none.is_empty() => "No packet has arrived yet.\n".to_owned(),
            lines => lines,
        }
    }

    /// Every step up to now with its length, as the waterfall shows it.
    pub(super) fn timeline(&self) -> String {
        let Some(run) = self.app.run() else {
            return "Nothing has been sent yet.\n".to_owned();
        };
        let mut said = String::new();
        let steps = run.trace.steps.iter().zip(&run.sentences);
        for (number, (step, told)) in steps.enumerate().take(run.playback.step() + 1) {
            let _ = writeln!(
                said,
                "Step {}: from {} to {}, {}: {}.",
                number + 1,
                step.at,
                step.until,
                step.until.since(step.at),
                told.title
            );
        }
        said
    }

    /// The last two runs against each other.
    pub(super) fn compare(&self) -> String {
        if self.app.is_veiled() {
            return "This run is still being asked about: compare when it is over.\n".to_owned();
        }
        let [.., first, second] = self.app.history() else {
            return "There are not two runs to compare yet: send another request.\n".to_owned();
        };
        let topology = self.app.topology();
        let name = |trace: &Trace| &topology[trace.request].name;
        let mut said = format!(
            "Run {}, {}, against run {}, {}.\n",
            first.number,
            name(&first.trace),
            second.number,
            name(&second.trace)
        );
        let comparison = compare(&first.trace, &second.trace);
        let total = ("Total", comparison.total);
        let phases = comparison.phases.iter();
        let phases = phases.map(|(phase, time)| (phase.title(), *time));
        for (title, time) in std::iter::once(total).chain(phases) {
            let (upper, lower) = (time.upper, time.lower);
            let change = match lower.cmp(&upper) {
                Ordering::Less => format!("{} less", upper - lower),
                Ordering::Equal => "the same".to_owned(),
                Ordering::Greater => format!("{} more", lower - upper),
            };
            let _ = writeln!(said, "{title}: {upper}, then {lower}, {change}.");
        }
        for (run, only) in [
            (first, &comparison.only_upper),
            (second, &comparison.only_lower),
        ] {
            for step in only {
                let _ = writeln!(said, "Only in run {}: {}.", run.number, run.titles[*step]);
            }
        }
        said
    }
}

/// What a word of the trade means.
pub(super) fn term(word: &str) -> String {
    let found = TERMS
        .iter()
        .find(|term| term.word.eq_ignore_ascii_case(word));
    let Some(term) = found else {
        let known: Vec<&str> = TERMS.iter().map(|term| term.word).collect();
        return no_such("word", word, &known);
    };
    format!("{}: {}. {}.\n", term.word, term.meaning, term.source)
}

fn of_hop(topology: &Topology, report: &HopReport, passages: &[Passage]) -> String {
    let (from, to) = (&topology[report.from].name, &topology[report.to].name);
    let mut said = format!(
        "{from} to {to}: leaves at {}, arrives at {}. What {to} can see of it:\n",
        report.depart, report.arrive
    );
    for section in &report.sections {
        let words = match &section.sight {
            Sight::Sealed(seal) => format!("sealed, {}", seal.words(topology)),
            Sight::Absent(why) => (*why).to_owned(),
            Sight::Seen(facts) => {
                let facts = facts.iter().map(|fact| {
                    let change = match fact.change {
                        Change::Kept => String::new(),
                        Change::Added => format!(", added by {from}"),
                        Change::Changed => format!(", changed by {from}"),
                    };
                    format!("{} {}{change}", fact.name, fact.value)
                });
                facts.collect::<Vec<_>>().join("; ")
            }
        };
        let _ = writeln!(said, "{}: {words}.", section.title);
    }
    for passage in passages {
        let name = &topology[passage.node].name;
        let _ = writeln!(said, "In and out at {name}, {}:", passage.by);
        for row in &passage.rows {
            let words = match (&row.came, &row.goes) {
                (Some(came), Some(goes)) => format!("{came} becomes {goes}"),
                (None, Some(goes)) => format!("{goes} is added"),
                (Some(came), None) => format!("{came} is taken away"),
                (None, None) => continue,
            };
            let _ = writeln!(said, "{}: {words}.", sentence(row.name));
        }
    }
    said
}

fn of_node(topology: &Topology, report: &NodeReport) -> String {
    let node = &topology[report.node];
    let facts = [report.noun, report.layer, &node.address, &node.detail];
    let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let mut said = format!("{}: {}.\n{}\n", node.name, facts.join(", "), report.does);
    let now = &report.now;
    let _ = writeln!(said, "Health: {}.", now.health);
    if let Some(balancing) = &now.balancing {
        let _ = writeln!(said, "Choice: {balancing}.");
    }
    for upstream in &now.upstreams {
        let _ = writeln!(said, "Asks {upstream}.");
    }
    let mut held = |title: &str, held: &[Held], left: &str| {
        for one in held {
            let left = format!("{left} {}", one.left.whole_seconds());
            let _ = writeln!(said, "{title}: {}, {left}.", one.what);
        }
    };
    held("Holds", &now.copies, "fresh for another");
    held("Knows", &now.names, "valid for another");
    held("Open", &now.connections, "closes when idle for");
    held("Session", &now.sessions, "can be resumed for");
    if let Some(numbers) = &report.numbers {
        let _ = write!(said, "So far: {} packets came in", numbers.packets);
        if numbers.own_work > SimDuration::ZERO && node.kind != Kind::Client {
            let _ = write!(said, ", {} of own work", numbers.own_work);
        }
        said.push_str(".\n");
    }
    if !report.about.is_empty() {
        let _ = writeln!(said, "{}", report.about);
    }
    said
}

//! Faults on the command line: what is broken before the first request is sent.

use super::{Failure, source};
use crate::engine::{Fault, Impairment, State};
use crate::text::escaped;
use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId, Topology, limits, suggest};

#[derive(Debug, Default, clap::Args)]
pub(super) struct Faults {
    /// This node goes down just before the first request
    #[arg(long, value_name = "NODE", help_heading = HEADING)]
    down: Vec<String>,
    /// This node works FACTOR times slower
    #[arg(long, value_name = "NODE=FACTOR", value_parser = slow, help_heading = HEADING)]
    slow: Vec<(String, u32)>,
    /// Packets to this node vanish: nothing comes back
    #[arg(long, value_name = "NODE", help_heading = HEADING)]
    drop: Vec<String>,
    /// Packets to this node are refused at once
    #[arg(long, value_name = "NODE", help_heading = HEADING)]
    reject: Vec<String>,
    /// This node works on every request and dies before it can answer
    #[arg(long, value_name = "NODE", help_heading = HEADING)]
    crash: Vec<String>,
    /// This link loses PERCENT of its packets, either way
    #[arg(long, value_name = "FROM-TO=PERCENT", value_parser = loss, help_heading = HEADING)]
    loss: Vec<(String, u32)>,
    /// This link takes DURATION longer, each way
    #[arg(long, value_name = "FROM-TO=DURATION", value_parser = delay, help_heading = HEADING)]
    delay: Vec<(String, SimDuration)>,
}

const HEADING: &str = "Faults";

/// Splits `THING=VALUE`.
fn halves<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), String> {
    text.rsplit_once('=')
        .ok_or_else(|| format!("write it as in {example}"))
}

/// Reads `NODE=FACTOR`.
pub(super) fn slow(text: &str) -> Result<(String, u32), String> {
    const FACTORS: std::ops::RangeInclusive<u32> = 1..=1_000_000;
    let (node, factor) = halves(text, "db=10")?;
    let factor = factor
        .parse()
        .ok()
        .filter(|factor| FACTORS.contains(factor))
        .ok_or_else(|| format!("the factor is a whole number from 1 to {}", FACTORS.end()))?;
    Ok((node.to_owned(), factor))
}

/// Reads `FROM-TO=PERCENT` as parts of a million.
pub(super) fn loss(text: &str) -> Result<(String, u32), String> {
    let (link, percent) = halves(text, "client-cdn=30")?;
    let number = percent.strip_suffix('%').unwrap_or(percent);
    let share = number
        .parse::<f64>()
        .ok()
        .filter(|share| (0.0..=100.0).contains(share))
        .ok_or("the loss is a number of percent from 0 to 100")?;
    Ok((link.to_owned(), libm::round(share * 10_000.0) as u32))
}

/// Reads `FROM-TO=DURATION`.
pub(super) fn delay(text: &str) -> Result<(String, SimDuration), String> {
    let (link, length) = halves(text, "client-cdn=100ms")?;
    let length = SimDuration::parse(length).map_err(|error| error.to_string())?;
    if length > limits::LATENCY {
        return Err(format!("the delay is at most {}", limits::LATENCY));
    }
    Ok((link.to_owned(), length))
}

impl Faults {
    /// The state before the first request: nothing known, and everything broken that was asked
    /// for.
    ///
    /// # Errors
    /// All names that mean nothing in `topology`.
    pub(super) fn state(&self, topology: &Topology) -> Result<State, Failure> {
        let mut state = State::new(topology);
        let mut wrong: Vec<String> = Vec::new();
        let plain = [
            (&self.drop, Fault::Drop),
            (&self.reject, Fault::Reject),
            (&self.crash, Fault::Crash),
            (&self.down, Fault::Down),
        ];
        let slow = self.slow.iter().map(|(id, factor)| {
            let factor = *factor;
            (id, Fault::Slow { factor })
        });
        let plain = plain
            .into_iter()
            .flat_map(|(ids, fault)| ids.iter().map(move |id| (id, fault)));
        for (id, fault) in slow.chain(plain) {
            match source::node(topology, id) {
                Ok(node) => put(topology, &mut state, node, fault, &mut wrong),
                Err(failure) => wrong.extend(words(failure)),
            }
        }
        for (line, loss) in &self.loss {
            impair(topology, &mut state, line, &mut wrong, |it| it.loss = *loss);
        }
        for (line, delay) in &self.delay {
            impair(topology, &mut state, line, &mut wrong, |it| {
                it.delay = *delay;
            });
        }
        if wrong.is_empty() {
            Ok(state)
        } else {
            wrong.dedup();
            Err(Failure::Refused(wrong.join("\n")))
        }
    }
}

/// Puts a fault on a node that has none yet.
fn put(
    topology: &Topology,
    state: &mut State,
    node: NodeId,
    fault: Fault,
    wrong: &mut Vec<String>,
) {
    match state.fault(node) {
        Some(other) if other != fault => {
            let id = escaped(&topology[node].id);
            wrong.push(format!(
                "error: node `{id}` has two faults\nhelp: give it one of them"
            ));
        }
        _ => state.set_fault(node, Some(fault)),
    }
}

/// Changes what is wrong with every link of the line `FROM-TO`.
fn impair(
    topology: &Topology,
    state: &mut State,
    line: &str,
    wrong: &mut Vec<String>,
    change: impl Fn(&mut Impairment),
) {
    let links = links(topology, line).unwrap_or_else(|unknown| {
        wrong.push(unknown);
        Vec::new()
    });
    for link in links {
        let mut impairment = state.impairment(link);
        change(&mut impairment);
        state.impair(link, impairment);
    }
}

/// The links that `FROM-TO` names, or the refusal of a name that means none. Ids may have hyphens
/// of their own, so every one of them may be the one between the two.
pub(super) fn links(topology: &Topology, line: &str) -> Result<Vec<LinkId>, String> {
    let ends = line.match_indices('-').filter_map(|(at, _)| {
        let from = topology.find_node(&line[..at])?;
        Some((from, topology.find_node(&line[at + 1..])?))
    });
    let ends: Vec<(NodeId, NodeId)> = ends.collect();
    let named = |link: &LinkId| {
        let link = &topology[*link];
        ends.contains(&(link.from, link.to))
    };
    let links: Vec<LinkId> = topology.link_ids().filter(named).collect();
    if !links.is_empty() {
        return Ok(links);
    }
    let known = topology.links().iter();
    let known = known.map(|link| format!("{}-{}", topology[link.from].id, topology[link.to].id));
    let known: Vec<String> = known.collect();
    let help = suggest::help(line, known.iter().map(String::as_str))
        .map(|help| format!("\nhelp: {help}"))
        .unwrap_or_default();
    Err(format!(
        "error: topology `{}` has no link `{}`{help}",
        escaped(topology.name()),
        escaped(line)
    ))
}

fn words(failure: Failure) -> Option<String> {
    match failure {
        Failure::Refused(words) => Some(words),
        Failure::Told | Failure::Output(_) => None,
    }
}

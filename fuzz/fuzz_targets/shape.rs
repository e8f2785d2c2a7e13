//! Topologies as drawings by chance: groups, links of any shape, labels, badges, places on the
//! grid; every name once, so that a picture can be read back.

use std::fmt::Write;

use crate::tape::Tape;

/// A node of a drawing.
struct Node {
    group: Option<usize>,
    at: Option<(usize, usize)>,
    /// Further lines of its table.
    more: String,
}

/// Nodes by number, and links between them.
pub(crate) struct Shape {
    nodes: Vec<Node>,
    links: Vec<(usize, usize)>,
    labels: Vec<&'static str>,
}

const LABELS: [&str; 6] = ["", "HTTP", "TCP 443", "a rather long label", "x", "y"];
const DETAILS: [&str; 4] = [
    "",
    "10.0.0.1",
    "nginx / Envoy",
    "a second line that is long",
];
const BADGES: [&str; 4] = ["", "TCP 443", "L7", "a badge that is longer than its box"];

impl Shape {
    /// Reads a drawing off the tape.
    pub(crate) fn read(tape: &mut Tape) -> Self {
        let count = 2 + tape.below(10);
        let groups = tape.below(4);
        let placed = tape.chance(25);
        let mut nodes: Vec<Node> = Vec::new();
        for number in 0..count {
            let group = (groups > 0 && tape.chance(70)).then(|| tape.below(groups));
            // A place is taken once: the row is the node's own.
            let at = placed.then(|| (tape.below(6), number));
            let mut more = String::new();
            for (key, words) in [("detail", DETAILS), ("badge", BADGES)] {
                let word = tape.pick(&words);
                if !word.is_empty() {
                    let _ = writeln!(more, "{key} = \"{word}\"");
                }
            }
            nodes.push(Node { group, at, more });
        }
        let mut links = Vec::new();
        for number in 1..count {
            // Most drawings are trees with some links more.
            if !tape.chance(10) {
                let from = tape.below(number);
                links.push((from, number));
            }
        }
        for _ in 0..tape.below(8) {
            let link = (tape.below(count), tape.below(count));
            if link.0 != link.1 && !links.contains(&link) {
                links.push(link);
            }
        }
        let labels = links.iter().map(|_| tape.pick(&LABELS)).collect();
        Self {
            nodes,
            links,
            labels,
        }
    }

    /// The file.
    pub(crate) fn file(&self) -> String {
        let mut out = String::from("format = 1\ntitle = \"Generated\"\n");
        let mut used: Vec<usize> = self.nodes.iter().filter_map(|node| node.group).collect();
        used.sort_unstable();
        used.dedup();
        for group in used {
            let _ = write!(out, "[group.g{group}]\nname = \"Group {group}\"\n");
        }
        for (number, node) in self.nodes.iter().enumerate() {
            let kind = if number == 0 { "client" } else { "router" };
            let name = name(number);
            let _ = write!(
                out,
                "[node.n{number}]\nkind = \"{kind}\"\nname = \"{name}\"\n{}",
                node.more
            );
            if let Some(group) = node.group {
                let _ = writeln!(out, "group = \"g{group}\"");
            }
            if let Some((column, row)) = node.at {
                let _ = writeln!(out, "at = [{column}, {row}]");
            }
        }
        for ((from, to), label) in self.links.iter().zip(&self.labels) {
            let _ = write!(out, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"\n");
            if !label.is_empty() {
                let _ = writeln!(out, "label = \"{label}\"");
            }
        }
        out
    }
}

/// Names of several lengths, some of two words.
fn name(number: usize) -> String {
    match number % 3 {
        0 => format!("N{number}"),
        1 => format!("Node {number}"),
        _ => format!("Longer name {number}"),
    }
}

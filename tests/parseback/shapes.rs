//! Generated topologies as files: the shapes that real drawings are made of.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

/// Groups are numbered below this.
pub(crate) const GROUPS: usize = 4;

/// Nodes by number with their group, and links between them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    pub(crate) groups: Vec<Option<usize>>,
    pub(crate) links: Vec<(usize, usize)>,
}

impl Shape {
    fn of(count: usize, links: Vec<(usize, usize)>) -> Self {
        Self {
            groups: vec![None; count],
            links,
        }
    }

    /// The file. Names are of several lengths, some of two words.
    pub(crate) fn file(&self) -> String {
        let mut out = String::from("format = 1\ntitle = \"generated\"\n");
        let groups = self
            .groups
            .iter()
            .flatten()
            .max()
            .map_or(0, |most| most + 1);
        for group in (0..groups).filter(|group| self.groups.contains(&Some(*group))) {
            let _ = write!(out, "[group.g{group}]\nname = \"group {group}\"\n");
        }
        for (index, group) in self.groups.iter().enumerate() {
            let kind = if index == 0 { "client" } else { "router" };
            let name = Self::name(index);
            let _ = write!(
                out,
                "[node.n{index}]\nkind = \"{kind}\"\nname = \"{name}\"\n"
            );
            if let Some(group) = group {
                let _ = writeln!(out, "group = \"g{group}\"");
            }
        }
        for (from, to) in &self.links {
            let _ = write!(out, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"\n");
        }
        out
    }

    pub(crate) fn name(index: usize) -> String {
        match index % 3 {
            0 => format!("N{index}"),
            1 => format!("Node {index}"),
            _ => format!("Longer name {index}"),
        }
    }

    /// The words of a box that stands for a whole group of several nodes.
    pub(crate) fn title(&self, group: usize) -> Option<String> {
        let members = self.groups.iter().filter(|own| **own == Some(group));
        let count = members.count();
        (count > 1).then(|| format!("group {group} ({count})"))
    }

    /// The name of the box that stands for a node, where some groups are one box each.
    pub(crate) fn label(&self, node: usize, collapsed: &BTreeSet<usize>) -> String {
        let group = self.groups[node].filter(|group| collapsed.contains(group));
        let title = group.and_then(|group| self.title(group));
        title.unwrap_or_else(|| Self::name(node))
    }

    /// The boxes that are to be seen, sorted.
    pub(crate) fn boxes(&self, collapsed: &BTreeSet<usize>) -> BTreeSet<String> {
        let nodes = 0..self.groups.len();
        nodes.map(|node| self.label(node, collapsed)).collect()
    }

    /// The links by name, sorted. Of a collapsed group those within are not seen, and those of the
    /// same ends are one.
    pub(crate) fn edges(&self, collapsed: &BTreeSet<usize>) -> Vec<(String, String)> {
        let mut seen = BTreeSet::new();
        let mut edges = Vec::new();
        for &(from, to) in &self.links {
            let ends = [from, to].map(|node| self.label(node, collapsed));
            let is_lifted = ends != [from, to].map(Self::name);
            let inside = is_lifted && ends[0] == ends[1];
            if !inside && (!is_lifted || seen.insert(ends.clone())) {
                edges.push(ends.into());
            }
        }
        edges.sort();
        edges
    }
}

fn chain() -> impl Strategy<Value = Shape> {
    (2..=60_usize).prop_map(|n| Shape::of(n, (1..n).map(|i| (i - 1, i)).collect()))
}

fn tree() -> impl Strategy<Value = Shape> {
    prop::collection::vec(any::<prop::sample::Index>(), 1..60).prop_map(|parents| {
        let link = |(i, parent): (usize, &prop::sample::Index)| (parent.index(i + 1), i + 1);
        let links = parents.iter().enumerate().map(link).collect();
        Shape::of(parents.len() + 1, links)
    })
}

fn star() -> impl Strategy<Value = Shape> {
    (2..=20_usize, any::<bool>()).prop_map(|(n, out)| {
        let link = |i: usize| if out { (0, i) } else { (i, 0) };
        Shape::of(n + 1, (1..=n).map(link).collect())
    })
}

fn bipartite() -> impl Strategy<Value = Shape> {
    (2..=4_usize, 2..=4_usize).prop_map(|(a, b)| {
        let links = (0..a).flat_map(|i| (0..b).map(move |j| (i, a + j)));
        Shape::of(a + b, links.collect())
    })
}

/// Ranks of a few nodes, each with links into the next ranks, some skipping one.
fn layered() -> impl Strategy<Value = Shape> {
    let ends = prop::collection::vec((any::<prop::sample::Index>(), 1..3_usize), 5..60);
    (3..=12_usize, 2..=5_usize, ends).prop_map(|(ranks, wide, ends)| {
        let count = ranks * wide;
        let mut links: Vec<(usize, usize)> = Vec::new();
        for (place, (end, skip)) in ends.into_iter().enumerate() {
            let from = place % (count - wide);
            let rank = (from / wide + skip).min(ranks - 1);
            let link = (from, rank * wide + end.index(wide));
            if link.0 != link.1 && !links.contains(&link) {
                links.push(link);
            }
        }
        Shape::of(count, links)
    })
}

/// Any links at all: cycles, two-way pairs, parallel lines, links back to their own box.
fn tangle() -> impl Strategy<Value = Shape> {
    let ends = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (3..=14_usize, prop::collection::vec(ends, 2..20)).prop_map(|(count, ends)| {
        let links = ends
            .into_iter()
            .map(|(from, to)| (from.index(count), to.index(count)));
        Shape::of(count, links.collect())
    })
}

/// Pairs linked several times, there and back.
fn pairs() -> impl Strategy<Value = Shape> {
    let link = (0..5_usize, any::<bool>());
    (2..=6_usize, prop::collection::vec(link, 2..14)).prop_map(|(count, links)| {
        let ends = |(pair, back): (usize, bool)| {
            let (low, high) = (pair % (count - 1), pair % (count - 1) + 1);
            if back { (high, low) } else { (low, high) }
        };
        Shape::of(count, links.into_iter().map(ends).collect())
    })
}

fn grouped(shape: impl Strategy<Value = Shape>) -> impl Strategy<Value = Shape> {
    let groups = prop::collection::vec(prop::option::of(0..GROUPS), 60);
    (shape, groups).prop_map(|(mut shape, groups)| {
        let count = shape.groups.len();
        // Neighbours in declared order share a group more often than not.
        shape.groups = (0..count).map(|i| groups[i / 3]).collect();
        shape
    })
}

/// All shapes, each as often as the others.
pub(crate) fn any_shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        chain(),
        tree(),
        star(),
        bipartite(),
        layered(),
        tangle(),
        pairs(),
        grouped(pairs()),
        grouped(tree()),
        grouped(layered()),
        grouped(tangle()),
    ]
}

/// Shapes with groups.
pub(crate) fn grouped_shape() -> impl Strategy<Value = Shape> {
    prop_oneof![grouped(tree()), grouped(layered()), grouped(tangle())]
}

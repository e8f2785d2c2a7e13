//! What a diagram takes in memory grows with its boxes and links, not with the length of its lines
//! or with how many links share a trunk.

use std::alloc::System;
use std::fmt::Write;

use hopwise::layout::{Options, layout};
use hopwise::topology::Topology;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Links between so many nodes, by number.
type Shape = fn(usize) -> Vec<(usize, usize)>;

const SHAPES: [(&str, Shape); 6] = [
    ("star", |n| (1..n).map(|leaf| (0, leaf)).collect()),
    ("sink", |n| (1..n).map(|leaf| (leaf, 0)).collect()),
    ("chain", |n| (1..n).map(|node| (node - 1, node)).collect()),
    ("tree", |n| {
        (1..n).map(|node| ((node - 1) / 2, node)).collect()
    }),
    ("layers", |n| layers(n, n.isqrt())),
    ("few layers", |n| layers(n, n / 5)),
];

/// Each node but those of the last layer is linked with two of the next.
fn layers(nodes: usize, wide: usize) -> Vec<(usize, usize)> {
    let pair =
        |node: usize| [node, node * 7 + 3].map(|to| (node, (node / wide + 1) * wide + to % wide));
    let pairs = (0..nodes).flat_map(pair);
    pairs.filter(|(_, to)| *to < nodes).collect()
}

fn topology(nodes: usize, links: &[(usize, usize)]) -> Topology {
    let mut text = String::from("format = 1\ntitle = \"Shape\"\n");
    for node in 0..nodes {
        let kind = if node == 0 { "client" } else { "router" };
        let _ = writeln!(
            text,
            "[node.n{node}]\nkind = \"{kind}\"\nname = \"{node:04}\""
        );
    }
    for (from, to) in links {
        let _ = writeln!(text, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"");
    }
    Topology::parse("shape", &text).expect("a valid file")
}

/// Bytes that stay taken by the diagram of a shape, for each of its boxes and links.
fn kept(shape: Shape, nodes: usize, effort: u64) -> usize {
    let mut links = shape(nodes);
    links.sort_unstable();
    links.dedup();
    let topology = topology(nodes, &links);
    let options = Options {
        effort,
        ..Options::default()
    };
    let region = Region::new(ALLOCATOR);
    let diagram = layout(&topology, options);
    let change = region.change();
    assert_eq!(diagram.boxes.len(), nodes);
    assert_eq!(diagram.routes.len(), links.len());
    (change.bytes_allocated - change.bytes_deallocated) / (nodes + links.len())
}

/// Lines that were looked for and lines that were laid in tracks: eight times as many take no more
/// than an eighth more for each.
#[test]
fn memory_grows_with_boxes_and_links() {
    for (name, shape) in SHAPES {
        for effort in [Options::default().effort, 0] {
            let small = kept(shape, 50, effort);
            assert!(small > 0, "{name} keeps something");
            for nodes in [100, 200, 400] {
                let large = kept(shape, nodes, effort);
                assert!(
                    large <= small + small / 8,
                    "{name} of {nodes}: {large} bytes for each box and link, of 50: {small}"
                );
            }
        }
    }
}

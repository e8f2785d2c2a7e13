//! What a layout takes in memory while it is made, the column `max alloc`:
//! `cargo bench --bench memory`. What it keeps is tested in `tests/layout_memory.rs`.

use std::fmt::Write;

use divan::{AllocProfiler, Bencher, black_box};
use hopwise::layout::{Diagram, Options, layout};
use hopwise::topology::Topology;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const BOXES: [usize; 5] = [50, 100, 200, 400, 800];

fn main() {
    divan::main();
}

fn topology(nodes: usize, link: impl Fn(usize) -> (usize, usize)) -> Topology {
    let mut text = String::from("format = 1\ntitle = \"Shape\"\n");
    for node in 0..nodes {
        let kind = if node == 0 { "client" } else { "router" };
        let _ = writeln!(text, "[node.n{node}]\nkind = \"{kind}\"\nname = \"{node}\"");
    }
    for (from, to) in (1..nodes).map(link) {
        let _ = writeln!(text, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"");
    }
    Topology::parse("shape", &text).expect("a valid file")
}

fn measure(bencher: Bencher, topology: &Topology) {
    bencher.bench(|| -> Diagram { layout(black_box(topology), Options::default()) });
}

#[divan::bench(args = BOXES, sample_count = 3)]
fn star(bencher: Bencher, boxes: usize) {
    measure(bencher, &topology(boxes, |leaf| (0, leaf)));
}

#[divan::bench(args = BOXES, sample_count = 3)]
fn chain(bencher: Bencher, boxes: usize) {
    measure(bencher, &topology(boxes, |node| (node - 1, node)));
}

#[divan::bench(args = BOXES, sample_count = 3)]
fn tree(bencher: Bencher, boxes: usize) {
    measure(bencher, &topology(boxes, |node| ((node - 1) / 2, node)));
}

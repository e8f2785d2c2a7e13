//! A generated topology in any space: its picture, read back by a reader that knows nothing of how
//! it was made, has every box and every link, and nothing else.
#![no_main]

use std::collections::BTreeSet;

use hopwise::layout::{Diagram, NodeBox, Options, Size, layout};
use hopwise::playback::scene::still;
use hopwise::topology::Topology;
use hopwise::ui::diagram;
use hopwise::ui::theme::{Theme, ThemeName};
use libfuzzer_sys::fuzz_target;
use ratatui::buffer::{Buffer, Cell};

use crate::shape::Shape;
use crate::tape::Tape;

#[path = "../../tests/parseback/reader.rs"]
mod reader;
mod shape;
#[path = "../../tests/invariants/tape.rs"]
mod tape;

fuzz_target!(|bytes: &[u8]| {
    let mut tape = Tape::new(bytes.to_vec());
    let within = tape.chance(50).then(|| Size {
        width: 1 + tape.below(250) as u16,
        height: 1 + tape.below(100) as u16,
    });
    let shape = Shape::read(&mut tape);
    let file = shape.file();
    let topology = match Topology::parse("fuzzed", &file) {
        Ok(topology) => topology,
        Err(problems) => panic!("the generator wrote a bad file: {problems:#?}\n{file}"),
    };
    let options = Options {
        within,
        ..Options::default()
    };
    let placed = layout(&topology, options);
    is_sound(&placed);
    let lifted = lifted(&topology, &placed);
    assert_eq!(placed.routes.len(), lifted.len(), "{file}");
    let theme = Theme::new(ThemeName::default(), false, false);
    let drawn = diagram::picture(&placed, &still(&topology), &theme);
    says_what_it_should(&lifted, &placed, &text(&drawn));
});

/// A picture with one character for each cell, whatever the width of what stands there.
fn text(drawn: &Buffer) -> String {
    let rows = drawn.content.chunks(usize::from(drawn.area.width).max(1));
    let first = |cell: &Cell| cell.symbol().chars().next().unwrap_or(' ');
    let lines: Vec<String> = rows.map(|row| row.iter().map(first).collect()).collect();
    lines.join("\n")
}

/// The boxes that each link joins. Of a group that is one box the links within are not drawn, and
/// those of the same ends are one.
fn lifted<'a>(topology: &Topology, placed: &'a Diagram) -> Vec<[&'a NodeBox; 2]> {
    let mut seen = BTreeSet::new();
    let ends = topology.links().iter().map(|link| {
        [link.from, link.to].map(|node| placed.node_box(node).expect("every node has a box"))
    });
    let is_drawn = |ends: &[&NodeBox; 2]| {
        let [from, to] = ends.map(|end| end.node);
        let is_lifted = ends.iter().any(|end| end.collapsed.is_some());
        !is_lifted || (from != to && seen.insert((from, to)))
    };
    ends.filter(is_drawn).collect()
}

/// Read back, the picture has every box and every link, and nothing else.
fn says_what_it_should(lifted: &[[&NodeBox; 2]], placed: &Diagram, text: &str) {
    let read = reader::read(text);
    assert!(read.problems.is_empty(), "{:?}\n{text}", read.problems);
    assert_eq!(read.boxes.len(), placed.boxes.len(), "\n{text}");
    let name = |one: &NodeBox| {
        let words = one.lines.join(" ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let links = lifted.iter().map(|[from, to]| (name(from), name(to)));
    let mut links: Vec<_> = links.collect();
    links.sort();
    assert_eq!(read.edges, links, "\n{text}");
}

/// What holds for every diagram, read off its cells.
fn is_sound(placed: &Diagram) {
    let (width, height) = (placed.size.width, placed.size.height);
    for (place, one) in placed.boxes.iter().enumerate() {
        assert!(
            one.rect.right() <= width && one.rect.bottom() <= height,
            "{one:?} in {width}x{height}"
        );
        for other in &placed.boxes[..place] {
            assert!(!one.rect.meets(other.rect), "{one:?} and {other:?}");
        }
    }
    for route in &placed.routes {
        assert!(route.line.cells().next().is_some(), "{route:?}");
        for at in route.line.cells() {
            assert!(at.x < width && at.y < height, "{route:?}");
            let inside = placed.boxes.iter().find(|one| one.rect.contains(at));
            assert!(inside.is_none(), "{route:?} in {inside:?}");
        }
    }
}

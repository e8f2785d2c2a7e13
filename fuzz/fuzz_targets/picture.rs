//! A generated topology in any space: boxes do not overlap, lines run from border to border, and
//! everything drawn lies inside.
#![no_main]

use hopwise::layout::{Diagram, Options, Size, layout};
use hopwise::playback::scene::still;
use hopwise::topology::Topology;
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{diagram, print};
use libfuzzer_sys::fuzz_target;

use crate::shape::Shape;
use crate::tape::Tape;

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
    let placed = layout(&topology, Options { within });
    is_sound(&placed);
    let scene = still(&topology);
    let theme = Theme::new(ThemeName::default(), false, false);
    let text = print::plain(&diagram::picture(&topology, &placed, &scene, &theme));
    assert_eq!(text.lines().count(), usize::from(placed.size.height));
});

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
    for wire in &placed.wires {
        assert!(wire.at.x < width && wire.at.y < height, "{wire:?}");
        let inside = placed.boxes.iter().find(|one| one.rect.contains(wire.at));
        assert!(inside.is_none(), "{wire:?} in {inside:?}");
    }
    for route in &placed.routes {
        assert!(!route.cells.is_empty(), "{route:?}");
    }
}

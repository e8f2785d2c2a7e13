//! A packet on its way is seen at every cell, and no picture says anything else for it: read back
//! with the packet in every cell of every way that a request of a shipped topology takes, a
//! picture says what it says without. The same holds for shapes that are harder to draw.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use hopwise::app::{App, Listed, Settings};
use hopwise::key::Key;
use hopwise::layout::{self, Diagram, Options, Size};
use hopwise::playback::scene::{Mark, Packet, Scene, still};
use hopwise::topology::{builtin, check_bytes};
use hopwise::trace::{Direction, HopId};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{diagram, print};

/// Where boxes are chips, or shortened otherwise.
const SMALL: Size = Size {
    width: 80,
    height: 24,
};

#[path = "parseback/ascii.rs"]
mod ascii;
#[path = "parseback/reader.rs"]
mod reader;

fn app(builtin: &'static builtin::Builtin, reduced_motion: bool) -> App {
    App::new(Settings {
        reduced_motion,
        ..Settings::of(vec![Listed::from(builtin)])
    })
}

/// One scene for each different way that a packet takes in the runs of a topology: cold, then warm.
fn scenes(builtin: &'static builtin::Builtin) -> Vec<Scene> {
    let mut seen = BTreeSet::new();
    let mut scenes = Vec::new();
    let mut app = app(builtin, false);
    for request in builtin.load().request_ids() {
        for _ in 0..2 {
            app.show(request, 1);
            app.press("enter".parse::<Key>().expect("a key"));
            while app.animating() {
                app.tick(Duration::from_millis(60));
                let scene = app.scene();
                let ways = scene.packets.iter().map(|packet| packet.ways);
                let new = ways.filter(|ways| seen.insert(format!("{ways:?}")));
                if new.count() > 0 {
                    scenes.push(scene);
                }
            }
        }
    }
    scenes
}

fn picture(placed: &Diagram, scene: &Scene, ascii: bool) -> String {
    let theme = Theme::new(ThemeName::default(), ascii, false);
    print::plain(&diagram::picture(placed, scene, &theme))
}

fn read(text: &str, ascii: bool) -> reader::Picture {
    reader::read(&if ascii {
        ascii::drawn(text)
    } else {
        text.to_owned()
    })
}

/// The pictures of a scene with its packets everywhere along their ways.
fn everywhere(placed: &Diagram, scene: &Scene, ascii: bool) -> BTreeSet<String> {
    let length: usize = scene
        .packets
        .iter()
        .flat_map(|packet| packet.ways.into_iter().flatten())
        .filter_map(|(link, _)| Some(2 * placed.route(link)?.line.cells().count() + 30))
        .sum();
    let parts = u16::try_from(length).expect("a way that fits").max(1);
    (0..=parts)
        .map(|part| {
            let mut scene = scene.clone();
            for packet in &mut scene.packets {
                packet.progress = (u32::from(part) * 1000 / u32::from(parts)) as u16;
            }
            picture(placed, &scene, ascii)
        })
        .collect()
}

/// With its packets anywhere along their ways, a scene is seen to have them, and says nothing else
/// for it. Returns how many pictures were read.
fn hold(name: &str, placed: &Diagram, scene: &Scene) -> usize {
    let mut count = 0;
    for ascii in [false, true] {
        let without = Scene {
            packets: Vec::new(),
            ..scene.clone()
        };
        let bare = picture(placed, &without, ascii);
        let expected = read(&bare, ascii);
        assert_eq!(expected.problems, [""; 0], "{name}\n{bare}");
        assert_eq!(expected.edges.len(), placed.routes.len(), "{name}\n{bare}");
        for text in everywhere(placed, scene, ascii) {
            assert_ne!(text, bare, "{name}: {:?} is not seen", scene.packets);
            let found = read(&text, ascii);
            assert_eq!(found.problems, [""; 0], "{name}\n{}", ascii::drawn(&text));
            assert_eq!(found.edges, expected.edges, "{name}\n{text}");
            assert_eq!(found.boxes.len(), expected.boxes.len(), "{name}\n{text}");
            count += 1;
        }
    }
    count
}

#[test]
fn a_packet_is_seen_in_every_cell_and_changes_nothing() {
    for builtin in &builtin::BUILTINS {
        let scenes = scenes(builtin);
        let mut count = 0;
        for within in [None, Some(SMALL)] {
            let options = Options {
                within,
                ..Options::default()
            };
            let placed = layout::layout(&builtin.load(), options);
            let Size { width, height } = placed.size;
            if within.is_none_or(|small| width <= small.width && height <= small.height) {
                let counts = scenes
                    .iter()
                    .map(|scene| hold(builtin.name, &placed, scene));
                count += counts.sum::<usize>();
            }
        }
        assert!(count > 10, "{}: only {count} pictures", builtin.name);
    }
}

/// Lines side by side, there and back, round in a circle, and between groups.
#[test]
fn packets_on_parallel_and_two_way_links_are_told_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    for name in ["parallel", "two-way", "cycle", "neighbours"] {
        let file = fs::read(folder.join(format!("{name}.toml"))).expect("a shape");
        let topology = check_bytes(name, &file).topology.expect("a sound shape");
        let placed = layout::layout(&topology, Options::default());
        for link in topology.link_ids() {
            for direction in [Direction::Request, Direction::Response] {
                let mut scene = still(&topology);
                scene.links[link.index()] = Mark::Active;
                scene.packets.push(Packet {
                    hop: HopId(0),
                    ways: [Some((link, direction == Direction::Response)), None],
                    progress: 0,
                    direction,
                    lost: false,
                });
                hold(name, &placed, &scene);
            }
        }
    }
}

#[test]
fn nothing_moves_by_itself_with_reduced_motion_but_from_hop_to_hop() {
    for builtin in &builtin::BUILTINS {
        let mut app = app(builtin, true);
        let request = builtin.load().request_ids().next().expect("a request");
        app.show(request, 1);
        app.press("enter".parse::<Key>().expect("a key"));
        while app.animating() {
            app.tick(Duration::from_millis(33));
            let packets = app.scene().packets;
            assert!(packets.iter().all(|packet| packet.progress == 1000));
        }
        app.drawn();
        app.tick(Duration::from_secs(1));
        assert!(!app.needs_frame(), "at rest nothing is drawn");
    }
}

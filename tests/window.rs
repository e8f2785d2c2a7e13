//! The window onto a diagram that is larger than the screen: what moves is in it, at every size
//! and after every change of size, and the run goes on as if nothing had happened.

use std::fmt::Write;
use std::time::Duration;

use hopwise::action::Action;
use hopwise::app::{App, Listed, Settings};
use hopwise::layout::Point;
use hopwise::topology::{Topology, View, builtin};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{self, diagram, print};
use ratatui::layout::Rect;

#[path = "support/typing.rs"]
mod typing;
use typing::press;

/// From the smallest with a drawing to one that holds nearly everything.
const SIZES: [(u16, u16); 5] = [(60, 18), (80, 24), (100, 30), (120, 40), (61, 19)];

fn screen(app: &mut App, (width, height): (u16, u16), ascii: bool) -> String {
    let theme = Theme::new(ThemeName::Dark, ascii, false);
    print::picture(width, height, print::Paper::Text, |area, buf| {
        ui::prepare(app, area);
        ui::render(app, &theme, area, buf);
    })
}

/// Whether the window shows a cell of the diagram, once it has come to rest.
fn shows(app: &App, (width, height): (u16, u16), at: Point) -> bool {
    let first = app.window_at_rest().expect("a window");
    let area = Rect::new(0, 0, width, height);
    // The drawing is in the middle of its part of the screen.
    let mut rows = (0..height).filter(|&y| (0..width).any(|x| ui::is_drawing(app, area, x, y)));
    let top = rows.next().expect("a drawing");
    let mut columns = (0..width).filter(|&x| ui::is_drawing(app, area, x, top));
    let (left, right) = (columns.next(), columns.next_back());
    let (rows, columns) = (rows.next_back(), right.zip(left));
    let (bottom, (right, left)) = rows.zip(columns).expect("more than a cell");
    (first.x..=first.x + right - left).contains(&at.x)
        && (first.y..=first.y + bottom - top).contains(&at.y)
}

/// Every shipped request, standing at its beginning in the diagram.
fn every_run(mut check: impl FnMut(App)) {
    for builtin in &builtin::BUILTINS {
        for request in builtin.load().request_ids() {
            let mut app = App::new(Settings::of(vec![Listed::from(builtin)]));
            while app.view() != View::Diagram {
                press(&mut app, "v");
            }
            app.show(request, 1);
            press(&mut app, "enter");
            check(app);
        }
    }
}

#[test]
fn what_moves_is_in_the_window_whatever_the_size() {
    every_run(|mut app| {
        let mut frame = 0;
        while app.animating() {
            app.tick(Duration::from_millis(150));
            frame += 1;
            let size = SIZES[frame / 7 % SIZES.len()];
            let before = app.run().expect("a run").playback.clone();
            ui::prepare(&mut app, Rect::new(0, 0, size.0, size.1));
            assert_eq!(app.run().expect("a run").playback, before);
            let (placed, _) = app.diagram().expect("a diagram");
            if let Some(focus) = diagram::focus(placed, &app.scene()) {
                assert!(shows(&app, size, focus), "{focus:?} at {size:?}");
            }
        }
    });
}

#[test]
fn a_window_moved_by_hand_stays_until_the_next_step_or_key() {
    let aws = builtin::get("aws").expect("a built-in topology");
    let mut app = App::new(Settings::of(vec![Listed::from(aws)]));
    let size = (60, 18);
    press(&mut app, "r n n");
    app.tick(Duration::from_secs(9));
    screen(&mut app, size, false);
    let followed = app.window_at_rest();
    for (keys, stays) in [
        ("F", false),
        ("n", false),
        ("left", false),
        ("space", false),
        ("i i", true),
    ] {
        press(&mut app, "shift-right shift-right L shift-down J");
        screen(&mut app, size, false);
        let moved = app.window_at_rest();
        assert_ne!(moved, followed, "before {keys}");
        app.tick(Duration::from_millis(500));
        screen(&mut app, size, false);
        assert_eq!(app.window_at_rest(), moved, "time alone moves nothing back");
        press(&mut app, keys);
        screen(&mut app, size, false);
        assert_eq!(app.window_at_rest() == moved, stays, "after {keys}");
    }
    press(&mut app, "F");
    for (keys, way) in [("up", "left left left"), ("down", "right right")] {
        press(&mut app, &format!("{keys} {way}"));
    }
    press(&mut app, "down down down down");
    screen(&mut app, size, false);
    let selected = app.selected().expect("a box");
    let (placed, _) = app.diagram().expect("a diagram");
    let middle = diagram::middle(placed, selected).expect("a drawn box");
    assert!(shows(&app, size, middle), "the selected box is seen");
}

/// At a leap the window is on its way for 150 ms, then nothing moves any more; with reduced motion
/// it is there at once.
#[test]
fn a_window_glides_to_where_the_packet_is() {
    for reduced_motion in [false, true] {
        let aws = builtin::get("aws").expect("a built-in topology");
        let mut app = App::new(Settings {
            reduced_motion,
            ..Settings::of(vec![Listed::from(aws)])
        });
        let size = (60, 18);
        let request = aws.load().find_request("read").expect("a request");
        app.show(request, 1);
        screen(&mut app, size, false);
        let before = app.window().expect("a window");
        let far = (2..100).find(|&step| {
            app.show(request, step);
            let (placed, _) = app.diagram().expect("a diagram");
            diagram::focus(placed, &app.scene()).is_some_and(|at| at.x > 80)
        });
        assert!(far.is_some());
        screen(&mut app, size, false);
        let end = app.window_at_rest().expect("a window");
        assert!(end.x > before.x + 20, "{before:?} {end:?}");
        assert_eq!(app.animating(), !reduced_motion);
        assert_eq!(
            app.window(),
            Some(if reduced_motion { end } else { before })
        );
        let mut seen = vec![app.window().expect("a window").x];
        while app.animating() {
            app.drawn();
            app.tick(Duration::from_millis(50));
            assert!(app.needs_frame());
            screen(&mut app, size, false);
            seen.push(app.window().expect("a window").x);
        }
        assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
        assert_eq!(seen.len(), if reduced_motion { 1 } else { 4 });
        assert_eq!(app.window(), Some(end));
        app.drawn();
        app.tick(Duration::from_millis(50));
        assert!(!app.needs_frame(), "at rest nothing is drawn");
    }
}

/// What a run passes is seen as its own boxes from its beginning to its end; so is what is
/// selected or broken. Other groups are one box each where that shows the whole.
#[test]
fn groups_are_open_where_something_happens() {
    let pod = builtin::get("edge-to-pod").expect("a built-in topology");
    let topology = pod.load();
    let mut app = App::new(Settings::of(vec![Listed::from(pod)]));
    let size = (120, 34);
    let collapsed = |app: &mut App, size| {
        let text = screen(app, size, false);
        let count = app.diagram().expect("a diagram").0.collapsed();
        let said = ["as one box", "groups as boxes"];
        let says = said.iter().any(|words| text.contains(words));
        assert_eq!(says, count > 0, "{text}");
        count
    };
    assert_eq!(collapsed(&mut app, (80, 24)), 5);
    assert!(collapsed(&mut app, (100, 30)) > 0);
    let own = |app: &App, id: &str| {
        let node = topology.find_node(id).expect("a node");
        let (placed, _) = app.diagram().expect("a diagram");
        placed.node_box(node).expect("a box").collapsed.is_none()
    };
    let pods = ["ingress", "service", "pod"];
    assert!(pods.iter().all(|id| !own(&app, id)));
    app.update(Action::Select(topology.find_node("pod")));
    collapsed(&mut app, (100, 30));
    assert!(
        pods.iter().all(|id| own(&app, id)),
        "what is selected is seen"
    );
    press(&mut app, "esc");
    assert!(collapsed(&mut app, (100, 30)) > 0);
    assert!(pods.iter().all(|id| !own(&app, id)));
    for request in topology.request_ids() {
        app.show(request, 1);
        press(&mut app, "enter");
        collapsed(&mut app, size);
        let before = app.diagram().expect("a diagram").0.clone();
        while app.animating() {
            app.tick(Duration::from_millis(400));
            collapsed(&mut app, size);
            assert_eq!(app.diagram().expect("a diagram").0, &before);
            for packet in app.scene().packets {
                for (link, _) in packet.ways.into_iter().flatten() {
                    assert!(
                        before
                            .route(link)
                            .is_some_and(|route| route.merged.is_empty())
                    );
                }
            }
        }
    }
}

/// Twelve boxes in groups are all seen on the smallest usual screen: as short names, with how far the
/// run is and what was found. The form does not change on the way.
#[test]
fn a_whole_run_is_seen_at_80x24() {
    let pod = builtin::get("edge-to-pod").expect("a built-in topology");
    for request in pod.load().request_ids() {
        let mut app = App::new(Settings::of(vec![Listed::from(pod)]));
        app.show(request, 1);
        let first = screen(&mut app, (80, 24), false);
        assert!(first.contains("short names only"), "{first}");
        let before = app.diagram().expect("a diagram").0.clone();
        press(&mut app, "end");
        let last = screen(&mut app, (80, 24), false);
        assert_eq!(app.diagram().expect("a diagram").0, &before);
        assert!(last.contains("[✓Client ]"), "{last}");
    }
    let mut app = App::new(Settings::of(vec![Listed::from(pod)]));
    let hit = pod.load().find_request("cache-hit");
    app.show(hit.expect("a request"), 6);
    assert!(screen(&mut app, (80, 24), false).contains("[✓ CDN  ✔]"));
    assert!(screen(&mut app, (80, 24), true).contains("[+ CDN  H]"));
}

#[test]
fn nothing_is_moved_where_all_is_shown() {
    let starter = builtin::get("starter").expect("a built-in topology");
    let mut app = App::new(Settings::of(vec![Listed::from(starter)]));
    let before = screen(&mut app, (80, 24), false);
    assert!(!before.contains("view "), "{before}");
    press(&mut app, "shift-right");
    assert!(app.notice().expect("a word").contains("nothing is hidden"));
    press(&mut app, "esc");
    assert_eq!(screen(&mut app, (80, 24), false), before);
}

/// A line of boxes down and another across, far larger than a screen, with free corners.
fn large() -> Topology {
    let mut file = String::from("format = 1\ntitle = \"Large\"\n");
    for index in 0..24 {
        let kind = if index == 0 { "client" } else { "router" };
        let (column, row) = if index < 12 {
            (index, 0)
        } else {
            (0, index - 11)
        };
        let _ = write!(
            file,
            "[node.n{index}]\nkind = \"{kind}\"\nname = \"Router number {index}\"\nat = [{column}, {row}]\n"
        );
        let before = if index == 12 { 0 } else { index - 1 };
        if index > 0 {
            let _ = write!(file, "[[link]]\nfrom = \"n{before}\"\nto = \"n{index}\"\n");
        }
    }
    file += "[[request]]\nid = \"go\"\n";
    Topology::parse("large", &file).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn a_map_stands_in_a_free_corner_of_a_large_screen() {
    let mut app = App::new(Settings::of(vec![large().into()]));
    let plain = screen(&mut app, (120, 40), false);
    assert!(plain.contains('□') && plain.contains('■'), "{plain}");
    let ascii = screen(&mut app, (120, 40), true);
    assert!(ascii.contains("|#") && ascii.is_ascii(), "{ascii}");
    for size in [(99, 40), (120, 29)] {
        let small = screen(&mut app, size, false);
        assert!(!small.contains('□'), "{small}");
    }
    press(&mut app, "enter");
    app.tick(Duration::from_millis(700));
    let moving = screen(&mut app, (120, 40), false);
    let map = moving.lines().find(|line| line.contains("│■"));
    assert!(map.is_some_and(|line| line.contains('●')), "{moving}");
}

//! The window onto a diagram that is larger than the screen: what moves is in it, at every size
//! and after every change of size, and the run goes on as if nothing had happened.

use std::fmt::Write;
use std::time::Duration;

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

/// Whether the window shows a cell of the diagram.
fn shows(app: &App, (width, height): (u16, u16), at: Point) -> bool {
    let first = app.window().expect("a window");
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
    let followed = app.window();
    for (keys, stays) in [
        ("F", false),
        ("n", false),
        ("left", false),
        ("space", false),
        ("i i", true),
    ] {
        press(&mut app, "shift-right shift-right L shift-down J");
        screen(&mut app, size, false);
        let moved = app.window();
        assert_ne!(moved, followed, "before {keys}");
        app.tick(Duration::from_millis(500));
        screen(&mut app, size, false);
        assert_eq!(app.window(), moved, "time alone moves nothing back");
        press(&mut app, keys);
        screen(&mut app, size, false);
        assert_eq!(app.window() == moved, stays, "after {keys}");
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

//! The inspector, the waterfall, the sequence in detail and the comparison, over every built-in
//! request at every usual size: they say what is so, in ASCII and without colour as well.

use hopwise::app::{App, Settings};
use hopwise::topology::{RequestId, Topology, builtin};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::waterfall::{Axis, Shown, Waterfall};
use hopwise::ui::{self, print};
use ratatui::layout::Rect;

#[path = "support/typing.rs"]
mod typing;
use typing::press;

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 12)];

fn app(topology: &Topology) -> App {
    App::new(Settings {
        reduced_motion: true,
        ..Settings::of(vec![topology.clone().into()])
    })
}

fn screen(app: &mut App, (width, height): (u16, u16), ascii: bool) -> String {
    let theme = Theme::new(ThemeName::Dark, ascii, false);
    let area = Rect::new(0, 0, width, height);
    print::picture(width, height, print::Paper::Text, |_, buf| {
        ui::prepare(app, area);
        ui::render(app, &theme, area, buf);
    })
}

/// Calls `check` for every request of every built-in topology, with the program standing at the
/// beginning of its run.
fn every_run(mut check: impl FnMut(&Topology, RequestId, App)) {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let mut app = app(&topology);
            app.show(request, 1);
            check(&topology, request, app);
        }
    }
}

fn steps(app: &App) -> usize {
    app.run().expect("a run").trace.steps.len()
}

/// Keys that open each view, from the diagram with nothing open.
const OPENERS: [&str; 4] = ["i", "v", "d v", "v v"];

#[test]
fn every_view_of_every_step_is_drawn_in_ascii() {
    every_run(|topology, _, app| {
        let named = topology.nodes().iter().all(|node| node.name.is_ascii());
        for (place, keys) in OPENERS.iter().enumerate() {
            let mut app = app.clone();
            press(&mut app, keys);
            for step in 0..steps(&app) {
                let picture = screen(&mut app, SIZES[(place + step) % SIZES.len()], true);
                assert!(!named || picture.is_ascii(), "{picture}");
                press(&mut app, "n");
            }
        }
    });
}

#[test]
fn the_inspector_opens_every_packet_and_every_box() {
    every_run(|topology, _, mut app| {
        press(&mut app, "i");
        for _ in 0..steps(&app) {
            let picture = screen(&mut app, (80, 24), false);
            assert!(picture.contains("┌ Inspector: "), "{picture}");
            press(&mut app, "n");
        }
        for _ in topology.nodes() {
            press(&mut app, "down");
            let picture = screen(&mut app, (80, 24), false);
            assert!(picture.contains("State now"), "{picture}");
        }
        press(&mut app, "esc");
        assert!(!screen(&mut app, (80, 24), false).contains("┌ Inspector: "));
    });
}

#[test]
fn the_inspector_scrolls_as_far_as_its_last_line() {
    let topology = builtin::load(builtin::DEFAULT).expect("a built-in topology");
    let mut app = app(&topology);
    press(&mut app, "r end home n n n n n n i");
    let first = screen(&mut app, (80, 24), false);
    assert!(first.contains("PageDown: "), "{first}");
    for _ in 0..20 {
        press(&mut app, "pagedown");
        screen(&mut app, (80, 24), false);
    }
    let last = screen(&mut app, (80, 24), false);
    assert!(!last.contains("PageDown: "), "{last}");
    press(&mut app, "pageup");
    assert_ne!(
        screen(&mut app, (80, 24), false),
        last,
        "one key up moves at once"
    );
}

#[test]
fn tab_goes_through_the_packets_of_a_step() {
    let topology = builtin::load(builtin::DEFAULT).expect("a built-in topology");
    let mut app = app(&topology);
    press(&mut app, "f end i");
    let count = app
        .run()
        .expect("a run")
        .trace
        .steps
        .last()
        .expect("steps")
        .hops
        .len();
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..count {
        press(&mut app, "tab");
        seen.push(screen(&mut app, (80, 24), false));
    }
    let before = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), before);
    press(&mut app, "tab");
    assert_eq!(
        screen(&mut app, (80, 24), false),
        seen[0],
        "round in a circle"
    );
}

/// Wherever it is zoomed to, the playhead is seen and so is the row that is on.
#[test]
fn the_waterfall_follows_the_playhead() {
    every_run(|_, _, mut app| {
        while app.view() != hopwise::topology::View::Waterfall {
            press(&mut app, "v");
        }
        for step in 0..steps(&app) {
            for zoom in ["0", "}", "} }"] {
                press(&mut app, zoom);
                let size = SIZES[step % 3];
                let picture = screen(&mut app, size, false);
                assert!(picture.contains('▼'), "{picture}");
                assert!(picture.contains('▸'), "{picture}");
            }
            press(&mut app, "n");
        }
    });
}

/// Letters can be read back: in a wide picture each phase has a share of the capitals that is its
/// share of the total, as near as cells allow.
#[test]
fn capitals_of_the_waterfall_take_the_cells_of_their_phases() {
    every_run(|topology, request, app| {
        let trace = &app.run().expect("a run").trace;
        if trace.total.nanos() == 0 || trace.end().nanos() > trace.total.nanos() {
            return;
        }
        let waterfall = Waterfall::new(topology, trace);
        let size = waterfall.size(Some(1000));
        let shown = Shown {
            axis: Axis::whole(trace.end()),
            at: None,
            first: None,
        };
        let theme = Theme::new(ThemeName::Dark, false, false);
        let picture = print::picture(size.width, size.height, print::Paper::Text, |area, buf| {
            waterfall.draw(&theme, &shown, area, buf);
        });
        let ruler = picture.lines().nth(1).expect("a ruler");
        let left = ruler
            .chars()
            .position(|c| c == '┴')
            .expect("a tick at zero");
        let cells = ruler.chars().count() - left;
        let rows = picture.lines().skip(2).take(trace.spans.len());
        let bars: String = rows.flat_map(|row| row.chars().skip(left)).collect();
        for (phase, time) in trace.phases.iter() {
            let drawn = bars.chars().filter(|c| *c == phase.letter()).count();
            let due = time.nanos() as f64 * cells as f64 / trace.total.nanos() as f64;
            // Every piece may gain a cell at each of its ends.
            let slack = 2.0 * trace.segments.len() as f64;
            let name = &topology[request].id;
            assert!(
                (drawn as f64 - due).abs() <= slack,
                "{name}: {} has {drawn} cells, {due:.1} are due\n{picture}",
                phase.title()
            );
        }
    });
}

#[test]
fn twenty_runs_are_kept_and_any_two_are_compared() {
    let topology = builtin::load(builtin::DEFAULT).expect("a built-in topology");
    let mut app = app(&topology);
    for _ in 0..12 {
        press(&mut app, "h end m end");
    }
    assert_eq!(app.history().len(), 20);
    let numbers: Vec<u32> = app.history().iter().map(|past| past.number).collect();
    assert_eq!(numbers, (5..=24).collect::<Vec<u32>>());
    press(&mut app, "w");
    let comparing = app.comparing().expect("open");
    assert_eq!((comparing.upper, comparing.lower), (18, 19));
    press(&mut app, "up up up up up up up a up b");
    let comparing = app.comparing().expect("open");
    assert_eq!((comparing.upper, comparing.lower), (12, 11));
    for size in SIZES {
        let picture = screen(&mut app, size, false);
        assert!(picture.contains("A  run 17: "), "{picture}");
        assert!(picture.contains("B  run 16: "), "{picture}");
    }
    press(&mut app, "esc");
    assert_eq!(app.comparing(), None);
}

/// What a class is asked about is in no view before it is answered.
#[test]
fn nothing_shows_what_is_still_asked() {
    let topology = builtin::load(builtin::DEFAULT).expect("a built-in topology");
    let mut app = app(&topology);
    press(&mut app, "h end g b");
    assert!(app.is_veiled());
    press(&mut app, "w");
    assert!(app.comparing().is_none(), "the whole run is in the log");
    press(&mut app, "esc");
    for keys in ["i", "i v", "v", "v"] {
        press(&mut app, keys);
        let picture = screen(&mut app, (200, 60), false);
        assert!(!picture.contains("403 Forbidden"), "{picture}");
    }
}

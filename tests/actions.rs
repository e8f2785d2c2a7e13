//! What the program does with what happens, apart from any screen.

use std::fmt::Write;
use std::time::Duration;

use hopwise::app::{App, Listed, Settings};
use hopwise::engine::Fault;
use hopwise::key::Key;
use hopwise::keymap::Mode;
use hopwise::time::SimDuration;
use hopwise::topology::{Topology, View, builtin};
use hopwise::trace::Seed;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[path = "support/typing.rs"]
mod typing;
use typing::press;

fn settings() -> Settings {
    Settings {
        seed: Seed(3),
        ..Settings::of(builtin::BUILTINS.iter().map(Listed::from).collect())
    }
}

fn step(app: &App) -> usize {
    app.run().expect("a run").playback.step() + 1
}

#[test]
fn state_is_carried_from_request_to_request_and_forgotten_when_cold() {
    let mut app = App::new(settings());
    let mut total = |keys| {
        press(&mut app, keys);
        app.run().expect("a run").trace.total
    };
    let cold = total("m end");
    let warm = total("m end");
    assert!(warm < cold, "{warm} is less than {cold}");
    assert_eq!(total("c m end"), cold);
}

#[test]
fn sending_while_it_plays_starts_the_same_run_again() {
    let mut app = App::new(settings());
    press(&mut app, "m n n");
    assert_eq!(step(&app), 3);
    let before = app.run().unwrap().trace.clone();
    press(&mut app, "enter");
    assert_eq!(step(&app), 1);
    assert_eq!(app.run().unwrap().trace, before);
    assert!(app.run().unwrap().playback.is_playing());
}

#[test]
fn in_step_mode_sending_stops_at_the_first_step() {
    let mut app = App::new(settings());
    press(&mut app, "space h");
    assert!(app.animating());
    app.tick(Duration::from_secs(60));
    assert!(!app.animating());
    assert_eq!(step(&app), 1);
    press(&mut app, "space");
    app.tick(Duration::from_secs(600));
    assert!(app.run().unwrap().playback.has_ended());
}

#[test]
fn autoplay_sends_the_request_that_was_named() {
    let mut settings = settings();
    settings.autoplay = true;
    settings.request = builtin::BUILTINS[0].load().find_request("cache-miss");
    let app = App::new(settings.clone());
    assert_eq!(app.run().map(|run| run.trace.request), settings.request);
    assert!(app.animating());
}

#[test]
fn topologies_are_walked_in_a_circle_and_keep_their_state() {
    let mut app = App::new(settings());
    let first = app.topology().name().to_owned();
    press(&mut app, "m end down");
    for _ in builtin::BUILTINS {
        press(&mut app, "]");
        assert!(app.run().is_none() && app.selected().is_none());
    }
    assert_eq!(app.topology().name(), first);
    press(&mut app, "[ ]");
    assert_eq!(app.topology().name(), first);
    let mut cold = App::new(settings());
    press(&mut cold, "m");
    press(&mut app, "m");
    let total = |app: &App| app.run().unwrap().trace.total;
    assert!(total(&app) < total(&cold), "what was cached is still there");
}

#[test]
fn a_topology_opens_in_its_own_view() {
    let mut app = App::new(settings());
    press(&mut app, "t");
    assert_eq!(app.mode(), Mode::List);
    for c in "foob".chars() {
        app.press(Key::char(c));
    }
    press(&mut app, "enter");
    assert_eq!(app.mode(), Mode::Browse);
    assert_eq!(app.topology().name(), "foobar");
    assert_eq!(app.view(), View::Sequence);
    press(&mut app, "v");
    assert_eq!(app.view(), View::Waterfall);
    press(&mut app, "v");
    assert_eq!(app.view(), View::Diagram);
}

#[test]
fn every_request_can_be_sent_from_the_list() {
    let mut source = String::from(
        "format = 1\ntitle = \"T\"\n[node.c]\nkind = \"client\"\nname = \"C\"\n\
         [node.a]\nkind = \"app\"\nname = \"A\"\n[[link]]\nfrom = \"c\"\nto = \"a\"\n",
    );
    for number in 1..=30 {
        let _ = write!(
            source,
            "[[request]]\nid = \"r{number}\"\nname = \"Number {number}\"\n"
        );
    }
    let topology = Topology::parse("many", &source).expect("a topology");
    let mut app = App::new(Settings::of(vec![topology.into()]));
    let sent = |app: &App| {
        let run = app.run().expect("a run");
        app.topology()[run.trace.request].id.clone()
    };
    for (keys, id) in [
        ("S 2 7 enter", "r27"),
        ("S down enter", "r28"),
        ("S up up up enter", "r25"),
        ("S N u m b e r space 1 1 enter", "r11"),
    ] {
        press(&mut app, keys);
        assert_eq!(
            (app.mode(), sent(&app).as_str()),
            (Mode::Browse, id),
            "{keys}"
        );
    }
    press(&mut app, "S x y z enter");
    assert_eq!(app.mode(), Mode::List, "nothing matches");
    press(&mut app, "esc");
    assert_eq!(sent(&app), "r11");
}

#[test]
fn faults_are_put_on_the_selected_box_and_taken_off() {
    let mut app = App::new(settings());
    assert_eq!(app.selected(), None);
    press(&mut app, "x");
    assert!(app.notice().unwrap().contains("select a box first"));
    press(&mut app, "down");
    let node = app.selected().expect("the first box of the path");
    for (keys, fault) in [
        ("x", Some(Fault::Down)),
        ("z", Some(Fault::Slow { factor: 10 })),
        ("z", None),
        ("X d", Some(Fault::Drop)),
        ("d r", Some(Fault::Reject)),
        ("k", Some(Fault::Crash)),
        ("k", None),
        ("x m", None),
    ] {
        press(&mut app, keys);
        assert_eq!(app.fault(node), fault, "{keys}");
    }
}

#[test]
fn a_line_is_broken_and_mended_by_the_same_keys() {
    let mut app = App::new(settings());
    press(&mut app, "tab X");
    let link = app.selected_link().expect("the first line of the path");
    let lossy = |app: &App| {
        app.impairments()
            .iter()
            .any(|(of, it)| *of == link && it.loss > 0)
    };
    let late = |app: &App| {
        let mut all = app.impairments().into_iter();
        all.any(|(of, it)| of == link && it.delay > SimDuration::ZERO)
    };
    for (keys, loss, delay) in [
        ("l", true, false),
        ("a", true, true),
        ("l", false, true),
        ("a", false, false),
        ("l a m", false, false),
    ] {
        press(&mut app, keys);
        assert_eq!((lossy(&app), late(&app)), (loss, delay), "{keys}");
    }
    press(&mut app, "d");
    assert!(app.notice().unwrap().contains("that is done to a box"));
}

/// The diagram of each built-in topology, ready to be pointed at.
fn diagrams(area: Rect) -> impl Iterator<Item = App> {
    builtin::BUILTINS.iter().map(move |builtin| {
        let mut app = App::new(Settings::of(vec![Listed::from(builtin)]));
        while app.view() != View::Diagram {
            press(&mut app, "v");
        }
        ui::prepare(&mut app, area);
        app
    })
}

#[test]
fn every_drawn_line_can_be_pointed_at() {
    let area = Rect::new(0, 0, 200, 70);
    for app in diagrams(area) {
        let cells =
            (0..area.height).flat_map(|row| (0..area.width).map(move |column| (column, row)));
        let mut found: Vec<_> = cells
            .flat_map(|(column, row)| ui::links_at(&app, area, column, row))
            .collect();
        found.sort();
        found.dedup();
        let (diagram, _) = app.diagram().expect("a diagram");
        let mut drawn: Vec<_> = diagram.routes.iter().map(|route| route.link).collect();
        drawn.sort();
        assert_eq!(found, drawn, "{}", app.topology().title());
    }
}

#[test]
fn a_click_on_a_box_selects_it() {
    let area = Rect::new(0, 0, 200, 70);
    for app in diagrams(area) {
        let mut found: Vec<_> = Vec::new();
        for row in 0..area.height {
            for column in 0..area.width {
                found.extend(ui::node_at(&app, area, column, row));
            }
        }
        found.sort();
        found.dedup();
        let drawn = app.topology().nodes().iter().filter(|node| !node.hidden);
        assert_eq!(found.len(), drawn.count(), "{}", app.topology().title());
    }
}

/// Found by fuzzing: the card of a lesson's step looked for its request in whatever was open.
#[test]
fn every_topology_may_be_looked_at_in_the_middle_of_a_lesson() {
    let area = Rect::new(0, 0, 120, 40);
    let theme = Theme::new(ThemeName::Dark, false, false);
    for lesson in hopwise::lesson::builtin::BUILTINS {
        let mut app = App::new(settings());
        app.teach(lesson.load());
        for _ in 0..app.lesson().expect("a lesson").0.steps.len() {
            let own = app.topology().name().to_owned();
            for _ in 0..app.topologies().count() {
                let is_own = app.topology().name() == own;
                assert_eq!(app.lesson_step().is_some(), is_own, "{own}");
                for keys in ["", "1 end"] {
                    press(&mut app, keys);
                    ui::prepare(&mut app, area);
                    ui::render(&app, &theme, area, &mut Buffer::empty(area));
                }
                press(&mut app, "]");
            }
            press(&mut app, "N");
        }
    }
}

/// A presenter's clicker sends `PageDown` and `PageUp`, and nothing else.
#[test]
fn a_clicker_leads_through_a_run_and_through_a_lesson() {
    let mut app = App::new(settings());
    press(&mut app, "m pagedown pagedown");
    assert_eq!(step(&app), 3);
    press(&mut app, "pageup");
    assert_eq!(step(&app), 2);
    press(&mut app, "i pagedown");
    assert_eq!(step(&app), 2, "the inspector scrolls");
    for lesson in hopwise::lesson::builtin::BUILTINS {
        let mut app = App::new(settings());
        app.teach(lesson.load());
        let steps = app.lesson().expect("a lesson").0.steps.len();
        let mut seen = Vec::new();
        for _ in 0..300 {
            seen.extend(app.lesson().map(|(_, place)| place));
            if app.mode() == Mode::Question {
                press(&mut app, "1");
            }
            press(&mut app, "pagedown");
            app.tick(Duration::from_secs(60));
        }
        seen.dedup();
        assert_eq!(seen, (0..steps).collect::<Vec<_>>());
        assert_eq!(app.mode(), Mode::Score, "the lesson is over");
        press(&mut app, "pageup");
        assert_eq!(app.lesson().map(|(_, place)| place), Some(steps - 1));
        assert_eq!(app.mode(), Mode::Browse);
    }
}

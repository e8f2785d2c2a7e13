//! The load view without a terminal: what keys do to a system under load, and that nothing moves
//! while it stands still.

use std::time::Duration;

use hopwise::action::Action;
use hopwise::app::{App, Listed, Settings};
use hopwise::engine::Fault;
use hopwise::key::Key;
use hopwise::keymap::Mode;
use hopwise::topology::{NodeId, Topology, builtin};

const TICK: Duration = Duration::from_millis(33);

/// The load view of a built-in topology.
fn load(name: &str) -> App {
    let topologies: Vec<Listed> = builtin::BUILTINS.iter().map(Listed::from).collect();
    let mut app = App::new(Settings::of(topologies));
    let place = builtin::BUILTINS
        .iter()
        .position(|builtin| builtin.name == name);
    app.open(place.expect("a built-in topology"));
    press(&mut app, "l");
    app
}

fn press(app: &mut App, keys: &str) {
    for key in keys.split_whitespace() {
        let key: Key = key.parse().expect("a key");
        assert_eq!(app.press(key), None);
    }
}

/// Lets wall time pass as the loop tells it; how many frames were drawn.
fn wait(app: &mut App, seconds: u64) -> usize {
    let ticks = Duration::from_secs(seconds).as_nanos() / TICK.as_nanos();
    let mut frames = 0;
    for _ in 0..ticks {
        app.tick(TICK);
        frames += usize::from(app.needs_frame());
        app.drawn();
    }
    frames
}

fn node(app: &App, id: &str) -> NodeId {
    app.topology().find_node(id).expect("a node")
}

/// What a box shows: thousandths of its workers, and who waits.
fn gauge(app: &App, id: &str) -> (u16, u32) {
    let gauge = app.load().and_then(|load| load.gauge(node(app, id)));
    let gauge = gauge.expect("a gauge");
    (gauge.used.expect("a capacity"), gauge.waiting)
}

fn said(app: &App) -> String {
    app.load().expect("a load").sentence(app.topology()).0
}

#[test]
fn frames_are_drawn_while_it_runs_and_none_while_it_stands_still() {
    let mut app = load("foobar");
    let frames = wait(&mut app, 4);
    assert!((10..=30 * 4).contains(&frames), "{frames} frames in 4 s");
    press(&mut app, "space");
    app.drawn();
    assert!(!app.animating());
    assert_eq!(wait(&mut app, 2), 0);
    press(&mut app, "space");
    assert!(app.animating());
    assert!(wait(&mut app, 2) > 0);
}

/// What a teacher does: more load, until something is saturated; then workers where the queue is,
/// until nothing is; then fewer again.
#[test]
fn more_workers_end_a_queue_and_fewer_make_one() {
    let mut app = load("foobar");
    let rate = app.load().expect("a load").rate();
    press(&mut app, "up up up up up");
    assert!(app.load().expect("a load").rate() > rate * 1.4);
    wait(&mut app, 8);
    assert!(said(&app).contains("is saturated"), "{}", said(&app));
    for _ in 0..6 {
        // The first box that is selected is the one that matters most.
        app.update(Action::Select(None));
        press(&mut app, "right } } } } } } } }");
        assert_eq!(app.mode(), Mode::Load);
        wait(&mut app, 20);
        if !said(&app).contains("is saturated") {
            break;
        }
    }
    assert!(!said(&app).contains("saturated"), "{}", said(&app));
    app.update(Action::Select(Some(node(&app, "app"))));
    press(&mut app, &"{ ".repeat(40));
    wait(&mut app, 5);
    let (used, waiting) = gauge(&app, "app");
    assert!(used > 950 && waiting > 10, "{}", said(&app));
}

#[test]
fn what_is_taken_down_fails_requests_until_it_is_back() {
    let mut app = load("foobar");
    wait(&mut app, 2);
    let failed = |app: &App| app.load().and_then(|load| Some(load.latest()?.failed));
    assert_eq!(failed(&app), Some(0.0));
    app.update(Action::Select(Some(node(&app, "app"))));
    press(&mut app, "x");
    wait(&mut app, 3);
    assert!(failed(&app) > Some(0.3), "{:?}", failed(&app));
    assert!(said(&app).contains("% of requests fail"), "{}", said(&app));
    press(&mut app, "x");
    // What was under way there is given up at the latest after the longest time-out.
    wait(&mut app, 40);
    assert_eq!(failed(&app), Some(0.0));
}

#[test]
fn a_request_is_followed_and_the_load_stands_still_until_it_is_looked_at_again() {
    let mut app = load("pipeline");
    wait(&mut app, 2);
    press(&mut app, "enter");
    wait(&mut app, 1);
    assert_eq!(app.mode(), Mode::Browse);
    assert!(app.load().is_none());
    let run = app.run().expect("the request as a run");
    assert!(run.trace.total.nanos() > 0);
    wait(&mut app, 3);
    press(&mut app, "l");
    let now = app.load().expect("the same load").now().nanos();
    assert!((2_000_000_000..4_000_000_000).contains(&now), "{now}");
}

#[test]
fn escape_drops_the_selection_then_leaves_and_another_topology_ends_the_load() {
    let mut app = load("foobar");
    wait(&mut app, 1);
    press(&mut app, "right esc");
    assert_eq!(app.selected(), None);
    assert_eq!(app.mode(), Mode::Load);
    press(&mut app, "? esc");
    assert_eq!(app.mode(), Mode::Load, "Esc closes the help first");
    press(&mut app, "esc");
    assert_eq!(app.mode(), Mode::Browse);
    press(&mut app, "l ]");
    assert_eq!(app.mode(), Mode::Browse);
    press(&mut app, "[ l");
    assert_eq!(app.load().expect("a new load").now().nanos(), 0);
}

/// A file that is edited while its load is watched: fewer boxes must not be looked up in vain.
#[test]
fn a_file_that_is_read_again_begins_its_load_anew() {
    let read = |text: &str| Topology::parse("mine", text).expect("a good file");
    let source = builtin::get("starter").expect("the starter").source;
    let mut app = App::new(Settings::of(vec![read(source).into()]));
    press(&mut app, "l up up");
    let rate = app.load().expect("a load").rate();
    wait(&mut app, 2);
    let larger = source.replace("capacity = 4", "capacity = 40");
    app.update(Action::Loaded(Ok(Box::new(read(&larger)))));
    assert_eq!(app.mode(), Mode::Load);
    assert!((app.load().expect("a load").rate() / rate - 1.0).abs() < 1e-9);
    let smaller = "format = 1\n[node.c]\nkind = \"client\"\nname = \"C\"\n[node.w]\nkind = \"web\"\nname = \"W\"\n\
                   [[link]]\nfrom = \"c\"\nto = \"w\"\n[[request]]\nid = \"home\"\n";
    app.update(Action::Loaded(Ok(Box::new(read(smaller)))));
    wait(&mut app, 2);
    assert!(said(&app).contains("nothing limits it"), "{}", said(&app));
}

#[test]
fn every_built_in_topology_keeps_up_with_what_it_is_given_first() {
    for builtin in builtin::BUILTINS {
        let mut app = load(builtin.name);
        wait(&mut app, 3);
        let latest = app.load().and_then(|load| load.latest().cloned());
        let latest = latest.expect("a sample");
        assert!(latest.done > 0.0, "{}: nothing is done", builtin.name);
        assert!(latest.failed < 0.01, "{}: {}", builtin.name, said(&app));
        assert!(
            !said(&app).contains("is saturated"),
            "{}: {}",
            builtin.name,
            said(&app)
        );
    }
}

/// Left to itself with far more than it bears, it stands still before memory is short, says so, and
/// begins anew when told. Packets to the resolver vanish, so everybody waits.
#[test]
fn what_can_never_catch_up_stands_still() {
    let mut app = load("two-lanes");
    let mut state = app.state().clone();
    state.set_fault(node(&app, "dns"), Some(Fault::Drop));
    app.start_in(state);
    press(&mut app, "l l");
    press(&mut app, &"up ".repeat(60));
    while app.load().expect("a load").is_playing() {
        app.tick(TICK);
    }
    assert!(said(&app).contains("never catch up"), "{}", said(&app));
    app.drawn();
    assert_eq!(wait(&mut app, 2), 0);
    press(&mut app, "space");
    app.tick(Duration::from_millis(50));
    assert!(!app.load().expect("a load").is_playing());
    press(&mut app, "c");
    wait(&mut app, 1);
    assert!(app.load().expect("a load").is_playing());
    assert!(!said(&app).contains("never catch up"), "{}", said(&app));
}

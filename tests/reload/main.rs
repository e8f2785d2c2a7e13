//! A file that is edited while it is open: what is kept, and how a mistake is shown.

use std::path::PathBuf;
use std::time::Duration;

use hopwise::action::{Action, Command};
use hopwise::app::{App, Listed, Settings};
use hopwise::engine::Fault;
use hopwise::key::Key;
use hopwise::keymap::Mode;
use hopwise::lesson::builtin as lessons;
use hopwise::topology::problem::Refusal;
use hopwise::topology::{Topology, View, builtin, check_bytes};
use hopwise::trace::Seed;
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{self, print};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[path = "../support/typing.rs"]
mod typing;
use typing::press;

mod lesson;

const FILE: &str = "mine.toml";

fn source() -> &'static str {
    builtin::get(builtin::DEFAULT).unwrap().source
}

/// The program with the default topology open as a file of its own.
fn app() -> App {
    App::new(Settings {
        path: Some(PathBuf::from(FILE)),
        seed: Seed(3),
        ..Settings::of(vec![
            Topology::parse("mine", source())
                .expect("a sound file")
                .into(),
            Listed::from(&builtin::BUILTINS[0]),
        ])
    })
}

/// Tells `app` that the file holds `text` now.
fn write(app: &mut App, text: &str) {
    let checked = check_bytes("mine", text.as_bytes());
    let loaded = match checked.topology {
        Some(topology) => Ok(Box::new(topology)),
        None => Err(Box::new(Refusal::new(
            FILE,
            &checked.source,
            &checked.problems,
        ))),
    };
    app.update(Action::Loaded(loaded));
}

/// The default topology with one piece of its text exchanged.
fn edited(from: &str, to: &str) -> String {
    assert!(source().contains(from), "`{from}` is in the file");
    source().replacen(from, to, 1)
}

fn draw(app: &mut App, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let theme = Theme::new(ThemeName::Dark, false, false);
    ui::prepare(app, area);
    ui::render(app, &theme, area, &mut buffer);
    print::plain(&buffer)
}

fn step(app: &App) -> usize {
    app.run().expect("a run").playback.step() + 1
}

#[test]
fn a_good_change_keeps_selection_view_faults_and_the_step() {
    let mut app = app();
    press(&mut app, "down down z m n n n v");
    app.tick(Duration::from_secs(60));
    let selected = app.selected().map(|node| app.topology()[node].id.clone());
    let (view, at) = (app.view(), step(&app));
    assert_eq!((view, at), (View::Sequence, 4));
    write(&mut app, &edited("title = \"", "title = \"New: "));
    assert!(app.topology().title().starts_with("New: "));
    assert!(app.notice().unwrap().contains("read again"));
    let now = app.selected().map(|node| app.topology()[node].id.clone());
    assert_eq!((now, app.view(), step(&app)), (selected, view, at));
    let slowed = app.selected().and_then(|node| app.fault(node));
    assert_eq!(slowed, Some(Fault::Slow { factor: 10 }));
}

#[test]
fn a_run_that_plays_plays_on_and_a_new_latency_counts() {
    let mut app = app();
    press(&mut app, "m");
    app.tick(Duration::from_secs(9));
    let (at, before) = (step(&app), app.run().unwrap().trace.total);
    assert!(at > 1 && app.animating());
    let mut lines = source().lines().collect::<Vec<_>>();
    let place = lines.iter().position(|line| line.contains("service = \""));
    let slow = lines[place.expect("a box that works")].replacen("service = \"", "service = \"1", 1);
    lines[place.unwrap()] = &slow;
    write(&mut app, &lines.join("\n"));
    assert_eq!(step(&app), at);
    assert!(app.animating());
    assert!(app.run().unwrap().trace.total > before);
}

#[test]
fn what_is_cached_stays_while_boxes_links_and_requests_do() {
    let mut app = app();
    press(&mut app, "m end m end");
    let warm = app.run().unwrap().trace.clone();
    write(&mut app, &edited("title = \"", "title = \"New: "));
    assert_eq!(app.run().unwrap().trace, warm);
    press(&mut app, "c m end");
    let cold = app.run().unwrap().trace.total;
    assert!(cold > warm.total);
    write(&mut app, source());
    assert_eq!(app.run().unwrap().trace.total, cold);
}

#[test]
fn a_run_ends_where_a_box_or_its_request_is_gone() {
    let mut app = app();
    press(&mut app, "down m n");
    let starter = builtin::get(builtin::STARTER).unwrap().source;
    write(&mut app, starter);
    assert!(app.run().is_none());
    assert_eq!(
        app.topology().title(),
        builtin::load("starter").unwrap().title()
    );
    press(&mut app, "enter");
    assert!(app.run().is_some());
}

#[test]
fn the_same_topology_again_is_nothing_new() {
    let mut app = app();
    press(&mut app, "m n n");
    app.tick(Duration::from_secs(1));
    app.drawn();
    let before = format!("{app:?}");
    write(&mut app, source());
    write(&mut app, &format!("# said twice\n{}", source()));
    assert_eq!(format!("{app:?}"), before);
    assert!(!app.needs_frame());
    assert_eq!(
        press(&mut app, "R"),
        Some(Command::Load(PathBuf::from(FILE)))
    );
    assert!(app.notice().unwrap().contains("read again"));
}

#[test]
fn a_built_in_topology_has_no_file() {
    let mut app = app();
    assert_eq!(app.file(), Some(PathBuf::from(FILE).as_path()));
    press(&mut app, "]");
    assert_eq!(app.file(), None);
    assert_eq!(press(&mut app, "R"), None);
    assert!(app.notice().unwrap().contains("built-in"));
}

#[test]
fn a_mistake_is_shown_while_the_run_goes_on_and_is_gone_when_mended() {
    let mut app = app();
    press(&mut app, "m");
    write(&mut app, &edited("title = \"", "titel = \""));
    assert_eq!(app.mode(), Mode::Problems);
    let screen = draw(&mut app, 100, 40);
    for words in [
        "mine.toml: 1 problem",
        "no key `titel`",
        "^^^^^",
        "did you mean `title`?",
        "Esc closes",
    ] {
        assert!(screen.contains(words), "no `{words}` on\n{screen}");
    }
    // The picture is above it, and keys that it does not take play on.
    assert!(screen.contains("CDN"), "{screen}");
    press(&mut app, "n n");
    assert_eq!(step(&app), 3);
    press(&mut app, "esc");
    assert_eq!(app.mode(), Mode::Browse);
    assert!(app.notice().unwrap().contains("R shows them"));
    assert!(app.run().is_some());
    write(&mut app, "");
    assert_eq!(app.mode(), Mode::Problems, "another mistake is shown again");
    write(&mut app, source());
    assert_eq!(app.mode(), Mode::Browse);
    assert_eq!(step(&app), 3);
    assert!(!draw(&mut app, 100, 40).contains("problem"));
}

#[test]
fn what_stands_in_front_is_not_taken_away_by_a_mistake() {
    let mut app = app();
    press(&mut app, "t");
    write(&mut app, "format = 9");
    assert_eq!(app.mode(), Mode::List);
    for c in "quit".chars() {
        assert_eq!(app.press(Key::char(c)), None);
    }
    press(&mut app, "esc");
    assert_eq!(app.mode(), Mode::Problems);
}

/// The id of the request that the open list marks.
fn marked(app: &mut App) -> String {
    let screen = draw(app, 120, 40);
    let (_, line) = screen.split_once('▸').expect("a mark");
    line.split_whitespace().nth(1).expect("an id").to_owned()
}

/// Found by fuzzing: the list named requests that were gone.
#[test]
fn a_list_of_requests_that_is_open_follows_the_file() {
    let mut app = app();
    press(&mut app, "S");
    for _ in app.topology().requests().to_vec() {
        press(&mut app, "down");
    }
    assert_eq!(marked(&mut app), "warm");
    let text = source();
    let last = text.rfind("[[request]]").expect("a request");
    write(&mut app, &text[..last]);
    assert_eq!(app.mode(), Mode::List);
    assert_eq!(marked(&mut app), "cold");
}

#[test]
fn problems_are_scrolled_to_the_last_and_no_further() {
    let mut app = app();
    let wrong: Vec<String> = (0..40).map(|n| format!("wrong-{n} = 1\n")).collect();
    let wrong = wrong.concat();
    write(&mut app, &(wrong + source()));
    let first = draw(&mut app, 80, 24);
    assert!(
        first.contains("wrong-0") && first.contains("more below"),
        "{first}"
    );
    for _ in 0..60 {
        press(&mut app, "pagedown");
    }
    let last = draw(&mut app, 80, 24);
    assert!(
        last.contains("wrong-39") && !last.contains("more below"),
        "{last}"
    );
    press(&mut app, "up");
    assert_ne!(draw(&mut app, 80, 24), last, "one line up is one line up");
}

#[test]
fn hostile_characters_of_a_mistake_are_escaped() {
    let mut app = app();
    let hostile = "\"a\u{1b}[31m\u{202e}b\u{200b}\u{7}\"";
    write(
        &mut app,
        &source().replacen("title = ", &format!("{hostile} = "), 1),
    );
    for (width, height) in [(1, 1), (40, 12), (80, 24), (200, 60)] {
        let screen = draw(&mut app, width, height);
        let bad = screen
            .chars()
            .find(|c| *c != '\n' && hopwise::text::is_hostile(*c));
        assert_eq!(bad, None, "{screen}");
        if width >= 80 {
            assert!(
                screen.contains("\\u{1b}") && screen.contains("\\u{202e}"),
                "{screen}"
            );
        }
    }
}

/// Found by fuzzing: the next step of the lesson put the state of its own topology onto another.
#[test]
fn a_lesson_keeps_the_topologies_it_was_read_with() {
    let mut app = app();
    app.teach(lessons::BUILTINS[0].load());
    let (name, other) = (app.topology().name().to_owned(), builtin::load("starter"));
    app.update(Action::Loaded(Ok(Box::new(other.expect("a topology")))));
    assert_eq!(app.topology().name(), name);
    app.update(Action::NextInLesson);
    assert_eq!(app.scene().nodes.len(), app.topology().nodes().len());
}

#[test]
fn a_question_is_counted_once_however_often_the_file_is_read() {
    let mut app = app();
    press(&mut app, "g m");
    for round in 0..3 {
        let choices = app.asked().expect("a question").question.choices.len();
        press(&mut app, &choices.to_string());
        let asked = app
            .asked()
            .map(|asked| (asked.question.text.clone(), asked.picked));
        for title in ["New: ", "Newer: "] {
            write(
                &mut app,
                &edited("title = \"", &format!("title = \"{title}")),
            );
            let now = app
                .asked()
                .map(|asked| (asked.question.text.clone(), asked.picked));
            assert_eq!(now, asked);
        }
        assert_eq!(app.score().asked(), round + 1);
        press(&mut app, "right end");
    }
    press(&mut app, "home");
    write(&mut app, source());
    press(&mut app, "end");
    assert_eq!(app.score().asked(), 3);
}

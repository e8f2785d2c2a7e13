//! The file of a lesson that is edited while it is taught.

use std::path::PathBuf;

use hopwise::action::{Action, Command};
use hopwise::app::{App, Listed, Settings};
use hopwise::keymap::Mode;
use hopwise::lesson::{self, builtin as lessons};
use hopwise::topology::builtin;
use hopwise::topology::problem::Refusal;

use crate::{draw, press, step};

/// The program in the third step of a lesson that came from a file, with its request sent.
fn taught() -> App {
    let lesson = lessons::get("press-enter").unwrap();
    let mut app = App::new(Settings::of(
        builtin::BUILTINS.iter().map(Listed::from).collect(),
    ));
    app.teach(lesson.load());
    app.taught_from(PathBuf::from("lesson.toml"));
    press(&mut app, "N N down enter");
    app
}

/// Tells `app` that its lesson's file holds `text` now.
fn write_lesson(app: &mut App, text: &str) {
    let none = |_: &str| Err("there is no file".to_owned());
    let checked = lesson::check_bytes("lesson", text.as_bytes(), &none);
    let loaded = match checked.lesson {
        Some(lesson) => Ok(Box::new(lesson)),
        None => Err(Box::new(Refusal::new(
            "lesson.toml",
            &checked.source,
            &checked.problems,
        ))),
    };
    app.update(Action::LessonLoaded(loaded));
}

#[test]
fn a_lesson_goes_on_at_its_step_in_its_new_version() {
    let source = lessons::get("press-enter").unwrap().source;
    let mut app = taught();
    let before = (
        step(&app),
        app.selected(),
        app.run().unwrap().trace.clone(),
        app.lesson_step().unwrap().title.clone(),
    );
    assert_eq!(app.file(), Some(PathBuf::from("lesson.toml").as_path()));
    assert_eq!(
        press(&mut app, "R"),
        Some(Command::Load(PathBuf::from("lesson.toml")))
    );
    write_lesson(
        &mut app,
        &source.replacen("title = \"What happens", "title = \"See what happens", 1),
    );
    let (lesson, _) = app.lesson().unwrap();
    assert!(lesson.title.starts_with("See"), "{}", lesson.title);
    let after = (
        step(&app),
        app.selected(),
        app.run().unwrap().trace.clone(),
        app.lesson_step().unwrap().title.clone(),
    );
    assert_eq!(after, before);

    write_lesson(&mut app, &source.replacen("watch =", "wacth =", 1));
    assert_eq!(app.mode(), Mode::Problems);
    assert!(draw(&mut app, 100, 40).contains("lesson.toml: 1 problem"));
    // One of a single step is left at its only one.
    let one = source.match_indices("[[step]]").nth(1).unwrap().0;
    write_lesson(&mut app, &source[..one]);
    assert_eq!(app.mode(), Mode::Browse);
    assert_eq!(
        app.lesson()
            .map(|(lesson, place)| (lesson.steps.len(), place)),
        Some((1, 0))
    );
    draw(&mut app, 100, 40);
}

#[test]
fn a_question_of_a_lesson_is_counted_once() {
    let source = lessons::get("where-caches-help").unwrap().source;
    let mut app = App::new(Settings::of(
        builtin::BUILTINS.iter().map(Listed::from).collect(),
    ));
    app.teach(lessons::get("where-caches-help").unwrap().load());
    app.taught_from(PathBuf::from("lesson.toml"));
    for _ in 0..20 {
        if app.lesson_step().is_some_and(lesson::Step::asks) {
            break;
        }
        press(&mut app, "N");
    }
    press(&mut app, "enter end 1");
    let asked = |app: &App| {
        app.asked()
            .map(|asked| (asked.question.clone(), asked.picked))
    };
    let before = asked(&app);
    assert!(matches!(before, Some((_, Some(0)))), "{before:?}");
    for title in ["title = \"A", "title = \"B"] {
        write_lesson(&mut app, &source.replacen("title = \"", title, 1));
        assert_eq!(asked(&app), before);
        assert_eq!(app.score().asked(), 1);
    }
}

//! Lessons: each file of tests/lessons beside what is said of it; the shipped ones; what a step
//! finds. `HOPWISE_UPDATE=1 cargo test --test lessons` writes the expected texts again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hopwise::engine::Fault;
use hopwise::lesson::builtin::BUILTINS;
use hopwise::lesson::{CODES, Lesson, Place, Present, check_bytes, is_lesson, notes, text};
use hopwise::playback::Speed;
use hopwise::time::SimDuration;
use hopwise::topology::problem::render;
use hopwise::topology::{Topology, View};
use hopwise::trace::Seed;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons");
    let entries = fs::read_dir(folder).expect("the folder of fixtures");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    files
}

/// No topology stands beside the fixtures.
fn no_file(path: &str) -> Result<Topology, String> {
    Err(format!("there is no file `{path}`"))
}

#[test]
fn every_fixture_says_what_stands_beside_it() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let checked = check_bytes(name.trim_end_matches(".toml"), &bytes, &no_file);
        assert_eq!(
            checked.lesson.is_some(),
            checked.problems.is_empty(),
            "{name}"
        );
        seen.extend(checked.problems.iter().map(|problem| problem.code));
        let shown = render(&name, &checked.source, &checked.problems, false);
        let beside = path.with_extension("txt");
        if update {
            fs::write(&beside, &shown).unwrap();
        } else if fs::read_to_string(&beside).ok().as_deref() != Some(shown.as_str()) {
            wrong.push(format!("{name} says\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing: Vec<_> = CODES.iter().filter(|code| !seen.contains(*code)).collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}");
}

#[test]
fn every_key_of_a_step_is_taken() {
    let bytes = include_bytes!("lessons/valid.toml");
    let lesson = check_bytes("valid", bytes, &no_file).lesson.expect("valid");
    let step = &lesson.steps[0];
    let topology = &lesson.topologies[step.topology];
    let node = |id| topology.find_node(id).expect("a node");
    assert_eq!(step.request, topology.find_request("cache-hit"));
    assert_eq!(step.view, Some(View::Sequence));
    let slow = Fault::Slow { factor: 10 };
    assert_eq!(
        step.faults,
        [
            (node("db"), Some(Fault::Down)),
            (node("app"), Some(slow)),
            (node("web"), None)
        ]
    );
    assert!(step.cold && step.predict);
    assert_eq!(step.wait, SimDuration::from_secs(300));
    assert_eq!(step.speed, Some("0.5".parse::<Speed>().unwrap()));
    assert_eq!(step.stop_at, Some(Place::Node(node("web"))));
    let question = step.question.as_ref().expect("a question");
    assert_eq!(question.wrong, ["not so", "otherwise"]);
    assert_eq!(step.notes, ["One paragraph in two lines.", "Another one."]);
    assert_eq!(
        lesson.steps[1].topology, step.topology,
        "that of the step before"
    );
    assert_eq!(lesson.steps[1].stop_at, Some(Place::Step(1)));
}

fn shipped() -> impl Iterator<Item = Lesson> {
    BUILTINS.iter().map(|builtin| {
        let checked = check_bytes(builtin.name, builtin.source.as_bytes(), &no_file);
        let shown = render(builtin.name, builtin.source, &checked.problems, false);
        assert!(checked.problems.is_empty(), "{shown}");
        builtin.load()
    })
}

#[test]
fn the_shipped_lessons_are_whole() {
    for lesson in shipped() {
        let name = &lesson.name;
        assert!((6..=10).contains(&lesson.steps.len()), "{name}");
        for step in &lesson.steps {
            let full = [&step.title, &step.watch, &step.learn];
            assert!(
                full.iter().all(|text| !text.is_empty()),
                "{name}: {}",
                step.title
            );
            assert!(
                !step.notes.is_empty(),
                "{name}: {} has no notes",
                step.title
            );
        }
        assert!(
            lesson.steps.iter().any(|step| step.predict),
            "{name} asks nothing"
        );
        let told = text(&lesson, Seed(0));
        for step in &lesson.steps {
            assert!(told.contains(&step.title), "{name}: {}", step.title);
        }
        let widest = told.lines().map(hopwise::text::width).max();
        assert!(widest <= Some(80), "{name} is {widest:?} wide");
    }
}

/// Questions of a lesson are as sound as the program's own: asked at a step that exists, one
/// choice right, no two alike.
#[test]
fn the_shipped_lessons_ask_sound_questions() {
    for lesson in shipped() {
        for (place, step) in lesson.steps.iter().enumerate() {
            let Some((state, trace)) = lesson.run(place, Seed(0)) else {
                assert!(!step.asks());
                continue;
            };
            let topology = &lesson.topologies[step.topology];
            let asked = step.questions(topology, &state, Seed(0), &trace);
            assert_eq!(
                asked.is_empty(),
                !step.asks(),
                "{}: {}",
                lesson.name,
                step.title
            );
            assert!(asked.iter().map(|question| question.step).is_sorted());
            for question in asked {
                assert!(question.step < trace.steps.len());
                let texts: BTreeSet<_> = question.choices.iter().map(|c| &c.text).collect();
                assert_eq!(texts.len(), question.choices.len(), "{question:?}");
                assert!((2..=4).contains(&texts.len()));
            }
        }
    }
}

/// What a step finds is what the steps before it leave, faults and time included.
#[test]
fn steps_find_what_those_before_leave() {
    let lesson = shipped()
        .find(|lesson| lesson.name == "when-things-break")
        .unwrap();
    let place = |title: &str| {
        let is_it = |step: &hopwise::lesson::Step| step.title == title;
        lesson.steps.iter().position(is_it).expect("a step")
    };
    let run = |title: &str| lesson.run(place(title), Seed(0)).expect("a run").1;
    let picked_dead = run("A server dies");
    let known = run("Forty seconds later");
    assert!(
        known.total < picked_dead.total,
        "the name is known and nobody stumbles"
    );
    assert_eq!(
        run("A server dies"),
        picked_dead,
        "however often it is asked for"
    );
    let standings = lesson.standings(place("Slow is not down"), Seed(0));
    let step = &lesson.steps[place("Slow is not down")];
    let topology = &lesson.topologies[step.topology];
    let fault = |id| {
        standings[step.topology]
            .state
            .fault(topology.find_node(id).unwrap())
    };
    assert_eq!(fault("master"), None);
    assert_eq!(fault("web1"), None);
    assert_eq!(fault("s3"), Some(Fault::Slow { factor: 10 }));
}

#[test]
fn the_speaker_reads_this_step_and_the_next() {
    let lesson = shipped().next().expect("a lesson");
    let page = |place, ended| {
        let present = Present {
            place,
            question: None,
            ended,
        };
        notes(&lesson, &present)
    };
    for (place, step) in lesson.steps.iter().enumerate() {
        let page = page(place, false);
        assert!(step.notes.iter().all(|paragraph| page.contains(paragraph)));
        assert!(page.contains(&format!("{} of {}", place + 1, lesson.steps.len())));
        match lesson.steps.get(place + 1) {
            Some(next) => assert!(page.contains(&format!("Next: {}", next.title))),
            None => assert!(page.contains("Next: the end")),
        }
    }
    assert!(page(0, true).contains("over"));
}

#[test]
fn the_lesson_of_the_readme_is_valid() {
    let readme = include_str!("../README.md");
    let mut blocks = readme.split("```toml\n").skip(1);
    let block = blocks
        .find(|block| block.contains("[[step]]"))
        .expect("a lesson");
    let source = block.split("```").next().expect("its end");
    let checked = check_bytes("readme", source.as_bytes(), &no_file);
    let shown = render("readme", source, &checked.problems, false);
    assert!(checked.lesson.is_some(), "{shown}");
}

#[test]
fn a_lesson_is_known_by_its_steps() {
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        assert_eq!(
            is_lesson(&bytes),
            !path.ends_with("no-step.toml"),
            "{path:?}"
        );
    }
    assert!(!is_lesson(
        b"format = 1\n[node.step]\nname = \"[[step]]\"\n"
    ));
}

//! Whole screens from scripts: every file of tests/screens is a script, `---`, the screen that
//! must be seen, and so on in turn. `HOPWISE_UPDATE=1` writes what is seen.
//!
//! Lines of a script: `open NAME`, `lesson NAME`, `theme NAME`, `ascii`, `autoplay` (before
//! anything else);
//! `size WxH`, `press KEY...`, `type TEXT`, `wait MILLIS`, `click COLUMN ROW`, `finish`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hopwise::action::{Action, Command};
use hopwise::app::{App, Listed, Settings};
use hopwise::key::Key;
use hopwise::lesson;
use hopwise::topology::{RequestId, builtin};
use hopwise::trace::{OutcomeKind, Trace};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{self, print};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The program in front of a class that never touches a terminal.
struct Stage {
    app: App,
    theme: Theme,
    area: Rect,
}

impl Stage {
    fn new(name: &str, autoplay: bool) -> Self {
        let topologies: Vec<Listed> = builtin::BUILTINS.iter().map(Listed::from).collect();
        let mut names = builtin::BUILTINS.iter().map(|builtin| builtin.name);
        let open = names.position(|builtin| builtin == name);
        let settings = Settings {
            open: open.expect("a built-in topology"),
            autoplay,
            ..Settings::of(topologies)
        };
        Self {
            app: App::new(settings),
            theme: Theme::new(ThemeName::Dark, false, false),
            area: Rect::new(0, 0, 80, 24),
        }
    }

    fn draw(&mut self) -> Buffer {
        let mut buffer = Buffer::empty(self.area);
        ui::prepare(&mut self.app, self.area);
        ui::render(&self.app, &self.theme, self.area, &mut buffer);
        let mut again = Buffer::empty(self.area);
        ui::render(&self.app, &self.theme, self.area, &mut again);
        assert!(buffer == again, "two renders of one state differ");
        buffer
    }

    fn wait(&mut self, millis: u64) {
        // In pieces, each of them drawn, as in the loop.
        for _ in 0..millis / 50 {
            ui::prepare(&mut self.app, self.area);
            self.app.tick(Duration::from_millis(50));
        }
        ui::prepare(&mut self.app, self.area);
        self.app.tick(Duration::from_millis(millis % 50));
    }

    /// Performs one line of a script.
    fn perform(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "open" => *self = Self::new(rest, false),
            "lesson" => {
                *self = Self::new(builtin::DEFAULT, false);
                let lesson = lesson::builtin::get(rest).expect("a built-in lesson");
                self.app.teach(lesson.load());
            }
            "autoplay" => *self = Self::new(rest, true),
            "ascii" => self.theme.ascii = true,
            "size" => {
                let (width, height) = rest.split_once('x').expect("WxH");
                self.area = Rect::new(0, 0, number(width), number(height));
            }
            "press" => {
                for key in rest.split_whitespace() {
                    let key: Key = key.parse().expect("a key");
                    assert_eq!(self.app.press(key), None, "{line}");
                }
            }
            "type" => {
                for c in rest.chars() {
                    self.app.press(Key::char(c));
                }
            }
            "wait" => self.wait(u64::from(number(rest))),
            "finish" => {
                while self.app.animating() {
                    self.wait(1000);
                }
            }
            "click" => {
                let (column, row) = rest.split_once(' ').expect("COLUMN ROW");
                ui::prepare(&mut self.app, self.area);
                let node = ui::node_at(&self.app, self.area, number(column), number(row));
                self.app.update(Action::Select(node));
            }
            other => panic!("unknown verb `{other}` in `{line}`"),
        }
    }
}

fn number(text: &str) -> u16 {
    text.trim().parse().expect("a number")
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens");
    let entries = fs::read_dir(folder).expect("the folder of scripts");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

#[test]
fn scripts_lead_to_their_screens() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let mut wrong = String::new();
    for path in scripts() {
        let text = fs::read_to_string(&path).unwrap();
        let mut stage = Stage::new(builtin::DEFAULT, false);
        let mut seen = String::new();
        for (index, block) in blocks(&text).iter().enumerate() {
            if index % 2 == 1 {
                continue;
            }
            let lines = block.lines().filter(|line| !line.starts_with('#'));
            lines
                .filter(|line| !line.is_empty())
                .for_each(|line| stage.perform(line));
            if !block.trim().is_empty() {
                let screen = print::plain(&stage.draw());
                let _ = write!(seen, "{block}---\n{screen}---\n");
            }
        }
        if update {
            fs::write(&path, &seen).unwrap();
        } else if seen.trim_end_matches("---\n") != text.trim_end_matches("---\n") {
            let _ = writeln!(wrong, "{}\n{}", path.display(), difference(&text, &seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What stands between the lines that are nothing but `---`.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        if line == "---" {
            blocks.push(String::new());
        } else if let Some(last) = blocks.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    blocks
}

/// The lines that differ, expected and seen.
fn difference(expected: &str, seen: &str) -> String {
    let mut out = String::new();
    let rows = expected.lines().count().max(seen.lines().count());
    for row in 0..rows {
        let (old, new) = (expected.lines().nth(row), seen.lines().nth(row));
        if old != new {
            let _ = writeln!(out, "{:>3} - {}", row + 1, old.unwrap_or_default());
            let _ = writeln!(out, "    + {}", new.unwrap_or_default());
        }
    }
    out
}

/// Every key that a person could press, of every mode, and a few that mean nothing.
fn keys() -> Vec<Key> {
    let printable = (b'!'..=b'~').map(|byte| Key::char(char::from(byte)));
    let named = [
        "enter",
        "esc",
        "space",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "backspace",
        "tab",
        "ctrl-z",
        "ctrl-p",
        "ctrl-n",
        "ctrl-x",
        "shift-left",
        "shift-right",
        "shift-up",
        "shift-down",
    ];
    let named = named.map(|name| name.parse().unwrap());
    printable.chain(named).chain([Key::char('日')]).collect()
}

#[test]
fn every_key_in_every_mode_at_every_size_is_drawn() {
    let sizes = [(1, 1), (39, 11), (40, 12), (80, 24), (120, 40), (300, 100)];
    for builtin in builtin::BUILTINS {
        for opener in ["esc", "?", "t", "h", "g"] {
            let mut stage = Stage::new(builtin.name, false);
            for (index, key) in keys().into_iter().enumerate() {
                stage.app.press(opener.parse().unwrap());
                let command = stage.app.press(key);
                let expected = [None, Some(Command::Quit), Some(Command::Suspend)];
                assert!(expected.contains(&command), "{key}: {command:?}");
                stage.wait(130);
                let (width, height) = sizes[index / 20 % sizes.len()];
                stage.area = Rect::new(0, 0, width, height);
                stage.draw();
            }
        }
    }
}

#[test]
fn resizing_keeps_the_run_where_it_was() {
    let mut stage = Stage::new("aws", false);
    stage.perform("press m");
    stage.perform("wait 4000");
    let position = |stage: &Stage| {
        let playback = &stage.app.run().expect("a run").playback;
        (playback.step(), playback.at())
    };
    let before = position(&stage);
    let screen = stage.draw();
    for size in 1..90_u16 {
        stage.area = Rect::new(0, 0, size * 3 % 250 + 1, size * 7 % 90 + 1);
        stage.draw();
    }
    stage.area = Rect::new(0, 0, 80, 24);
    assert_eq!(position(&stage), before);
    assert_eq!(print::plain(&stage.draw()), print::plain(&screen));
}

#[test]
fn ascii_screens_are_printable_ascii_throughout_a_run() {
    for builtin in builtin::BUILTINS {
        let mut stage = Stage::new(builtin.name, false);
        stage.theme.ascii = true;
        stage.area = Rect::new(0, 0, 110, 40);
        for line in [
            "press enter",
            "wait 900",
            "wait 5000",
            "press ?",
            "press esc",
            "press t",
            "press esc",
            "press v",
        ] {
            stage.perform(line);
            let screen = print::plain(&stage.draw());
            let odd = screen.chars().find(|c| !matches!(c, ' '..='~' | '\n'));
            assert_eq!(odd, None, "{} after {line}\n{screen}", builtin.name);
        }
    }
}

#[test]
fn nothing_is_drawn_again_while_nothing_changes() {
    let mut stage = Stage::new("edge-to-pod", false);
    assert!(stage.app.needs_frame());
    stage.draw();
    stage.app.drawn();
    stage.wait(5000);
    assert!(!stage.app.needs_frame() && !stage.app.animating());
    stage.perform("press h");
    assert!(stage.app.needs_frame() && stage.app.animating());
    stage.perform("press end");
    stage.draw();
    stage.app.drawn();
    stage.wait(5000);
    assert!(!stage.app.needs_frame() && !stage.app.animating());
    stage.app.press(Key::char('y'));
    assert!(
        !stage.app.needs_frame(),
        "a key without meaning changes nothing"
    );
}

/// The screen without the card of the question and the lines that speak of it.
fn around_the_card(stage: &mut Stage) -> String {
    stage.area = Rect::new(0, 0, 220, 60);
    let screen = print::plain(&stage.draw());
    let lines: Vec<&str> = screen.lines().collect();
    let card = |line: &&str| {
        line.split_once("┌ Question")
            .map(|(left, _)| left.to_owned())
    };
    let top = lines.iter().position(|line| card(line).is_some());
    let top = top.expect("a question");
    let column = card(&lines[top]).map_or(0, |left| left.chars().count());
    let left = |line: &&str| line.chars().take(column).collect::<String>();
    let above = lines[..top].iter().map(|line| (*line).to_owned());
    let beside = lines[top..lines.len() - 2].iter().map(left);
    above.chain(beside).collect::<Vec<_>>().join("\n")
}

/// Requests that differ only in what happens later look the same until it has happened: whatever
/// the program knows of the future, nothing on the screen says it.
#[test]
fn nothing_gives_an_answer_away() {
    let mut compared = 0;
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        let line = |request: RequestId| {
            let request = &topology[request];
            (
                request.method,
                request.path.clone(),
                request.host.clone(),
                request.from,
            )
        };
        let mut seen: Vec<(RequestId, String, Trace)> = Vec::new();
        for request in topology.request_ids() {
            let mut stage = Stage::new(builtin.name, false);
            stage.app.update(Action::Predict);
            stage.app.update(Action::SendThis(request));
            while stage.app.asked().is_some() {
                let views = [(); 3].map(|()| {
                    let picture = around_the_card(&mut stage);
                    stage.app.update(Action::NextView);
                    picture
                });
                let picture = views.join("\n");
                let trace = stage.app.run().expect("a run").trace.clone();
                assert_eq!(trace.outcome.kind, OutcomeKind::Limit);
                for (other, before, same) in &seen {
                    let alike = Trace {
                        request,
                        ..same.clone()
                    } == trace;
                    if alike && line(*other) == line(request) {
                        assert_eq!(*before, picture, "{}: {other:?} {request:?}", builtin.name);
                        compared += usize::from(*other != request);
                    }
                }
                seen.push((request, picture, trace));
                stage.app.update(Action::Answer(1));
                stage.app.update(Action::GoOn);
                stage.perform("finish");
            }
        }
    }
    assert!(compared > 20, "only {compared} compared");
}

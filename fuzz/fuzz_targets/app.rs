//! Keys, clicks, sizes and time in any order: the program always has a screen to show, the same
//! one for the same state, and no character on it steers the terminal.
#![no_main]

use std::time::Duration;

use hopwise::action::Action;
use hopwise::app::{App, Listed, Settings};
use hopwise::key::{Code, Key};
use hopwise::lesson::builtin::BUILTINS as LESSONS;
use hopwise::text::is_hostile;
use hopwise::topology::builtin::BUILTINS;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName};
use libfuzzer_sys::fuzz_target;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Keys that are no characters, and characters that are apart from the rest.
const KEYS: [Code; 16] = [
    Code::Enter,
    Code::Esc,
    Code::Backspace,
    Code::Up,
    Code::Down,
    Code::Left,
    Code::Right,
    Code::Home,
    Code::End,
    Code::PageUp,
    Code::PageDown,
    Code::Tab,
    Code::Char('\u{202e}'),
    Code::Char('\u{1b}'),
    Code::Char('\u{301}'),
    Code::Char('日'),
];
const THEMES: [ThemeName; 3] = [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast];
/// The screen before anything happens to it.
const AREA: Rect = Rect::new(0, 0, 120, 40);
/// So that one input stays quick.
const LONGEST: usize = 40;

thread_local! {
    /// The program at its start in each topology, and then in each lesson: to read the files again
    /// for every input would cost more than the keys do.
    static STARTS: Vec<App> = starts();
}

fn starts() -> Vec<App> {
    let start = |open| {
        let mut settings = Settings::of(BUILTINS.iter().map(Listed::from).collect());
        settings.open = open;
        App::new(settings)
    };
    let taught = LESSONS.iter().map(|lesson| {
        let mut app = start(0);
        app.teach(lesson.load());
        app
    });
    let mut starts: Vec<App> = (0..BUILTINS.len()).map(start).chain(taught).collect();
    for app in &mut starts {
        ui::prepare(app, AREA);
    }
    starts
}

/// The program on a screen.
struct Stage {
    app: App,
    theme: Theme,
    area: Rect,
}

fuzz_target!(|bytes: &[u8]| {
    let [first, look, bytes @ ..] = bytes else {
        return;
    };
    let place = match look & 16 {
        0 => usize::from(*first) % BUILTINS.len(),
        _ => BUILTINS.len() + usize::from(*first) % LESSONS.len(),
    };
    let app = STARTS.with(|starts| starts[place].clone());
    let mut stage = Stage {
        app,
        theme: Theme::new(THEMES[usize::from(*look) % 3], look & 4 != 0, look & 8 != 0),
        area: AREA,
    };
    for event in bytes.chunks(2).take(LONGEST) {
        stage.happens(event[0], event.get(1).copied().unwrap_or_default());
    }
    let screen = stage.draw();
    assert!(screen == stage.draw(), "two frames of one state differ");
    for cell in &screen.content {
        assert!(
            !cell.symbol().chars().any(is_hostile),
            "{:?}",
            cell.symbol()
        );
    }
});

impl Stage {
    /// What the bytes of an event stand for.
    fn happens(&mut self, what: u8, value: u8) {
        match what {
            0..=99 => self.press(Key::char(char::from(32 + value % 95))),
            100..=149 => self.press(Key::plain(KEYS[usize::from(value) % KEYS.len()])),
            150..=159 => self.press(Key::ctrl(char::from(97 + value % 26))),
            160..=199 => self
                .app
                .tick(Duration::from_millis(u64::from(value) * u64::from(value))),
            200..=214 => self.area.width = u16::from(value),
            215..=229 => self.area.height = u16::from(value) / 3,
            230..=244 => {
                self.draw();
                let (column, row) = (u16::from(what - 230) * 9, u16::from(value));
                let node = ui::node_at(&self.app, self.area, column, row);
                self.app.update(Action::Select(node));
            }
            245..=249 => {
                let read = BUILTINS[usize::from(value) % BUILTINS.len()].load();
                self.app.update(Action::Loaded(Ok(Box::new(read))));
            }
            250.. => drop(self.draw()),
        }
    }

    fn press(&mut self, key: Key) {
        // What the outside would do is not done here.
        let _ = self.app.press(key);
    }

    fn draw(&mut self) -> Buffer {
        let mut screen = Buffer::empty(self.area);
        ui::prepare(&mut self.app, self.area);
        ui::render(&self.app, &self.theme, self.area, &mut screen);
        self.app.drawn();
        screen
    }
}

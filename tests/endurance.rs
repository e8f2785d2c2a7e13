//! Hours in front of a class: nothing grows, and no clock drifts from another.

use std::alloc::System;
use std::sync::Mutex;
use std::time::Duration;

use hopwise::app::{App, Listed, Settings};
use hopwise::key::Key;
use hopwise::keymap::BINDINGS;
use hopwise::time::SimTime;
use hopwise::topology::builtin;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Time between two frames.
const TICK: Duration = Duration::from_millis(33);

/// Held by the test that counts: bytes are those of the whole program.
static COUNTS: Mutex<()> = Mutex::new(());

/// Bytes in use now.
fn in_use() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn app(speed: &str) -> App {
    let mut settings = Settings::of(builtin::BUILTINS.iter().map(Listed::from).collect());
    settings.speed = speed.parse().unwrap();
    App::new(settings)
}

fn draw(app: &mut App, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let theme = Theme::new(ThemeName::Dark, false, false);
    ui::prepare(app, area);
    ui::render(app, &theme, area, &mut buffer);
    buffer
}

/// The panel's times add up to the model clock, or to the total once the client has its answer.
fn no_drift(app: &App) {
    let Some(run) = app.run() else { return };
    let at = run.playback.at();
    let shown = run.trace.phases_at(at).total();
    let expected = at.min(SimTime(run.trace.total.nanos()));
    assert_eq!(shown.nanos(), expected.nanos());
    if run.playback.has_ended() {
        assert_eq!(shown, run.trace.total);
    }
}

#[test]
fn an_hour_of_random_keys_at_the_highest_speed_leaves_memory_flat_and_clocks_together() {
    let _counts = COUNTS.lock();
    let bound = BINDINGS.iter().flat_map(|binding| binding.keys).copied();
    let typed = (' '..='~').map(Key::char);
    let keys: Vec<Key> = bound.chain(typed).collect();
    let mut random = ChaCha8Rng::seed_from_u64(6);
    let mut app = app("100");
    let ticks = Duration::from_secs(3600).as_millis() / TICK.as_millis();
    let (mut first, mut second) = (0, 0);
    for tick in 0..ticks {
        app.tick(TICK);
        let open = app.topology().name().to_owned();
        if random.random_range(0..8) == 0 {
            // Whether it quits, stops or reads is for the outside to do.
            let _ = app.press(keys[random.random_range(0..keys.len())]);
            no_drift(&app);
        }
        if tick % 500 == 0 {
            let size = [(80, 24), (120, 40), (40, 12)][random.random_range(0..3)];
            draw(&mut app, size.0, size.1);
        }
        // A load holds what is under way in it; another topology ends it.
        if app.topology().name() != open {
            let half = if tick < ticks / 2 {
                &mut first
            } else {
                &mut second
            };
            *half = in_use().max(*half);
        }
    }
    println!("{first} bytes at most in the first half hour, {second} in the second");
    assert!(second < first + first / 4, "{first} became {second} bytes");
}

#[test]
fn a_hundred_thousand_requests_leave_the_log_bounded() {
    let _counts = COUNTS.lock();
    let mut app = app("100");
    while app.topology().name() != builtin::STARTER {
        app.press(Key::char(']'));
    }
    let mut warm = 0;
    for count in 1..=100_000 {
        app.press(Key::plain(hopwise::key::Code::Enter));
        app.press(Key::plain(hopwise::key::Code::End));
        if count == 1000 {
            warm = in_use();
        }
    }
    no_drift(&app);
    let history = app.history();
    let last = history.last().map(|past| past.number);
    assert!(last == Some(100_000) && history.len() <= 20, "{last:?}");
    draw(&mut app, 120, 40);
    let end = in_use();
    println!("{warm} bytes after 1,000 requests, {end} after 100,000");
    assert!(end < warm + warm / 4, "{warm} became {end} bytes");
}

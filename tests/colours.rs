//! Every cell of every screen can be read: its two colours are the same on every terminal, and
//! far enough apart.

use std::collections::BTreeMap;
use std::time::Duration;

use hopwise::app::{App, Listed, Settings};
use hopwise::key::Key;
use hopwise::topology::builtin::BUILTINS;
use hopwise::ui;
use hopwise::ui::theme::{Theme, ThemeName, rgb};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// WCAG 2.2, success criteria 1.4.3 and 1.4.6.
const THEMES: [(ThemeName, f64); 3] = [
    (ThemeName::Dark, 4.5),
    (ThemeName::Light, 4.5),
    (ThemeName::HighContrast, 7.0),
];

/// Keys that lead through every view and everything that can stand in front of it, over a run
/// that works and one that fails.
const WALK: [&str; 12] = [
    "?",
    "Esc t Esc",
    "Enter",
    "Down i",
    "Esc v",
    "v",
    "v",
    "End",
    "x Enter",
    "Home n n n",
    "w",
    "Esc g Enter",
];

fn luminance(color: Color) -> f64 {
    let parts = rgb(color).unwrap_or_else(|| panic!("{color:?} is not the same everywhere"));
    let [red, green, blue] = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(cell: &Cell) -> f64 {
    let (a, b) = (luminance(cell.fg), luminance(cell.bg));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The worst contrast of a screen's pairs of colours, by what shows it.
fn look(screen: &Buffer, found: &mut BTreeMap<String, f64>) {
    for cell in &screen.content {
        assert!(
            !cell.modifier.contains(Modifier::DIM),
            "dimming is a colour nobody knows"
        );
        if !cell.symbol().trim().is_empty() {
            let pair = format!("{:?} on {:?}", cell.fg, cell.bg);
            found.entry(pair).or_insert_with(|| contrast(cell));
        }
    }
}

#[test]
fn every_cell_of_every_screen_can_be_read() {
    for (name, least) in THEMES {
        let theme = Theme::new(name, false, true);
        let mut found = BTreeMap::new();
        for open in 0..BUILTINS.len() {
            let mut settings = Settings::of(BUILTINS.iter().map(Listed::from).collect());
            settings.open = open;
            let mut app = App::new(settings);
            for keys in WALK {
                for key in keys.split(' ') {
                    app.press(key.parse::<Key>().expect("a key"));
                }
                app.tick(Duration::from_millis(700));
                for (width, height) in [(80, 24), (160, 50)] {
                    let area = Rect::new(0, 0, width, height);
                    let mut screen = Buffer::empty(area);
                    ui::prepare(&mut app, area);
                    ui::render(&app, &theme, area, &mut screen);
                    look(&screen, &mut found);
                }
            }
        }
        assert!(found.len() > 8, "{name:?} shows {} pairs only", found.len());
        let faint: Vec<_> = found.iter().filter(|(_, ratio)| **ratio < least).collect();
        assert!(faint.is_empty(), "{name:?}: {faint:?}");
    }
}

//! Every state is a glyph or a word as well as a colour: what is read back from a screen in
//! colour, without colour and in ASCII is the same, and is what the program means.

use hopwise::app::{App, Progress, Settings};
use hopwise::key::Key;
use hopwise::layout::{self, NodeBox, Options};
use hopwise::playback::scene::Badge;
use hopwise::topology::builtin;
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{self, diagram, print};
use ratatui::layout::Rect;

/// A box of the request path as it is read: its name, how far it is, what is said of it.
type Entry = (String, Progress, Option<&'static str>);

const BADGES: [Badge; 9] = [
    Badge::Hit,
    Badge::Miss,
    Badge::Blocked,
    Badge::Down,
    Badge::Slow,
    Badge::Dropped,
    Badge::Rejected,
    Badge::Crashed,
    Badge::Failed,
];

fn progress(glyph: &str) -> Option<Progress> {
    match glyph {
        "○" | "o" => Some(Progress::Pending),
        "●" | "@" => Some(Progress::Active),
        "✓" | "+" => Some(Progress::Done),
        "–" | "-" => Some(Progress::Skipped),
        "✗" | "x" => Some(Progress::Failed),
        _ => None,
    }
}

/// The entries of the path line.
fn read(screen: &str) -> Vec<Entry> {
    let line = screen.lines().nth(1).expect("the path line");
    let line = line.replace('›', ">").replace('‹', "<");
    let entry = |text: &str| {
        // Marks of what lies outside stand at the ends.
        let text = text.trim_start_matches('<').trim_end_matches('>').trim();
        let (glyph, rest) = text.split_once(' ')?;
        let said = BADGES.map(Badge::word).into_iter();
        let badge = said
            .into_iter()
            .find(|word| rest.ends_with(&format!(" {word}")));
        let name = badge.map_or(rest, |word| &rest[..rest.len() - word.len() - 1]);
        Some((name.to_owned(), progress(glyph)?, badge))
    };
    line.split(" > ").filter_map(entry).collect()
}

/// The text of a screen with colours, the colours taken out.
fn stripped(coloured: &str) -> String {
    let mut out = String::new();
    let mut rest = coloured;
    while let Some(start) = rest.find('\x1b') {
        out.push_str(&rest[..start]);
        let end = rest[start..].find('m').expect("the end of a sequence");
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

fn screen(app: &mut App, (width, height): (u16, u16), ascii: bool, color: bool) -> String {
    let theme = Theme::new(ThemeName::Dark, ascii, color);
    let area = Rect::new(0, 0, width, height);
    let paper = if color {
        print::Paper::Colours
    } else {
        print::Paper::Text
    };
    print::picture(width, height, paper, |_, buf| {
        ui::prepare(app, area);
        ui::render(app, &theme, area, buf);
    })
}

/// Stands at the end of every step of every built-in request in turn.
fn every_step(mut look: impl FnMut(&mut App)) {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let mut app = App::new(Settings {
                reduced_motion: true,
                ..Settings::of(vec![topology.clone().into()])
            });
            app.show(request, 1);
            for _ in 0..app.run().expect("a run").playback.steps() {
                look(&mut app);
                app.press("n".parse::<Key>().expect("a key"));
            }
        }
    }
}

/// What the program means, as it would be read.
fn meant(app: &App) -> Vec<Entry> {
    let entries = app.path(&app.scene()).into_iter();
    let name = |entry: &hopwise::app::Entry| app.topology()[entry.node].short.clone();
    entries
        .map(|entry| (name(&entry), entry.progress, entry.badge.map(Badge::word)))
        .collect()
}

#[test]
fn the_path_says_what_the_program_means_in_every_way_of_drawing() {
    every_step(|app| {
        for (ascii, color) in [(false, false), (false, true), (true, false), (true, true)] {
            let picture = screen(app, (200, 60), ascii, color);
            let picture = if color { stripped(&picture) } else { picture };
            assert_eq!(read(&picture), meant(app), "{picture}");
        }
    });
}

#[test]
fn at_80_by_24_all_ways_of_drawing_say_the_same() {
    every_step(|app| {
        let plain = screen(app, (80, 24), false, false);
        let coloured = screen(app, (80, 24), false, true);
        assert_eq!(stripped(&coloured), plain, "colour adds nothing but colour");
        let ascii = screen(app, (80, 24), true, false);
        let (states, in_ascii) = (read(&plain), read(&ascii));
        assert!(!states.is_empty(), "{plain}");
        assert_eq!(states, in_ascii, "{plain}{ascii}");
    });
}

/// What the bottom border of a box says: the word, or where that has no room its sign or initial.
fn badge_in(picture: &str, b: &NodeBox) -> String {
    let row = picture.lines().nth(usize::from(b.rect.bottom() - 1));
    let border = row.expect("the bottom of a box").chars();
    let (left, width) = (usize::from(b.rect.x), usize::from(b.rect.width));
    let words = border.skip(left + 1).take(width - 2);
    let words = words.map(|c| if is_line(c) { ' ' } else { c });
    words.collect::<String>().trim().to_owned()
}

fn is_line(c: char) -> bool {
    matches!(
        c,
        '\u{2500}'..='\u{257f}' | '-' | '=' | '+' | '>' | '<' | '●' | '○' | '◇'
    )
}

/// The forms in which a badge may stand in a border, the word always first.
fn forms(badge: Badge, ascii: bool) -> [String; 3] {
    let word = badge.word();
    let sign = match badge {
        Badge::Hit => "✔",
        Badge::Miss => "∅",
        Badge::Blocked => "⊘",
        Badge::Down | Badge::Dropped | Badge::Rejected | Badge::Crashed => "✖",
        Badge::Slow => "~",
        Badge::Failed => "!",
    };
    let short = if ascii {
        word[..1].to_uppercase()
    } else {
        sign.to_owned()
    };
    [format!("{sign} {word}"), word.to_owned(), short]
}

#[test]
fn the_diagram_says_the_state_of_every_box_in_every_way_of_drawing() {
    let mut words = 0;
    every_step(|app| {
        let placed = layout::layout(app.topology(), Options::default());
        let scene = app.scene();
        for (ascii, color) in [(false, false), (false, true), (true, false), (true, true)] {
            let theme = Theme::new(ThemeName::Dark, ascii, color);
            let picture = print::plain(&diagram::picture(&placed, &scene, &theme));
            for b in &placed.boxes {
                let said = badge_in(&picture, b);
                match scene.nodes[b.node.index()].badge {
                    None => assert_eq!(said, "", "{picture}"),
                    Some(badge) => {
                        let forms = forms(badge, ascii);
                        assert!(forms.contains(&said), "`{said}` for {badge:?}\n{picture}");
                        words += usize::from(said != forms[2]);
                    }
                }
            }
        }
    });
    assert!(
        words > 1000,
        "badges are words where there is room: {words}"
    );
}

/// Boxes that are left out because they are known to be down say so, though nothing is sent there.
#[test]
fn boxes_left_out_are_marked_in_the_diagram() {
    let topology = builtin::get("aws").expect("a built-in topology").load();
    let request = topology.find_request("web-down").expect("a request");
    let down = &topology[request].given;
    assert!(!down.is_empty());
    let mut app = App::new(Settings::of(vec![topology.clone().into()]));
    app.show(request, usize::MAX);
    let scene = app.scene();
    let marked = topology
        .node_ids()
        .filter(|node| scene.nodes[node.index()].badge == Some(Badge::Down));
    assert_eq!(marked.count(), down.len());
}

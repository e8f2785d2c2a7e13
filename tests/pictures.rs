//! Pictures of the shipped topologies, of every shape in tests/pictures, and of odd texts, at
//! several sizes, in Unicode and in ASCII. `HOPWISE_UPDATE=1` writes what is seen.
//!
//! Each picture that claims to show the whole is read back as well.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use hopwise::layout::{self, Diagram, Options, Point, Size};
use hopwise::playback::scene::still;
use hopwise::topology::{Topology, builtin, check_bytes};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{diagram, print};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

#[path = "parseback/ascii.rs"]
mod ascii;
#[path = "parseback/reader.rs"]
mod reader;

const SIZES: [Option<(u16, u16)>; 4] = [None, Some((80, 24)), Some((120, 40)), Some((200, 60))];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

/// Shapes by the names of their files.
fn shapes() -> Vec<(String, Topology)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of shapes")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
        .collect();
    paths.sort();
    let shape = |path: &PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let bytes = fs::read(path).expect("a shape");
        let topology = check_bytes(&name, &bytes).topology;
        (name.into_owned(), topology.expect("a shape without errors"))
    };
    paths.iter().map(shape).collect()
}

/// The shipped topologies as their files place them, and with their places taken out.
fn shipped() -> Vec<(String, Topology)> {
    let mut topologies = Vec::new();
    for builtin in &builtin::BUILTINS {
        let lines = builtin.source.lines();
        let loose: Vec<&str> = lines.filter(|line| !line.starts_with("at = ")).collect();
        let loose = Topology::parse(builtin.name, &loose.join("\n")).expect("a shipped file");
        topologies.push((builtin.name.to_owned(), builtin.load()));
        topologies.push((format!("{}-unplaced", builtin.name), loose));
    }
    topologies
}

fn options(size: Option<(u16, u16)>) -> Options {
    let within = size.map(|(width, height)| Size { width, height });
    Options {
        within,
        ..Options::default()
    }
}

fn fits(placed: &Diagram, size: Option<(u16, u16)>) -> bool {
    size.is_none_or(|(width, height)| placed.size.width <= width && placed.size.height <= height)
}

/// The picture, or the part of it that a window shows.
fn picture(topology: &Topology, placed: &Diagram, size: Option<(u16, u16)>, ascii: bool) -> String {
    let theme = Theme::new(ThemeName::default(), ascii, false);
    let (mut width, mut height) = (placed.size.width, placed.size.height);
    if let Some(most) = size {
        (width, height) = (width.min(most.0), height.min(most.1));
    }
    print::picture(width, height, print::Paper::Text, |area, buf| {
        let first = Point::default();
        diagram::draw(placed, &still(topology), &theme, first, area, buf);
    })
}

/// One character for each cell: what a wide character covers is filled, marks above letters are
/// left out.
fn cells(text: &str) -> String {
    let cell = |symbol: &str| {
        let first = symbol.chars().next().unwrap_or(' ');
        let width = if symbol == "\n" { 1 } else { symbol.width() };
        let filler = std::iter::repeat_n('~', width.saturating_sub(1));
        std::iter::once(first).chain(filler).collect::<String>()
    };
    text.graphemes(true).map(cell).collect()
}

/// The picture of a whole diagram says which boxes there are and how they are linked.
fn check(name: &str, topology: &Topology, placed: &Diagram, text: &str) {
    let read = reader::read(&cells(text));
    assert_eq!(read.problems, [""; 0], "{name}\n{text}");
    // What looks like a line is drawn with other signs; letters are as they were.
    let letters = |text: &str| -> String {
        let is_letter = |c: &char| c.is_alphanumeric() && *c != 'ǀ';
        text.chars().filter(is_letter).collect()
    };
    let title = |node| {
        let b = placed.node_box(node);
        let lines = b.map(|b| diagram::lines(placed, b).join(" "));
        letters(&cells(&lines.unwrap_or_default()))
    };
    let mut boxes: Vec<String> = placed.boxes.iter().map(|b| title(b.node)).collect();
    let found = read.boxes.iter().map(|found| letters(&found.text));
    let mut found: Vec<String> = found.collect();
    boxes.sort();
    found.sort();
    assert_eq!(found, boxes, "{name}\n{text}");
    let cut = placed.boxes.iter().map(|b| diagram::lines(placed, b));
    let mut cut: Vec<_> = cut
        .filter(|lines| lines.iter().any(|line| line.ends_with('…')))
        .collect();
    cut.sort();
    assert!(
        cut.is_sorted_by(|a, b| a < b),
        "{name}: cut names alike\n{text}"
    );
    let links = placed.routes.iter().map(|route| &topology[route.link]);
    let mut edges: Vec<_> = links.map(|l| (title(l.from), title(l.to))).collect();
    edges.sort();
    let read = read.edges.iter().map(|(a, b)| (letters(a), letters(b)));
    let mut read: Vec<_> = read.collect();
    read.sort();
    assert_eq!(read, edges, "{name}\n{text}");
}

/// All pictures of a topology under their sizes; one that was seen before is named only.
fn page(name: &str, topology: &Topology) -> String {
    let mut out = String::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    for ascii in [false, true] {
        for size in SIZES {
            let placed = layout::layout(topology, options(size));
            let text = picture(topology, &placed, size, ascii);
            let mut heading = match size {
                None => "natural".to_owned(),
                Some((width, height)) => format!("{width}x{height}"),
            };
            if fits(&placed, size) && !ascii {
                check(name, topology, &placed, &text);
            }
            if !fits(&placed, size) {
                let Size { width, height } = placed.size;
                let _ = write!(heading, ", a window onto {width}x{height}");
            }
            heading += if ascii { ", ASCII" } else { "" };
            let before = seen.iter().find(|(_, other)| *other == text);
            let _ = match before {
                Some((first, _)) => writeln!(out, "== {heading}: as {first}\n"),
                None => writeln!(out, "== {heading}\n{text}"),
            };
            seen.push((heading, text));
        }
    }
    out
}

#[test]
fn pictures_are_as_recorded_and_read_back() {
    let update = std::env::var_os("HOPWISE_UPDATE").is_some();
    let mut wrong = String::new();
    for (name, topology) in shipped().into_iter().chain(shapes()) {
        let path = folder().join(format!("{name}.txt"));
        let found = page(&name, &topology);
        if update {
            fs::write(&path, found).expect("a page of pictures");
        } else if fs::read_to_string(&path).ok().as_deref() != Some(found.as_str()) {
            let _ = writeln!(wrong, "{} is now\n{found}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// In ASCII no picture holds anything else, whatever names there are.
#[test]
fn ascii_pictures_read_back_too() {
    for (name, topology) in shipped().into_iter().chain(shapes()) {
        let placed = layout::layout(&topology, Options::default());
        let text = picture(&topology, &placed, None, true);
        assert!(text.is_ascii(), "{name}\n{text}");
        let read = reader::read(&ascii::drawn(&text));
        assert_eq!(read.problems, [""; 0], "{name}\n{text}");
        assert_eq!(read.boxes.len(), placed.boxes.len(), "{name}\n{text}");
        assert_eq!(read.edges.len(), placed.routes.len(), "{name}\n{text}");
    }
}

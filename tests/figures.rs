//! The rows of `assets/layout.md` that tell of this program are what it draws now.
//!
//! `HOPWISE_UPDATE=1 cargo test --test figures` writes them again. Those of other programs come
//! from `.ci/rivals.py`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use hopwise::layout::{Options, Side, Sides, layout};
use hopwise::playback::scene::Scene;
use hopwise::topology::{Topology, builtin};
use hopwise::ui::theme::{Theme, ThemeName};
use hopwise::ui::{diagram, print};

#[path = "parseback/reader.rs"]
mod reader;

/// What other programs can be told of too: names, each once, and links between places among them.
struct Plain {
    names: Vec<String>,
    links: Vec<(usize, usize)>,
}

impl Plain {
    fn of(topology: &Topology) -> Self {
        let shown = topology.node_ids().filter(|&node| !topology[node].hidden);
        let places: BTreeMap<_, _> = shown
            .enumerate()
            .map(|(place, node)| (node, place))
            .collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unique = |name| {
            let count = seen.entry(name).or_default();
            *count += 1;
            match *count {
                1 => String::from(name),
                count => format!("{name} {count}"),
            }
        };
        let names = places.keys().map(|&node| unique(&topology[node].name));
        let names = names.collect();
        let place = |node| places.get(&node).copied();
        let links = topology.links().iter();
        let links = links.filter_map(|link| place(link.from).zip(place(link.to)));
        Self {
            links: links.collect(),
            names,
        }
    }

    fn topology(&self) -> Topology {
        let mut text = String::from("format = 1\ntitle = \"plain\"\n");
        for (place, name) in self.names.iter().enumerate() {
            let kind = if place == 0 { "client" } else { "router" };
            let _ = writeln!(text, "[node.n{place}]\nkind = \"{kind}\"\nname = {name:?}");
        }
        for (from, to) in &self.links {
            let _ = writeln!(text, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"");
        }
        Topology::parse("plain", &text).expect("a valid file")
    }

    /// Its row of the table.
    fn row(&self, name: &str) -> String {
        let drawn = layout(&self.topology(), Options::default());
        let theme = Theme::new(ThemeName::default(), false, false);
        let picture = diagram::picture(&drawn, &Scene::default(), &theme);
        let read = reader::read(&print::plain(&picture));
        assert_eq!(read.problems, [""; 0], "{name}");
        let links = self.links.iter();
        let mut links: Vec<_> = links
            .map(|&(from, to)| (self.names[from].clone(), self.names[to].clone()))
            .collect();
        links.sort();
        assert_eq!(read.edges, links, "{name}");
        let wires = drawn.wires();
        let sides = wires.iter().map(|(_, wire)| wire.sides);
        let straight = [[Side::Left, Side::Right], [Side::Up, Side::Down]];
        let straight = straight.map(|[a, b]| Sides::NONE.with(a).with(b));
        let bent = |sides: &Sides| sides.len() == 2 && !straight.contains(sides);
        format!(
            "| {name}: {} boxes, {} links | **hopwise** | {}x{} | {} of {} | 0 | 0 | {} | {} | {} |",
            self.names.len(),
            links.len(),
            drawn.size.width,
            drawn.size.height,
            read.edges.len(),
            links.len(),
            sides.clone().filter(|sides| sides.len() == 4).count(),
            sides.clone().filter(bent).count(),
            sides.count(),
        )
    }
}

/// A built-in topology, or a shape of tests/pictures.
fn topology(root: &Path, name: &str) -> Topology {
    if let Some(builtin) = builtin::get(name) {
        return builtin.load();
    }
    let shape = root.join(format!("tests/pictures/{name}.toml"));
    let text = fs::read_to_string(&shape).expect("a shape of that name");
    Topology::parse(name, &text).expect("a valid file")
}

#[test]
fn the_figures_of_drawings_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("assets/layout.md");
    let page = fs::read_to_string(&path).expect("assets/layout.md");
    let mut count = 0;
    let lines = page.lines().map(|line| {
        let name = line
            .strip_prefix("| ")
            .and_then(|line| line.split_once(": "));
        let name = name.filter(|_| line.contains("| **hopwise** |"));
        name.map_or_else(
            || line.to_owned(),
            |(name, _)| {
                count += 1;
                Plain::of(&topology(root, name)).row(name)
            },
        )
    });
    let current = lines.collect::<Vec<_>>().join("\n") + "\n";
    assert_eq!(count, 10, "rows of hopwise in assets/layout.md");
    if std::env::var_os("HOPWISE_UPDATE").is_some() {
        fs::write(&path, &current).expect("the page can be written");
    }
    let kept = fs::read_to_string(&path).expect("assets/layout.md");
    let command = "HOPWISE_UPDATE=1 cargo test --test figures";
    assert_eq!(kept, current, "not what the program draws: {command}");
}

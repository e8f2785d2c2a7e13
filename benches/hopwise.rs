//! What a key press costs, and what a start does: `cargo bench`.
//!
//! Each is measured on the heaviest built-in there is for it: the longest request, the topology
//! with the most boxes, a whole screen of 120 by 40 cells.

use divan::{Bencher, black_box};
use hopwise::action::Action;
use hopwise::app::{App, Settings};
use hopwise::engine::{State, simulate};
use hopwise::layout::{Options, layout};
use hopwise::report;
use hopwise::topology::{RequestId, Topology, builtin};
use hopwise::trace::Seed;
use hopwise::ui::{self, print, theme::Theme, theme::ThemeName};

fn main() {
    divan::main();
}

fn load(name: &str) -> Topology {
    builtin::load(name).expect("a built-in topology")
}

/// The built-in request with the most hops.
fn longest() -> (Topology, RequestId) {
    let all = builtin::BUILTINS.iter().flat_map(|builtin| {
        let topology = builtin.load();
        let ids: Vec<RequestId> = topology.request_ids().collect();
        ids.into_iter().map(move |id| (topology.clone(), id))
    });
    all.max_by_key(|(topology, request)| {
        let state = State::new(topology);
        simulate(topology, &state, *request, Seed::default())
            .0
            .hops
            .len()
    })
    .expect("built-in requests")
}

fn app(topology: Topology) -> App {
    App::new(Settings::of(vec![topology.into()]))
}

#[divan::bench]
fn simulate_longest_request(bencher: Bencher) {
    let (topology, request) = longest();
    let state = State::new(&topology);
    bencher.bench(|| simulate(black_box(&topology), &state, request, Seed::default()));
}

#[divan::bench]
fn json_of_longest_request(bencher: Bencher) {
    let (topology, request) = longest();
    let (trace, _) = simulate(&topology, &State::new(&topology), request, Seed::default());
    bencher.bench(|| report::json(&topology, black_box(&trace)));
}

#[divan::bench]
fn layout_of_aws(bencher: Bencher) {
    let topology = load("aws");
    bencher.bench(|| layout(black_box(&topology), Options::default()));
}

/// A graph in ranks without places: so many nodes and links, most of them from one rank to the
/// next, drawn by lot that falls the same way each time.
fn ranks(nodes: usize, links: usize) -> Topology {
    use std::fmt::Write;
    let wide = nodes / (nodes as f64).sqrt().clamp(3.0, 25.0) as usize;
    let mut lot = 88_172_645_463_325_252_u64;
    let mut draw = |from: usize| {
        lot ^= lot << 13;
        lot ^= lot >> 7;
        lot ^= lot << 17;
        lot as usize % from
    };
    let mut ends = std::collections::BTreeSet::new();
    while ends.len() < links {
        let from = draw(nodes - wide);
        let first = (from / wide + 1 + usize::from(draw(8) == 0)) * wide;
        let to = (first + draw(wide)).min(nodes - 1);
        if from != to {
            ends.insert((from, to));
        }
    }
    let mut text = String::from("format = 1\ntitle = \"Ranks\"\n");
    for node in 0..nodes {
        let kind = if node == 0 { "client" } else { "router" };
        let _ = writeln!(
            text,
            "[node.n{node}]\nkind = \"{kind}\"\nname = \"Node {node}\""
        );
    }
    for (from, to) in ends {
        let _ = writeln!(text, "[[link]]\nfrom = \"n{from}\"\nto = \"n{to}\"");
    }
    Topology::parse("ranks", &text).expect("a valid file")
}

#[divan::bench(args = [(18, 26), (100, 150), (1000, 1500), (2000, 4000)])]
fn layout_of_ranks(bencher: Bencher, (nodes, links): (usize, usize)) {
    let topology = ranks(nodes, links);
    bencher.bench(|| layout(black_box(&topology), Options::default()));
}

#[divan::bench(args = [(100, 150), (1000, 1500)])]
fn frame_of_ranks(bencher: Bencher, (nodes, links): (usize, usize)) {
    let mut app = app(ranks(nodes, links));
    let theme = Theme::new(ThemeName::default(), false, true);
    let area = ratatui::layout::Rect::new(0, 0, 120, 40);
    let mut buf = ratatui::buffer::Buffer::empty(area);
    ui::prepare(&mut app, area);
    bencher.bench_local(|| {
        ui::prepare(&mut app, area);
        ui::render(black_box(&app), &theme, area, &mut buf);
    });
}

#[divan::bench(args = ["edge-to-pod", "aws", "foobar"])]
fn frame_of_120_by_40(bencher: Bencher, name: &str) {
    let topology = load(name);
    let request = topology.request_ids().next().expect("a request");
    let mut app = app(topology);
    app.show(request, 3);
    let theme = Theme::new(ThemeName::default(), false, true);
    print::picture(120, 40, print::Paper::Text, |area, buf| {
        ui::prepare(&mut app, area);
        let mut buf = buf.clone();
        bencher.bench_local(|| ui::render(black_box(&app), &theme, area, &mut buf));
    });
}

#[divan::bench(args = ["edge-to-pod", "aws"])]
fn reading_a_built_in(name: &str) -> Topology {
    load(black_box(name))
}

/// What `hopwise trace` does before it prints: read, simulate, tell.
#[divan::bench]
fn trace_from_nothing() -> String {
    let topology = load(builtin::DEFAULT);
    let request = topology.find_request("cache-miss").expect("a request");
    let (trace, _) = simulate(&topology, &State::new(&topology), request, Seed::default());
    report::text(&topology, &trace, false)
}

/// A hundred boxes, and a request that reaches all of them: an application that asks thirty
/// services one after the other, each with a cache and a database of its own.
fn hundred() -> Topology {
    use std::fmt::Write;
    let mut text = String::from("format = 1\ntitle = \"A hundred boxes\"\n");
    let mut links = String::new();
    let mut node = |id: &str, kind: &str| {
        let _ = writeln!(text, "[node.{id}]\nkind = \"{kind}\"\nname = \"{id}\"");
    };
    let mut link = |from: &str, to: &str| {
        let _ = writeln!(
            links,
            "[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nlatency = \"1ms\"\ntls = \"1.3\""
        );
    };
    let front = [
        ("client", "client"),
        ("dns", "dns"),
        ("cdn", "cdn"),
        ("waf", "waf"),
        ("l4", "l4-lb"),
        ("l7", "l7-lb"),
        ("ingress", "ingress"),
        ("service", "service"),
        ("web", "web"),
        ("app", "app"),
    ];
    for (id, kind) in front {
        node(id, kind);
    }
    link("client", "dns");
    link("client", "cdn");
    for pair in front[2..].windows(2) {
        link(pair[0].0, pair[1].0);
    }
    for number in 0..30 {
        let [app, cache, database] =
            ["app", "cache", "database"].map(|kind| format!("{kind}{number}"));
        node(&app, "app");
        node(&cache, "cache");
        node(&database, "database");
        link("app", &app);
        link(&app, &cache);
        link(&app, &database);
    }
    let text = text + &links + "[[request]]\nid = \"all\"\nkey = \"a\"\npath = \"/user/42\"\n";
    let topology = Topology::parse("hundred", &text).expect("a valid file");
    assert_eq!(topology.nodes().len(), 100);
    topology
}

/// What a key press costs until its frame of 200 by 60 cells is there, in the middle of a run:
/// the next view from each view, the inspector of a hop and of a box, a step, every packet, the
/// comparison.
#[divan::bench(
    args = ["v", "v v", "v v v", "i", "down i", "n", "v d", "v v }", "w"],
    consts = [0, 100]
)]
fn key_to_frame<const BOXES: usize>(bencher: Bencher, keys: &str) {
    let (topology, request) = match BOXES {
        100 => {
            let topology = hundred();
            let request = topology.request_ids().next().expect("a request");
            (topology, request)
        }
        _ => longest(),
    };
    let area = ratatui::layout::Rect::new(0, 0, 200, 60);
    let theme = Theme::new(ThemeName::default(), false, true);
    let mut buf = ratatui::buffer::Buffer::empty(area);
    let mut app = app(topology);
    app.show(request, usize::MAX);
    app.update(Action::Cold);
    app.show(request, 20);
    let keys: Vec<_> = keys
        .split(' ')
        .map(|key| key.parse().expect("a key"))
        .collect();
    let (last, before) = keys.split_last().expect("a key");
    for key in before {
        app.press(*key);
    }
    ui::prepare(&mut app, area);
    bencher
        .with_inputs(|| app.clone())
        .bench_local_values(|mut app| {
            app.press(*last);
            ui::prepare(&mut app, area);
            ui::render(black_box(&app), &theme, area, &mut buf);
            app
        });
}

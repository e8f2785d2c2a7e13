//! What a key press costs, and what a start does: `cargo bench`.
//!
//! Each is measured on the heaviest built-in there is for it: the longest request, the topology
//! with the most boxes, a whole screen of 120 by 40 cells.

use divan::{Bencher, black_box};
use hopwise::app::{App, Settings};
use hopwise::engine::{State, simulate};
use hopwise::layout::{Options, layout};
use hopwise::playback::Speed;
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
    App::new(Settings {
        topologies: vec![topology.into()],
        open: 0,
        path: None,
        request: None,
        seed: Seed::default(),
        autoplay: false,
        speed: Speed::NORMAL,
        reduced_motion: false,
    })
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

#[divan::bench(args = ["edge-to-pod", "aws", "foobar"])]
fn frame_of_120_by_40(bencher: Bencher, name: &str) {
    let topology = load(name);
    let request = topology.request_ids().next().expect("a request");
    let mut app = app(topology);
    app.show(request, 3);
    let theme = Theme::new(ThemeName::default(), false, true);
    print::picture(120, 40, false, |area, buf| {
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
    report::text(&topology, &trace)
}

//! Every request of every shipped topology: what it ends with, who made that, what caches said.

use std::fs;
use std::path::Path;

use crate::bench::Bench;

/// Each line: topology, request, status (or failure) and its maker, then what caches said.
const OUTCOMES: &str = include_str!("../outcomes.txt");

fn shipped(name: &str) -> Bench {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("topologies/{name}.toml"));
    Bench::new(&fs::read_to_string(path).expect("a shipped topology"))
}

fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("topologies");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the shipped topologies")
        .map(|entry| {
            let path = entry.expect("a readable folder").path();
            let stem = path.file_stem().expect("a file");
            stem.to_string_lossy().into_owned()
        })
        .collect();
    names.sort();
    names
}

/// The table as the engine would write it.
fn table() -> String {
    let mut lines = Vec::new();
    for name in names() {
        let menu: Vec<String> = {
            let bench = shipped(&name);
            let requests = bench.topology.requests();
            requests.iter().map(|request| request.id.clone()).collect()
        };
        for request in menu {
            // On its own, in a state that nothing has touched.
            let mut bench = shipped(&name);
            let trace = bench.send(&request);
            let (ending, caches) = (bench.ending(&trace), bench.cache_story(&trace));
            lines.push(
                format!("{name:<12} {request:<20} {ending:<22} {caches}")
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    lines.join("\n")
}

#[test]
fn every_request_ends_as_the_table_says() {
    let expected: Vec<&str> = OUTCOMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(table(), expected.join("\n"));
}

/// `given` makes a request show what it is called, whatever was sent before: after any other
/// request of its topology it ends the same way.
#[test]
fn a_request_shows_what_it_is_called_after_any_other() {
    for name in names() {
        let menu: Vec<String> = {
            let bench = shipped(&name);
            let requests = bench.topology.requests();
            requests.iter().map(|request| request.id.clone()).collect()
        };
        for second in &menu {
            let mut alone = shipped(&name);
            let trace = alone.send(second);
            let status = trace.outcome.kind;
            let caches = alone.cache_story(&trace);
            for first in &menu {
                let mut bench = shipped(&name);
                bench.send(first);
                bench.wait(1);
                let trace = bench.send(second);
                let case = format!("{name}: {second} after {first}");
                assert_eq!(trace.outcome.kind, status, "{case}");
                assert_eq!(bench.cache_story(&trace), caches, "{case}");
            }
        }
    }
}

/// The figures that the diagram of `edge-to-pod` gives.
#[test]
fn edge_to_pod_keeps_the_figures_of_its_diagram() {
    use hopwise::phase::Phase;
    use hopwise::time::SimDuration;

    let mut bench = shipped("edge-to-pod");
    let cold = bench.send("cold");
    assert_eq!(cold.phases[Phase::Dns], SimDuration::from_millis(8));
    assert_eq!(cold.phases[Phase::Tls], SimDuration::from_millis(4));
    let warm = bench.send("warm");
    assert_eq!(warm.phases[Phase::Dns], SimDuration::ZERO);
    assert_eq!(warm.phases[Phase::Connect], SimDuration::ZERO);
    assert_eq!(warm.phases[Phase::Tls], SimDuration::ZERO);
    let hit = bench.send("cache-miss");
    assert!(hit.phases[Phase::Cache] > SimDuration::ZERO);
    assert!(hit.phases[Phase::Cache] < SimDuration::from_millis(1));
    assert_eq!(hit.phases[Phase::Db], SimDuration::ZERO);
    assert!(
        hit.ttfb.expect("a response") < hit.total,
        "24 kB take time on the line"
    );
    for (node, work) in [("waf", "0.5ms"), ("l4", "0.1ms")] {
        let id = bench.topology.find_node(node).expect(node);
        let work = SimDuration::parse(work).expect(work);
        let worked: SimDuration = hit
            .segments
            .iter()
            .filter(|segment| segment.node == id && segment.phase == Phase::Proxy)
            .map(|segment| segment.end.since(segment.start))
            .sum();
        assert_eq!(worked, work, "{node}");
    }
}

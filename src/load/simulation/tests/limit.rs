//! A node is given its first workers while it runs.

use super::super::super::plan::Change;
use super::super::Simulation;
use super::{advance, constant};
use crate::time::SimTime;
use crate::topology::{NodeId, Topology};

const SERVER: NodeId = NodeId(1);

/// A client and a server of this kind.
fn served(kind: &str) -> Topology {
    let text = format!(
        "format = 1\ntitle = \"Served\"\n\
         node.client = {{ kind = \"client\", name = \"C\" }}\n\
         node.server = {{ kind = \"{kind}\", name = \"S\", service = {{ mean = \"100ms\" }} }}\n\
         link = [{{ from = \"client\", to = \"server\", latency = \"0ms\", pool = \"warm\" }}]\n\
         request = [{{ id = \"one\", path = \"/x\", given = {{ client = \"warm\" }} }}]\n"
    );
    Topology::parse("served", &text).expect("a sound file")
}

/// Every visit is counted once: all who came have gone or are there, each has waited once, and the
/// time that all stayed is the area under the number of those who were there (Little's law, as an
/// identity).
#[test]
fn the_first_workers_find_those_who_are_there() {
    for kind in ["web", "app"] {
        for workers in [1, 3, 12, 40] {
            let what = format!("{kind}, {workers}");
            let topology = served(kind);
            let mut load = Simulation::new(&topology, &constant(&topology, 100.0), 0);
            advance(&mut load, 1005);
            let before = load.tally().nodes[SERVER.index()].in_system;
            assert!(before > 5, "{before} are there, {what}");
            load.apply(Change::Capacity(SERVER, workers));
            for millis in [1005, 1010, 1100, 1500, 3000] {
                advance(&mut load, millis);
                let node = &load.counted().nodes[SERVER.index()];
                let there = load.queue_len(SERVER) + load.busy(SERVER);
                assert_eq!(node.in_system, there, "{what} at {millis}");
                let all = node.completions + u64::from(node.in_system);
                assert_eq!(node.arrivals, all, "{what} at {millis}");
                let waits = u64::from(load.queue_len(SERVER));
                assert_eq!(
                    node.wait.count() + waits,
                    node.arrivals,
                    "{what} at {millis}"
                );
                if millis > 1500 {
                    assert!(load.busy(SERVER) <= workers, "{what}");
                }
            }
            load.apply(Change::Rate(0.0));
            advance(&mut load, 600_000);
            let node = &load.counted().nodes[SERVER.index()];
            assert_eq!((node.in_system, load.busy(SERVER)), (0, 0), "{what}");
            assert_eq!(node.completions, node.arrivals, "{what}");
            assert_eq!(node.sojourn.count(), node.arrivals, "{what}");
            let stayed = node.queue_area + node.busy_ns;
            assert_eq!(node.sojourn.sum(), stayed, "{what}");
            let limit = u128::from(workers) * 600_000_000_000;
            assert!(
                node.worker_time(SimTime(600_000_000_000)) <= limit,
                "{what}"
            );
        }
    }
}

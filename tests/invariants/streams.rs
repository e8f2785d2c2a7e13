//! A load whose requests all take one straight way streams, as far as they do, and nobody can tell:
//! its reports have the same bytes as those of one event after the other, on any number of threads.

use std::fmt::Write as _;

use hopwise::load::plan::{Arrivals, Limit, LoadPlan, Profile, Shape};
use hopwise::load::report::LoadReport;
use hopwise::load::run::{Progress, replicate_by_events, run};
use hopwise::report::load::{Glyphs, Point, csv, json, text};
use hopwise::time::SimDuration;
use hopwise::topology::Topology;
use hopwise::trace::Seed;
use proptest::prelude::*;

use crate::tape::Tape;

const FRONT: [&str; 8] = [
    "proxy", "l7-lb", "ingress", "waf", "l4-lb", "service", "router", "firewall",
];
const SERVICES: [&str; 6] = [
    "{ mean = \"4ms\" }",
    "\"2ms\"",
    "{ min = \"1ms\", max = \"5ms\" }",
    "{ median = \"2ms\", p99 = \"9ms\" }",
    "\"0ms\"",
    "\"500us\"",
];

/// Nodes behind an app, which holds a worker while it asks them.
const BEHIND: &str = r#"
[node.copy]
kind = "cache"
name = "K"
capacity = 2
service = { mean = "1ms" }
hit_ratio = 0.6
[node.store]
kind = "database"
name = "D"
capacity = 3
service = { mean = "6ms" }
[[link]]
from = "LAST"
to = "copy"
latency = "0ms"
pool = "warm"
[[link]]
from = "LAST"
to = "store"
latency = "LATER"
pool = "warm"
"#;

/// Another of them, which is asked as well.
const SPARE: &str = r#"
[node.spare]
kind = "database"
name = "E"
service = "3ms"
[[link]]
from = "LAST"
to = "spare"
latency = "1ms"
pool = "warm"
"#;

/// Nodes in a row behind a client, each with its workers; some end at a cache on the way.
fn row(tape: &mut Tape) -> Topology {
    let mut text = String::from(
        "format = 1\ntitle = \"Row\"\n[node.client]\nkind = \"client\"\nname = \"C\"\n",
    );
    let count = 1 + tape.below(7);
    let mut from = "client".to_owned();
    let has_more = tape.chance(60);
    for number in 0..count {
        let is_last = number + 1 == count;
        let kind = match () {
            () if is_last => ["web", "app"][usize::from(has_more)],
            () if tape.chance(25) => "cdn",
            () => tape.pick(&FRONT),
        };
        let to = format!("n{number}");
        let service = tape.pick(&SERVICES);
        let latency = tape.pick(&["0ms", "1ms", "137us", "20ms"]);
        let _ = write!(
            text,
            "[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nlatency = \"{latency}\"\n\
             pool = \"warm\"\n[node.{to}]\nkind = \"{kind}\"\nname = \"N\"\nservice = {service}\n"
        );
        if tape.chance(80) {
            let capacity = [1, 2, 3, 7, 16, 100][tape.below(6)];
            let _ = writeln!(text, "capacity = {capacity}");
            if tape.chance(5) {
                let _ = writeln!(text, "queue = 3");
            }
        }
        if tape.chance(10) {
            let _ = writeln!(text, "timeout = \"50ms\"");
        }
        if kind == "cdn" && tape.chance(80) {
            let ratio = tape.pick(&["0.3", "0.9", "1.0", "0.0"]);
            let _ = writeln!(text, "hit_ratio = {ratio}");
        }
        from = to;
    }
    if has_more {
        let later = tape.pick(&["0ms", "2ms", "137us"]);
        text += &BEHIND.replace("LAST", &from).replace("LATER", later);
        if tape.chance(30) {
            text += &SPARE.replace("LAST", &from);
        }
    }
    text += "[[request]]\nid = \"one\"\npath = \"/x\"\ngiven = { client = \"warm\" }\n";
    Topology::parse("row", &text).expect("a sound file")
}

fn plan(tape: &mut Tape, topology: &Topology) -> LoadPlan {
    let rate = [100.0, 200.0, 450.0, 1000.0, 0.5][tape.below(5)];
    let shape = [Shape::Poisson, Shape::Constant][tape.below(2)];
    LoadPlan {
        arrivals: Arrivals::Open {
            shape,
            rate: Profile::constant(rate),
        },
        limit: if tape.chance(50) {
            Limit::Duration(SimDuration::from_millis(1 + tape.below(3000) as u64))
        } else {
            Limit::Requests(1 + tape.below(700) as u64)
        },
        warmup: SimDuration::from_millis([0, 100, 1000][tape.below(3)]),
        replications: 1 + tape.below(3) as u32,
        seed: Seed(tape.below(256) as u64),
        ..LoadPlan::steady(topology, rate)
    }
}

fn printed(topology: &Topology, plan: &LoadPlan, report: LoadReport) -> [String; 3] {
    let (text, json) = (
        text(topology, plan, &report, &Glyphs::UNICODE),
        json(topology, &report),
    );
    let point = Point { load: 1.0, report };
    [text, json, csv(topology, &[point])]
}

proptest! {
    #![proptest_config(crate::property::config())]

    #[test]
    fn reports_of_streams_are_those_of_events(
        bytes in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut tape = Tape::new(bytes);
        let topology = row(&mut tape);
        let plan = plan(&mut tape, &topology);
        let tallies = (0..plan.replications).map(|number| {
            replicate_by_events(&topology, &plan, number, &Progress::new())
        });
        let slow = LoadReport::new(&topology, &plan, &tallies.collect::<Vec<_>>(), false);
        let slow = printed(&topology, &plan, slow);
        for threads in 1..=3 {
            let fast = run(&topology, &plan, threads, &Progress::new());
            assert_eq!(printed(&topology, &plan, fast), slow, "{plan:?}\n{topology:#?}");
        }
    }
}

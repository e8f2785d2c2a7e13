//! A trace in print and as JSON, for every built-in request.

use hopwise::engine::{State, simulate};
use hopwise::report;
use hopwise::text;
use hopwise::topology::{Topology, builtin};
use hopwise::trace::{Seed, Trace};
use serde_json::Value;

fn each(mut check: impl FnMut(&Topology, &Trace)) {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let state = State::new(&topology);
            let (trace, _) = simulate(&topology, &state, request, Seed(3));
            check(&topology, &trace);
        }
    }
}

#[test]
fn the_text_fits_80_columns_and_its_table_adds_up() {
    each(|topology, trace| {
        let page = report::text(topology, trace, false);
        for line in page.lines() {
            assert!(text::width(line) <= 80, "too wide: {line}");
            assert_eq!(line.trim_end(), line);
        }
        let mut micros = page
            .lines()
            .skip_while(|line| !line.starts_with("Total "))
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(" ms")?.0.split_once(' '))
            .filter_map(|(_, value)| value.trim().replace('.', "").parse::<u64>().ok());
        let total = micros.next().expect("a total");
        let parts: Vec<u64> = micros.collect();
        assert_eq!(parts.len(), 9, "{page}");
        assert_eq!(parts.iter().sum::<u64>(), total, "{page}");
        let percents = page.lines().filter_map(|line| line.strip_suffix(" %"));
        let percents = percents.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        let whole = if total == 0 { 0 } else { 100 };
        assert_eq!(percents.sum::<u64>(), whole, "{page}");
        assert!(page.lines().last().is_some_and(|line| !line.is_empty()));
    });
}

#[test]
fn the_json_has_the_keys_of_format_1() {
    let keys = |value: &Value| -> Vec<String> {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect()
    };
    each(|topology, trace| {
        let line = report::json(topology, trace);
        assert!(!line.contains('\n'));
        let value: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["format"], 1);
        let phases = keys(&value["phases_ns"]);
        let words = [
            "app", "cache", "connect", "db", "dns", "network", "proxy", "tls", "wait",
        ];
        assert_eq!(phases, words);
        let kind = value["outcome"]["kind"].as_str().expect("a kind");
        assert_eq!(kind == "response", value["outcome"]["status"].is_u64());
        assert!(["response", "refused", "timeout", "limit"].contains(&kind));
        assert!(
            topology
                .find_node(value["outcome"]["by"].as_str().expect("a node"))
                .is_some()
        );
        for hop in value["hops"].as_array().expect("hops") {
            assert_eq!(
                hop["protocol"] == "amqp",
                hop["message"]["type"] == "broker"
            );
            assert!(
                hop["depart_ns"].as_u64() <= hop["arrive_ns"].as_u64(),
                "{hop}"
            );
            assert!(hop["step"].as_u64().is_some_and(|step| step >= 1), "{hop}");
            for end in ["from", "to"] {
                let id = hop[end].as_str().expect("a node");
                assert!(topology.find_node(id).is_some(), "{hop}");
            }
        }
        let mut end = 0;
        for (index, step) in value["steps"].as_array().expect("steps").iter().enumerate() {
            assert_eq!(step["step"], index + 1);
            assert_eq!(step["at_ns"], end, "steps cut the run");
            end = step["until_ns"].as_u64().expect("an instant");
            assert!(
                step["title"]
                    .as_str()
                    .is_some_and(|title| !title.is_empty())
            );
        }
        assert!(end >= value["total_ns"].as_u64().expect("a total"));
    });
}

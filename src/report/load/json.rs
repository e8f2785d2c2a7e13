//! A load report as one JSON object on one line. Times are nanoseconds of model time, nodes and
//! requests are their ids in the file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::text::errors;
use super::{Point, length};
use crate::load::report::{Interval, LoadReport, NodeReport, RequestReport, word};
use crate::report::json::escape_hostile;
use crate::topology::{RequestId, Topology};

/// The report as a JSON object without a line break.
pub fn json(topology: &Topology, report: &LoadReport) -> String {
    written(&document(topology, report))
}

/// A sweep as a JSON object without a line break: `parameter` is what was swept.
pub fn sweep_json(topology: &Topology, parameter: &'static str, points: &[Point]) -> String {
    let row = |point: &Point| Swept {
        load: point.load,
        report: document(topology, &point.report),
    };
    let rows: Vec<Swept<'_>> = points.iter().map(row).collect();
    written(&Sweep {
        topology: topology.name(),
        parameter,
        points: rows,
    })
}

fn written(document: &impl Serialize) -> String {
    let raw = serde_json::to_string(document).expect("plain data with text keys");
    escape_hostile(&raw)
}

#[derive(Serialize)]
struct Sweep<'a> {
    topology: &'a str,
    #[serde(rename = "sweep")]
    parameter: &'static str,
    points: Vec<Swept<'a>>,
}

#[derive(Serialize)]
struct Swept<'a> {
    load: f64,
    #[serde(flatten)]
    report: Document<'a>,
}

#[derive(Serialize)]
struct Document<'a> {
    topology: &'a str,
    seed: u64,
    replications: u32,
    stopped: bool,
    overrun: bool,
    requests: u64,
    duration_ns: u64,
    throughput_rps: f64,
    throughput_ci95: Option<f64>,
    errors: BTreeMap<String, u64>,
    outcomes: BTreeMap<String, u64>,
    latency_ns: Latency,
    bottleneck: Option<&'a str>,
    nodes: Vec<Node<'a>>,
    pools: Vec<Pool<'a>>,
    by_request: Vec<Request<'a>>,
}

#[derive(Serialize)]
struct Latency {
    mean: u64,
    p50: u64,
    p90: u64,
    p95: u64,
    p99: u64,
    max: u64,
    mean_ci95: Option<u64>,
}

#[derive(Serialize)]
struct Node<'a> {
    node: &'a str,
    #[serde(flatten)]
    station: Station,
}

#[derive(Serialize)]
struct Pool<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    station: Station,
}

#[derive(Serialize)]
struct Station {
    arrivals: u64,
    refused: u64,
    utilisation: Option<f64>,
    utilisation_ci95: Option<f64>,
    workers_mean: Option<f64>,
    busy_mean: f64,
    queue_mean: f64,
    queue_mean_ci95: Option<f64>,
    queue_max: u32,
    wait_mean_ns: u64,
    wait_mean_ci95: Option<u64>,
    wait_p95_ns: u64,
    sojourn_mean_ns: u64,
    sojourn_p95_ns: u64,
}

#[derive(Serialize)]
struct Request<'a> {
    #[serde(rename = "request")]
    id: &'a str,
    requests: u64,
    errors: BTreeMap<String, u64>,
    outcomes: BTreeMap<String, u64>,
    latency_ns: Latency,
}

fn document<'a>(topology: &'a Topology, report: &LoadReport) -> Document<'a> {
    let request = |(id, request): &(RequestId, RequestReport)| Request {
        id: topology[*id].id.as_str(),
        requests: request.ended,
        errors: errors(request).collect(),
        outcomes: outcomes(request),
        latency_ns: latency(request),
    };
    Document {
        topology: topology.name(),
        seed: report.seed.0,
        replications: report.replications,
        stopped: report.stopped,
        overrun: report.overrun,
        requests: report.total.ended,
        duration_ns: report.duration.nanos(),
        throughput_rps: report.throughput.mean,
        throughput_ci95: report.throughput.half,
        errors: errors(&report.total).collect(),
        outcomes: outcomes(&report.total),
        latency_ns: latency(&report.total),
        bottleneck: report
            .bottleneck()
            .map(|(node, _)| topology[node].id.as_str()),
        nodes: report
            .nodes
            .iter()
            .map(|(id, node)| Node {
                node: topology[*id].id.as_str(),
                station: station(node),
            })
            .collect(),
        pools: report
            .pools
            .iter()
            .map(|(id, pool)| Pool {
                from: topology[topology[*id].from].id.as_str(),
                to: topology[topology[*id].to].id.as_str(),
                station: station(pool),
            })
            .collect(),
        by_request: report.requests.iter().map(request).collect(),
    }
}

fn outcomes(report: &RequestReport) -> BTreeMap<String, u64> {
    let ends = report.ends.iter();
    ends.map(|(outcome, count)| (word(*outcome), *count))
        .collect()
}

fn nanos(value: f64) -> u64 {
    length(value).nanos()
}

fn half(interval: Interval) -> Option<u64> {
    interval.half.map(nanos)
}

fn latency(report: &RequestReport) -> Latency {
    let quantile = |q| report.latency.quantile(q).nanos();
    Latency {
        mean: nanos(report.mean.mean),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p95: quantile(0.95),
        p99: quantile(0.99),
        max: report.latency.max().nanos(),
        mean_ci95: half(report.mean),
    }
}

fn station(node: &NodeReport) -> Station {
    Station {
        arrivals: node.arrivals,
        refused: node.refused,
        utilisation: node.utilisation.map(|share| share.mean),
        utilisation_ci95: node.utilisation.and_then(|share| share.half),
        workers_mean: node.workers,
        busy_mean: node.busy,
        queue_mean: node.queue_mean.mean,
        queue_mean_ci95: node.queue_mean.half,
        queue_max: node.queue_max,
        wait_mean_ns: nanos(node.wait_mean.mean),
        wait_mean_ci95: half(node.wait_mean),
        wait_p95_ns: node.wait.quantile(0.95).nanos(),
        sojourn_mean_ns: nanos(node.sojourn.mean()),
        sojourn_p95_ns: node.sojourn.quantile(0.95).nanos(),
    }
}

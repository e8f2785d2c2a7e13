//! Load reports as comma-separated values (RFC 4180), one observation a row: the whole, each
//! request and each node, for every load. Times are nanoseconds.

use std::fmt::Write;

use super::{Point, length};
use crate::load::report::{RequestReport, is_failure};
use crate::topology::Topology;

const HEAD: &str = "load,scope,id,count,errors,throughput_rps,mean_ns,p50_ns,p90_ns,p95_ns,p99_ns,\
    max_ns,utilisation,queue_mean,queue_max,wait_mean_ns,wait_p95_ns\n";

/// One table of all points.
pub fn csv(topology: &Topology, points: &[Point]) -> String {
    let mut out = HEAD.to_owned();
    for Point { load, report } in points {
        let seconds = report.duration.nanos() as f64 / 1e9;
        let mut request = |scope, id: &str, row: &RequestReport| {
            let failed = row.ends.iter().filter(|(outcome, _)| is_failure(*outcome));
            let failed: u64 = failed.map(|(_, count)| count).sum();
            let rate = if seconds > 0.0 {
                row.ended as f64 / seconds
            } else {
                0.0
            };
            let mean = length(row.mean.mean).nanos();
            let _ = write!(
                out,
                "{load},{scope},{},{},{failed},{rate},{mean}",
                id, row.ended
            );
            for (_, q) in super::QUANTILES {
                let _ = write!(out, ",{}", row.latency.quantile(q).nanos());
            }
            let _ = writeln!(out, ",{},,,,,", row.latency.max().nanos());
        };
        request("all", "", &report.total);
        for (id, row) in &report.requests {
            request("request", &topology[*id].id, row);
        }
        for (id, node) in &report.nodes {
            let share = node.utilisation.map(|share| share.mean.to_string());
            let sojourn = &node.sojourn;
            let mean = length(sojourn.mean()).nanos();
            let name = &topology[*id].id;
            let _ = write!(
                out,
                "{load},node,{name},{},{},,{mean}",
                node.arrivals, node.refused
            );
            for (_, q) in super::QUANTILES {
                let _ = write!(out, ",{}", sojourn.quantile(q).nanos());
            }
            let _ = writeln!(
                out,
                ",{},{},{},{},{},{}",
                sojourn.max().nanos(),
                share.unwrap_or_default(),
                node.queue_mean.mean,
                node.queue_max,
                length(node.wait_mean.mean).nanos(),
                node.wait.quantile(0.95).nanos()
            );
        }
    }
    out
}

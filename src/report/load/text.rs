//! A load report for reading, in 80 columns.

use std::fmt::Write;

use super::chart::{Glyphs, histogram};
use super::{grouped, length, load, number, percent};
use crate::load::plan::{Arrivals, Limit, LoadPlan, Shape};
use crate::load::report::{Interval, LoadReport, NodeReport, RequestReport, word};
use crate::text::{cut, escaped, width, wrap};
use crate::time::SimDuration;
use crate::topology::{Kind, NodeId, Topology};

const COLUMNS: usize = 80;
/// Cells of the first column of a table.
const NAME: usize = 20;

/// What a load came to.
pub fn text(topology: &Topology, plan: &LoadPlan, report: &LoadReport, glyphs: &Glyphs) -> String {
    let mut out = String::new();
    head(&mut out, topology, plan, report, &arrivals(&plan.arrivals));
    out.push('\n');
    summary(&mut out, report, glyphs);
    out.push('\n');
    requests(&mut out, topology, report);
    out.push('\n');
    stations(&mut out, topology, report);
    bottleneck(&mut out, topology, report);
    if report.total.ended > 0 {
        out.push_str("\nHow many took how long:\n");
        histogram(&mut out, &report.total.latency, glyphs);
    }
    out
}

/// What was sent, and for how long.
pub(super) fn head(
    out: &mut String,
    topology: &Topology,
    plan: &LoadPlan,
    report: &LoadReport,
    arrivals: &str,
) {
    let line = format!("{}: {arrivals}, seed {}", topology.title(), report.seed.0);
    paragraph(out, &line);
    let limit = match plan.limit {
        Limit::Requests(count) => format!("{} requests", grouped(count)),
        Limit::Duration(length) => length.to_string(),
    };
    let (runs, each) = match report.replications {
        1 => (String::new(), ""),
        runs => (format!("{runs} replications of "), ", each"),
    };
    let warm = match plan.warmup {
        SimDuration::ZERO => String::new(),
        warmup => format!("{each} after a warm-up of {warmup}"),
    };
    paragraph(out, &format!("{runs}{limit}{warm}; times are model time."));
    if report.stopped {
        let counted = if report.total.ended > 0 {
            "this is what was counted so far"
        } else {
            "the warm-up was not over, and nothing was counted"
        };
        paragraph(out, &format!("Stopped before its end: {counted}."));
    }
    if report.overrun {
        let most = grouped(plan.most_under_way as u64);
        paragraph(
            out,
            &format!(
                "Overrun: more than {most} requests and calls were under way at once, and more \
                 were coming. This is what was counted until then; send fewer, or give the \
                 bottleneck more capacity."
            ),
        );
    }
}

/// When requests are sent, in words.
pub(super) fn arrivals(arrivals: &Arrivals) -> String {
    match arrivals {
        Arrivals::Open { shape, rate } => {
            let shape = match shape {
                Shape::Poisson => "Poisson arrivals",
                Shape::Constant => "arrivals at equal gaps",
            };
            match rate.fixed() {
                Some(rate) => format!("{shape}, {} a second", load(rate)),
                None => format!("{shape}, at most {} a second", load(rate.peak())),
            }
        }
        Arrivals::Closed { clients: 1, .. } => "1 client".to_owned(),
        Arrivals::Closed { clients, .. } => format!("{} clients", grouped(u64::from(*clients))),
    }
}

fn summary(out: &mut String, report: &LoadReport, glyphs: &Glyphs) {
    let half = |interval: Interval, write: &dyn Fn(f64) -> String| {
        let half = interval
            .half
            .map(|half| format!(" {} {}", glyphs.plus_minus, write(half)));
        half.unwrap_or_default()
    };
    let rate = |value: f64| format!("{}/s", number(value));
    let _ = writeln!(
        out,
        "Throughput  {}{}, {} requests in {}",
        rate(report.throughput.mean),
        half(report.throughput, &rate),
        grouped(report.total.ended),
        report.duration
    );
    let time = |nanos: f64| length(nanos).to_string();
    let mean = report.total.mean;
    let _ = writeln!(
        out,
        "Latency     mean {}{}",
        time(mean.mean),
        half(mean, &time)
    );
    let failures = report.failures();
    if failures == 0 {
        let _ = writeln!(out, "Errors      none");
    } else {
        let share = percent(failures as f64 / report.total.ended.max(1) as f64);
        let kinds: Vec<String> = errors(&report.total)
            .map(|(kind, count)| format!("{} {kind}", grouped(count)))
            .collect();
        let line = format!(
            "{} of {}: {}",
            share,
            grouped(report.total.ended),
            kinds.join(", ")
        );
        for (index, line) in wrap(&line, COLUMNS - 12).iter().enumerate() {
            let label = if index == 0 { "Errors" } else { "" };
            let _ = writeln!(out, "{label:<12}{line}");
        }
    }
    if report.throughput.half.is_some() {
        let sign = glyphs.plus_minus;
        let _ = writeln!(
            out,
            "{:12}({sign}: 95 % confidence, over the replications)",
            ""
        );
    }
}

/// The failures by kind.
pub fn errors(report: &RequestReport) -> impl Iterator<Item = (String, u64)> {
    let ends = report.ends.iter();
    ends.filter(|(outcome, _)| crate::load::report::is_failure(*outcome))
        .map(|(outcome, count)| (word(*outcome), *count))
}

fn requests(out: &mut String, topology: &Topology, report: &LoadReport) {
    let _ = writeln!(
        out,
        "{:<NAME$}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "Latency", "mean", "p50", "p90", "p95", "p99", "max"
    );
    let row = |out: &mut String, name: &str, report: &RequestReport| {
        let _ = write!(out, "{}", column(name));
        if report.ended == 0 {
            let _ = writeln!(out, "{:>10}", "none over");
            return;
        }
        let _ = write!(out, "{:>10}", length(report.mean.mean).to_string());
        for (_, q) in super::QUANTILES {
            let _ = write!(out, "{:>10}", report.latency.quantile(q).to_string());
        }
        let _ = writeln!(out, "{:>10}", report.latency.max().to_string());
    };
    if report.requests.len() > 1 {
        for (id, request) in &report.requests {
            row(out, &topology[*id].id, request);
        }
    }
    row(out, "all requests", &report.total);
}

/// A name cut and filled to the first column.
fn column(name: &str) -> String {
    let name = cut(&escaped(name), NAME - 1, ".");
    let fill = NAME - width(&name);
    format!("{name}{:fill$}", "")
}

fn stations(out: &mut String, topology: &Topology, report: &LoadReport) {
    let _ = writeln!(
        out,
        "{:<NAME$}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "Station", "visits", "used", "queue", "longest", "wait", "p95 wait"
    );
    let row = |out: &mut String, name: &str, node: &NodeReport| {
        let _ = write!(out, "{}{:>10}", column(name), grouped(node.arrivals));
        let Some(utilisation) = node.utilisation else {
            // Nobody waits where there is room for all.
            let _ = writeln!(out, "{:>10}", "-");
            return;
        };
        let _ = writeln!(
            out,
            "{:>10}{:>10}{:>10}{:>10}{:>10}",
            percent(utilisation.mean),
            number(node.queue_mean.mean),
            grouped(u64::from(node.queue_max)),
            length(node.wait_mean.mean).to_string(),
            node.wait.quantile(0.95).to_string(),
        );
        if node.refused > 0 {
            let _ = writeln!(
                out,
                "{:NAME$}{} turned away: the queue was full",
                "",
                grouped(node.refused)
            );
        }
    };
    let visited = |(id, node): &&(NodeId, NodeReport)| {
        node.arrivals > 0 && topology[*id].kind != Kind::Client
    };
    for (id, node) in report.nodes.iter().filter(visited) {
        row(out, &topology[*id].name, node);
    }
    for (id, pool) in report.pools.iter().filter(|(_, pool)| pool.arrivals > 0) {
        let link = &topology[*id];
        let name = format!(
            "{} > {}",
            topology[link.from].short, topology[link.to].short
        );
        row(out, &name, pool);
    }
}

/// The bottleneck, in words.
pub(super) fn bottleneck(out: &mut String, topology: &Topology, report: &LoadReport) {
    let Some((node, utilisation)) = report.bottleneck() else {
        paragraph(out, "Bottleneck: none; no node has a `capacity`.");
        return;
    };
    let what = if utilisation >= crate::load::report::SATURATED {
        "saturated: more load only makes the queue longer"
    } else {
        "the first to saturate under more load"
    };
    let line = format!(
        "Bottleneck: {}, {} used; {what}.",
        name(topology, node),
        percent(utilisation)
    );
    paragraph(out, &line);
}

/// A node's name and id.
fn name(topology: &Topology, node: NodeId) -> String {
    let node = &topology[node];
    if node.name == node.id {
        node.id.clone()
    } else {
        format!("{} ({})", node.name, node.id)
    }
}

/// Words in lines of the report's width.
pub(super) fn paragraph(out: &mut String, words: &str) {
    for line in wrap(&escaped(words), COLUMNS) {
        let _ = writeln!(out, "{line}");
    }
}

//! A sweep for reading: one row for each load, and the curve.

use std::fmt::Write;

use super::chart::{Glyphs, curve};
use super::text::{bottleneck, head};
use super::{Point, length, load, number, percent};
use crate::load::plan::{Arrivals, LoadPlan, Shape};
use crate::text::cut;
use crate::time::SimDuration;
use crate::topology::Topology;

/// What every load of a sweep came to. `plan` is that of the last point.
pub fn sweep_text(
    topology: &Topology,
    plan: &LoadPlan,
    points: &[Point],
    glyphs: &Glyphs,
) -> String {
    let mut out = String::new();
    let Some(last) = points.last() else {
        return out;
    };
    let (title, unit, shape) = match plan.arrivals {
        Arrivals::Open {
            shape: Shape::Poisson,
            ..
        } => ("rate/s", "a second", "Poisson arrivals, "),
        Arrivals::Open { .. } => ("rate/s", "a second", "arrivals at equal gaps, "),
        Arrivals::Closed { .. } => ("clients", "clients", ""),
    };
    let (low, high) = (load(points[0].load), load(last.load));
    let arrivals = format!("{shape}{low} to {high} {unit}");
    // The warm-up of one load says nothing of the others.
    let plan = LoadPlan {
        warmup: SimDuration::ZERO,
        ..plan.clone()
    };
    head(&mut out, topology, &plan, &last.report, &arrivals);
    let _ = writeln!(
        out,
        "\n{title:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{:>8}  busiest",
        "done/s", "errors", "mean", "p50", "p99", "used"
    );
    for point in points {
        let report = &point.report;
        let errors = report.failures() as f64 / report.total.ended.max(1) as f64;
        let latency = &report.total.latency;
        let (used, busiest) = match report.bottleneck() {
            Some((node, used)) => (percent(used), topology[node].short.as_str()),
            None => ("-".to_owned(), ""),
        };
        let line = format!(
            "{:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{used:>8}  {}",
            load(point.load),
            number(report.throughput.mean),
            percent(errors),
            length(report.total.mean.mean).to_string(),
            latency.quantile(0.5).to_string(),
            latency.quantile(0.99).to_string(),
            cut(busiest, 13, "."),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push('\n');
    curve(&mut out, points, unit, glyphs);
    out.push('\n');
    bottleneck(&mut out, topology, &last.report);
    out
}

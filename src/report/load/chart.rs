//! Drawings in characters: a histogram of latencies, a curve over load.

use std::fmt::Write;

use super::Point;
use crate::load::histogram::Histogram;
use crate::time::SimDuration;

/// What drawings are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// A bar's cell, and what ends a bar, from an eighth to seven eighths of a cell.
    full: char,
    eighths: &'static [char],
    /// The upright and the corner of an axis.
    upright: char,
    corner: char,
    level: char,
    /// Between a mean and half its interval.
    pub(super) plus_minus: &'static str,
}

impl Glyphs {
    /// Blocks and lines.
    pub const UNICODE: Self = Self {
        full: '█',
        eighths: &['▏', '▎', '▍', '▌', '▋', '▊', '▉'],
        upright: '│',
        corner: '└',
        level: '─',
        plus_minus: "±",
    };
    /// Nothing outside printable ASCII.
    pub const ASCII: Self = Self {
        full: '#',
        eighths: &[],
        upright: '|',
        corner: '+',
        level: '-',
        plus_minus: "+-",
    };

    /// A bar that is a share of `cells`; something is always seen of more than nothing.
    fn bar(&self, share: f64, cells: usize) -> String {
        let steps = self.eighths.len() + 1;
        let length = libm::round(share * (cells * steps) as f64) as usize;
        let length = if share > 0.0 { length.max(1) } else { 0 };
        let mut bar = String::new();
        bar.extend(std::iter::repeat_n(self.full, length / steps));
        if let Some(rest) = (length % steps).checked_sub(1) {
            bar.push(self.eighths[rest]);
        }
        bar
    }
}

/// Rows of a histogram.
const ROWS: usize = 12;
/// Cells of its longest bar.
const BAR: usize = 44;

/// How many took how long, in steps that grow with the latency.
pub(super) fn histogram(out: &mut String, latency: &Histogram, glyphs: &Glyphs) {
    let count = latency.count();
    if count == 0 {
        return;
    }
    let edges = edges(latency);
    let mut before = 0;
    let mut rows = Vec::new();
    for edge in edges {
        let up_to = latency.up_to(edge);
        rows.push((edge, up_to - before));
        before = up_to;
    }
    let most = rows
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(1)
        .max(1);
    for (edge, here) in rows {
        let bar = glyphs.bar(here as f64 / most as f64, BAR);
        let share = super::percent(here as f64 / count as f64);
        let share = if here == 0 { String::new() } else { share };
        let line = format!("  up to {:>8} {share:>8} {bar}", edge.to_string());
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The upper ends of the rows, from the one that holds the shortest to the one with the longest.
fn edges(latency: &Histogram) -> Vec<SimDuration> {
    let shortest = latency.quantile(0.0);
    let longest = latency.max();
    // In hundredths of a power of ten; the first that needs few enough rows.
    let series: [&[u64]; 6] = [
        &[
            100, 120, 140, 160, 180, 200, 250, 300, 350, 400, 500, 600, 700, 800, 900,
        ],
        &[100, 120, 150, 200, 250, 300, 400, 500, 600, 800],
        &[100, 150, 200, 300, 500, 700],
        &[100, 200, 500],
        &[100, 300],
        &[100],
    ];
    let linear = linear(shortest, longest);
    if !linear.is_empty() {
        return linear;
    }
    let mut edges = Vec::new();
    for steps in series {
        edges = (0..17)
            .flat_map(|power| {
                steps
                    .iter()
                    .map(move |step| SimDuration(step * 10_u64.pow(power)))
            })
            .collect();
        let first = edges.partition_point(|edge| *edge < shortest);
        let last = edges.partition_point(|edge| *edge < longest);
        edges.truncate(last + 1);
        edges.drain(..first);
        if edges.len() <= ROWS {
            break;
        }
    }
    edges
}

/// Equal steps, where the longest is at most a few times the shortest; else none.
fn linear(shortest: SimDuration, longest: SimDuration) -> Vec<SimDuration> {
    if longest.nanos() > shortest.nanos().saturating_mul(4) {
        return Vec::new();
    }
    let width = (longest - shortest).nanos() / (ROWS as u64 - 2);
    let power = 10_u64.pow(width.max(1).ilog10());
    let steps = [1, 2, 5, 10].map(|step| step * power);
    let step = steps
        .into_iter()
        .find(|step| *step >= width)
        .unwrap_or(power)
        .max(1);
    let first = shortest.nanos().div_ceil(step);
    let last = longest.nanos().div_ceil(step);
    (first..=last)
        .map(|edge| SimDuration(edge * step))
        .collect()
}

/// Cells of the curve's drawing.
const WIDTH: usize = 64;
const HEIGHT: usize = 14;

/// The curves, each later one drawn over the earlier: the median stays seen.
const CURVES: [(char, &str, f64); 3] = [('*', "p99", 0.99), ('+', "p95", 0.95), ('o', "p50", 0.5)];

/// Latency over load, on a scale where equal factors are equally far apart.
pub(super) fn curve(out: &mut String, points: &[Point], unit: &str, glyphs: &Glyphs) {
    let value = |point: &Point, q| point.report.total.latency.quantile(q).nanos().max(1) as f64;
    let seen: Vec<&Point> = points
        .iter()
        .filter(|point| point.report.total.ended > 0)
        .collect();
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else {
        return;
    };
    let low = seen
        .iter()
        .map(|point| value(point, 0.5))
        .fold(f64::MAX, f64::min);
    let high = seen
        .iter()
        .map(|point| value(point, 0.99))
        .fold(0.0, f64::max);
    let (bottom, top) = (libm::log10(low), libm::log10(high.max(low * 2.0)));
    let row = |nanos: f64| {
        let share = (libm::log10(nanos) - bottom) / (top - bottom);
        HEIGHT - 1 - libm::round(share.clamp(0.0, 1.0) * (HEIGHT - 1) as f64) as usize
    };
    let column = |load: f64| {
        let share = (load - first.load) / (last.load - first.load).max(f64::MIN_POSITIVE);
        libm::round(share.clamp(0.0, 1.0) * (WIDTH - 1) as f64) as usize
    };
    let mut sheet = vec![vec![' '; WIDTH]; HEIGHT];
    for (glyph, _, q) in CURVES {
        for point in &seen {
            sheet[row(value(point, q))][column(point.load)] = glyph;
        }
    }
    let names: Vec<String> = CURVES
        .iter()
        .rev()
        .map(|(glyph, name, _)| format!("{glyph} {name}"))
        .collect();
    let _ = writeln!(
        out,
        "Latency over load: {}; each step up is the same factor",
        names.join(", ")
    );
    for (index, line) in sheet.iter().enumerate() {
        let marked = index % 4 == 0 || index == HEIGHT - 1;
        let label = if marked {
            let share = (HEIGHT - 1 - index) as f64 / (HEIGHT - 1) as f64;
            super::length(libm::pow(10.0, bottom + share * (top - bottom))).to_string()
        } else {
            String::new()
        };
        let line: String = line.iter().collect();
        let _ = writeln!(out, "{label:>10} {}{}", glyphs.upright, line.trim_end());
    }
    let axis: String = std::iter::repeat_n(glyphs.level, WIDTH).collect();
    let _ = writeln!(out, "{:>10} {}{axis}", "", glyphs.corner);
    let (from, to) = (super::load(first.load), super::load(last.load));
    let gap = WIDTH.saturating_sub(from.len() + to.len() + unit.len() + 1);
    let _ = writeln!(out, "{:>11} {from}{:gap$}{to} {unit}", "", "");
}

//! A trace as text for reading, in 80 columns: the steps, the times, the outcome.

use std::fmt::Write;

use crate::phase::{Phase, Phases};
use crate::story;
use crate::text;
use crate::time::SimDuration;
use crate::topology::Topology;
use crate::trace::Trace;

const COLUMNS: usize = 80;

/// The phases in the order of the table: those of the seed diagrams first.
const ROWS: [Phase; 9] = [
    Phase::Dns,
    Phase::Tls,
    Phase::App,
    Phase::Db,
    Phase::Connect,
    Phase::Network,
    Phase::Proxy,
    Phase::Cache,
    Phase::Wait,
];

/// The trace told from the first step to the status line. Where something is `broken` by hand, what
/// the file says is to be watched and learnt need not be true, and is left out.
pub fn text(topology: &Topology, trace: &Trace, broken: bool) -> String {
    let request = &topology[trace.request];
    let said = |words| if broken { "" } else { words };
    let (watch, learn) = (said(&request.watch), said(&request.learn));
    let mut out = String::new();
    header(&mut out, topology, trace);
    if !watch.is_empty() {
        paragraph(&mut out, 0, &format!("Watch: {watch}"));
    }
    out.push('\n');
    steps(&mut out, topology, trace);
    if !learn.is_empty() {
        out.push('\n');
        paragraph(&mut out, 0, &format!("Learn: {learn}"));
    }
    ending(&mut out, topology, trace);
    out
}

/// The steps, the times and the outcome of a trace, without what the file says of the request.
pub fn told(topology: &Topology, trace: &Trace) -> String {
    let mut out = String::new();
    steps(&mut out, topology, trace);
    ending(&mut out, topology, trace);
    out
}

fn ending(out: &mut String, topology: &Topology, trace: &Trace) {
    out.push('\n');
    table(out, trace.total, &trace.phases);
    let status = format!("Status: {}", story::conclusion(topology, trace));
    paragraph(out, 0, &status);
}

fn header(out: &mut String, topology: &Topology, trace: &Trace) {
    let request = &topology[trace.request];
    let title = format!(
        "{}: {} ({}), seed {}",
        topology.title(),
        request.name,
        request.id,
        trace.seed.0
    );
    paragraph(out, 0, &title);
    let line = format!("{} {}{}", request.method.name(), request.host, request.path);
    paragraph(out, 0, &line);
}

fn steps(out: &mut String, topology: &Topology, trace: &Trace) {
    let told = story::tell(topology, trace);
    let number_width = trace.steps.len().to_string().len();
    let clock_width = trace
        .steps
        .iter()
        .map(|step| text::width(&step.at.to_string()))
        .max()
        .unwrap_or(0);
    for (index, (step, told)) in trace.steps.iter().zip(told).enumerate() {
        let number = index + 1;
        let lead = format!("{number:>number_width$}. {:>clock_width$}  ", step.at);
        let indent = text::width(&lead);
        let mut lines = text::wrap(&told.title, COLUMNS - indent).into_iter();
        let _ = writeln!(out, "{lead}{}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
        paragraph(out, indent, &told.text);
    }
}

/// Values in whole microseconds and whole percents, both so rounded that they add up.
fn table(out: &mut String, total: SimDuration, phases: &Phases) {
    let rounded = phases.rounded(SimDuration::from_micros(1));
    let mut percents = Phases::default();
    for (phase, length) in phases.iter() {
        percents[phase] = length.times(100);
    }
    let percents = percents.rounded(total);
    let value = |length: SimDuration| {
        let micros = length.nanos() / 1000;
        format!("{}.{:03} ms", micros / 1000, micros % 1000)
    };
    let whole = value(rounded.total());
    let width = whole.len();
    let _ = writeln!(out, "Total    {whole}");
    for phase in ROWS {
        let value = value(rounded[phase]);
        let percent = percents[phase].nanos() / total.nanos().max(1);
        let _ = writeln!(out, "{:<9}{value:>width$}  {percent:>3} %", phase.title());
    }
    out.push('\n');
}

fn paragraph(out: &mut String, indent: usize, words: &str) {
    for line in text::wrap(&text::escaped(words), COLUMNS - indent) {
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}

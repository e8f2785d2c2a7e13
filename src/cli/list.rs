//! `hopwise list`: the built-in topologies and lessons.

use std::fmt::Write;

use serde::Serialize;

use super::{Format, Outcome, output};
use crate::lesson::Lesson;
use crate::lesson::builtin::{self as lessons, BUILTINS as LESSONS};
use crate::text;
use crate::topology::{Topology, builtin::BUILTINS, builtin::Builtin};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Lessons only
    #[arg(long)]
    lessons: bool,
    /// How the list is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    title: &'a str,
    requests: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    key: Option<char>,
    name: &'a str,
}

pub(super) fn run(args: &Args) -> Outcome {
    let topologies: Vec<Topology> = BUILTINS.iter().map(Builtin::load).collect();
    let lessons: Vec<Lesson> = LESSONS.iter().map(lessons::Builtin::load).collect();
    output::write(&match (args.format, args.lessons) {
        (Format::Text, false) => in_text(&topologies) + "\nLessons\n" + &told(&lessons),
        (Format::Text, true) => told(&lessons),
        (Format::Json, false) => in_json(&topologies),
        (Format::Json, true) => taught(&lessons),
    })
}

#[derive(Serialize)]
struct Taught<'a> {
    name: &'a str,
    title: &'a str,
    summary: &'a str,
    steps: Vec<&'a str>,
}

fn taught(lessons: &[Lesson]) -> String {
    let rows = lessons.iter().map(|lesson| Taught {
        name: &lesson.name,
        title: &lesson.title,
        summary: &lesson.summary,
        steps: lesson
            .steps
            .iter()
            .map(|step| step.title.as_str())
            .collect(),
    });
    pretty(&rows.collect::<Vec<_>>())
}

/// The lessons, each with what it teaches.
fn told(lessons: &[Lesson]) -> String {
    let mut out = String::new();
    for lesson in lessons {
        let count = lesson.steps.len();
        let _ = writeln!(out, "{}  {}, {count} steps", lesson.name, lesson.title);
        for line in text::wrap(&lesson.summary, 76) {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

fn pretty(rows: &impl Serialize) -> String {
    serde_json::to_string_pretty(rows).expect("plain data") + "\n"
}

fn in_json(topologies: &[Topology]) -> String {
    let rows: Vec<Row> = topologies
        .iter()
        .map(|topology| Row {
            name: topology.name(),
            title: topology.title(),
            requests: topology
                .requests()
                .iter()
                .map(|request| Entry {
                    id: &request.id,
                    key: request.key,
                    name: &request.name,
                })
                .collect(),
        })
        .collect();
    pretty(&rows)
}

fn in_text(topologies: &[Topology]) -> String {
    let mut out = String::new();
    for topology in topologies {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}  {}", topology.name(), topology.title());
        for line in text::wrap(topology.summary(), 76) {
            let _ = writeln!(out, "    {line}");
        }
        let widest = topology
            .requests()
            .iter()
            .map(|request| text::width(&request.id))
            .max()
            .unwrap_or(0);
        for request in topology.requests() {
            let key = request.key.unwrap_or(' ');
            let fill = widest - text::width(&request.id);
            let _ = writeln!(out, "  {key}  {}{:fill$}  {}", request.id, "", request.name);
        }
    }
    out
}

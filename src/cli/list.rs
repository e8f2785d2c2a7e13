//! `hopwise list`: the built-in topologies.

use std::fmt::Write;

use serde::Serialize;

use super::{Format, Outcome, output};
use crate::text;
use crate::topology::{Topology, builtin::BUILTINS, builtin::Builtin};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
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
    output::write(&match args.format {
        Format::Text => in_text(&topologies),
        Format::Json => in_json(&topologies),
    })
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
    let mut out = serde_json::to_string_pretty(&rows).expect("plain data");
    out.push('\n');
    out
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

//! From the word on the command line to a topology: a built-in name, or the path of a file.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::Failure;
use super::output::color_errors;
use crate::text::escaped;
use crate::topology::problem::{Problem, render};
use crate::topology::{NodeId, RequestId, Topology, builtin, limits, parse_bytes, source, suggest};

/// The topology called `word`; the default one where none is named.
pub(super) fn load(word: Option<&str>) -> Result<Topology, Failure> {
    let word = word.unwrap_or(builtin::DEFAULT);
    if let Some(topology) = builtin::load(word) {
        return Ok(topology);
    }
    let bytes = read(word).map_err(|problem| Failure::Refused(plain(&problem)))?;
    parse_bytes(&stem(word), &bytes)
        .map_err(|problems| refuse(word, &source::lossy(&bytes), &problems))
}

/// The text of the built-in topology or the file called `word`.
pub(super) fn bytes(word: &str) -> Result<Vec<u8>, Problem> {
    match builtin::get(word) {
        Some(builtin) => Ok(builtin.source.as_bytes().to_vec()),
        None => read(word),
    }
}

/// What a topology read from `path` is called.
pub(super) fn stem(path: &str) -> String {
    Path::new(path).file_stem().map_or_else(
        || path.to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

/// The bytes of the file at `path`, one more than allowed at most.
pub(super) fn read(path: &str) -> Result<Vec<u8>, Problem> {
    let shown = escaped(path);
    let unreadable = |reason: &str| Problem::error("unreadable", format!("`{shown}` {reason}"));
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => missing(path),
        ErrorKind::PermissionDenied => unreadable("may not be read: permission denied"),
        ErrorKind::InvalidInput => unreadable("is no path"),
        _ => unreadable(&format!("cannot be read: {error}")),
    };
    let facts = fs::metadata(path).map_err(failed)?;
    if facts.is_dir() {
        return Err(unreadable("is a directory").help("name a topology file in it"));
    }
    if facts.len() > limits::FILE_BYTES as u64 {
        let message = format!(
            "`{shown}` has {} bytes; at most {} are read",
            facts.len(),
            limits::FILE_BYTES
        );
        return Err(
            Problem::error("too-large", message).help("give hopwise a topology file in TOML")
        );
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            file.take(limits::FILE_BYTES as u64 + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(failed)?;
    Ok(bytes)
}

fn missing(path: &str) -> Problem {
    let names = builtin::BUILTINS.iter().map(|builtin| builtin.name);
    let problem = Problem::error(
        "not-found",
        format!(
            "there is no file and no built-in topology `{}`",
            escaped(path)
        ),
    );
    let commands = super::grammar();
    let command = suggest::nearest(
        path,
        commands.get_subcommands().map(clap::Command::get_name),
    );
    match (suggest::nearest(path, names.clone()), command) {
        (Some(name), _) => problem.help(format!(
            "did you mean `{name}`? The built-in topologies are {}",
            suggest::listed(names)
        )),
        (None, Some(command)) => problem.help(format!("did you mean the command `{command}`?")),
        (None, None) => problem.help(format!(
            "the built-in topologies are {}",
            suggest::listed(names)
        )),
    }
}

/// A refusal that shows `problems` of the file called `name`.
pub(super) fn refuse(name: &str, text: &str, problems: &[Problem]) -> Failure {
    let shown = render(name, text, problems, color_errors());
    Failure::Refused(shown.trim_end().to_owned())
}

/// A problem of a file that could not be read, so that there is no line to show.
pub(super) fn plain(problem: &Problem) -> String {
    let help = problem.help.as_ref();
    let help = help.map(|help| format!("\nhelp: {help}"));
    format!("error: {}{}", problem.message, help.unwrap_or_default())
}

/// The request called `id`; the first of the menu where none is named and there is one.
pub(super) fn request(topology: &Topology, id: Option<&str>) -> Result<Option<RequestId>, Failure> {
    let Some(id) = id else {
        return Ok(topology.request_ids().next());
    };
    let known = || {
        topology
            .requests()
            .iter()
            .map(|request| request.id.as_str())
    };
    match topology.find_request(id) {
        Some(found) => Ok(Some(found)),
        None => Err(unknown(topology, "request", id, known)),
    }
}

/// The node called `id`.
pub(super) fn node(topology: &Topology, id: &str) -> Result<NodeId, Failure> {
    let known = || topology.nodes().iter().map(|node| node.id.as_str());
    topology
        .find_node(id)
        .ok_or_else(|| unknown(topology, "node", id, known))
}

/// A refusal of a word, with the nearest known one and all of them.
fn unknown<'a, I: Iterator<Item = &'a str>>(
    topology: &Topology,
    what: &str,
    word: &str,
    known: impl Fn() -> I,
) -> Failure {
    let near = suggest::nearest(word, known())
        .map(|near| format!("\nhelp: did you mean `{near}`?"))
        .unwrap_or_default();
    let all = suggest::listed(known());
    let all = if all.is_empty() {
        format!("\nhelp: it has no {what} at all")
    } else {
        format!("\nhelp: its {what}s are {all}")
    };
    let message = format!(
        "error: topology `{}` has no {what} `{}`{near}{all}",
        escaped(topology.name()),
        escaped(word)
    );
    Failure::Refused(message)
}

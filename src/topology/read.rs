//! From text to the tables of a file, in declared order, with every problem of shape.
//!
//! serde stops at the first error. Here each table is read by itself, and what is wrong in it is
//! reported, taken out, and the rest read again, until nothing is wrong any more.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{At, File, GroupTable, LinkTable, NodeTable, RequestTable};
use super::problem::Problem;
use super::suggest;

pub(super) mod shape;
pub(super) mod syntax;

/// A table with what messages call it.
pub(crate) struct Entry<T> {
    /// Id of a node or a group; empty for links and requests.
    pub(crate) id: At<String>,
    /// What a message calls it, such as "node `redis`".
    pub(crate) owner: String,
    /// Its header in the source.
    pub(crate) head: Range<usize>,
    /// Its content; `None` where it could not be read (which has been reported).
    pub(crate) table: Option<T>,
}

/// The tables of a file in declared order.
pub(super) struct Tables {
    pub(super) file: Option<File>,
    pub(super) groups: Vec<Entry<GroupTable>>,
    pub(super) nodes: Vec<Entry<NodeTable>>,
    pub(super) links: Vec<Entry<LinkTable>>,
    pub(super) requests: Vec<Entry<RequestTable>>,
}

/// Reads as much of a source as can be read.
pub(super) fn read(source: &str, problems: &mut Vec<Problem>) -> Tables {
    let (document, errors) = DeTable::parse_recoverable(source);
    let mut root = document.into_inner();
    syntax::report(source, &root, &errors, problems);
    syntax::hostile_texts(source, &root, problems);
    let mut tables = Tables {
        groups: keyed(&mut root, "group", problems),
        nodes: keyed(&mut root, "node", problems),
        links: listed(&mut root, "link", problems),
        requests: listed(&mut root, "request", problems),
        file: None,
    };
    let start = Spanned::new(0..0, DeValue::Table(root));
    tables.file = shape::read("the file", &(0..0), start, problems);
    debug_assert!(
        tables.file.as_ref().is_none_or(|file: &File| {
            file.group.is_empty()
                && file.node.is_empty()
                && file.link.is_empty()
                && file.request.is_empty()
        }),
        "these were taken out and read one by one"
    );
    tables
}

/// The tables `[name.ID]` in the order of the file.
fn keyed<T: DeserializeOwned>(
    root: &mut DeTable<'_>,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Entry<T>> {
    let Some(value) = root.remove(name) else {
        return Vec::new();
    };
    let span = value.span();
    let DeValue::Table(table) = value.into_inner() else {
        problems.push(
            Problem::error("wrong-type", format!("`{name}` is a table for each id"))
                .at(span, "no table with an id")
                .help(format!(
                    "write `[{name}.ID]` as a header, with an id of your choice for ID"
                )),
        );
        return Vec::new();
    };
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
        .into_iter()
        .map(|(key, value)| {
            let id = At::new(key.span(), key.into_inner().into_owned());
            let owner = format!("{name} `{}`", id.get());
            let table = shape::read(&owner, &id.span(), value, problems);
            Entry {
                head: id.span(),
                id,
                owner,
                table,
            }
        })
        .collect()
}

/// The tables `[[name]]` in the order of the file.
pub(super) fn listed<T: DeserializeOwned>(
    root: &mut DeTable<'_>,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Entry<T>> {
    let Some(value) = root.remove(name) else {
        return Vec::new();
    };
    let span = value.span();
    let DeValue::Array(array) = value.into_inner() else {
        problems.push(
            Problem::error("wrong-type", format!("`{name}` is a list of tables"))
                .at(span, "no list")
                .help(format!(
                    "write `[[{name}]]`, with two brackets, above each {name}"
                )),
        );
        return Vec::new();
    };
    array
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            let head = value.span();
            let owner = owner_of(name, index, value.get_ref());
            let table = shape::read(&owner, &head, value, problems);
            let id = At::new(head.clone(), String::new());
            Entry {
                id,
                owner,
                head,
                table,
            }
        })
        .collect()
}

/// What a message calls a link or a request: by its ends or its id where it has them.
fn owner_of(name: &str, index: usize, value: &DeValue<'_>) -> String {
    let text = |key| match value.get(key)?.get_ref() {
        DeValue::String(text) => Some(format!("`{text}`")),
        DeValue::Array(array) => {
            let texts: Option<Vec<_>> = array.iter().map(|item| item.get_ref().as_str()).collect();
            texts
                .filter(|texts| (1..=3).contains(&texts.len()))
                .map(suggest::listed)
        }
        _ => None,
    };
    match (text("from"), text("to"), text("id")) {
        (_, _, Some(id)) => format!("{name} {id}"),
        (Some(from), Some(to), _) => format!("{name} {from} -> {to}"),
        _ => format!("{name} {}", index + 1),
    }
}

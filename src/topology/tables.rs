//! Other files that are made of tables in a list, read with the same care as a topology: every
//! problem of shape at once, each with its place.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::read::{listed, shape, syntax};
use super::{limits, source};

pub(crate) use super::file::At;
pub(crate) use super::read::Entry;

/// Reads a source whose tables `[[list]]` are `T` and whose other keys make an `F`, as far as it
/// can be read. `F` must not have the key `list`.
pub(crate) fn read<F: DeserializeOwned, T: DeserializeOwned>(
    source: &str,
    list: &str,
    problems: &mut Vec<Problem>,
) -> (Option<F>, Vec<Entry<T>>) {
    problems.extend(source::scan(source));
    let mut codes = problems.iter().map(|problem| problem.code);
    if codes.any(|code| matches!(code, "empty" | "too-deep")) || problems.len() > limits::PROBLEMS {
        return (None, Vec::new());
    }
    let (document, errors) = DeTable::parse_recoverable(source);
    let mut root = document.into_inner();
    syntax::report(source, &root, &errors, problems);
    syntax::hostile_texts(source, &root, problems);
    let entries = listed(&mut root, list, problems);
    let rest = Spanned::new(0..0, DeValue::Table(root));
    (shape::read("the file", &(0..0), rest, problems), entries)
}

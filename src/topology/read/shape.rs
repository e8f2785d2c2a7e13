//! One table of a file, read again and again until every error of shape in it is reported.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, Error, ValueDeserializer};

use crate::topology::limits;
use crate::topology::problem::Problem;
use crate::topology::suggest::{help, listed, nearest};

/// Reads `value` as a `T`. What has the wrong shape is reported and left out; what is missing is
/// reported, and a stand-in takes its place so that the rest can be checked. `None`: `value` is no
/// table, or there are too many problems to go on.
pub(in crate::topology) fn read<T: DeserializeOwned>(
    owner: &str,
    head: &Range<usize>,
    value: Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let span = value.span();
    let DeValue::Table(mut table) = value.into_inner() else {
        let problem = Problem::error("wrong-type", format!("{owner} must be a table"));
        problems.push(problem.at(head.clone(), "no table"));
        return None;
    };
    // Keys that were reported, so that their absence is no news.
    let mut gone: Vec<String> = Vec::new();
    while problems.len() <= limits::PROBLEMS {
        let value = Spanned::new(span.clone(), DeValue::Table(table.clone()));
        let error = match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let message = Message::of(&error);
        if let Message::MissingKey(key) = message {
            let value = Spanned::new(0..0, stand_in(&key));
            table.insert(Spanned::new(0..0, key.clone().into()), value);
            if !gone.contains(&key) {
                problems.push(missing(owner, &key, head.clone()));
            }
            continue;
        }
        let place = error.span().unwrap_or_else(|| head.clone());
        let taken = take(&mut table, &place, 0);
        problems.push(message.problem(owner, taken.as_ref(), place));
        gone.extend(taken?.path.into_iter().next());
        if let Message::UnknownKey(key, known) = Message::of(&error) {
            gone.extend(nearest(&key, known.iter().map(String::as_str)).map(str::to_owned));
        }
    }
    None
}

/// A value of the right shape for a missing key.
fn stand_in(key: &str) -> DeValue<'static> {
    match key {
        "format" => DeValue::Integer(DeInteger::default()),
        "kind" => DeValue::String("app".into()),
        _ => DeValue::String("".into()),
    }
}

fn missing(owner: &str, key: &str, place: Range<usize>) -> Problem {
    Problem::error("missing-key", format!("{owner} has no `{key}`"))
        .at(place, format!("`{key}` is missing"))
        .help(format!("add {}", example(key)))
}

/// An entry taken out of a table.
struct Taken {
    /// Its key, behind the keys of the tables that it stood in.
    path: Vec<String>,
    /// Whether the error is about one item of a list, and not about the value.
    item: bool,
    /// What the value or the item was.
    found: &'static str,
}

impl Taken {
    /// How a message names the value.
    fn name(&self) -> String {
        let key = self.path.join(".");
        if self.item {
            format!("an item of `{key}`")
        } else {
            format!("`{key}`")
        }
    }
}

/// Depth to which a place is looked for; the format is no deeper.
const DEPTH: usize = 4;

/// Takes the innermost entry whose key or value covers `place` out of `table`.
fn take(table: &mut DeTable<'_>, place: &Range<usize>, depth: usize) -> Option<Taken> {
    let covers = |span: Range<usize>| span.start <= place.start && place.end <= span.end;
    let mut found: Option<String> = None;
    for (key, value) in table.iter_mut() {
        if covers(key.span()) {
            found = Some(key.get_ref().to_string());
            break;
        }
        let here = covers(value.span());
        if depth < DEPTH
            && let DeValue::Table(inner) = value.get_mut()
            && let Some(mut taken) = take(inner, place, depth + 1)
        {
            taken.path.insert(0, key.get_ref().to_string());
            return Some(taken);
        }
        if here {
            found = Some(key.get_ref().to_string());
        }
    }
    let key = found?;
    let value = table.remove(key.as_str())?;
    let mut items = value
        .get_ref()
        .as_array()
        .into_iter()
        .flat_map(|array| array.iter());
    let item = items.find(|item| covers(item.span()));
    Some(Taken {
        path: vec![key],
        item: item.is_some(),
        found: noun(item.unwrap_or(&value).get_ref()),
    })
}

/// What a reader calls a TOML value.
fn noun(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What serde says, taken apart.
enum Message {
    /// A key that the table does not have, and those it has.
    UnknownKey(String, Vec<String>),
    /// A word that is none of those listed.
    UnknownWord(String, Vec<String>),
    /// A key that the table needs.
    MissingKey(String),
    /// A value of another type; what is expected.
    WrongType(String),
    /// Anything else, as it stands.
    Other(String),
}

impl Message {
    fn of(error: &Error) -> Self {
        let text = error.message();
        let quoted = |text: &str| -> Vec<String> {
            text.split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        };
        let parted = |prefix: &str| {
            let rest = text.strip_prefix(prefix)?;
            let (word, known) = rest.rsplit_once("`, expected ")?;
            Some((word.to_owned(), quoted(known)))
        };
        if let Some((key, known)) = parted("unknown field `") {
            Self::UnknownKey(key, known)
        } else if let Some((word, known)) = parted("unknown variant `") {
            Self::UnknownWord(word, known)
        } else if let Some(key) = text.strip_prefix("missing field `") {
            Self::MissingKey(key.trim_end_matches('`').to_owned())
        } else if let Some((_, expected)) = text
            .strip_prefix("invalid type: ")
            .and_then(|rest| rest.rsplit_once(", expected "))
        {
            Self::WrongType(plain(expected).to_owned())
        } else if text == "wanted string or table" {
            Self::WrongType("a text in quotes".to_owned())
        } else {
            Self::Other(text.to_owned())
        }
    }

    fn problem(self, owner: &str, taken: Option<&Taken>, place: Range<usize>) -> Problem {
        let name = taken.map_or_else(|| "a key".to_owned(), Taken::name);
        match self {
            Self::UnknownKey(key, known) => {
                let advice = help(&key, known.iter().map(String::as_str));
                let table = match taken.map(|taken| taken.path.as_slice()) {
                    Some([tables @ .., _]) if !tables.is_empty() => {
                        format!("`{}` of {owner}", tables.join("."))
                    }
                    _ => owner.to_owned(),
                };
                Problem::error("unknown-key", format!("{table} has no key `{key}`"))
                    .at(place, "unknown key")
                    .maybe_help(advice)
            }
            Self::UnknownWord(word, known) => {
                let advice = help(&word, known.iter().map(String::as_str));
                let message = format!("{name} of {owner} cannot be `{word}`");
                Problem::error("unknown-word", message)
                    .at(place, "unknown word")
                    .maybe_help(advice)
            }
            Self::MissingKey(key) => missing(owner, &key, place),
            Self::WrongType(expected) => {
                let found = taken.map_or("something else", |taken| taken.found);
                let message = format!("{name} of {owner} must be {expected}");
                Problem::error("wrong-type", message).at(place, format!("this is {found}"))
            }
            Self::Other(text) => {
                let message = format!("{name} of {owner} cannot be read: {text}");
                Problem::error("wrong-type", message).at(place, "not understood")
            }
        }
    }
}

/// serde's name of a type in the words of a reader.
fn plain(expected: &str) -> &str {
    match expected {
        "a string" => "a text in quotes",
        "i64" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "an array of length 2" => "a list of two whole numbers, [column, row]",
        "struct HealthTable" => "a table such as { interval = \"10s\", threshold = 3 }",
        other => other,
    }
}

/// A line that would mend a missing key.
fn example(key: &str) -> String {
    match key {
        "format" => "`format = 1` at the top of the file".to_owned(),
        "kind" => {
            let words = crate::topology::Kind::ALL.map(|kind| kind.facts().word);
            format!("`kind = \"app\"`; the kinds are {}", listed(words))
        }
        "id" => "`id = \"cache-hit\"`, or what you want to call it".to_owned(),
        "from" | "to" => format!("`{key} = \"ID\"` with the id of a node"),
        key => format!("`{key} = \"...\"`"),
    }
}

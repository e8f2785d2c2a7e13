//! The request menu: ids, keys, where from, what is asked for, and circumstances that fit.

use std::collections::BTreeMap;
use std::ops::Range;

use super::value::quoted;
use super::{Checker, Known};
use crate::text::{is_hostile, width};
use crate::topology::file::{At, Given, RequestTable};
use crate::topology::problem::Problem;
use crate::topology::read::Entry;
use crate::topology::suggest;
use crate::topology::{Circumstance, Kind, NodeId, Request, infer, limits};

/// Keys of the program itself, which no request can have.
pub const RESERVED_KEYS: &[char] = &[
    's', 'S', 'n', 'p', 'i', 'v', 't', 'x', 'z', 'c', 'g', 'w', 'l', 'd', 'R', 'q', '?', '+', '-',
    '=', 'N', 'P', 'F', 'X', 'H', 'J', 'K', 'L', '[', ']', '{', '}', '<', '>', ' ', '0', '1', '2',
    '3', '4', '5', '6', '7', '8', '9',
];

/// Host of a request that names none; reserved for examples by RFC 2606 section 3.
const HOST: &str = "www.example.com";

/// Bytes of a response body where a file gives none: a small page, round for mental arithmetic.
const SIZE: u64 = 10_000;

/// Ids and keys given so far, with their places.
#[derive(Default)]
struct Taken {
    ids: BTreeMap<String, Range<usize>>,
    keys: BTreeMap<char, Range<usize>>,
}

impl Checker {
    pub(super) fn make_requests(&mut self, entries: &[Entry<RequestTable>]) -> Vec<Request> {
        let mut taken = Taken::default();
        let mut requests = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(table) = &entry.table else { continue };
            requests.extend(self.make_request(entry, table, &mut taken));
        }
        requests
    }

    fn make_request(
        &mut self,
        entry: &Entry<RequestTable>,
        table: &RequestTable,
        taken: &mut Taken,
    ) -> Option<Request> {
        let owner = entry.owner.as_str();
        let id = table.id.get();
        self.request_id(&table.id, taken);
        let key = table
            .key
            .as_ref()
            .and_then(|key| self.key(key, owner, taken));
        let name = self.line(table.name.as_ref(), format_args!("`name` of {owner}"));
        let from = self.sender(table.from.as_ref(), owner);
        let path = self.path(table.path.as_ref(), owner);
        let host = self.host(table.host.as_ref(), owner);
        let size = table.size.as_ref().map_or(SIZE, |size| {
            self.size(size, format_args!("`size` of {owner}"))
        });
        let given = self.given(&table.given, owner);
        let weight = table.weight.as_ref().map_or(1, |weight| {
            self.number(weight, limits::WEIGHT, format_args!("`weight` of {owner}"))
        });
        let keys = table.keys.as_ref().map(|keys| self.keys(keys.get(), owner));
        let watch = self.prose(table.watch.as_ref(), format_args!("`watch` of {owner}"));
        let learn = self.prose(table.learn.as_ref(), format_args!("`learn` of {owner}"));
        Some(Request {
            id: id.clone(),
            key,
            name: name.unwrap_or_else(|| id.clone()),
            from: from?,
            method: table.method,
            content: table.content.unwrap_or_else(|| infer::content(&path)),
            path,
            host,
            size,
            given,
            weight,
            keys,
            watch,
            learn,
        })
    }

    /// The id of a request, which no other request has.
    fn request_id(&mut self, id: &At<String>, taken: &mut Taken) {
        if id.is_stand_in() {
            return;
        }
        self.id(id, "request");
        let Some(first) = taken.ids.insert(id.get().clone(), id.span()) else {
            return;
        };
        let message = format!("request `{}` is defined twice", id.get());
        self.report(
            Problem::error("duplicate-id", message)
                .at(id.span(), "second definition")
                .at(first, "first defined here")
                .help("give one of them another id"),
        );
    }

    /// The key of a request: one visible character that nobody else has.
    fn key(&mut self, key: &At<String>, owner: &str, taken: &mut Taken) -> Option<char> {
        let text = key.get();
        let mut chars = text.chars();
        let (Some(c), None) = (chars.next(), chars.next()) else {
            self.report(
                Problem::error(
                    "bad-key",
                    format!("`key` of {owner} cannot be {}", quoted(text)),
                )
                .at(key.span(), "must be one character")
                .help("choose one letter, such as \"b\""),
            );
            return None;
        };
        if RESERVED_KEYS.contains(&c) {
            self.report(
                Problem::error("key-reserved", format!("{owner} cannot have the key `{c}`"))
                    .at(key.span(), "the program uses this key itself")
                    .help(free_keys(taken)),
            );
        } else if is_hostile(c) || width(text) != 1 {
            self.report(
                Problem::error(
                    "bad-key",
                    format!("`key` of {owner} cannot be {}", quoted(text)),
                )
                .at(key.span(), "must be one visible character")
                .help("choose one letter, such as \"b\""),
            );
        } else if let Some(first) = taken.keys.get(&c) {
            let first = first.clone();
            self.report(
                Problem::error(
                    "key-taken",
                    format!("{owner} cannot have the key `{c}` too"),
                )
                .at(key.span(), "second request with this key")
                .at(first, "first given here")
                .help(free_keys(taken)),
            );
        } else {
            taken.keys.insert(c, key.span());
        }
        Some(c)
    }

    /// The client that sends a request.
    fn sender(&mut self, from: Option<&At<String>>, owner: &str) -> Option<NodeId> {
        let Some(from) = from else {
            return self.first_client;
        };
        let Known { id, kind, .. } = self.node(from, &format!("`from` of {owner}"))?;
        if let Some(kind) = kind.filter(|kind| *kind != Kind::Client) {
            let message = format!("{owner} is sent by `{}`, which is no client", from.get());
            self.report(
                Problem::error("not-a-client", message)
                    .at(
                        from.span(),
                        format!("this is of kind `{}`", kind.facts().word),
                    )
                    .help("name a node of kind `client`, or leave `from` out"),
            );
        }
        Some(id)
    }

    fn path(&mut self, path: Option<&At<String>>, owner: &str) -> String {
        let Some(path) = path else {
            return "/".to_owned();
        };
        let text = path.get();
        let what = format!("`path` of {owner}");
        if !text.starts_with('/') && text != "*" || text.contains(['\n', '\r', '\t']) {
            self.report(
                Problem::error("bad-path", format!("{what} cannot be {}", quoted(text)))
                    .at(path.span(), "no path")
                    .help("a path starts with `/` and stands on one line, such as \"/user/42\""),
            );
        }
        self.length(text, path.span(), limits::PATH_CHARS, what);
        text.clone()
    }

    fn host(&mut self, host: Option<&At<String>>, owner: &str) -> String {
        let Some(host) = host else {
            return HOST.to_owned();
        };
        let text = host.get();
        let what = format!("`host` of {owner}");
        // RFC 1123 section 2.1: letters, digits and hyphens in labels of 1 to 63 characters.
        let legal = text.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        if !legal {
            self.report(
                Problem::error("bad-host", format!("{what} cannot be {}", quoted(text)))
                    .at(host.span(), "no host name")
                    .help(
                        "write a name such as \"www.example.com\", without a scheme, port or path",
                    ),
            );
        }
        self.length(text, host.span(), limits::HOST_CHARS, what);
        text.to_ascii_lowercase()
    }

    /// The circumstances of a request, each at a node that it fits.
    fn given(&mut self, given: &Given, owner: &str) -> Vec<(NodeId, Circumstance)> {
        let mut circumstances = Vec::with_capacity(given.0.len());
        for (id, word) in &given.0 {
            let Some(known) = self.node(id, &format!("`given` of {owner}")) else {
                continue;
            };
            circumstances.push((known.id, *word.get()));
            let Some(kind) = known.kind else { continue };
            if let Some(why) = misfit(*word.get(), kind, known.caches) {
                let message = format!(
                    "`given.{}` of {owner} cannot be `{}`",
                    id.get(),
                    text(*word.get())
                );
                let word_of_kind = format!("of kind `{}`", kind.facts().word);
                self.report(
                    Problem::error("circumstance-does-not-fit", message)
                        .at(word.span(), why)
                        .at(id.span(), word_of_kind)
                        .help(possible(kind, known.caches)),
                );
            }
        }
        circumstances
    }
}

/// The words of a file.
const WORDS: [(&str, Circumstance); 10] = [
    ("hit", Circumstance::Hit),
    ("miss", Circumstance::Miss),
    ("cold", Circumstance::Cold),
    ("warm", Circumstance::Warm),
    ("block", Circumstance::Block),
    ("rate-limit", Circumstance::RateLimit),
    ("drop", Circumstance::Drop),
    ("reject", Circumstance::Reject),
    ("down", Circumstance::Down),
    ("slow", Circumstance::Slow),
];

fn text(word: Circumstance) -> &'static str {
    let found = WORDS.iter().find(|(_, known)| *known == word);
    found.map_or("", |(text, _)| *text)
}

/// Why a circumstance does not fit a node; `None`: it fits.
fn misfit(word: Circumstance, kind: Kind, caches: bool) -> Option<&'static str> {
    let (fits, why) = match word {
        Circumstance::Hit | Circumstance::Miss => (caches, "it keeps no copies"),
        Circumstance::Cold | Circumstance::Warm => (
            kind == Kind::Client,
            "only a client remembers names and connections",
        ),
        Circumstance::Block | Circumstance::RateLimit => {
            (kind == Kind::Waf, "only a `waf` blocks requests")
        }
        Circumstance::Drop | Circumstance::Reject => (
            kind == Kind::Firewall,
            "only a `firewall` drops or rejects packets",
        ),
        Circumstance::Down | Circumstance::Slow => (
            !matches!(kind, Kind::Stage | Kind::Client),
            "only a device on the way can fail",
        ),
    };
    (!fits).then_some(why)
}

/// What can be given for a node.
fn possible(kind: Kind, caches: bool) -> String {
    let fitting = WORDS
        .iter()
        .filter(|(_, word)| misfit(*word, kind, caches).is_none())
        .map(|(text, _)| *text);
    let list = suggest::listed(fitting);
    if list.is_empty() {
        return "take it out: a stage is no device".to_owned();
    }
    if kind.facts().caches && !caches {
        return format!("use {list}, or give the node a `ttl` so that it caches");
    }
    format!("use {list}")
}

/// Advice: some keys that are still free.
fn free_keys(taken: &Taken) -> String {
    let free = ('a'..='z')
        .filter(|c| !RESERVED_KEYS.contains(c) && !taken.keys.contains_key(c))
        .take(6)
        .map(String::from)
        .collect::<Vec<_>>();
    let list = suggest::listed(free.iter().map(String::as_str));
    format!("choose another one, such as {list}")
}

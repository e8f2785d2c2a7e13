//! Links: ends, roles that fit them, conditions, speeds.

use super::{Checker, Known};
use crate::time::SimDuration;
use crate::topology::file::{At, LinkTable, When as WhenText};
use crate::topology::place::Place;
use crate::topology::problem::Problem;
use crate::topology::read::Entry;
use crate::topology::suggest;
use crate::topology::{Kind, Link, Role, When, infer, limits};

/// Latency of a link that gives none: two machines of one data centre, rounded up.
const LATENCY: SimDuration = SimDuration::from_millis(1);

impl Checker {
    /// The links, and for each of them its place in `places`.
    pub(super) fn make_links(
        &mut self,
        entries: &[Entry<LinkTable>],
        places: &mut Vec<Place>,
    ) -> Vec<Link> {
        let mut links = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(table) = &entry.table else { continue };
            self.make_link(entry, table, &mut links);
            let place = Place::new(entry.head.clone())
                .with("role", table.role.as_ref())
                .with("label", table.label.as_ref())
                .with("latency", table.latency.as_ref())
                .with("when", table.when.as_ref());
            places.resize(links.len(), place);
        }
        if links.len() > limits::LINKS {
            let message = format!(
                "the file has {} links; a topology has at most {}",
                links.len(),
                limits::LINKS
            );
            self.report(Problem::error("too-many", message));
        }
        links
    }

    fn make_link(&mut self, entry: &Entry<LinkTable>, table: &LinkTable, links: &mut Vec<Link>) {
        let owner = entry.owner.as_str();
        let from = self.node(&table.from, owner);
        let label = self.line(table.label.as_ref(), format_args!("`label` of {owner}"));
        let latency = table.latency.as_ref().map_or(LATENCY, |latency| {
            self.duration(
                latency,
                limits::LATENCY,
                format_args!("`latency` of {owner}"),
            )
        });
        let bandwidth = table
            .bandwidth
            .as_ref()
            .map(|text| self.bandwidth(text, format_args!("`bandwidth` of {owner}")));
        let connections = table.connections.as_ref().map(|connections| {
            self.number(
                connections,
                limits::CONNECTIONS,
                format_args!("`connections` of {owner}"),
            )
        });
        let when = table.when.as_ref().and_then(|when| self.when(when, owner));
        let targets = table.to.as_slice();
        if targets.is_empty() {
            self.report(
                Problem::error("missing-key", format!("{owner} leads to no node"))
                    .at(entry.head.clone(), "`to` is an empty list")
                    .help("name at least one node in `to`"),
            );
        }
        for target in targets {
            let to = self.node(target, owner);
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            let Some(role) = self.role(table, target, from, to) else {
                continue;
            };
            links.push(Link {
                from: from.id,
                to: to.id,
                role,
                label: label.clone().unwrap_or_default(),
                latency,
                tls: table.tls,
                http: table.http,
                when: when.clone(),
                pool: table.pool,
                bandwidth,
                early_data: table.early_data,
                connections,
            });
        }
    }

    /// The role of a link, inferred where none is given.
    fn role(
        &mut self,
        table: &LinkTable,
        to_id: &At<String>,
        from: Known,
        to: Known,
    ) -> Option<Role> {
        let is_loop = from.id == to.id;
        let (from, to) = (from.kind?, to.kind?);
        let Some(role) = &table.role else {
            return Some(if is_loop {
                Role::Caption
            } else {
                infer::role(from, to)
            });
        };
        let stage = from == Kind::Stage || to == Kind::Stage;
        let (fits, why) = match role.get() {
            _ if is_loop => (
                *role.get() == Role::Caption,
                "a link back to its own node is a caption: no packet takes it",
            ),
            _ if stage => (
                *role.get() == Role::Caption,
                "a link to or from a stage is a caption",
            ),
            Role::Caption => (
                false,
                "only a stage has captions, and a link back to its own node is one",
            ),
            Role::Lookup => (
                matches!(to, Kind::Dns | Kind::Cache),
                "only a resolver or a cache can be asked on the side",
            ),
            Role::Handoff => (
                from == Kind::Dns,
                "only a resolver hands traffic on to another address",
            ),
            Role::Replicate => (
                from == Kind::Database && to == Kind::Database,
                "only databases copy from one to another",
            ),
            Role::Request if to == Kind::Client => (false, "no request is sent to a client"),
            Role::Request => (
                from != Kind::Dns,
                "traffic does not pass through a resolver",
            ),
            Role::Reply => (true, ""),
        };
        if !fits {
            let message = format!(
                "`role` of link `{}` -> `{}` cannot be `{}`",
                table.from.get(),
                to_id.get(),
                word(*role.get())
            );
            self.report(
                Problem::error("role-does-not-fit", message)
                    .at(role.span(), why)
                    .help("leave `role` out: it follows from the two ends"),
            );
        }
        Some(*role.get())
    }

    /// The condition of a link.
    fn when(&mut self, when: &At<WhenText>, owner: &str) -> Option<When> {
        const WORDS: [&str; 4] = ["static", "dynamic", "read", "write"];
        let table = match when.get() {
            WhenText::Word(word) => {
                return match word.as_str() {
                    "static" => Some(When::Static),
                    "dynamic" => Some(When::Dynamic),
                    "read" => Some(When::Read),
                    "write" => Some(When::Write),
                    word => {
                        self.report(
                            Problem::error(
                                "unknown-word",
                                format!("`when` of {owner} cannot be `{word}`"),
                            )
                            .at(when.span(), "unknown word")
                            .maybe_help(suggest::help(word, WORDS)),
                        );
                        None
                    }
                };
            }
            WhenText::Pattern(table) => table,
        };
        let (pattern, legal, help) = match (&table.path, &table.host) {
            (Some(path), None) => {
                let text = path.get();
                let legal =
                    text.starts_with('/') && !text.strip_suffix('*').unwrap_or(text).contains('*');
                (
                    path,
                    legal,
                    "a path starts with `/` and may end in `*`, such as \"/api/*\"",
                )
            }
            (None, Some(host)) => {
                let text = host.get();
                let rest = text.strip_prefix('*').unwrap_or(text);
                (
                    host,
                    !rest.is_empty() && !rest.contains('*'),
                    "a host may start with `*`, such as \"*.example.com\"",
                )
            }
            _ => {
                self.report(
                    Problem::error(
                        "bad-pattern",
                        format!("`when` of {owner} needs either `path` or `host`"),
                    )
                    .at(when.span(), "one of the two")
                    .help("to ask for both, write two links"),
                );
                return None;
            }
        };
        if !legal {
            let message = format!("`when` of {owner} cannot be `{}`", pattern.get());
            self.report(
                Problem::error("bad-pattern", message)
                    .at(pattern.span(), "no pattern")
                    .help(help),
            );
        }
        self.length(
            pattern.get(),
            pattern.span(),
            limits::LINE_CHARS,
            format_args!("`when` of {owner}"),
        );
        Some(if table.path.is_some() {
            When::Path(pattern.get().clone())
        } else {
            When::Host(pattern.get().to_ascii_lowercase())
        })
    }
}

/// The word of a file.
const fn word(role: Role) -> &'static str {
    match role {
        Role::Request => "request",
        Role::Lookup => "lookup",
        Role::Handoff => "handoff",
        Role::Replicate => "replicate",
        Role::Reply => "reply",
        Role::Caption => "caption",
    }
}

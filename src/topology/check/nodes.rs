//! Nodes: values, defaults by kind, and keys that only some kinds know.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Checker;
use super::resilience::Resilience;
use crate::time::SimDuration;
use crate::topology::file::{At, HealthTable, NodeTable};
use crate::topology::place::Place;
use crate::topology::problem::Problem;
use crate::topology::read::Entry;
use crate::topology::suggest::help;
use crate::topology::{Distribution, GridCell, GroupId, HealthCheck, Kind, Node, limits};

/// Health checks where a file gives none: as often as common balancers do by default.
const HEALTH: HealthCheck = HealthCheck {
    interval: SimDuration::from_secs(10),
    threshold: 3,
};

impl Checker {
    pub(super) fn make_nodes(&mut self, entries: &[Entry<NodeTable>]) -> Vec<Node> {
        let mut cells: BTreeMap<GridCell, (&str, &At<[i64; 2]>)> = BTreeMap::new();
        let mut nodes = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(table) = &entry.table else { continue };
            let node = self.make_node(entry, table);
            if let (Some(cell), Some(at), false) = (node.at, &table.at, node.hidden) {
                if let Some((other, first)) = cells.get(&cell) {
                    let message = format!(
                        "{} stands at column {}, row {}, where {other} stands",
                        entry.owner, cell.column, cell.row
                    );
                    self.report(
                        Problem::error("cell-taken", message)
                            .at(at.span(), "taken")
                            .at(first.span(), "by this one")
                            .help("give one of them another column or row, or leave `at` out"),
                    );
                } else {
                    cells.insert(cell, (&entry.owner, at));
                }
            }
            nodes.push(node);
        }
        nodes
    }

    #[expect(clippy::too_many_lines, reason = "one key after the other")]
    fn make_node(&mut self, entry: &Entry<NodeTable>, table: &NodeTable) -> Node {
        let owner = entry.owner.as_str();
        let kind = *table.kind.get();
        let facts = kind.facts();
        if !table.kind.is_stand_in() {
            self.misfits(owner, kind, table);
            self.needs_capacity(owner, table);
        }
        let name = self
            .line(Some(&table.name), of("name", owner))
            .unwrap_or_default();
        let Resilience {
            retries,
            backoff,
            breaker,
            failover,
        } = self.resilience(owner, kind, table);
        let service = table
            .service
            .as_ref()
            .map_or(Distribution::Fixed(facts.service), |service| {
                self.service(service, owner)
            });
        Node {
            id: entry.id.get().clone(),
            kind,
            short: self
                .line(table.short.as_ref(), of("short", owner))
                .unwrap_or_else(|| name.clone()),
            name,
            detail: self
                .line(table.detail.as_ref(), of("detail", owner))
                .unwrap_or_default(),
            badge: self
                .line(table.badge.as_ref(), of("badge", owner))
                .unwrap_or_default(),
            address: self.address(table.address.as_ref(), of("address", owner)),
            nat: self.address(table.nat.as_ref(), of("nat", owner)),
            about: self.prose(table.about.as_ref(), of("about", owner)),
            group: table
                .group
                .as_ref()
                .and_then(|group| self.group(group, owner)),
            at: table.at.as_ref().map(|at| self.cell(at, owner)),
            service,
            ttl: match &table.ttl {
                Some(ttl) => Some(self.duration(ttl, limits::TTL, of("ttl", owner))),
                None => facts.ttl,
            },
            capacity: table
                .capacity
                .as_ref()
                .map(|capacity| self.number(capacity, limits::CAPACITY, of("capacity", owner))),
            queue: table
                .queue
                .as_ref()
                .map(|queue| self.number(queue, limits::QUEUE, of("queue", owner))),
            discipline: table
                .discipline
                .as_ref()
                .map_or_else(Default::default, |discipline| *discipline.get()),
            scale: table
                .scale
                .as_ref()
                .map(|scale| self.scale(scale.get(), owner)),
            hit_ratio: table
                .hit_ratio
                .as_ref()
                .map(|ratio| self.share(ratio, 0.0..=1.0, of("hit_ratio", owner))),
            role: table
                .role
                .as_ref()
                .map_or_else(Default::default, |role| *role.get()),
            policy: table
                .policy
                .as_ref()
                .map_or_else(Default::default, |policy| *policy.get()),
            calls: table
                .calls
                .as_ref()
                .map_or_else(Default::default, |calls| *calls.get()),
            weight: table.weight.as_ref().map_or(1, |weight| {
                self.number(weight, limits::WEIGHT, of("weight", owner))
            }),
            timeout: table.timeout.as_ref().map_or(facts.timeout, |timeout| {
                self.duration(timeout, limits::TIMEOUT, of("timeout", owner))
            }),
            health: table
                .health
                .as_ref()
                .map_or(HEALTH, |health| self.health(health.get(), owner)),
            errors: table.errors.as_ref().map(|errors| *errors.get()),
            retries,
            backoff,
            breaker,
            failover,
            hidden: table.hidden,
            mirrors: table.mirrors.as_ref().map_or_else(Vec::new, |mirrors| {
                let what = of("mirrors", owner);
                let known = mirrors.as_slice().iter();
                known
                    .filter_map(|id| self.node(id, &what))
                    .map(|known| known.id)
                    .collect()
            }),
        }
    }

    /// Reports keys that this kind of node does not know.
    fn misfits(&mut self, owner: &str, kind: Kind, table: &NodeTable) {
        let device = kind != Kind::Stage;
        let rows: [(&str, Option<Range<usize>>, bool, &str); 12] = [
            (
                "role",
                span(table.role.as_ref()),
                kind == Kind::Database,
                "only a database has a role",
            ),
            (
                "nat",
                span(table.nat.as_ref()),
                kind == Kind::Client,
                "only a client stands behind NAT",
            ),
            (
                "calls",
                span(table.calls.as_ref()),
                kind == Kind::App,
                "only an app makes service calls",
            ),
            (
                "policy",
                span(table.policy.as_ref()),
                kind.balances() || kind.is_gateway(),
                "only a balancer, proxy, CDN, WAF or web server chooses among next nodes",
            ),
            (
                "ttl",
                span(table.ttl.as_ref()),
                kind.facts().caches && kind != Kind::Client,
                "it keeps no copies",
            ),
            (
                "service",
                span(table.service.as_ref()),
                device,
                "a stage is no device: it does no work",
            ),
            (
                "capacity",
                span(table.capacity.as_ref()),
                device,
                "a stage is no device: it does no work",
            ),
            (
                "hit_ratio",
                span(table.hit_ratio.as_ref()),
                kind.facts().caches && !matches!(kind, Kind::Client | Kind::Dns),
                "it keeps no copies",
            ),
            (
                "timeout",
                span(table.timeout.as_ref()),
                device,
                "a stage is no device: it waits for nothing",
            ),
            (
                "health",
                span(table.health.as_ref()),
                device,
                "a stage is no device: nobody checks it",
            ),
            (
                "address",
                span(table.address.as_ref()),
                device,
                "a stage is no device: it has no address",
            ),
            (
                "mirrors",
                table
                    .mirrors
                    .as_ref()
                    .map(|ids| ids.as_slice().first().map_or(0..0, At::span)),
                !device,
                "only a stage lights up with other nodes",
            ),
        ];
        for (key, span, fits, why) in rows {
            if let (Some(span), false) = (span, fits) {
                let word = kind.facts().word;
                self.report(
                    Problem::error(
                        "key-does-not-fit",
                        format!("{owner} of kind `{word}` cannot have `{key}`"),
                    )
                    .at(span, why)
                    .help(format!("take `{key}` out, or give the node another kind")),
                );
            }
        }
    }

    fn group(&mut self, id: &At<String>, owner: &str) -> Option<GroupId> {
        if let Some(group) = self.groups.get(id.get()) {
            return Some(*group);
        }
        let advice = help(id.get(), self.groups.keys().map(String::as_str))
            .unwrap_or_else(|| format!("add `[group.{}]` with a `name`", id.get()));
        self.report(
            Problem::error(
                "unknown-group",
                format!("{owner} stands in `{}`, which is no group", id.get()),
            )
            .at(id.span(), "no group has this id")
            .help(advice),
        );
        None
    }

    fn cell(&mut self, at: &At<[i64; 2]>, owner: &str) -> GridCell {
        let [column, row] = *at.get();
        let range = 0..=limits::GRID_LAST;
        if !range.contains(&column) || !range.contains(&row) {
            let message = format!("`at` of {owner} cannot be [{column}, {row}]");
            let help = format!("column and row count from 0 to {}", limits::GRID_LAST);
            self.out_of_range(at.span(), message, help);
        }
        GridCell {
            column: u16::try_from(column).unwrap_or_default(),
            row: u16::try_from(row).unwrap_or_default(),
        }
    }

    fn health(&mut self, table: &HealthTable, owner: &str) -> HealthCheck {
        HealthCheck {
            interval: table.interval.as_ref().map_or(HEALTH.interval, |interval| {
                self.duration(interval, limits::TIMEOUT, of("health.interval", owner))
            }),
            threshold: table
                .threshold
                .as_ref()
                .map_or(HEALTH.threshold, |threshold| {
                    self.number(threshold, limits::THRESHOLD, of("health.threshold", owner))
                }),
        }
    }
}

/// Where a node stands, and those of its keys that are judged beside those of others.
pub(super) fn place(entry: &Entry<NodeTable>) -> Place {
    let place = Place::new(entry.head.clone());
    let Some(table) = &entry.table else {
        return place;
    };
    place
        .with("name", Some(&table.name))
        .with("short", table.short.as_ref())
        .with("badge", table.badge.as_ref())
        .with("address", table.address.as_ref())
        .with("policy", table.policy.as_ref())
        .with("weight", table.weight.as_ref())
        .with("timeout", table.timeout.as_ref())
        .with("health", table.health.as_ref())
}

/// How a message names a key.
pub(super) fn of(key: &str, owner: &str) -> String {
    format!("`{key}` of {owner}")
}

fn span<T>(value: Option<&At<T>>) -> Option<Range<usize>> {
    value.map(At::span)
}

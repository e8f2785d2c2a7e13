//! Nodes: values, defaults by kind, and keys that only some kinds know.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Checker;
use crate::time::SimDuration;
use crate::topology::file::{At, HealthTable, NodeTable, Service, ServiceTable};
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
        let mut cells: BTreeMap<GridCell, &At<[i64; 2]>> = BTreeMap::new();
        let mut nodes = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(table) = &entry.table else { continue };
            let node = self.make_node(entry, table);
            if let (Some(cell), Some(at), false) = (node.at, &table.at, node.hidden) {
                if let Some(first) = cells.get(&cell) {
                    let message = format!(
                        "{} stands at column {}, row {}, where another node stands",
                        entry.owner, cell.column, cell.row
                    );
                    self.report(
                        Problem::error("cell-taken", message)
                            .at(at.span(), "taken")
                            .at(first.span(), "by this node")
                            .help("give one of them another column or row, or leave `at` out"),
                    );
                } else {
                    cells.insert(cell, at);
                }
            }
            nodes.push(node);
        }
        nodes
    }

    fn make_node(&mut self, entry: &Entry<NodeTable>, table: &NodeTable) -> Node {
        let owner = entry.owner.as_str();
        let kind = table.kind;
        let facts = kind.facts();
        self.misfits(owner, table);
        let name = self
            .line(Some(&table.name), of("name", owner))
            .unwrap_or_default();
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
    fn misfits(&mut self, owner: &str, table: &NodeTable) {
        let kind = table.kind;
        let device = kind != Kind::Stage;
        let rows: [(&str, Option<Range<usize>>, bool, &str); 11] = [
            (
                "role",
                span(&table.role),
                kind == Kind::Database,
                "only a database has a role",
            ),
            (
                "nat",
                span(&table.nat),
                kind == Kind::Client,
                "only a client stands behind NAT",
            ),
            (
                "calls",
                span(&table.calls),
                kind == Kind::App,
                "only an app makes service calls",
            ),
            (
                "policy",
                span(&table.policy),
                kind.balances() || kind.is_gateway(),
                "only a balancer, proxy, CDN, WAF or web server chooses among next nodes",
            ),
            (
                "ttl",
                span(&table.ttl),
                kind.facts().caches && kind != Kind::Client,
                "it keeps no copies",
            ),
            (
                "service",
                span(&table.service),
                device,
                "a stage is no device: it does no work",
            ),
            (
                "capacity",
                span(&table.capacity),
                device,
                "a stage is no device: it does no work",
            ),
            (
                "timeout",
                span(&table.timeout),
                device,
                "a stage is no device: it waits for nothing",
            ),
            (
                "health",
                span(&table.health),
                device,
                "a stage is no device: nobody checks it",
            ),
            (
                "address",
                span(&table.address),
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

    fn service(&mut self, service: &At<Service>, owner: &str) -> Distribution {
        let table = match service.get() {
            Service::Text(text) => {
                let text = At::new(service.span(), text.clone());
                return Distribution::Fixed(self.duration(
                    &text,
                    limits::SERVICE,
                    of("service", owner),
                ));
            }
            Service::Table(table) => table,
        };
        let ServiceTable {
            fixed,
            mean,
            min,
            max,
            median,
            p99,
        } = table;
        let mut read = |text: &Option<At<_>>, key: &str| {
            text.as_ref().map(|text| {
                self.duration(text, limits::SERVICE, of(&format!("service.{key}"), owner))
            })
        };
        let read = (
            read(fixed, "fixed"),
            read(mean, "mean"),
            read(min, "min"),
            read(max, "max"),
            read(median, "median"),
            read(p99, "p99"),
        );
        let (distribution, ordered) = match read {
            (Some(fixed), None, None, None, None, None) => (Distribution::Fixed(fixed), true),
            (None, Some(mean), None, None, None, None) => {
                (Distribution::Exponential { mean }, true)
            }
            (None, None, Some(min), Some(max), None, None) => {
                (Distribution::Uniform { min, max }, min <= max)
            }
            (None, None, None, None, Some(median), Some(p99)) => {
                let ordered = median <= p99 && median > SimDuration::ZERO;
                (Distribution::LogNormal { median, p99 }, ordered)
            }
            _ => {
                self.report(
                    Problem::error(
                        "bad-distribution",
                        format!("`service` of {owner} is no distribution"),
                    )
                    .at(service.span(), "these keys do not go together")
                    .help("use { fixed }, { mean }, { min, max } or { median, p99 }"),
                );
                return Distribution::Fixed(SimDuration::ZERO);
            }
        };
        if !ordered {
            self.report(
                Problem::error(
                    "bad-distribution",
                    format!("`service` of {owner} has its ends the wrong way round"),
                )
                .at(service.span(), "the first must be the smaller one")
                .help("`min` is at most `max`; `median` is above zero and at most `p99`"),
            );
        }
        distribution
    }
}

/// How a message names a key.
fn of(key: &str, owner: &str) -> String {
    format!("`{key}` of {owner}")
}

fn span<T>(value: &Option<At<T>>) -> Option<Range<usize>> {
    value.as_ref().map(At::span)
}

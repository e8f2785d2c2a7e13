//! Times of a node's own work: a duration, or one of the distributions.

use super::Checker;
use super::nodes::of;
use crate::time::SimDuration;
use crate::topology::file::{At, Service, ServiceTable};
use crate::topology::problem::Problem;
use crate::topology::{Distribution, limits};

impl Checker {
    pub(super) fn service(&mut self, service: &At<Service>, owner: &str) -> Distribution {
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
        } = table.as_ref();
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

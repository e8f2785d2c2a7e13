//! What a node and a request say about many requests at once: queues, scaling, keys.

use super::Checker;
use super::nodes::of;
use crate::time::SimDuration;
use crate::topology::file::{At, KeysTable, NodeTable, ScaleTable};
use crate::topology::problem::Problem;
use crate::topology::{Keys, Scale, limits};

/// Utilisation to keep where a file gives none: below it queues are short, above they grow fast.
const TARGET: f64 = 0.7;

/// Time of a scaling decision where a file gives none: twice the period in which Kubernetes'
/// horizontal pod autoscaler looks (`--horizontal-pod-autoscaler-sync-period`, 15 s), for a pod
/// takes time to start.
const DELAY: SimDuration = SimDuration::from_secs(30);

/// Most replicas where a file gives none.
const MOST: u32 = 10;

/// Objects that requests ask for where a file gives none.
const COUNT: u32 = 10_000;

/// Exponent of popularity where a file gives none, from what was seen at web caches; see
/// [`limits::ZIPF`].
const ZIPF: f64 = 0.8;

impl Checker {
    pub(super) fn scale(&mut self, table: &ScaleTable, owner: &str) -> Scale {
        let min = table.min.as_ref().map_or(1, |min| {
            self.number(min, limits::REPLICAS, of("scale.min", owner))
        });
        let max = table.max.as_ref().map_or(min.max(MOST), |text| {
            let what = of("scale.max", owner);
            let max = self.number(text, limits::REPLICAS, &what);
            if max < min {
                self.out_of_range(
                    text.span(),
                    format!("{what} cannot be {max}, less than `min`"),
                    format!("use {min} or more"),
                );
            }
            max
        });
        let target = table.target.as_ref().map_or(TARGET, |target| {
            self.share(target, limits::TARGET, of("scale.target", owner))
        });
        let delay = table.delay.as_ref().map_or(DELAY, |text| {
            let delay = self.duration(text, limits::TIMEOUT, of("scale.delay", owner));
            if delay < SimDuration::from_millis(1) {
                self.out_of_range(
                    text.span(),
                    format!("{} cannot be {delay}", of("scale.delay", owner)),
                    "the shortest is 1ms".to_owned(),
                );
            }
            delay
        });
        Scale {
            min,
            max,
            target,
            delay,
        }
    }

    pub(super) fn keys(&mut self, table: &KeysTable, owner: &str) -> Keys {
        Keys {
            count: table.count.as_ref().map_or(COUNT, |count| {
                self.number(count, limits::KEYS, of("keys.count", owner))
            }),
            zipf: table.zipf.as_ref().map_or(ZIPF, |zipf| {
                self.share(zipf, limits::ZIPF, of("keys.zipf", owner))
            }),
        }
    }

    /// Reports keys that only mean something where `capacity` limits the node.
    pub(super) fn needs_capacity(&mut self, owner: &str, table: &NodeTable) {
        if table.capacity.is_some() {
            return;
        }
        let rows = [
            ("queue", table.queue.as_ref().map(At::span)),
            ("discipline", table.discipline.as_ref().map(At::span)),
            ("scale", table.scale.as_ref().map(At::span)),
        ];
        for (key, span) in rows {
            let Some(span) = span else { continue };
            self.report(
                Problem::error(
                    "needs-capacity",
                    format!("{owner} has `{key}` and no `capacity`"),
                )
                .at(span, "nobody waits where there is room for all")
                .help(format!(
                    "add `capacity`, the requests it serves at once, or take `{key}` out"
                )),
            );
        }
    }
}

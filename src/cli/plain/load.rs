//! Many requests at once, in sentences.

use std::fmt::Write;

use super::Plain;
use crate::cli::load::per_second;
use crate::load::plan::{Limit, LoadPlan, broken};
use crate::load::report::{LoadReport, SATURATED};
use crate::load::run::{Progress, fitting_rate, run};
use crate::report::load::{errors, length, load, number, percent};
use crate::time::SimTime;
use crate::topology::Kind;

/// Requests of a load: enough to tell of, soon over.
const REQUESTS: u64 = 10_000;

impl Plain {
    /// What so many requests a second come to, in the state that the boxes are in; alone, as many
    /// as keep the busiest box busy.
    pub(super) fn load(&self, rate: &str) -> String {
        let topology = self.app.topology();
        if topology.requests().is_empty() {
            return "This topology has no request to send.\n".to_owned();
        }
        let mut plan = LoadPlan::steady(topology, 1.0);
        let rate = match rate {
            "" => fitting_rate(topology, &plan),
            typed => match per_second(typed) {
                Ok(rate) if rate > 0.0 => rate,
                _ => {
                    return "Type load and how many requests a second, such as load 200.\n"
                        .to_owned();
                }
            },
        };
        plan.aim(rate);
        plan.limit = Limit::Requests(REQUESTS);
        plan.seed = self.app.seed();
        let broken = broken(topology, self.app.state()).into_iter();
        plan.schedule = broken.map(|change| (SimTime::ZERO, change)).collect();
        let report = run(topology, &plan, 1, &Progress::new());
        format!(
            "Load: {} requests a second, {REQUESTS} of them.\n{}",
            load(rate),
            self.told(&report)
        )
    }

    fn told(&self, report: &LoadReport) -> String {
        let topology = self.app.topology();
        let latency = &report.total.latency;
        let below = |q| latency.quantile(q);
        let mut said = format!(
            "Latency: {} on average; half are below {}, 95 of 100 below {}, 99 of 100 below {}.\n",
            length(report.total.mean.mean),
            below(0.5),
            below(0.95),
            below(0.99)
        );
        let failed: Vec<String> = errors(&report.total)
            .map(|(kind, count)| format!("{count} with {kind}"))
            .collect();
        let _ = match failed.as_slice() {
            [] => writeln!(said, "None fails."),
            kinds => writeln!(said, "Failed: {}.", kinds.join(", ")),
        };
        for (id, node) in &report.nodes {
            let Some(used) = node.utilisation else {
                continue;
            };
            if topology[*id].kind == Kind::Client {
                continue;
            }
            let _ = writeln!(
                said,
                "{}: {} used, {} wait on average, {} at most.",
                topology[*id].name,
                percent(used.mean),
                number(node.queue_mean.mean),
                node.queue_max
            );
        }
        let _ = match report.bottleneck() {
            Some((node, used)) if used >= SATURATED => {
                writeln!(
                    said,
                    "Bottleneck: {}, it is saturated.",
                    topology[node].name
                )
            }
            Some((node, _)) => writeln!(said, "Bottleneck: {}.", topology[node].name),
            None => writeln!(said, "Nothing limits it: no box has a capacity."),
        };
        said
    }
}

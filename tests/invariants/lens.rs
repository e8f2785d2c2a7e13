//! The visibility lens: nothing of the application is shown at a node that cannot have read it,
//! and everything is at one that can.

use std::collections::BTreeSet;

use hopwise::inspect::{self, Fact, HopReport, Moment, NodeReport, Seal, Sight};
use hopwise::message::Message;
use hopwise::time::SimTime;
use hopwise::topology::NodeId;
use hopwise::trace::HopId;

use crate::lesson::Run;
use crate::paths::{is_content, may_come_from};
use crate::property::invariants;

pub(crate) fn reports<'a>(run: &'a Run<'a>) -> impl Iterator<Item = HopReport> + 'a {
    let ids = (0..run.trace.hops.len()).map(|index| HopId(index as u32));
    ids.map(|id| inspect::hop(run.topology, run.trace, id))
}

fn shown(report: &HopReport) -> impl Iterator<Item = &Fact> {
    report
        .sections
        .iter()
        .flat_map(|section| section.sight.facts())
}

/// A node that only forwards cannot have read what passes through it.
fn forwards(run: &Run<'_>, node: NodeId) -> bool {
    run.topology[node].kind.facts().transit
}

/// Words that only somebody who reads the application's messages can know. The name of the host is
/// none of them: it stands in the TLS hello.
fn secrets(run: &Run<'_>) -> Vec<String> {
    let request = &run.topology[run.request];
    let mut words: BTreeSet<String> = BTreeSet::from([
        request.path.clone(),
        request.cache_key(),
        format!("{} ", request.method.name()),
    ]);
    for hop in &run.trace.hops {
        match &hop.message {
            Message::Http(http) => {
                words.extend(http.headers.iter().map(|header| header.name.to_owned()));
            }
            Message::Resp(resp) => drop(words.insert(resp.command.clone())),
            Message::Sql(sql) => drop(words.insert(sql.text.clone())),
            _ => {}
        }
    }
    words.into_iter().collect()
}

fn assert_silent(run: &Run<'_>, secrets: &[String], node: NodeId, said: &str) {
    for secret in secrets {
        let name = &run.topology[node].id;
        assert!(!said.contains(secret), "{name} shows `{secret}`: {said}");
    }
}

fn moments(run: &Run<'_>) -> Vec<SimTime> {
    let mut all: Vec<SimTime> = run.trace.steps.iter().map(|step| step.until).collect();
    all.truncate(12);
    all
}

fn box_at(run: &Run<'_>, at: SimTime, node: NodeId) -> NodeReport {
    let moment = Moment {
        trace: run.trace,
        before: run.before,
        at,
    };
    inspect::node(run.topology, run.after, Some(moment), node)
}

invariants! {
    fn who_forwards_is_shown_no_word_of_the_application(run) {
        let secrets = secrets(run);
        for report in reports(run).filter(|report| forwards(run, report.to)) {
            for fact in shown(&report) {
                assert_silent(run, &secrets, report.to, &format!("{}: {}", fact.name, fact.value));
            }
            for passage in inspect::passages(run.topology, run.trace, report.hop) {
                for row in passage.rows {
                    assert_silent(run, &secrets, passage.node, &format!("{row:?}"));
                }
            }
        }
    }

    fn who_forwards_holds_nothing_and_counts_packets_only(run) {
        let at = run.trace.end();
        for node in run.topology.node_ids().filter(|node| forwards(run, *node)) {
            let report = box_at(run, at, node);
            assert!(report.now.copies.is_empty() && report.now.names.is_empty());
            let numbers = report.numbers.expect("a run");
            assert_eq!((numbers.requests, numbers.bytes_in, numbers.bytes_out), (0, 0, 0));
        }
    }

    /// The lens hides nothing from who may see it.
    fn an_end_is_shown_what_it_was_sent(run) {
        for report in reports(run) {
            let hop = &run.trace.hops[report.hop.index()];
            let last = &report.sections.last().expect("layers").sight;
            let is_shown = matches!(last, Sight::Seen(facts) if !facts.is_empty());
            let readable = matches!(
                hop.message,
                Message::Http(_) | Message::Dns(_) | Message::Resp(_) | Message::Sql(_) | Message::Broker(_)
            );
            assert_eq!(is_shown, readable && !forwards(run, hop.to), "{hop:?}");
        }
    }

    /// Whether something is sealed by encryption or merely not looked at is told apart as the
    /// opener of the connection chose.
    fn a_seal_names_its_true_reason(run) {
        for report in reports(run) {
            let hop = &run.trace.hops[report.hop.index()];
            let Sight::Sealed(seal) = report.sections.last().expect("layers").sight else { continue };
            if !is_content(hop) || hop.direction == hopwise::trace::Direction::Response { continue }
            let encrypted = matches!(seal, Seal::Encrypted(..));
            assert!(may_come_from(run, hop, encrypted, 64), "{hop:?}");
        }
    }

    /// What is remembered in the middle of a run leads from the state before to the state after.
    fn the_memory_of_the_last_moment_is_the_state_after(run) {
        for node in run.topology.node_ids() {
            let end = box_at(run, run.trace.end(), node).now;
            let after = inspect::node(run.topology, run.after, None, node).now;
            assert_eq!((end.copies, end.names, end.connections), (after.copies, after.names, after.connections));
        }
    }

    fn what_is_held_has_time_left(run) {
        for at in moments(run) {
            for node in run.topology.node_ids() {
                let now = box_at(run, at, node).now;
                let held = now.copies.iter().chain(&now.names).chain(&now.sessions);
                assert!(held.into_iter().all(|held| held.left.nanos() > 0));
            }
        }
    }
}

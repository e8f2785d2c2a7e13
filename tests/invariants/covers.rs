//! The generator is worth its properties only if it reaches everything: every kind, role and
//! circumstance, and every way a request can end.

use std::collections::BTreeSet;

use hopwise::inspect::{self, Seal, Sight};
use hopwise::topology::{Circumstance, Kind, Role};
use hopwise::trace::{Decided, Decision, Direction, OutcomeKind};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::lens::reports;
use crate::lesson::Lesson;
use crate::property::{config, lessons};

fn some_lessons() -> impl Iterator<Item = Lesson> {
    many_lessons(300)
}

fn many_lessons(count: usize) -> impl Iterator<Item = Lesson> {
    let mut runner = TestRunner::new(config());
    (0..count).map(move |_| lessons().new_tree(&mut runner).expect("a lesson").current())
}

#[test]
fn generated_topologies_have_every_kind_role_and_circumstance() {
    let (mut kinds, mut roles, mut given) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for lesson in some_lessons() {
        kinds.extend(lesson.topology.nodes().iter().map(|node| node.kind));
        roles.extend(lesson.topology.links().iter().map(|link| link.role));
        let requests = lesson.topology.requests().iter();
        given.extend(requests.flat_map(|request| request.given.iter().map(|(_, word)| *word)));
    }
    assert_eq!(kinds, BTreeSet::from(Kind::ALL));
    let captions_are_not_linked = [
        Role::Request,
        Role::Lookup,
        Role::Handoff,
        Role::Replicate,
        Role::Reply,
    ];
    assert_eq!(roles, BTreeSet::from(captions_are_not_linked));
    let all = [
        Circumstance::Hit,
        Circumstance::Miss,
        Circumstance::Cold,
        Circumstance::Warm,
        Circumstance::Block,
        Circumstance::RateLimit,
        Circumstance::Drop,
        Circumstance::Reject,
        Circumstance::Down,
        Circumstance::Slow,
    ];
    assert_eq!(given, BTreeSet::from(all));
}

#[test]
fn generated_lessons_end_in_every_way() {
    let mut endings = BTreeSet::new();
    for lesson in many_lessons(1500) {
        lesson.runs(|run| {
            endings.insert(match run.trace.outcome.kind {
                OutcomeKind::Response(status) => status.to_string(),
                OutcomeKind::Refused => "refused".to_owned(),
                OutcomeKind::Timeout => "timeout".to_owned(),
                OutcomeKind::Limit => "limit".to_owned(),
            });
        });
    }
    let all = [
        "200", "403", "429", "500", "502", "503", "504", "limit", "refused", "timeout",
    ];
    assert_eq!(endings.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[test]
fn generated_runs_send_packets_again_and_lose_answers() {
    let mut seen = BTreeSet::new();
    for lesson in some_lessons() {
        lesson.runs(|run| {
            for hop in run.trace.hops.iter().filter(|hop| hop.again > 0) {
                seen.insert((hop.message.protocol(), hop.direction, hop.lost));
            }
            let crashed = |decided: &&Decided| decided.what == Decision::Crashed;
            if run.trace.decisions.iter().any(|decided| crashed(&decided)) {
                seen.insert(("crash", Direction::Request, true));
            }
        });
    }
    for what in [
        ("tcp", Direction::Request, false),
        ("tcp", Direction::Request, true),
        ("quic", Direction::Request, true),
        ("http", Direction::Request, false),
        ("http", Direction::Request, true),
        ("http", Direction::Response, false),
        ("crash", Direction::Request, true),
    ] {
        assert!(seen.contains(&what), "{what:?} is not in {seen:?}");
    }
}

#[test]
fn generated_runs_show_every_way_out_of_a_failure() {
    let mut seen = BTreeSet::new();
    for lesson in many_lessons(3000) {
        lesson.runs(|run| {
            seen.extend(
                run.trace
                    .decisions
                    .iter()
                    .filter_map(|decided| match decided.what {
                        Decision::Retried { .. } => Some("retried"),
                        Decision::BacksOff { .. } => Some("backs off"),
                        Decision::BreakerOpens { .. } => Some("breaker opens"),
                        Decision::BreakerTries { .. } => Some("breaker tries"),
                        Decision::BreakerCloses { .. } => Some("breaker closes"),
                        Decision::ShortCircuited { .. } => Some("short-circuited"),
                        Decision::FailedOpen { .. } => Some("failed open"),
                        Decision::Translated { .. } => Some("translated"),
                        Decision::HandedOut { .. } => Some("handed out"),
                        Decision::Promoted { .. } => Some("promoted"),
                        _ => None,
                    }),
            );
        });
    }
    assert_eq!(seen.len(), 10, "{seen:?}");
}

#[test]
fn generated_runs_have_seals_of_both_kinds_and_changes_of_both_kinds() {
    let mut seen = BTreeSet::new();
    for lesson in some_lessons().take(60) {
        lesson.runs(|run| {
            for report in reports(run) {
                if let Sight::Sealed(seal) = report.sections[4].sight {
                    seen.insert(if matches!(seal, Seal::Encrypted(..)) {
                        "encrypted"
                    } else {
                        "clear"
                    });
                }
                for passage in inspect::passages(run.topology, run.trace, report.hop) {
                    seen.insert(passage.by);
                }
            }
        });
    }
    assert!(seen.len() >= 4, "{seen:?}");
}

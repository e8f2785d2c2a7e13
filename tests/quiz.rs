//! The questions about every built-in request, cold and repeated; some of them as tests/quiz.txt
//! has them.
//! `HOPWISE_UPDATE=1 cargo test --test quiz` writes that file again.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use hopwise::engine::{Misconception, State, THINK_TIME, simulate, simulate_under};
use hopwise::quiz::{self, CHOICES, Question, Score, Topic, Verdict};
use hopwise::topology::{RequestId, Topology, builtin};
use hopwise::trace::{OutcomeKind, Seed, Trace};

/// One request, and what it was sent in.
struct Sent<'a> {
    topology: &'a Topology,
    state: &'a State,
    request: RequestId,
    seed: Seed,
    trace: &'a Trace,
    questions: &'a [Question],
}

/// Every request of every built-in topology, sent twice in a row under some seeds.
fn each(mut look: impl FnMut(&str, &Sent<'_>)) {
    for built_in in builtin::BUILTINS {
        let topology = built_in.load();
        for request in topology.request_ids() {
            for seed in [Seed(0), Seed(1), Seed(77)] {
                let mut state = State::new(&topology);
                for round in ["cold", "repeated"] {
                    let (trace, next) = simulate(&topology, &state, request, seed);
                    let asked = quiz::questions(&topology, &state, request, seed, &trace);
                    let name = format!("{} {} {round}", built_in.name, topology[request].id);
                    look(
                        &name,
                        &Sent {
                            topology: &topology,
                            state: &state,
                            request,
                            seed,
                            trace: &trace,
                            questions: &asked,
                        },
                    );
                    state = next;
                    state.wait(THINK_TIME);
                }
            }
        }
    }
}

#[test]
fn every_question_has_one_right_choice_and_no_two_alike() {
    each(|name, sent| {
        for question in sent.questions {
            let choices = &question.choices;
            assert!(
                (2..=CHOICES).contains(&choices.len()),
                "{name}: {question:?}"
            );
            let right = choices.iter().filter(|c| c.verdict == Verdict::Right);
            assert_eq!(right.count(), 1, "{name}: {question:?}");
            assert_eq!(choices[question.right()].verdict, Verdict::Right);
            let texts: BTreeSet<&str> = choices.iter().map(|c| c.text.as_str()).collect();
            assert_eq!(texts.len(), choices.len(), "{name}: {question:?}");
            assert!(question.step < sent.trace.steps.len());
            assert!(!question.reveal.is_empty() && question.text.ends_with('?'));
        }
        let places: Vec<_> = sent.questions.iter().map(|q| (q.step, q.topic)).collect();
        assert!(places.is_sorted(), "{name}: {places:?}");
    });
}

/// Whatever a class believes of the total, only one choice is near what it would be.
#[test]
fn totals_differ_by_a_tenth() {
    let millis = |text: &str| -> f64 {
        let (number, unit) = text["about ".len()..].split_once(' ').expect("a unit");
        number.parse::<f64>().unwrap() * if unit == "s" { 1000.0 } else { 1.0 }
    };
    each(|name, sent| {
        for question in sent.questions.iter().filter(|q| q.topic == Topic::Total) {
            let mut times: Vec<f64> = question.choices.iter().map(|c| millis(&c.text)).collect();
            times.sort_by(f64::total_cmp);
            for pair in times.windows(2) {
                assert!(pair[1] - pair[0] >= 0.05 * pair[1], "{name}: {times:?}");
            }
            let total = sent.trace.total.nanos() as f64 / 1e6;
            let nearest = (0..question.choices.len()).min_by(|a, b| {
                let off = |i: usize| (millis(&question.choices[i].text) - total).abs();
                off(*a).total_cmp(&off(*b))
            });
            assert_eq!(nearest, Some(question.right()), "{name}: {question:?}");
        }
    });
}

/// A choice that carries a belief is what the engine says under that belief, and is not what
/// happens; the reveal corrects it.
#[test]
fn a_belief_is_what_the_engine_says_under_it() {
    let mut shown: BTreeSet<Misconception> = BTreeSet::new();
    each(|name, sent| {
        for question in sent.questions {
            for choice in &question.choices {
                let Verdict::Believes(belief) = choice.verdict else {
                    continue;
                };
                shown.insert(belief);
                assert!(question.reveal.contains(belief.correction()), "{name}");
                let wrong =
                    simulate_under(sent.topology, sent.state, sent.request, sent.seed, belief);
                match question.topic {
                    Topic::Total => assert_ne!(wrong.total, sent.trace.total),
                    Topic::Status => match wrong.outcome.kind {
                        OutcomeKind::Response(status) => {
                            assert!(choice.text.starts_with(&status.to_string()), "{name}");
                        }
                        _ => assert!(choice.text.starts_with("no status"), "{name}"),
                    },
                    Topic::Next => {
                        let reached = |trace: &Trace| {
                            let mut hops = trace.hops.iter();
                            hops.any(|hop| sent.topology[hop.to].name == choice.text)
                        };
                        assert!(reached(&wrong), "{name}: {choice:?}");
                    }
                    _ => {}
                }
            }
        }
    });
    let all: BTreeSet<Misconception> = Misconception::ALL.into_iter().collect();
    assert_eq!(shown, all, "a belief that no built-in question shows");
}

/// Requests that show every topic and every belief.
const SHOWN: [&str; 6] = [
    "pipeline cache-hit repeated",
    "pipeline cache-miss cold",
    "pipeline drop cold",
    "aws write repeated",
    "edge-to-pod redis-miss cold",
    "edge-to-pod pod-down cold",
];

#[test]
fn questions_read_like_this() {
    let mut text = String::new();
    each(|name, sent| {
        if sent.seed != Seed(0) || !SHOWN.contains(&name) {
            return;
        }
        let _ = writeln!(text, "== {name}");
        for question in sent.questions {
            let _ = writeln!(
                text,
                "{} {:?}: {}",
                question.step + 1,
                question.topic,
                question.text
            );
            for choice in &question.choices {
                let mark = match choice.verdict {
                    Verdict::Right => "right",
                    Verdict::Believes(belief) => belief.name(),
                    Verdict::Wrong => "wrong",
                };
                let _ = writeln!(text, "    {}  [{mark}]", choice.text);
            }
            let _ = writeln!(text, "    > {}", question.reveal);
        }
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quiz.txt");
    if std::env::var_os("HOPWISE_UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "HOPWISE_UPDATE=1 cargo test --test quiz");
}

/// The part of a run before a step says nothing of what follows: cut twice it is the same, and it
/// holds no hop, decision or moment beyond its end.
#[test]
fn what_is_veiled_is_gone() {
    each(|name, sent| {
        let steps = sent.trace.steps.len();
        for step in 0..=steps {
            let seen = quiz::before(sent.trace, step);
            assert_eq!(seen.steps.len(), step);
            assert_eq!(quiz::before(&seen, step), seen, "{name}");
            let end = seen.end();
            assert!(seen.hops.iter().all(|hop| hop.arrive <= end), "{name}");
            assert!(seen.spans.iter().all(|span| span.end <= end), "{name}");
            assert!(seen.decisions.iter().all(|it| it.step as usize <= step));
            assert_eq!(seen.phases.total(), seen.total, "{name}");
            assert_eq!(seen.outcome.kind, OutcomeKind::Limit);
            for index in 0..step {
                let flat = |trace: &Trace| -> Vec<_> {
                    trace.hops_of(index).map(|(_, hop)| hop.clone()).collect()
                };
                assert_eq!(flat(&seen), flat(sent.trace), "{name}");
            }
        }
    });
}

#[test]
fn a_score_counts_beliefs() {
    let mut score = Score::default();
    assert_eq!(score.to_string(), "0 of 0 right");
    let tls = Verdict::Believes(Misconception::TlsCostsNothing);
    let dns = Verdict::Believes(Misconception::DnsOnPath);
    for verdict in [Verdict::Right, tls, Verdict::Wrong, dns, tls] {
        score.note(verdict);
    }
    assert_eq!(
        score.to_string(),
        "1 of 5 right; believed: TLS costs nothing x2, DNS is on the path x1"
    );
}

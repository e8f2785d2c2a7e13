//! Positions move evenly, add up, and stay inside their step.

use proptest::prelude::*;

use super::*;
use crate::message::{Flow, Message, Tcp};
use crate::phase::Phases;
use crate::time::SimDuration;
use crate::topology::{LinkId, NodeId, RequestId};
use crate::trace::{Beat, Cause, Direction, Hop, Outcome, OutcomeKind, Seed, Step};

/// A trace of steps, each with the lengths of its hops and of the work after them, in model time.
fn trace(steps: &[(Vec<u64>, u64)]) -> Trace {
    let mut at = SimTime::ZERO;
    let (mut hops, mut beats) = (Vec::new(), Vec::new());
    for (index, (lengths, work)) in steps.iter().enumerate() {
        let (start, first) = (at, hops.len());
        for length in lengths {
            let arrive = at + SimDuration(*length);
            hops.push(Hop {
                step: index as u32 + 1,
                link: LinkId(0),
                from: NodeId(0),
                to: NodeId(1),
                under: None,
                direction: Direction::Request,
                depart: at,
                arrive,
                lost: false,
                again: 0,
                channel: None,
                flow: Flow {
                    source: String::new(),
                    destination: String::new(),
                },
                message: Message::Tcp(Tcp {
                    flags: "SYN",
                    retransmission: 0,
                }),
                asynchronous: false,
            });
            at = arrive;
        }
        at = at + SimDuration(*work);
        beats.push(Step {
            at: start,
            until: at,
            beat: Beat::Deliver,
            focus: NodeId(1),
            hops: (first..hops.len()).map(|hop| HopId(hop as u32)).collect(),
            decisions: Vec::new(),
        });
    }
    Trace {
        request: RequestId(0),
        seed: Seed(0),
        outcome: Outcome {
            kind: OutcomeKind::Response(200),
            by: NodeId(1),
            cause: Cause::Served,
        },
        total: at.since(SimTime::ZERO),
        ttfb: None,
        phases: Phases::default(),
        segments: Vec::new(),
        spans: Vec::new(),
        hops,
        decisions: Vec::new(),
        steps: beats,
    }
}

fn sentences(lengths: &[usize]) -> Vec<Sentence> {
    let sentence = |length: &usize| Sentence {
        title: String::new(),
        text: "x".repeat(*length),
    };
    lengths.iter().map(sentence).collect()
}

fn playing(trace: &Trace, words: usize) -> Playback {
    let told = sentences(&vec![words; trace.steps.len()]);
    let mut playback = Playback::new(trace, &told, Speed::NORMAL, false);
    playback.play();
    playback
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn a_step_stays_long_enough_to_read_and_a_crossing_long_enough_to_see() {
    let trace = trace(&[(vec![1, 9_000_000, 90_000_000_000], 5), (vec![], 0)]);
    let shown: Vec<u64> = playing(&trace, 200)
        .stretches
        .iter()
        .map(|stretch| stretch.length / 1_000_000)
        .collect();
    assert_eq!(shown, [400, 900, 2000, 5500, 8800]);
}

#[test]
fn steps_are_walked_forth_and_back() {
    let trace = trace(&[(vec![5], 5), (vec![5], 5), (vec![5], 5)]);
    let mut playback = playing(&trace, 0);
    playback.play_step();
    assert_eq!((playback.step(), playback.is_moving()), (0, true));
    playback.advance(millis(60_000));
    assert_eq!((playback.step(), playback.is_moving()), (0, false));
    assert_eq!(playback.at(), SimTime(10));
    playback.step_forward();
    assert_eq!((playback.step(), playback.at()), (1, SimTime(10)));
    playback.step_forward();
    assert_eq!(
        playback.step(),
        2,
        "a key in the middle goes on to the next step"
    );
    playback.step_forward();
    assert!(playback.has_ended() && !playback.is_moving());
    playback.step_back();
    assert_eq!((playback.step(), playback.at()), (1, SimTime(20)));
    playback.step_back();
    playback.step_back();
    assert_eq!((playback.step(), playback.at()), (0, SimTime::ZERO));
    playback.go_to(99);
    assert!(playback.has_ended());
    playback.play();
    assert_eq!((playback.step(), playback.is_playing()), (0, true));
}

#[test]
fn a_trace_without_steps_is_over_at_once() {
    let mut playback = playing(&trace(&[]), 0);
    playback.step_forward();
    playback.step_back();
    playback.advance(millis(10));
    assert!(playback.has_ended());
    assert_eq!(playback.position().hops, []);
}

#[test]
fn reduced_motion_shows_packets_arrived() {
    let trace = trace(&[(vec![500], 0)]);
    let mut playback = Playback::new(&trace, &[], Speed::NORMAL, true);
    playback.play();
    playback.advance(millis(10));
    assert_eq!(playback.position().part, 1000);
    assert_eq!(playback.at(), SimTime(500));
}

fn steps() -> impl Strategy<Value = Vec<(Vec<u64>, u64)>> {
    let hop = prop_oneof![Just(0), 1..50_u64, 1_000_000..9_000_000_000_u64];
    let step = (prop::collection::vec(hop, 0..5), 0..1_000_000_u64);
    prop::collection::vec(step, 1..7)
}

proptest! {
    #[test]
    fn elapsed_times_add_up(
        steps in steps(),
        speed in prop::sample::select(vec!["1/4", "1/3", "1", "2.5", "8"]),
        elapsed in prop::collection::vec(0..3_000_000_000_u64, 1..9),
    ) {
        let trace = trace(&steps);
        let mut piecewise = playing(&trace, 40);
        piecewise.set_speed(speed.parse().unwrap());
        let mut at_once = piecewise.clone();
        for nanos in &elapsed {
            piecewise.advance(Duration::from_nanos(*nanos));
        }
        at_once.advance(Duration::from_nanos(elapsed.iter().sum()));
        prop_assert_eq!(piecewise, at_once);
    }

    #[test]
    fn time_never_runs_backwards_and_reaches_the_end(steps in steps()) {
        let trace = trace(&steps);
        let mut playback = playing(&trace, 30);
        let (mut at, mut step) = (SimTime::ZERO, 0);
        while playback.is_moving() {
            playback.advance(millis(33));
            let position = playback.position();
            prop_assert!(position.at >= at && position.step >= step);
            prop_assert_eq!(position.step, playback.step());
            let now = &trace.steps[position.step];
            prop_assert!(now.at <= position.at && position.at <= now.until);
            (at, step) = (position.at, position.step);
        }
        prop_assert!(playback.has_ended());
        prop_assert_eq!((at, step), (trace.end(), steps.len() - 1));
    }

    #[test]
    fn going_forth_and_back_changes_nothing(steps in steps(), to in 0..8_usize) {
        let trace = trace(&steps);
        let mut playback = playing(&trace, 30);
        playback.go_to(to);
        let before = playback.clone();
        playback.step_forward();
        if playback.step() == before.step() {
            playback.go_to(to);
        } else {
            playback.step_back();
        }
        prop_assert_eq!(playback, before);
    }
}

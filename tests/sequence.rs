//! The sequence view of every built-in topology and request, at many sizes.

use hopwise::engine::{State, simulate};
use hopwise::topology::{Topology, builtin};
use hopwise::trace::{Seed, Trace};
use hopwise::ui::print;
use hopwise::ui::sequence::Sequence;
use hopwise::ui::theme::{Theme, ThemeName};

fn runs() -> Vec<(Topology, Trace)> {
    let mut runs = Vec::new();
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let state = State::new(&topology);
            let (trace, _) = simulate(&topology, &state, request, Seed::default());
            runs.push((topology.clone(), trace));
        }
    }
    runs
}

fn draw(
    topology: &Topology,
    trace: Option<&Trace>,
    step: Option<usize>,
    size: (u16, u16),
    ascii: bool,
) -> String {
    let theme = Theme::new(ThemeName::default(), ascii, false);
    let sequence = Sequence::new(topology, trace);
    print::picture(size.0, size.1, print::Paper::Text, |area, buf| {
        sequence.draw(topology, &theme, step, 0, area, buf);
    })
}

#[test]
fn the_current_step_is_seen_at_every_usual_size() {
    for (topology, trace) in runs() {
        for size in [(80, 24), (80, 12), (120, 40), (60, 20), (200, 60)] {
            for step in 0..trace.steps.len() {
                let picture = draw(&topology, Some(&trace), Some(step), size, false);
                let mark = picture.lines().find(|line| line.contains('▸'));
                let at = trace.steps[step].at.to_string();
                let context = format!("{} step {step} at {size:?}:\n{picture}", topology.name());
                let mark = mark.unwrap_or_else(|| panic!("no mark: {context}"));
                let hop = trace.hops_of(step).next();
                let departs = hop.map_or(at, |(_, hop)| hop.depart.to_string());
                assert!(
                    mark.contains(&departs),
                    "{departs} is not marked: {context}"
                );
            }
        }
    }
}

#[test]
fn a_picture_at_its_natural_size_leaves_nothing_out() {
    for (topology, trace) in runs() {
        for trace in [None, Some(&trace)] {
            let size = Sequence::new(&topology, trace).size(&topology, None);
            let picture = draw(&topology, trace, None, (size.width, size.height), false);
            assert!(!picture.contains('…'), "{picture}");
            let lifelines = picture.lines().last().map(|line| line.matches('┊').count());
            let heads = picture.lines().next().map(|line| line.matches('┌').count());
            assert_eq!(lifelines, heads, "{picture}");
            let widest = picture.lines().map(|line| line.chars().count()).max();
            assert_eq!(widest, Some(usize::from(size.width)), "{picture}");
        }
    }
}

#[test]
fn no_size_is_too_small_to_draw_into() {
    let (topology, trace) = runs().pop().expect("runs");
    for width in 0..30 {
        for height in 0..12 {
            for step in [None, Some(0), Some(usize::MAX)] {
                draw(&topology, Some(&trace), step, (width, height), false);
                draw(&topology, None, None, (width, height), true);
            }
        }
    }
}

#[test]
fn ascii_is_ascii() {
    for (topology, trace) in runs() {
        let named = topology.nodes().iter().all(|node| node.name.is_ascii());
        let picture = draw(&topology, Some(&trace), Some(1), (120, 40), true);
        assert!(!named || picture.is_ascii(), "{picture}");
    }
}

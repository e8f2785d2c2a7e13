//! What stands out at every moment of every built-in request.

use std::time::Duration;

use hopwise::engine::{State, simulate};
use hopwise::playback::scene::{Mark, Scene, scene};
use hopwise::playback::{Playback, Speed};
use hopwise::story;
use hopwise::topology::{Kind, LinkId, NodeId, RequestId, Role, Topology, builtin};
use hopwise::trace::{OutcomeKind, Seed, Trace};

/// Calls `check` for every request of every built-in topology.
fn every_run(check: impl Fn(&Topology, &Trace, Playback)) {
    for builtin in builtin::BUILTINS {
        let topology = builtin.load();
        for request in topology.request_ids() {
            let (trace, playback) = run(&topology, request);
            check(&topology, &trace, playback);
        }
    }
}

fn run(topology: &Topology, request: RequestId) -> (Trace, Playback) {
    let (trace, _) = simulate(topology, &State::new(topology), request, Seed(0));
    let sentences = story::tell(topology, &trace);
    let playback = Playback::new(&trace, &sentences, Speed::NORMAL, false);
    (trace, playback)
}

/// The scenes of a run that is played, a tenth of a second apart.
fn scenes(topology: &Topology, trace: &Trace, mut playback: Playback) -> Vec<Scene> {
    let mut scenes = Vec::new();
    playback.play();
    while playback.is_moving() {
        scenes.push(scene(topology, trace, &playback.position()));
        playback.advance(Duration::from_millis(100));
    }
    scenes.push(scene(topology, trace, &playback.position()));
    scenes
}

/// The boxes a packet leaves and reaches on the lines it runs along.
fn ends(topology: &Topology, ways: [Option<(LinkId, bool)>; 2]) -> Vec<(NodeId, NodeId)> {
    let end = |(link, back): (LinkId, bool)| {
        let link = &topology[link];
        if back {
            (link.to, link.from)
        } else {
            (link.from, link.to)
        }
    };
    ways.into_iter().flatten().map(end).collect()
}

#[test]
fn packets_run_from_the_sender_to_the_receiver_along_joined_lines() {
    every_run(|topology, trace, playback| {
        for scene in scenes(topology, trace, playback) {
            for packet in &scene.packets {
                let hop = &trace.hops[packet.hop.index()];
                let ends = ends(topology, packet.ways);
                assert_eq!(ends.first().map(|way| way.0), Some(hop.from));
                assert_eq!(ends.last().map(|way| way.1), Some(hop.to));
                assert!(ends.windows(2).all(|pair| pair[0].1 == pair[1].0));
                let under = ends.windows(2).next().map(|pair| pair[0].1);
                assert_eq!(under, hop.under, "only a hand-off passes under a box");
                for (link, _) in packet.ways.into_iter().flatten() {
                    assert_eq!(scene.links[link.index()], Mark::Active);
                }
            }
        }
    });
}

#[test]
fn marks_go_from_pending_over_active_to_done_and_nothing_is_left_on() {
    every_run(|topology, trace, playback| {
        let scenes = scenes(topology, trace, playback);
        for pair in scenes.windows(2) {
            for node in topology.node_ids() {
                let [before, after] = [&pair[0], &pair[1]].map(|s| s.nodes[node.index()].mark);
                let begun = !matches!(before, Mark::Idle | Mark::Pending);
                assert!(!(begun && after == Mark::Pending), "{}", topology[node].id);
                assert_eq!(before == Mark::Idle, after == Mark::Idle);
            }
        }
        let last = scenes.last().unwrap();
        assert!(last.packets.is_empty());
        let marks = last.nodes.iter().map(|node| node.mark);
        for mark in marks.chain(last.links.iter().copied()) {
            assert!(!matches!(mark, Mark::Active | Mark::Pending));
        }
    });
}

#[test]
fn a_resolver_that_traffic_passes_under_is_not_lit() {
    every_run(|topology, trace, playback| {
        for scene in scenes(topology, trace, playback) {
            for packet in &scene.packets {
                if let Some(resolver) = trace.hops[packet.hop.index()].under {
                    assert_ne!(scene.nodes[resolver.index()].mark, Mark::Active);
                }
            }
        }
    });
}

#[test]
fn a_failure_shows_at_its_maker_and_nowhere_in_a_good_run() {
    every_run(|topology, trace, mut playback| {
        playback.go_to(usize::MAX);
        let scene = scene(topology, trace, &playback.position());
        let by = trace.outcome.by;
        let name = &topology[trace.request].id;
        match trace.outcome.kind {
            OutcomeKind::Response(..400) => {
                let refused_by_cut_off = scene.nodes.iter().zip(topology.nodes());
                for (mark, node) in refused_by_cut_off {
                    let is_down = mark.badge.is_some_and(|badge| badge.word() == "down");
                    assert!(mark.mark != Mark::Failed || is_down, "{name}: {}", node.id);
                }
            }
            _ if topology[by].hidden => {}
            _ => assert_eq!(scene.nodes[by.index()].mark, Mark::Failed, "{name}"),
        }
    });
}

#[test]
fn captions_light_up_with_what_they_speak_of() {
    let topology = builtin::load("two-lanes").unwrap();
    let miss = topology.find_request("cache-miss").unwrap();
    let (trace, playback) = run(&topology, miss);
    let mut lit = vec![false; topology.nodes().len()];
    for scene in scenes(&topology, &trace, playback) {
        for id in topology.node_ids() {
            let node = &topology[id];
            if node.kind != Kind::Stage {
                continue;
            }
            let mark = scene.nodes[id.index()].mark;
            let mirrored = node
                .mirrors
                .iter()
                .map(|mirror| scene.nodes[mirror.index()].mark);
            let expected = mirrored.clone().any(|mark| mark == Mark::Active);
            if node.mirrors.iter().all(|mirror| !topology[*mirror].hidden) {
                assert_eq!(mark == Mark::Active, expected, "{}", node.id);
            }
            lit[id.index()] |= mark == Mark::Active;
        }
    }
    for id in topology.node_ids() {
        let is_caption = topology[id].kind == Kind::Stage && !topology[id].mirrors.is_empty();
        assert_eq!(lit[id.index()], is_caption, "{}", topology[id].id);
    }
}

#[test]
fn an_answer_lights_the_line_that_is_drawn_for_it() {
    let topology = builtin::load("foobar").unwrap();
    let miss = topology.find_request("cache-miss").unwrap();
    let (trace, playback) = run(&topology, miss);
    let reply = topology
        .link_ids()
        .find(|link| topology[*link].role == Role::Reply)
        .expect("a line for the response");
    let marks = scenes(&topology, &trace, playback)
        .into_iter()
        .map(|scene| scene.links[reply.index()]);
    let mut marks: Vec<Mark> = marks.collect();
    marks.dedup();
    assert_eq!(marks, [Mark::Pending, Mark::Active, Mark::Done]);
}

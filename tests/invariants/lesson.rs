//! A lesson: a topology, and requests sent one after the other over the state they leave.

use std::fmt;

use hopwise::engine::{Fault, Impairment, State, simulate};
use hopwise::time::SimDuration;
use hopwise::topology::{LinkId, NodeId, RequestId, Topology};
use hopwise::trace::{Seed, Trace};

use crate::generate;
use crate::tape::Tape;

/// What is done before a request is sent, and which one it is.
#[derive(Debug, Clone, Copy)]
struct Turn {
    wait: SimDuration,
    fault: Option<(NodeId, Option<Fault>)>,
    impair: Option<(LinkId, Impairment)>,
    forget: bool,
    request: RequestId,
    seed: Seed,
}

/// A generated topology with the turns of a lesson.
pub(crate) struct Lesson {
    text: String,
    pub(crate) topology: Topology,
    turns: Vec<Turn>,
}

/// One request of a lesson.
pub(crate) struct Run<'a> {
    pub(crate) topology: &'a Topology,
    pub(crate) before: &'a State,
    pub(crate) request: RequestId,
    pub(crate) seed: Seed,
    pub(crate) trace: &'a Trace,
    pub(crate) after: &'a State,
}

impl Lesson {
    /// The lesson that the bytes stand for; there is one for any bytes.
    pub(crate) fn read(bytes: Vec<u8>) -> Self {
        let mut tape = Tape::new(bytes);
        let text = generate::topology(&mut tape);
        let topology = match Topology::parse("generated", &text) {
            Ok(topology) => topology,
            Err(problems) => panic!("the generator wrote a bad file: {problems:#?}\n{text}"),
        };
        let turns = (0..=tape.below(5))
            .map(|_| turn(&mut tape, &topology))
            .collect();
        Self {
            text,
            topology,
            turns,
        }
    }

    /// Sends the requests and shows each run to `look`.
    pub(crate) fn runs(&self, mut look: impl FnMut(&Run<'_>)) {
        let topology = &self.topology;
        let mut state = State::new(topology);
        for turn in &self.turns {
            state.wait(turn.wait);
            if let Some((node, fault)) = turn.fault {
                state.set_fault(node, fault);
            }
            if let Some((link, impairment)) = turn.impair {
                state.impair(link, impairment);
            }
            if turn.forget {
                state.make_cold();
            }
            let (trace, after) = simulate(topology, &state, turn.request, turn.seed);
            look(&Run {
                topology,
                before: &state,
                request: turn.request,
                seed: turn.seed,
                trace: &trace,
                after: &after,
            });
            state = after;
        }
    }
}

fn turn(tape: &mut Tape, topology: &Topology) -> Turn {
    let wait = [0, 1, 61, 301, 7201][tape.below(5)];
    let request = RequestId::from(tape.below(topology.requests().len()));
    let seed = Seed(tape.below(256) as u64);
    let fault = tape.chance(30).then(|| {
        let node = NodeId::from(tape.below(topology.nodes().len()));
        let faults = [
            None,
            Some(Fault::Down),
            Some(Fault::Slow { factor: 3 }),
            Some(Fault::Down),
            Some(Fault::Crash),
            Some(Fault::Drop),
            Some(Fault::Reject),
        ];
        (node, faults[tape.below(faults.len())])
    });
    let forget = tape.chance(10);
    let impaired = !topology.links().is_empty() && tape.chance(25);
    let impair = impaired.then(|| {
        let link = LinkId::from(tape.below(topology.links().len()));
        let loss = [0, 20_000, 300_000, Impairment::ALL][tape.below(4)];
        let delay = SimDuration::from_millis([0, 1, 80, 2000][tape.below(4)]);
        (link, Impairment { loss, delay })
    });
    Turn {
        wait: SimDuration::from_secs(wait),
        fault,
        impair,
        forget,
        request,
        seed,
    }
}

/// What a failed property shows: the file and the turns.
impl fmt::Debug for Lesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nturns: {:#?}", self.text, self.turns)
    }
}

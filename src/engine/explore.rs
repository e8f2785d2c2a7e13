//! All that a request may meet, asked of the behaviours piece by piece.
//!
//! A [`FrameId`] is how far one exchange is, without its past: two requests that are equally far
//! are the same. Together with what it hears next it is an [`Entry`]. [`Explorer::explore`] tells a
//! real exchange in that position, in the real engine, and writes down the [`Deed`]s that follow
//! until the next question whose answer is not given. Whoever runs many requests at once walks
//! these deeds, answers the questions from its own state, and asks for more when it comes to an
//! answer nobody came to before.

use std::sync::Arc;

use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, RequestId, Topology};
use crate::trace::{Cause, Seed};

use super::exchange::{Exchange, ExchangeId, Failure, FailureKind, Input, Op, Reply};
use super::network::{Network, Ways};
use super::queue::EventQueue;
use super::run::{Event, Run};
use super::state::{Connection, State};

mod deed;
mod frame;
pub(super) mod known;
mod replay;
mod writer;

pub(crate) use super::run::{MAX_DEPTH, MAX_EXCHANGES};
pub(crate) use super::state::{IDLE, TICKET};

pub(crate) use deed::{Deed, Entry, FrameId, InputId, Shape};
use writer::Writer;

/// Asks the engine's behaviours what may happen.
#[derive(Debug, Clone)]
pub(crate) struct Explorer {
    topology: Arc<Topology>,
    /// Faults and the clock; everything else in it is never looked at.
    state: Arc<State>,
    ways: Vec<Option<Arc<Ways>>>,
    frames: Vec<(RequestId, Exchange)>,
    inputs: Vec<Input>,
    shapes: Vec<Connection>,
}

impl Explorer {
    /// Nothing explored yet.
    pub(crate) fn new(topology: Arc<Topology>) -> Self {
        Self {
            state: Arc::new(State::new(&topology)),
            ways: vec![None; topology.requests().len()],
            topology,
            frames: Vec::new(),
            inputs: Vec::new(),
            shapes: Vec::new(),
        }
    }

    /// Where a request begins.
    pub(crate) fn start(&mut self, request: RequestId) -> Entry {
        let client = self.topology[request].from;
        let root = Exchange::new(None, client, Op::Http);
        Entry {
            frame: self.frame(request, root),
            input: self.input(Input::Begin),
            answers: Vec::new(),
            branch: None,
            state: None,
            meanwhile: Vec::new(),
        }
    }

    /// The faults in force, and the instant of the session, which decides what is noticed.
    pub(crate) fn circumstances(&mut self) -> &mut State {
        Arc::make_mut(&mut self.state)
    }

    /// A copy of the circumstances, to be told from.
    pub(crate) fn snapshot(&self) -> Arc<State> {
        Arc::clone(&self.state)
    }

    /// Whether the exchange got an answer, of whatever kind, and not a failure.
    pub(crate) fn is_answer(&self, input: InputId) -> bool {
        matches!(self.inputs[input.0 as usize], Input::Answer(_))
    }

    /// The two ends of a connection.
    pub(crate) fn ends(&self, shape: Shape) -> (NodeId, NodeId) {
        let shape = &self.shapes[shape as usize];
        (shape.from, shape.to)
    }

    /// What the object and the name of a request are filed under.
    pub(crate) fn filed_under(&mut self, request: RequestId) -> (u32, u32) {
        let ways = self.ways(request);
        let network = Network::along(&self.topology, request, ways);
        (network.key(), network.host())
    }

    /// The request of an entry.
    pub(crate) fn request_of(&self, entry: &Entry) -> RequestId {
        self.frames[entry.frame.0 as usize].0
    }

    /// Where the exchange of an entry is worked on.
    pub(crate) fn node_of(&self, entry: &Entry) -> NodeId {
        self.frames[entry.frame.0 as usize].1.node
    }

    /// How long after it was sent a request finds the copy or the name that it was given at `node`.
    pub(crate) fn given_for(&mut self, request: RequestId, node: NodeId) -> Option<SimDuration> {
        let ways = self.ways(request);
        known::given_for(&Network::along(&self.topology, request, ways), node)
    }

    fn ways(&mut self, request: RequestId) -> Arc<Ways> {
        let (topology, ways) = (&self.topology, &mut self.ways[request.index()]);
        ways.get_or_insert_with(|| Arc::clone(Network::new(topology, request).ways()))
            .clone()
    }

    /// What happens from `entry` on, behind the last of its answers.
    pub(crate) fn explore(&mut self, entry: &Entry) -> Vec<Deed> {
        let (request, mut exchange) = self.frames[entry.frame.0 as usize];
        let input = self.inputs[entry.input.0 as usize];
        if matches!(input, Input::Answer(_) | Input::Failed(_)) {
            exchange.outstanding = exchange.outstanding.saturating_sub(1);
        }
        let ways = self.ways(request);
        let topology = Arc::clone(&self.topology);
        let network = Network::along(&topology, request, Arc::clone(&ways));
        let circumstances = entry.state.as_ref().unwrap_or(&self.state);
        let circumstances = Arc::clone(circumstances);
        let mut state = State::clone(&circumstances);
        let writer = Writer::new(Network::along(&topology, request, ways), entry);
        let mut run = Run::new(network, &mut state, Seed(0), writer);
        // Connections are numbered as shapes here.
        run.state.connections.clone_from(&self.shapes);
        run.exchanges
            .push(Exchange::new(None, run.client, Op::Http));
        let is_root = exchange.op == Op::Http && exchange.node == run.client;
        let x = ExchangeId(u32::from(!is_root));
        if is_root {
            run.exchanges[0] = exchange;
        } else {
            run.exchanges.push(exchange);
        }
        run.observer.begin(x);
        run.tell(x, input, SimTime::ZERO);
        let mut deeds = self.conclude(request, entry, x, &mut run);
        for deed in &mut deeds {
            if let Deed::Ask(_, entry)
            | Deed::Branch(entry, _)
            | Deed::Visit {
                full: Some(entry), ..
            } = deed
            {
                entry.state = Some(Arc::clone(&circumstances));
            }
        }
        deeds
    }

    /// The deeds that were written, with how they end.
    fn conclude(
        &mut self,
        request: RequestId,
        entry: &Entry,
        x: ExchangeId,
        run: &mut Run<'_, Writer<'_>>,
    ) -> Vec<Deed> {
        let mut queue = std::mem::replace(&mut run.queue, EventQueue::new());
        let events: Vec<(SimTime, Event)> = std::iter::from_fn(|| queue.pop()).collect();
        let own = run.exchanges[x.index()];
        let caller = self.frame_of(run, request, own);
        // The call that this is about: the exchange's only one, or the branch.
        let call = run.observer.call();
        let timeout = events.iter().find_map(|(at, event)| match event {
            Event::Deadline(of) if Some(*of) == call => Some(at.since(SimTime::ZERO)),
            _ => None,
        });
        let timeout = timeout.unwrap_or(SimDuration::ZERO);
        let blame = match run.observer.waits_for_connection() {
            Some(to) => Failure {
                kind: FailureKind::Unconnected,
                by: to,
                cause: Cause::TooSlow(to),
            },
            None => run.timed_out(call.unwrap_or(x)),
        };
        let unconnected = Failure {
            kind: FailureKind::Unconnected,
            ..blame
        };
        let [blame, unconnected] =
            [blame, unconnected].map(|failure| self.input(Input::Failed(failure)));
        // Its server has answered, or died over it.
        let is_over = entry.branch.is_none()
            && call.is_none()
            && (run.observer.has_replied() || own.blame != own.timeless().blame);
        if !run.observer.is_asking() {
            let answers = |(_, event): &(SimTime, Event)| matches!(event, Event::Answer(of, _) | Event::Fail(of, _) if *of == x);
            if is_over && own.connection.is_some() && !events.iter().any(answers) {
                run.observer.lose(blame);
            }
            let pause = events.iter().find_map(|(at, event)| match event {
                Event::Woke(of) if *of == x => Some(at.since(SimTime::ZERO)),
                _ => None,
            });
            if let Some(length) = pause {
                run.observer.pause(length);
            }
            let end = self.end(request, entry, x, caller, &events, run, is_over);
            run.observer.close(end);
        }
        let mut deeds = run.observer.take();
        let shapes: Vec<Shape> = run
            .observer
            .opened()
            .iter()
            .map(|connection| self.shape(connection))
            .collect();
        let sent = deeds
            .iter()
            .position(|deed| matches!(deed, Deed::Sent(_)))
            .unwrap_or(0);
        for (place, deed) in deeds.iter_mut().enumerate() {
            match deed {
                Deed::Blame(hears) if place < sent => *hears = unconnected,
                Deed::Call {
                    caller: to,
                    link,
                    timeout: length,
                    blame: hears,
                    ..
                } => {
                    let over = call.and_then(|call| run.exchanges[call.index()].link);
                    (*to, *length) = (caller, timeout);
                    *hears = if place < sent { unconnected } else { blame };
                    *link = over.unwrap_or(*link);
                }
                Deed::Blame(hears) | Deed::Sent(hears) => *hears = blame,
                Deed::Open { shape, .. } => *shape = shapes[*shape as usize],
                _ => {}
            }
        }
        deeds
    }

    /// How the deeds of an entry end.
    #[allow(clippy::too_many_arguments, reason = "one step's whole outcome")]
    fn end(
        &mut self,
        request: RequestId,
        entry: &Entry,
        x: ExchangeId,
        own: FrameId,
        events: &[(SimTime, Event)],
        run: &Run<'_, Writer<'_>>,
        is_over: bool,
    ) -> Deed {
        if let Some((outcome, transfer)) = run.observer.ended() {
            return Deed::End(outcome, transfer);
        }
        let call = run.observer.call();
        for (_, event) in events {
            match *event {
                Event::Worked(of) if of == x && entry.branch.is_none() => {
                    return Deed::Then(self.entry(own, Input::Worked));
                }
                Event::Woke(of) if of == x && entry.branch.is_none() => {
                    return Deed::Then(self.entry(own, Input::Woke));
                }
                Event::Answer(of, reply) if of == x && entry.branch.is_none() => {
                    let reply = run.as_received(of, reply);
                    return Deed::Return(self.input(Input::Answer(reply)));
                }
                Event::Arrive(of) if Some(of) == call => {
                    let callee = self.frame_of(run, request, run.exchanges[of.index()]);
                    return Deed::Then(self.entry(callee, Input::Begin));
                }
                Event::Fail(of, failure)
                    if Some(of) == call || (of == x && entry.branch.is_none()) =>
                {
                    return Deed::Return(self.input(Input::Failed(failure)));
                }
                _ => {}
            }
        }
        let alone = is_over && run.exchanges[x.index()].connection.is_none();
        if run.observer.is_detached() || alone {
            Deed::Stop
        } else if call.is_some() || is_over {
            Deed::Silence(run.state.connections.iter().all(|c| !c.closed))
        } else {
            Deed::Await(own)
        }
    }

    fn entry(&mut self, frame: FrameId, input: Input) -> Entry {
        let input = self.input(input);
        Entry::at(frame, input)
    }

    /// How far `exchange` is.
    fn frame_of(
        &mut self,
        run: &Run<'_, Writer<'_>>,
        request: RequestId,
        mut exchange: Exchange,
    ) -> FrameId {
        if let Some(c) = exchange.connection {
            exchange.connection = Some(self.shape(&run.state.connections[c as usize]));
        }
        self.frame(request, exchange)
    }

    fn frame(&mut self, request: RequestId, exchange: Exchange) -> FrameId {
        let frame = (request, exchange.timeless());
        FrameId(place(&mut self.frames, &frame))
    }

    fn input(&mut self, input: Input) -> InputId {
        let input = match input {
            // How long a name may be kept is told beside the answer.
            Input::Answer(Reply::Name { aim, address, .. }) => Input::Answer(Reply::Name {
                expires: SimTime::ZERO,
                aim,
                address,
            }),
            other => other,
        };
        InputId(place(&mut self.inputs, &input))
    }

    fn shape(&mut self, connection: &Connection) -> Shape {
        let shape = Connection {
            used: SimTime::ZERO,
            port: 0,
            closed: false,
            ..connection.clone()
        };
        place(&mut self.shapes, &shape)
    }
}

/// The place of a value in a list; at the end where it is new.
fn place<T: PartialEq + Clone>(list: &mut Vec<T>, value: &T) -> u32 {
    let found = list.iter().position(|known| known == value);
    found.unwrap_or_else(|| {
        list.push(value.clone());
        list.len() - 1
    }) as u32
}

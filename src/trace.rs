//! What happened for one request, in model time, as plain data.
//!
//! A [`Trace`] is made once, completely, by the engine; playing it moves a position along it.
//! Instants count from the moment of sending.

use crate::message::{Channel, Flow, Message};
use crate::phase::{Phase, Phases};
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId, RequestId};

mod decision;
mod trouble;

pub use decision::{Awaited, Decided, Decision};
pub use trouble::Trouble;

/// A span, by its place in the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpanId(pub u32);

/// A hop, by its place in the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HopId(pub u32);

impl HopId {
    /// Place in [`Trace::hops`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The seed that every random choice of a trace derives from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Seed(pub u64);

/// All that happened for one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Which request of the topology.
    pub request: RequestId,
    /// Where chance came from.
    pub seed: Seed,
    /// What the client got.
    pub outcome: Outcome,
    /// Until the client has the whole response, or gives up.
    pub total: SimDuration,
    /// Until the first byte of the response; `None` where none came.
    pub ttfb: Option<SimDuration>,
    /// The total, cut into exclusive parts that add up to it.
    pub phases: Phases,
    /// The critical path: consecutive pieces from zero to the total, each of one phase.
    pub segments: Vec<Segment>,
    /// Work at places; the first is the client's, parent of all.
    pub spans: Vec<Span>,
    /// Crossings of links, in order of departure.
    pub hops: Vec<Hop>,
    /// What nodes decided, in order of time.
    pub decisions: Vec<Decided>,
    /// The beats of the story; they cut the whole run, without gap or overlap.
    pub steps: Vec<Step>,
}

impl Trace {
    /// End of everything, work after the response included.
    pub fn end(&self) -> SimTime {
        self.steps
            .last()
            .map_or(SimTime(self.total.nanos()), |step| step.until)
    }

    /// Time by phase as far as `at`; adds up to the smaller of `at` and the total.
    pub fn phases_at(&self, at: SimTime) -> Phases {
        let mut phases = Phases::default();
        for segment in &self.segments {
            if segment.start >= at {
                break;
            }
            phases[segment.phase] += segment.end.min(at).since(segment.start);
        }
        phases
    }

    /// The step that is on at `at`: the last one that has begun.
    pub fn step_at(&self, at: SimTime) -> usize {
        self.steps
            .partition_point(|step| step.at <= at)
            .saturating_sub(1)
    }

    /// The hops of a step, with their ids.
    pub fn hops_of(&self, step: usize) -> impl Iterator<Item = (HopId, &Hop)> {
        self.steps[step]
            .hops
            .iter()
            .map(|id| (*id, &self.hops[id.index()]))
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which way.
    pub kind: OutcomeKind,
    /// The node that made it: wrote the status, refused, or was last to see the packet.
    pub by: NodeId,
    /// Why.
    pub cause: Cause,
}

/// Ways to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeKind {
    /// A response with this status.
    Response(u16),
    /// Connection refused or reset: no status.
    Refused,
    /// Nothing came in time: no status.
    Timeout,
    /// The hop or time limit of the simulation was reached (a loop).
    Limit,
}

/// Why an outcome, or an answer on the way, is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The node did what it was asked.
    Served,
    /// The node had a fresh copy.
    CacheHit,
    /// A rule of a WAF matched.
    Blocked,
    /// The client is over its rate.
    RateLimited,
    /// `node` refused the connection: it does not run.
    Down(NodeId),
    /// `node` had no place left where it could wait.
    Full(NodeId),
    /// `node` discarded the packets.
    Dropped(NodeId),
    /// `node` answered with a reset.
    Rejected(NodeId),
    /// `node` knows no next node that could take it.
    NoBackend(NodeId),
    /// `node` gave no answer in time.
    TooSlow(NodeId),
    /// `node` died over the request: whatever it had done by then stays done.
    Crashed(NodeId),
    /// The packets were lost on this link.
    Lost(LinkId),
    /// `node` does not ask who it would have to ask: its circuit breaker is open.
    BreakerOpen(NodeId),
    /// The name could not be resolved: `node` gave no answer.
    NoName(NodeId),
    /// `node` is a replica and refuses writes.
    ReadOnly(NodeId),
    /// `node` behind it answered with this status.
    Upstream(NodeId, u16),
    /// The simulation's limit of hops or time.
    Limit,
}

/// A piece of the critical path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Start.
    pub start: SimTime,
    /// End.
    pub end: SimTime,
    /// What it counts to.
    pub phase: Phase,
    /// Where the time goes: the working node, or the sender of what is on the way.
    pub node: NodeId,
}

/// Work at one place with a start and an end (OpenTelemetry's meaning).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The span it is part of.
    pub parent: Option<SpanId>,
    /// Where.
    pub node: NodeId,
    /// What, such as `GET /user/42/profile`.
    pub name: String,
    /// The phase its self time counts to.
    pub phase: Option<Phase>,
    /// Start.
    pub start: SimTime,
    /// End.
    pub end: SimTime,
    /// Runs beside or after the response and does not count into the total.
    pub asynchronous: bool,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Away from whoever asks.
    Request,
    /// Back to whoever asked.
    Response,
}

/// One crossing of one link by one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its step, from 1.
    pub step: u32,
    /// The link it crosses; [`Direction::Response`] crosses it from its end to its start.
    pub link: LinkId,
    /// Sender at this hop.
    pub from: NodeId,
    /// Receiver at this hop.
    pub to: NodeId,
    /// The resolver whose box the drawn packet passes under, on a hand-off link; the packet then
    /// also runs along the lookup link between the client and that resolver.
    pub under: Option<NodeId>,
    /// Which way.
    pub direction: Direction,
    /// Leaves the sender.
    pub depart: SimTime,
    /// Reaches the receiver.
    pub arrive: SimTime,
    /// Never reaches it: lost on the link, or discarded at the receiver's door.
    pub lost: bool,
    /// How often the same packet was sent before, in vain.
    pub again: u8,
    /// Addresses at this place.
    pub flow: Flow,
    /// The connection it belongs to; `None` beside the response, where none is drawn.
    pub channel: Option<Channel>,
    /// What the receiver is handed.
    pub message: Message,
    /// Belongs to work after or beside the response.
    pub asynchronous: bool,
}

/// What kind of beat a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beat {
    /// The client makes itself ready and asks nobody (known name, open connection, own copy).
    Prepare,
    /// A name is asked for.
    Lookup,
    /// A connection is opened.
    Connect,
    /// A TLS handshake is run.
    Secure,
    /// A request crosses a link, and the receiver does its part.
    Deliver,
    /// An answer goes back, to the next node that does something with it.
    Answer,
    /// Nothing happens until a timer runs out.
    Wait,
    /// Work after the response.
    After,
}

/// One beat of the story; what the arrow keys move by. Steps cut the run: each ends where the next
/// begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Begins.
    pub at: SimTime,
    /// Ends.
    pub until: SimTime,
    /// What kind of beat.
    pub beat: Beat,
    /// The node this step is about: who acts, or who receives.
    pub focus: NodeId,
    /// Crossings that belong to it, in order of departure.
    pub hops: Vec<HopId>,
    /// Decisions that belong to it, as places in [`Trace::decisions`].
    pub decisions: Vec<u32>,
}

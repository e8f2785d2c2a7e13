//! One question and its answer between two nodes, and the words behaviours and loop exchange.

use crate::time::{SimDuration, SimTime};
use crate::topology::{Kind, LinkId, NodeId};
use crate::trace::Cause;

/// An exchange, by its place in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ExchangeId(pub(super) u32);

impl ExchangeId {
    /// The client's own exchange, the root of all.
    pub(super) const ROOT: Self = Self(0);

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// The request of the menu, over HTTP.
    Http,
    /// The address of its host.
    Resolve,
    /// A copy from a cache.
    Get,
    /// Put a copy into a cache.
    Set,
    /// Take a copy out of a cache.
    Del,
    /// Rows from a database.
    Read,
    /// Rows into a database.
    Write,
    /// A message into a queue.
    Publish,
    /// A message out of a queue, to a worker.
    Deliver,
    /// A written row, to a replica.
    Replicate,
}

impl Op {
    /// Whether a node of this kind listens for it. Where a drawing leads one protocol to a node
    /// that speaks another, nobody listens, and the connection is reset.
    pub(super) const fn is_for(self, kind: Kind) -> bool {
        match self {
            Self::Http => matches!(
                kind,
                Kind::Cdn
                    | Kind::Waf
                    | Kind::L7Lb
                    | Kind::Proxy
                    | Kind::Ingress
                    | Kind::Web
                    | Kind::App
                    | Kind::ObjectStore
            ),
            Self::Resolve => matches!(kind, Kind::Dns),
            Self::Get | Self::Set | Self::Del => matches!(kind, Kind::Cache),
            Self::Read | Self::Write | Self::Replicate => matches!(kind, Kind::Database),
            Self::Publish => matches!(kind, Kind::Queue),
            Self::Deliver => matches!(kind, Kind::Worker),
        }
    }
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// An HTTP response.
    Http(Response),
    /// An address.
    Name {
        /// May be kept until then.
        expires: SimTime,
        /// The client's link towards it, where there is a choice.
        aim: Option<LinkId>,
        /// Whose address it is.
        address: Option<NodeId>,
    },
    /// What a cache holds.
    Value {
        /// Whether it held anything.
        hit: bool,
    },
    /// Rows read.
    Rows,
    /// Done as asked.
    Done,
    /// A replica refused a write.
    ReadOnly,
}

/// An HTTP response on its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Response {
    /// Status code.
    pub(super) status: u16,
    /// Who wrote it.
    pub(super) by: NodeId,
    /// Why.
    pub(super) cause: Cause,
    /// The slowest link on the way so far, bits per second.
    pub(super) bandwidth: u64,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    /// How the caller noticed.
    pub(super) kind: FailureKind,
    /// Who is to blame, or was last to see the packet.
    pub(super) by: NodeId,
    /// Why.
    pub(super) cause: Cause,
}

impl FailureKind {
    /// Whether nothing at all came back.
    pub(super) const fn is_timeout(self) -> bool {
        matches!(self, Self::Unconnected | Self::Unanswered)
    }
}

/// How a caller notices that no answer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// A reset came back to the first packet: no connection.
    Refused,
    /// Its timer ran out before there was a connection.
    Unconnected,
    /// A reset came back over an open connection.
    Reset,
    /// Its timer ran out over an open connection: the question may have arrived.
    Unanswered,
}

/// What a behaviour is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// The question has arrived.
    Begin,
    /// The work asked for with [`Act::Work`] is done.
    Worked,
    /// The pause asked for with [`Act::Pause`] is over.
    Woke,
    /// A call was answered.
    Answer(Reply),
    /// A call failed.
    Failed(Failure),
}

/// What a behaviour wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Be busy for one service time.
    Work,
    /// Do nothing for so long.
    Pause(SimDuration),
    /// Ask the node that `.0` leads to.
    Call(LinkId, Op),
    /// Ask all nodes of the service calls at once; each is answered by its own input.
    CallAll,
    /// Nothing yet: other calls are still out.
    Await,
    /// Answer, and be done.
    Reply(Reply),
    /// The client is done: it has a response, or gives up.
    Finish(Ending),
}

/// How it ends for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a response.
    Response(Response),
    /// Without one.
    Failure(Failure),
    /// With its own fresh copy.
    OwnCopy,
}

/// How far a behaviour is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has happened.
    Start,
    /// At its own work.
    Working,
    /// Waits for a name.
    Resolving,
    /// Waits for the answer to the request it passed on.
    Forwarding,
    /// Waits before it tries again.
    Pausing,
    /// Waits for service calls.
    Calling,
    /// Waits for its cache.
    AskingCache,
    /// Waits for rows.
    Reading,
    /// Waits for the cache to store.
    FillingCache,
    /// Waits for a write.
    Writing,
    /// Waits for the cache to forget.
    Invalidating,
    /// Waits for a broker.
    Publishing,
}

/// What has become of a question at its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// It is not there yet, or no more.
    Apart,
    /// The server is at it and has not answered.
    Under,
    /// The server went down over it, and hears nothing more.
    Dead,
}

/// One question under way. Plain numbers: many of them live at once under load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exchange {
    /// Who asked; the root has none.
    pub(super) parent: Option<ExchangeId>,
    /// Who is asked.
    pub(super) node: NodeId,
    /// What.
    pub(super) op: Op,
    /// How far the behaviour is.
    pub(super) stage: Stage,
    /// The connection it came over, by its place in the state's table.
    pub(super) connection: Option<u32>,
    /// The link the caller chose.
    pub(super) link: Option<LinkId>,
    /// Calls sent and not settled.
    pub(super) outstanding: u16,
    /// Position in a list of calls, or number of tries.
    pub(super) count: u16,
    /// The link of the last try that failed.
    pub(super) failed: Option<LinkId>,
    /// Who was to blame for that.
    pub(super) suspect: Option<NodeId>,
    /// The worst answer of parallel calls so far.
    pub(super) worst: Option<Response>,
    /// Its caller has its answer, or has given up.
    pub(super) settled: bool,
    /// What has become of it at its server.
    pub(super) service: Service,
    /// What the caller will blame when its timer runs out.
    pub(super) blame: Cause,
    /// When the caller gives up.
    pub(super) deadline: SimTime,
    /// Nesting, to end loops.
    pub(super) depth: u16,
    /// When its work began.
    pub(super) worked_from: SimTime,
    /// When it last called somebody.
    pub(super) called: SimTime,
    /// When the question leaves its caller.
    pub(super) asked: SimTime,
    /// Beside or after the response.
    pub(super) asynchronous: bool,
}

impl Exchange {
    /// How far it is, without when and for whom: what two requests that meet the same have in
    /// common.
    pub(super) fn timeless(self) -> Self {
        Self {
            parent: None,
            link: None,
            settled: false,
            service: Service::Apart,
            blame: Cause::TooSlow(self.node),
            deadline: SimTime(u64::MAX),
            depth: 0,
            worked_from: SimTime::ZERO,
            called: SimTime::ZERO,
            asked: SimTime::ZERO,
            ..self
        }
    }

    /// A fresh one at `node`, asked by `parent`.
    pub(super) fn new(parent: Option<ExchangeId>, node: NodeId, op: Op) -> Self {
        Self {
            parent,
            node,
            op,
            stage: Stage::Start,
            connection: None,
            link: None,
            outstanding: 0,
            count: 0,
            failed: None,
            suspect: None,
            worst: None,
            settled: false,
            service: Service::Apart,
            blame: Cause::TooSlow(node),
            deadline: SimTime(u64::MAX),
            depth: 0,
            worked_from: SimTime::ZERO,
            called: SimTime::ZERO,
            asked: SimTime::ZERO,
            asynchronous: false,
        }
    }
}

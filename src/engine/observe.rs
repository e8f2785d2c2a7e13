//! What the loop tells whoever listens: a recorder that makes a trace, or counters under load.

use std::sync::Arc;

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId, Tls};
use crate::trace::{Beat, Cause, Decision, Direction, Outcome};

use super::exchange::{ExchangeId, Op, Reply};
use super::oracle::{Kept, Question};
use super::script::Changed;
use super::state::{Connection, State};

/// What crosses a link, in the fewest words; a recorder makes a message of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packet {
    /// TCP SYN.
    Syn,
    /// TCP SYN, ACK.
    SynAck,
    /// TCP RST.
    Reset,
    /// A TLS or QUIC handshake flight.
    Flight {
        /// From the client side.
        hello: bool,
        /// Which round trip, from 0.
        round: u8,
        /// A session is taken up again.
        resumed: bool,
    },
    /// The question of the exchange.
    Question {
        /// Sent as early data.
        early: bool,
    },
    /// Its answer.
    Answer(Reply),
}

/// One link crossed in one direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    pub(super) link: LinkId,
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    pub(super) direction: Direction,
    pub(super) depart: SimTime,
    pub(super) arrive: SimTime,
    /// The link loses it, or the receiver discards it.
    pub(super) lost: bool,
    /// How often it was sent before.
    pub(super) again: u8,
}

/// A wait for a connection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Waited {
    pub(crate) length: SimDuration,
    /// How often circumstances had changed when it was over, since the request was sent.
    pub(crate) changes: usize,
}

/// Hears everything. Each method has an empty body, so a listener says only what it wants.
pub(super) trait Observer {
    /// Answers a question in place of the state; `None` leaves it to the state.
    fn answer(&mut self, _question: &Question) -> Option<u32> {
        None
    }
    /// A node works, `slow` times as long as it should; `None` leaves the length to chance.
    fn serves(&mut self, _node: NodeId, _slow: u32) -> Option<SimDuration> {
        None
    }
    /// The first change of circumstances by others that was not told yet, before what happens at
    /// `now`.
    fn changed(&mut self, _now: SimTime) -> Option<Changed> {
        None
    }
    /// Whether a node that the way of a packet has met so often before will have no room for it.
    fn drops(&mut self, _node: NodeId, _before: usize) -> bool {
        false
    }
    /// A request waits for a worker of a node that long before the node works on it.
    fn waits(&mut self, _node: NodeId) -> SimDuration {
        SimDuration::ZERO
    }
    /// A caller waits that long until it may have a connection over the link; `None`: in vain.
    fn waits_for_connection(&mut self, _link: LinkId) -> Option<Waited> {
        Some(Waited::default())
    }
    /// The same, until somebody was through with waiting.
    fn changed_until(&mut self, _waited: Waited) -> Option<Changed> {
        None
    }
    /// Circumstances that others have changed while the last question waited for its answer.
    fn meanwhile(&mut self) -> Option<Arc<State>> {
        None
    }
    /// Something is kept for later.
    fn kept(&mut self, _what: Kept) {}
    /// An exchange exists from now on; `forked`: it runs beside others of its caller.
    fn called(
        &mut self,
        _x: ExchangeId,
        _parent: Option<ExchangeId>,
        _op: Op,
        _at: SimTime,
        _forked: bool,
    ) {
    }
    /// Its connection.
    fn connected(&mut self, _x: ExchangeId, _connection: &Connection) {}
    /// A new beat of the story begins.
    fn beat(&mut self, _x: ExchangeId, _beat: Beat, _focus: NodeId, _at: SimTime) {}
    /// A packet is about to leave whose sender waits for an acknowledgement: sent so often before.
    fn sends(&mut self, _x: ExchangeId, _at: SimTime, _again: u8) {}
    /// A packet crosses a link.
    fn crossed(&mut self, _x: ExchangeId, _leg: Leg, _packet: Packet) {}
    /// Time of the critical path goes by.
    fn spent(
        &mut self,
        _x: ExchangeId,
        _node: NodeId,
        _phase: Phase,
        _from: SimTime,
        _until: SimTime,
    ) {
    }
    /// A handshake ran.
    fn shook_hands(
        &mut self,
        _x: ExchangeId,
        _with: NodeId,
        _tls: Option<Tls>,
        _from: SimTime,
        _until: SimTime,
    ) {
    }
    /// A node decided.
    fn decided(
        &mut self,
        _x: ExchangeId,
        _node: NodeId,
        _from: SimTime,
        _until: SimTime,
        _what: Decision,
    ) {
    }
    /// The question leaves the caller.
    fn sent(&mut self, _x: ExchangeId, _at: SimTime) {}
    /// The question reached its server.
    fn began(&mut self, _x: ExchangeId, _node: NodeId, _at: SimTime, _asynchronous: bool) {}
    /// The server answers.
    fn replied(&mut self, _x: ExchangeId, _node: NodeId, _reply: Reply, _at: SimTime) {}
    /// The caller has the answer (or a failure); `last`: nothing else of the caller is out.
    fn settled(&mut self, _x: ExchangeId, _at: SimTime, _last: bool) {}
    /// The server is gone, and so is what it was doing.
    fn died(&mut self, _x: ExchangeId, _at: SimTime) {}
    /// The caller gives up waiting.
    fn gave_up(&mut self, _x: ExchangeId, _at: SimTime, _blame: Cause) {}
    /// It is over for the client.
    fn ended(&mut self, _outcome: Outcome, _ttfb: Option<SimDuration>, _total: SimDuration) {}
}

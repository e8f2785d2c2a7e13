//! Listens to one step of the engine and writes down what it does, answering its questions.

use std::sync::Arc;

use crate::time::{SimDuration, SimTime};
use crate::topology::NodeId;
use crate::trace::{Outcome, OutcomeKind};

use super::super::exchange::{ExchangeId, Op, Reply};
use super::super::network::Network;
use super::super::observe::{Leg, Observer, Packet};
use super::super::oracle::{Kept, Question};
use super::super::state::{Connection, State};
use super::{Deed, Entry, InputId, known};

/// What one step does, from one entry to the next question.
#[allow(
    clippy::struct_excessive_bools,
    reason = "what was heard, each on its own"
)]
#[derive(Debug)]
pub(super) struct Writer<'a> {
    network: Network<'a>,
    /// With an answer for each place that was found where nobody was asked.
    entry: Entry,
    /// The exchange that is told.
    own: ExchangeId,
    /// Answers used so far: on the exchange's own way, on the branch's.
    used: (usize, usize),
    /// The branch that is on; `None` on the exchange's own way.
    branch: Option<usize>,
    branches: usize,
    deeds: Vec<Deed>,
    /// The last sending of a packet: the place of its deeds, and when it began.
    sending: Option<(usize, SimTime)>,
    /// The call this is about, and whether it is written down.
    call: Option<(ExchangeId, Calling)>,
    detached: bool,
    replied: bool,
    asking: bool,
    /// A connection that is told of now is a new one.
    opens: bool,
    opened: Vec<Connection>,
    /// Where the next visit goes on when there is no room.
    full: Option<Entry>,
    /// Where it is explored how that visit goes on when there is none.
    is_dropped: bool,
    ended: Option<(OutcomeKind, SimDuration)>,
}

/// How far the writing of a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calling {
    Pending,
    Written,
}

impl<'a> Writer<'a> {
    pub(super) fn new(network: Network<'a>, entry: &Entry) -> Self {
        Self {
            network,
            entry: entry.clone(),
            own: ExchangeId::ROOT,
            used: (0, 0),
            branch: None,
            branches: 0,
            deeds: Vec::new(),
            sending: None,
            call: None,
            detached: false,
            replied: false,
            asking: false,
            opens: false,
            opened: Vec::new(),
            full: None,
            is_dropped: false,
            ended: None,
        }
    }

    pub(super) fn begin(&mut self, own: ExchangeId) {
        self.own = own;
    }

    /// The call this is about.
    pub(super) fn call(&self) -> Option<ExchangeId> {
        self.call.map(|(call, _)| call)
    }

    /// Whether nobody waits for the branch.
    pub(super) fn is_detached(&self) -> bool {
        self.detached
    }

    pub(super) fn has_replied(&self) -> bool {
        self.replied
    }

    /// Whether it ended at a question.
    pub(super) fn is_asking(&self) -> bool {
        self.asking
    }

    /// Whom it wants to ask, where it ended at the question for a connection.
    pub(super) fn waits_for_connection(&self) -> Option<NodeId> {
        match self.deeds.last()? {
            Deed::Ask(Question::Connection(_, link), _) if self.asking => {
                Some(self.network.topology[*link].to)
            }
            _ => None,
        }
    }

    pub(super) fn ended(&self) -> Option<(OutcomeKind, SimDuration)> {
        self.ended
    }

    /// Connections that were opened.
    pub(super) fn opened(&self) -> &[Connection] {
        &self.opened
    }

    /// The server is done, and its answer will not arrive: what the caller hears in the end.
    pub(super) fn lose(&mut self, blame: InputId) {
        if !self.replied {
            self.write_at_once(Deed::Replied);
        }
        self.write_at_once(Deed::Blame(blame));
    }

    /// Nothing happens for so long.
    pub(super) fn pause(&mut self, length: SimDuration) {
        self.write_lasting(Deed::Pass(length));
    }

    /// The last deed.
    pub(super) fn close(&mut self, end: Deed) {
        self.write_call();
        self.deeds.push(end);
    }

    pub(super) fn take(&mut self) -> Vec<Deed> {
        std::mem::take(&mut self.deeds)
    }

    /// Whether what is heard belongs to the way that is explored.
    fn is_on(&self) -> bool {
        !self.asking && self.branch == self.entry.branch.as_ref().map(|(branch, _)| *branch)
    }

    fn write(&mut self, deed: Deed) {
        if self.is_on() {
            self.deeds.push(deed);
        }
    }

    /// A deed that does not happen after time has passed.
    fn write_at_once(&mut self, deed: Deed) {
        if self.is_on() {
            let lasts =
                |deed: &Deed| matches!(deed, Deed::Pass(_) | Deed::Vain(_) | Deed::Visit { .. });
            let first = self.deeds.iter().position(lasts);
            self.deeds.insert(first.unwrap_or(self.deeds.len()), deed);
        }
    }

    /// A deed that takes time: whatever was begun before is written first.
    fn write_lasting(&mut self, deed: Deed) {
        if self.is_on() {
            self.write_call();
            self.deeds.push(deed);
        }
    }

    /// The packet that was sent last got lost, and its sender's timer runs out at `until`.
    fn wait_to_resend(&mut self, until: SimTime) {
        let Some((place, began)) = self.sending else {
            return;
        };
        if std::mem::take(&mut self.is_dropped) {
            self.deeds.push(Deed::Until(until.since(began)));
            return;
        }
        let mut lost = self.deeds.split_off(place.min(self.deeds.len()));
        lost.retain(|deed| *deed != Deed::Stamp);
        for deed in &mut lost {
            // Nobody waits for this packet.
            if let Deed::Visit { full, .. } = deed {
                *full = None;
            }
        }
        let works = |deed: &Deed| matches!(deed, Deed::Visit { .. });
        if lost.iter().any(works) {
            self.deeds.push(Deed::Vain(lost));
        }
        self.deeds.push(Deed::Pass(until.since(began)));
    }

    fn write_call(&mut self) {
        if let Some((x, Calling::Pending)) = self.call
            && self.is_on()
        {
            self.call = Some((x, Calling::Written));
            if !self.detached {
                let joined = self.branch.is_some();
                self.deeds.push(Deed::call(joined));
            }
        }
    }

    /// The next of the given answers, or none: then this is where exploring ends.
    fn next_answer(&mut self) -> Option<u32> {
        let (answers, used) = match (&self.entry.branch, self.branch) {
            (_, None) => (&self.entry.answers, &mut self.used.0),
            (Some((wanted, answers)), Some(branch)) if *wanted == branch => {
                (answers, &mut self.used.1)
            }
            _ => return Some(0),
        };
        let answer = answers.get(*used).copied();
        *used += 1;
        let last = *used == answers.len();
        if answer.is_some() && last && self.is_on() {
            // What comes before was explored before.
            self.deeds.clear();
            if let Some((_, Calling::Written)) = self.call
                && !self.detached
            {
                self.deeds.push(Deed::Blame(InputId(0)));
            }
            self.sending = self.sending.map(|(_, began)| (self.deeds.len(), began));
        }
        answer
    }

    /// Whether a node has room: the visit itself finds out, and goes another way when it has none.
    fn ask_for_room(&mut self, node: NodeId) -> u32 {
        let facts = &self.network.topology[node];
        let forwards = facts.kind.facts().transit;
        if facts.queue.is_none() || (self.branch.is_some() && !self.is_on()) {
            return 1;
        }
        if let Some(answer) = self.next_answer() {
            self.is_dropped |= forwards && answer == 0;
            return answer;
        }
        if self.is_on() {
            if let Some((place, _)) = self.sending
                && forwards
                && self.deeds.get(place) != Some(&Deed::Stamp)
            {
                self.deeds.insert(place, Deed::Stamp);
            }
            self.full = Some(self.entry.answered(0));
            self.entry = self.entry.answered(1);
        }
        1
    }

    /// The answer to a question of the way that is explored, and none where it ends.
    fn ask(&mut self, question: &Question) -> u32 {
        if let Some(answer) = known::answer(&self.network, question) {
            return answer;
        }
        if self.asking {
            return 0;
        }
        if let Question::Connection(_, link) = question
            && self.network.topology[*link].connections.is_some()
        {
            // Who waits for a connection is waiting for the answer already.
            self.write_call();
        }
        if let Question::Room(node) = question {
            return self.ask_for_room(*node);
        }
        if let Some(answer) = self.next_answer() {
            return answer;
        }
        if self.is_on() {
            self.deeds
                .push(Deed::Ask(question.clone(), self.entry.clone()));
            self.asking = true;
        }
        0
    }
}

impl Observer for Writer<'_> {
    fn answer(&mut self, question: &Question) -> Option<u32> {
        let answer = self.ask(question);
        if let Question::Connection(from, link) = question {
            self.opens = answer == 0 && known::is_tracked(&self.network, *from, *link);
        }
        Some(answer)
    }

    fn meanwhile(&mut self) -> Option<Arc<State>> {
        let (on_branch, number) = match (&self.entry.branch, self.branch) {
            (_, None) => (false, self.used.0),
            (Some((wanted, _)), Some(branch)) if *wanted == branch => (true, self.used.1),
            _ => return None,
        };
        let mut changes = self.entry.meanwhile.iter();
        let change = changes.find(|(on, at, _)| (*on, *at) == (on_branch, number))?;
        Some(Arc::clone(&change.2))
    }

    fn serves(&mut self, node: NodeId, slow: u32) -> Option<SimDuration> {
        let full = self.full.take();
        self.write_lasting(Deed::Visit { node, slow, full });
        Some(SimDuration::ZERO)
    }

    fn kept(&mut self, what: Kept) {
        self.write(Deed::Keep(what));
    }

    fn called(
        &mut self,
        x: ExchangeId,
        _parent: Option<ExchangeId>,
        op: Op,
        _at: SimTime,
        forked: bool,
    ) {
        if !forked {
            self.call = Some((x, Calling::Pending));
            return;
        }
        // Branches come one after the other, each whole.
        let number = self.branches;
        self.branches += 1;
        self.branch = None;
        if self.entry.branch.is_none() {
            let mut entry = self.entry.clone();
            entry.branch = Some((number, Vec::new()));
            let joined = !matches!(op, Op::Replicate | Op::Deliver);
            self.write_at_once(Deed::Branch(entry, joined));
        }
        self.branch = Some(number);
        if self.is_on() {
            self.call = Some((x, Calling::Pending));
            self.detached = matches!(op, Op::Replicate | Op::Deliver);
        }
    }

    fn connected(&mut self, _x: ExchangeId, connection: &Connection) {
        let opens = std::mem::take(&mut self.opens);
        if opens && !connection.closed && self.is_on() {
            self.write(Deed::Open {
                from: connection.from,
                link: connection.links[0],
                shape: self.opened.len() as u32,
            });
            self.opened.push(connection.clone());
        }
    }

    fn sends(&mut self, _x: ExchangeId, at: SimTime, again: u8) {
        if self.is_on() {
            self.write_call();
            if again > 0 {
                self.wait_to_resend(at);
            }
            self.sending = Some((self.deeds.len(), at));
        }
    }

    fn crossed(&mut self, _x: ExchangeId, leg: Leg, _packet: Packet) {
        let length = leg.arrive.since(leg.depart);
        if length > SimDuration::ZERO {
            self.write_lasting(Deed::Pass(length));
        }
    }

    fn sent(&mut self, x: ExchangeId, at: SimTime) {
        if self.call() == Some(x) && at > SimTime::ZERO {
            self.write_lasting(Deed::Sent(InputId(0)));
        }
    }

    fn replied(&mut self, x: ExchangeId, _node: NodeId, _reply: Reply, _at: SimTime) {
        if x == self.own {
            self.replied = true;
            self.write_at_once(Deed::Replied);
        }
    }

    fn ended(&mut self, outcome: Outcome, ttfb: Option<SimDuration>, total: SimDuration) {
        let transfer = ttfb.map_or(SimDuration::ZERO, |ttfb| total - ttfb);
        self.ended = Some((outcome.kind, transfer));
    }
}

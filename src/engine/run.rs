//! The loop: gives behaviours their inputs in order of time, and does what they want.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};
use crate::trace::{Beat, Cause, Decision, Seed};

use super::behave;
use super::belief::{self, Misconception, Setups};
use super::chance::{Chance, Source};
use super::connection::Opened;
use super::exchange::{Act, Exchange, ExchangeId, Failure, FailureKind, Input, Op, Reply, Service};
use super::network::Network;
use super::observe::{Observer, Packet, Waited};
use super::queue::EventQueue;
use super::state::State;
use super::travel::Account;
use super::under::Given;

/// Callers nested deeper than this are a loop.
pub(crate) const MAX_DEPTH: u16 = 32;
/// More exchanges than this in one request are a loop, or more than anybody would look at.
pub(crate) const MAX_EXCHANGES: usize = 2_000;
/// No request is followed for longer than a day of model time.
const MAX_TIME: SimTime = SimTime(86_400_000_000_000);

/// What is pending.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// The question reaches its server.
    Arrive(ExchangeId),
    /// Its work is done.
    Worked(ExchangeId),
    /// Its pause is over.
    Woke(ExchangeId),
    /// The answer reaches the caller.
    Answer(ExchangeId, Reply),
    /// The caller hears of a failure.
    Fail(ExchangeId, Failure),
    /// The caller has waited for a connection, and may have one.
    Free(ExchangeId, Waited),
    /// The caller's patience ends.
    Deadline(ExchangeId),
}

/// One request on its way through everything.
pub(super) struct Run<'t, O> {
    pub(super) network: Network<'t>,
    pub(super) state: &'t mut State,
    pub(super) observer: O,
    pub(super) client: NodeId,
    /// The client's connection counts as open.
    pub(super) warm: bool,
    /// A wrong rule to run under.
    pub(super) belief: Option<Misconception>,
    pub(super) setups: Setups,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) given: Vec<Given>,
    pub(super) chance: Chance,
    pub(super) queue: EventQueue<Event>,
    pub(super) start: SimTime,
    pub(super) ended: bool,
}

impl<'t, O: Observer> Run<'t, O> {
    pub(super) fn new(network: Network<'t>, state: &'t mut State, seed: Seed, observer: O) -> Self {
        let topology = network.topology;
        let source = Source::new(seed, state.sent);
        let chance = Chance::new(source, topology.nodes().len(), topology.links().len());
        let start = state.clock;
        let client = network.request.from;
        let mut run = Self {
            network,
            state,
            observer,
            client,
            warm: false,
            belief: None,
            setups: Setups::default(),
            exchanges: Vec::with_capacity(32),
            given: vec![Given::default(); topology.nodes().len()],
            chance,
            queue: EventQueue::new(),
            start,
            ended: false,
        };
        run.put_circumstances();
        run
    }

    /// Sends the request and follows everything it causes.
    pub(super) fn send(&mut self) {
        self.exchanges
            .push(Exchange::new(None, self.client, Op::Http));
        self.observer
            .called(ExchangeId::ROOT, None, Op::Http, SimTime::ZERO, false);
        self.observer
            .beat(ExchangeId::ROOT, Beat::Prepare, self.client, SimTime::ZERO);
        self.tell(ExchangeId::ROOT, Input::Begin, SimTime::ZERO);
        while let Some(due) = self.queue.due() {
            if let Some(changed) = self.observer.changed(due) {
                self.change(&changed);
                continue;
            }
            let Some((now, event)) = self.queue.pop() else {
                break;
            };
            if now > MAX_TIME {
                self.limit(SimTime(MAX_TIME.nanos()));
                break;
            }
            self.handle(event, now);
        }
        if !self.ended {
            self.limit(SimTime::ZERO);
        }
    }

    fn handle(&mut self, event: Event, now: SimTime) {
        match event {
            Event::Arrive(x) if self.exchanges[x.index()].service == Service::Dead => {}
            Event::Arrive(x) => {
                let Exchange {
                    node, asynchronous, ..
                } = self.exchanges[x.index()];
                self.observer.began(x, node, now, asynchronous);
                self.exchanges[x.index()].service = Service::Under;
                self.tell(x, Input::Begin, now);
            }
            Event::Worked(x) => self.tell(x, Input::Worked, now),
            Event::Woke(x) => self.tell(x, Input::Woke, now),
            Event::Answer(x, reply) => {
                let reply = self.as_received(x, reply);
                self.settle(x, Input::Answer(reply), now);
            }
            Event::Fail(x, failure) => self.settle(x, Input::Failed(failure), now),
            Event::Free(x, waited) => {
                while let Some(changed) = self.observer.changed_until(waited) {
                    self.change(&changed);
                }
                self.connect(x, now);
            }
            Event::Deadline(x) => {
                let Exchange { settled, blame, .. } = self.exchanges[x.index()];
                if !settled {
                    self.observer.gave_up(x, now, blame);
                    self.settle(x, Input::Failed(self.timed_out(x)), now);
                }
            }
        }
    }

    /// The answer of `x` as its caller gets it: the slowest link on the way counts.
    pub(super) fn as_received(&self, x: ExchangeId, mut reply: Reply) -> Reply {
        if let (Reply::Http(response), Some(c)) = (&mut reply, self.exchanges[x.index()].connection)
        {
            let links = &self.state.connections[c as usize].links;
            let slowest = links
                .iter()
                .filter_map(|&l| self.network.topology[l].bandwidth)
                .min();
            response.bandwidth = response.bandwidth.min(slowest.unwrap_or(u64::MAX));
        }
        reply
    }

    /// What the caller of `x` makes of it when its timer runs out.
    pub(super) fn timed_out(&self, x: ExchangeId) -> Failure {
        let Exchange {
            blame,
            node,
            connection,
            ..
        } = self.exchanges[x.index()];
        let by = match blame {
            Cause::Down(n)
            | Cause::Dropped(n)
            | Cause::Full(n)
            | Cause::Crashed(n)
            | Cause::TooSlow(n) => n,
            _ => node,
        };
        let kind = match connection {
            None => FailureKind::Unconnected,
            Some(_) => FailureKind::Unanswered,
        };
        Failure {
            kind,
            by,
            cause: blame,
        }
    }

    /// Whether this run is under that wrong belief.
    pub(super) fn believes(&self, what: Misconception) -> bool {
        self.belief == Some(what)
    }

    /// The caller of `x` has its answer or failure, once.
    fn settle(&mut self, x: ExchangeId, mut input: Input, now: SimTime) {
        if self.believes(Misconception::FirewallAnswers403) {
            input = belief::answered_by_firewall(self.network.topology, input);
        }
        let exchange = &mut self.exchanges[x.index()];
        if std::mem::replace(&mut exchange.settled, true) {
            return;
        }
        let (parent, link) = (exchange.parent, exchange.link);
        if let Some(link) = link {
            let active = &mut self.state.links[link.index()].active;
            *active = active.saturating_sub(1);
        }
        let Some(parent) = parent else { return };
        self.exchanges[parent.index()].outstanding -= 1;
        let last = self.exchanges[parent.index()].outstanding == 0;
        self.observer.settled(x, now, last);
        self.tell(parent, input, now);
    }

    /// Gives a behaviour its input and does what it wants.
    pub(super) fn tell(&mut self, x: ExchangeId, input: Input, now: SimTime) {
        if self.ended && x == ExchangeId::ROOT {
            return;
        }
        if self.exchanges[x.index()].service == Service::Dead {
            return;
        }
        if x != ExchangeId::ROOT && self.under(self.exchanges[x.index()].node).down {
            // It went down while this was on its way.
            return self.go_down(x, now, Decision::Refused);
        }
        match behave::step(self, x, input, now) {
            Act::Work => {
                let node = self.exchanges[x.index()].node;
                if !self.has_room(node) {
                    return self.turn_away(x, now);
                }
                let now = self.begins(x, node, now);
                let until = now + self.service(node);
                let factor = self.under(node).slow;
                if factor > 1 {
                    self.observer
                        .decided(x, node, now, now, Decision::Slowed { factor });
                }
                self.exchanges[x.index()].worked_from = now;
                if let Some(phase) = self.network.topology[node].kind.facts().phase
                    && until > now
                {
                    self.observer.spent(x, node, phase, now, until);
                }
                self.queue.push(until, Event::Worked(x));
            }
            Act::Pause(length) => {
                let node = self.exchanges[x.index()].node;
                let until = now + length;
                self.observer.spent(x, node, Phase::Wait, now, until);
                self.queue.push(until, Event::Woke(x));
            }
            Act::Call(link, op) => self.call(x, link, op, now, false),
            Act::CallAll => {
                let node = self.exchanges[x.index()].node;
                let links: Vec<LinkId> = self.network.services(node).collect();
                for link in links {
                    self.call(x, link, Op::Http, now, true);
                }
            }
            Act::Await => {}
            Act::Reply(reply) => self.reply(x, reply, now),
            Act::Finish(ending) => self.finish(ending, now),
        }
    }

    /// Sends an answer back over the connection its question came by.
    pub(super) fn reply(&mut self, x: ExchangeId, reply: Reply, now: SimTime) {
        let Exchange {
            node,
            op,
            connection,
            deadline,
            ..
        } = self.exchanges[x.index()];
        if self.under(node).crashes {
            return self.crash(x, now);
        }
        self.exchanges[x.index()].service = Service::Apart;
        self.observer.replied(x, node, reply, now);
        if let Some(c) = connection.map(|c| c as usize) {
            let again = if self.believes(Misconception::HandshakeForResponse) {
                self.setups.of(c)
            } else {
                SimDuration::ZERO
            };
            let now = now + again;
            if again > SimDuration::ZERO {
                let began = SimTime(now.nanos() - again.nanos());
                self.observer.spent(x, node, Phase::Connect, began, now);
            }
            match self.hand_back(x, c, Packet::Answer(reply), now, deadline, account(op)) {
                Ok(arrive) => {
                    self.state.connections[c].used = self.absolute(arrive);
                    self.queue.push(arrive, Event::Answer(x, reply));
                }
                Err(Opened::Silent { blame }) => self.exchanges[x.index()].blame = blame,
                Err(_) => {}
            }
        } else {
            self.settle(x, Input::Answer(reply), now);
        }
        behave::afterwards(self, x, reply, now);
    }

    /// How long the last call of `x` was waited for.
    pub(super) fn waited(&self, x: ExchangeId, now: SimTime) -> SimDuration {
        now.since(self.exchanges[x.index()].called)
    }

    /// The state's clock at an instant of this run.
    pub(super) fn absolute(&self, now: SimTime) -> SimTime {
        self.start + now.since(SimTime::ZERO)
    }

    /// A number below `count`, for the random policy of `node`.
    pub(super) fn pick(&mut self, node: NodeId, count: usize) -> usize {
        self.chance.pick(node, count)
    }
}

/// A lookup's travel is lookup time; everything else travels on the network.
pub(super) fn account(op: Op) -> Account {
    if op == Op::Resolve {
        Account::To(Phase::Dns)
    } else {
        Account::Apart
    }
}

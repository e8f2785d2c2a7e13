//! Questions: whatever depends on what happened before or on chance, and is no rule.
//!
//! Behaviours ask here what caches hold, which names, connections and sessions are there and whose
//! turn it is; and they say here what they keep. For a trace the [`State`](super::state::State)
//! answers. A listener may answer in its place ([`Observer::answer`]): so all paths of a request
//! can be explored without living through them.

use crate::phase::Phase;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};

use super::exchange::ExchangeId;
use super::observe::Observer;
use super::run::Run;
use super::state::{Copy, IDLE, Session, TICKET, fresh, remember, slowed};

/// What can be asked. An answer is a number: 0 is no, 1 is yes, unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// Does the node hold a fresh copy of what is asked for?
    Copy(NodeId),
    /// Does the node know the name that is asked for? 1 is yes; where the name stands for one of
    /// several ways, the number of its link and 2.
    Name(NodeId),
    /// Has the node an open connection over the link? Only looks.
    Connected(NodeId, LinkId),
    /// Which open connection over the link does the node use again? 0 is none; others are counted
    /// from 1 in the state's table.
    Connection(NodeId, LinkId),
    /// Can the first take up a TLS session with the second?
    Session(NodeId, NodeId),
    /// Has the node a place for one more, to be worked on or to wait?
    Room(NodeId),
    /// Does another failure open the circuit breaker of the link?
    Opens(LinkId),
    /// Does the link lose the packet that is put on it now? Asked only where it loses any.
    Lost(LinkId),
    /// Which of these links does the node choose, for what comes from this peer?
    Choice {
        /// Who chooses.
        node: NodeId,
        /// For whom.
        peer: NodeId,
        /// Among which, at least two.
        among: Vec<LinkId>,
    },
}

/// What is kept for later questions, or let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// A copy of what is asked for, for so long.
    Copy(NodeId, SimDuration),
    /// No copy of it any more.
    NoCopy(NodeId),
    /// A name that was just resolved, for so long.
    Name(NodeId, SimDuration, Option<LinkId>),
    /// A name as another node told it, as long as that one may keep it.
    ToldName(NodeId, Option<LinkId>),
    /// A TLS session between client and server.
    Session(NodeId, NodeId),
    /// For the circuit breaker of the link: its end answered, or failed.
    Upstream(LinkId, bool),
    /// For the circuit breaker of the link: it was open, and this request tries it.
    Tries(LinkId),
}

impl<O: Observer> Run<'_, O> {
    /// The fresh copy that `node` holds of what is asked for.
    pub(super) fn copy_at(&mut self, node: NodeId, now: SimTime) -> Option<Copy> {
        let clock = self.absolute(now);
        match self.observer.answer(&Question::Copy(node)) {
            None => fresh(
                &self.state.nodes[node.index()].copies,
                self.network.key(),
                clock,
            ),
            Some(0) => None,
            Some(_) => Some(a_copy(self.network.key(), clock)),
        }
    }

    /// The name asked for, as `node` knows it.
    pub(super) fn name_at(&mut self, node: NodeId, now: SimTime) -> Option<Copy> {
        let clock = self.absolute(now);
        match self.observer.answer(&Question::Name(node)) {
            None => fresh(
                &self.state.nodes[node.index()].names,
                self.network.host(),
                clock,
            ),
            Some(0) => None,
            Some(answer) => Some(Copy {
                aim: answer.checked_sub(2).map(|link| LinkId(link as u16)),
                ..a_copy(self.network.host(), clock)
            }),
        }
    }

    /// Whether `from` has an open connection over `link`.
    pub(super) fn is_connected(&mut self, from: NodeId, link: LinkId, now: SimTime) -> bool {
        match self.observer.answer(&Question::Connected(from, link)) {
            None => self.open_connection(from, link, now).is_some(),
            Some(answer) => answer > 0,
        }
    }

    /// An open connection of `from` over `link` to be used again.
    pub(super) fn reusable(&mut self, from: NodeId, link: LinkId, now: SimTime) -> Option<usize> {
        let answer = self.observer.answer(&Question::Connection(from, link));
        if let Some(changed) = self.observer.meanwhile() {
            self.state.take_circumstances_of(&changed);
            self.start = changed.clock;
        }
        match answer {
            None => self.open_connection(from, link, now),
            Some(answer) => (answer as usize).checked_sub(1),
        }
    }

    /// The first in the state's table that is not idle too long.
    fn open_connection(&self, from: NodeId, link: LinkId, now: SimTime) -> Option<usize> {
        let now = self.absolute(now);
        self.state.connections.iter().position(|c| {
            c.from == from && c.links.first() == Some(&link) && !c.closed && c.used + IDLE > now
        })
    }

    /// Whether `client` can take up a TLS session with `server`.
    pub(super) fn is_resumable(&mut self, client: NodeId, server: NodeId, now: SimTime) -> bool {
        match self.observer.answer(&Question::Session(client, server)) {
            None => {
                let clock = self.absolute(now);
                let session = self.session(client, server);
                session.is_some_and(|s| s.agreed <= clock && s.expires > clock)
            }
            Some(answer) => answer > 0,
        }
    }

    /// `node` keeps a copy of what is asked for.
    pub(super) fn keep_copy(&mut self, node: NodeId, ttl: SimDuration, now: SimTime) {
        self.observer.kept(Kept::Copy(node, ttl));
        let stored = self.absolute(now);
        let copy = Copy {
            key: self.network.key(),
            stored,
            expires: stored + ttl,
            aim: None,
        };
        remember(&mut self.state.nodes[node.index()].copies, copy);
    }

    /// `node` lets go of its copy of what is asked for; whether it held one.
    pub(super) fn drop_copy(&mut self, node: NodeId) -> bool {
        self.observer.kept(Kept::NoCopy(node));
        let key = self.network.key();
        let copies = &mut self.state.nodes[node.index()].copies;
        let held = copies.len();
        copies.retain(|copy| copy.key != key);
        copies.len() < held
    }

    /// A resolver keeps the name it has found out; until when it may.
    pub(super) fn keep_name(
        &mut self,
        node: NodeId,
        ttl: SimDuration,
        aim: Option<LinkId>,
        now: SimTime,
    ) -> SimTime {
        self.observer.kept(Kept::Name(node, ttl, aim));
        let stored = self.absolute(now);
        let name = Copy {
            key: self.network.host(),
            stored,
            expires: stored + ttl,
            aim,
        };
        remember(&mut self.state.nodes[node.index()].names, name);
        name.expires
    }

    /// `node` keeps the name it was told.
    pub(super) fn keep_told_name(
        &mut self,
        node: NodeId,
        expires: SimTime,
        aim: Option<LinkId>,
        now: SimTime,
    ) {
        self.observer.kept(Kept::ToldName(node, aim));
        let name = Copy {
            key: self.network.host(),
            stored: self.absolute(now),
            expires,
            aim,
        };
        remember(&mut self.state.nodes[node.index()].names, name);
    }

    /// `client` and `server` keep the TLS session they agreed on.
    pub(super) fn keep_session(&mut self, client: NodeId, server: NodeId, now: SimTime) {
        self.observer.kept(Kept::Session(client, server));
        let now = self.absolute(now);
        let before = self.session(client, server).filter(|s| s.expires > now);
        let session = Session {
            client,
            server,
            agreed: before.map_or(now, |s| s.agreed.min(now)),
            expires: now + TICKET,
        };
        self.state
            .sessions
            .retain(|s| (s.client, s.server) != (client, server));
        self.state.sessions.push(session);
    }

    fn session(&self, client: NodeId, server: NodeId) -> Option<Session> {
        let mut sessions = self.state.sessions.iter().copied();
        sessions.find(|s| s.client == client && s.server == server)
    }

    /// Whether the breaker of `link` opens, after so many failures in a row of as many as it bears.
    pub(super) fn opens(&mut self, link: LinkId, failures: u32, bears: u32) -> bool {
        match self.observer.answer(&Question::Opens(link)) {
            None => failures >= bears,
            Some(answer) => answer > 0,
        }
    }

    /// Whether `link` loses the packet that is put on it now.
    pub(super) fn loses(&mut self, link: LinkId) -> bool {
        let loss = self.state.impairment(link).loss;
        loss > 0
            && match self.observer.answer(&Question::Lost(link)) {
                None => self.chance.loses(link, loss),
                Some(answer) => answer > 0,
            }
    }

    /// Whether `node` has a place for one more; alone a request finds room everywhere.
    pub(super) fn has_room(&mut self, node: NodeId) -> bool {
        self.observer
            .answer(&Question::Room(node))
            .is_none_or(|answer| answer > 0)
    }

    /// When `node` begins to work on what reaches it at `now`: at once, where nobody else is.
    pub(super) fn begins(&mut self, x: ExchangeId, node: NodeId, now: SimTime) -> SimTime {
        let begins = now + self.observer.waits(node);
        if begins > now {
            self.observer.spent(x, node, Phase::Wait, now, begins);
        }
        begins
    }

    /// The time that `node` works on what reaches it now.
    pub(super) fn service(&mut self, node: NodeId) -> SimDuration {
        let slow = self.under(node).slow.max(1);
        self.observer.serves(node, slow).unwrap_or_else(|| {
            let service = self.network.topology[node].service;
            slowed(self.chance.service(node, service), slow)
        })
    }
}

/// What stands for a copy where only its being there counts.
fn a_copy(key: u32, now: SimTime) -> Copy {
    Copy {
        key,
        stored: now,
        expires: now,
        aim: None,
    }
}

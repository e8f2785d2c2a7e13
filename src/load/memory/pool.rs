//! Connections that are kept open, and the streams that requests take of them: one of HTTP/1.1
//! carries one request at a time, one of HTTP/2 or HTTP/3 many.

use std::collections::VecDeque;

use super::Memory;
use crate::engine::explore::{IDLE, Shape};
use crate::load::tally::NodeTally;
use crate::load::token::NONE;
use crate::time::{SimDuration, SimTime};
use crate::topology::{LinkId, NodeId};

/// The connections of a node over one link.
#[derive(Debug, Clone)]
pub(in crate::load) struct Pool {
    from: NodeId,
    pub(in crate::load) link: LinkId,
    /// Connections that are there and can carry one more request, from the one that has been idle
    /// the longest.
    roomy: VecDeque<u32>,
    /// Connections that are there or being opened.
    open: u32,
    limit: Option<u32>,
    /// Requests that one connection carries at once.
    streams: u32,
    /// Tokens that wait for a connection. While one does, no connection has room, and no more may
    /// be opened.
    pub(in crate::load) waiting: VecDeque<u32>,
    /// Its place among the pools that are counted.
    pub(in crate::load) counted: Option<usize>,
}

/// One connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connection {
    pool: u32,
    /// [`NONE`] until it is known.
    shape: Shape,
    life: Life,
    /// Requests that it carries.
    carries: u32,
    /// When it last carried one.
    used: u64,
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Opening,
    Ready,
    /// Its far end is gone: it takes nothing more, and closes when its owner hears of that.
    Gone,
    /// It carries what it carries, and nothing more; or its place is free.
    Closed,
}

/// What carries one request.
#[derive(Debug, Clone, Copy)]
pub(in crate::load) struct Stream {
    connection: u32,
    /// The request that uses it; [`NONE`] for nobody.
    user: u32,
    /// When its user came, and when it was given to him.
    arrived: u64,
    taken: u64,
}

impl Pool {
    pub(super) const fn new(
        from: NodeId,
        link: LinkId,
        limit: Option<u32>,
        streams: u32,
        counted: Option<usize>,
    ) -> Self {
        Self {
            from,
            link,
            roomy: VecDeque::new(),
            open: 0,
            limit,
            streams,
            waiting: VecDeque::new(),
            counted,
        }
    }

    /// Whether these are the connections of `from` over `link`.
    pub(super) fn is(&self, from: NodeId, link: LinkId) -> bool {
        self.from == from && self.link == link
    }

    /// Whether these are connections of that node.
    pub(in crate::load) fn is_of(&self, node: NodeId) -> bool {
        self.from == node
    }

    /// Whether who finds no connection with room has to wait.
    pub(in crate::load) fn is_full(&self) -> bool {
        self.limit.is_some_and(|limit| self.open >= limit)
    }

    /// Whether its connections are counted.
    pub(in crate::load) const fn is_limited(&self) -> bool {
        self.limit.is_some()
    }
}

impl Memory {
    /// A stream of a connection that is there, for `user`, who came at `arrived`. Connections that
    /// were idle too long are closed.
    #[inline]
    pub(in crate::load) fn take(
        &mut self,
        pool: u32,
        user: u32,
        arrived: u64,
        now: u64,
    ) -> Option<u32> {
        self.close_old(pool, now);
        let there = &mut self.pools[pool as usize];
        let first = *there.roomy.front()?;
        if self.connections[first].carries + 1 == there.streams {
            there.roomy.pop_front();
        }
        Some(self.carry(first, user, arrived, now))
    }

    /// A stream of a connection that `user` is about to open.
    pub(in crate::load) fn reserve(&mut self, pool: u32, user: u32, arrived: u64, now: u64) -> u32 {
        self.pools[pool as usize].open += 1;
        let connection = self.connections.insert(Connection {
            pool,
            shape: NONE,
            life: Life::Opening,
            carries: 0,
            used: now,
        });
        self.carry(connection, user, arrived, now)
    }

    #[inline]
    fn carry(&mut self, connection: u32, user: u32, arrived: u64, now: u64) -> u32 {
        self.connections[connection].carries += 1;
        self.streams.insert(Stream {
            connection,
            user,
            arrived,
            taken: now,
        })
    }

    /// What the connection of a stream is like turns out.
    pub(in crate::load) fn open(&mut self, stream: u32, shape: Shape) {
        let connection = self.streams[stream].connection;
        self.connections[connection].shape = shape;
    }

    /// The pool that a stream is of, and the shape of its connection.
    pub(in crate::load) fn facts(&self, stream: u32) -> (u32, Shape) {
        let connection = &self.connections[self.streams[stream].connection];
        (connection.pool, connection.shape)
    }

    /// The connection of a stream is there: others may use it as well.
    pub(in crate::load) fn make_ready(&mut self, stream: u32) {
        let id = self.streams[stream].connection;
        let connection = &mut self.connections[id];
        let pool = &mut self.pools[connection.pool as usize];
        if connection.life == Life::Opening {
            connection.life = Life::Ready;
            if connection.carries < pool.streams {
                pool.roomy.push_back(id);
            }
        }
    }

    /// Gives a stream back; `well`: its connection can be used again. What is to be counted of it.
    #[inline]
    pub(in crate::load) fn give_back(&mut self, stream: u32, well: bool, now: u64) -> Stream {
        let returned = self.streams[stream];
        self.streams[stream].user = NONE;
        self.streams.remove(stream);
        let id = returned.connection;
        if !well || self.connections[id].life == Life::Gone {
            self.close(id);
        }
        let connection = &mut self.connections[id];
        let pool = &mut self.pools[connection.pool as usize];
        let had_room = connection.life == Life::Ready && connection.carries < pool.streams;
        connection.carries -= 1;
        connection.used = now;
        if connection.life != Life::Closed {
            connection.life = Life::Ready;
            if !had_room {
                pool.roomy.push_back(id);
            }
        } else if connection.carries == 0 {
            self.connections.remove(id);
        }
        returned
    }

    /// A connection takes no more requests.
    fn close(&mut self, id: u32) {
        let connection = &mut self.connections[id];
        let pool = &mut self.pools[connection.pool as usize];
        let had_room = connection.life == Life::Ready && connection.carries < pool.streams;
        pool.open -= u32::from(connection.life != Life::Closed);
        connection.life = Life::Closed;
        if had_room {
            pool.roomy.retain(|&roomy| roomy != id);
        }
    }

    /// Whether a connection of the pool is there with room.
    #[inline]
    pub(in crate::load) fn has_idle(&mut self, pool: u32, now: u64) -> bool {
        self.close_old(pool, now);
        !self.pools[pool as usize].roomy.is_empty()
    }

    #[inline]
    fn close_old(&mut self, pool: u32, now: u64) {
        let pool = &mut self.pools[pool as usize];
        while let Some(&first) = pool.roomy.front() {
            let connection = &mut self.connections[first];
            if connection.carries > 0 || connection.used + IDLE.nanos() > now {
                break;
            }
            connection.life = Life::Closed;
            pool.roomy.pop_front();
            pool.open -= 1;
            self.connections.remove(first);
        }
    }

    /// The shape of a connection of the pool that this request uses already. It may be used for
    /// another of its calls at the same time, as in a trace.
    pub(in crate::load) fn shared(&self, pool: u32, journey: u32) -> Option<Shape> {
        let uses = |stream: &&Stream| stream.user == journey;
        let connections = self.streams.items.iter().filter(uses);
        let mut connections = connections.map(|stream| &self.connections[stream.connection]);
        connections
            .find(|there| {
                let open = matches!(there.life, Life::Opening | Life::Ready);
                there.pool == pool && there.shape != NONE && open
            })
            .map(|there| there.shape)
    }

    /// The far ends of these connections are gone. Those that carry nothing are closed.
    pub(in crate::load) fn lose_ends(&mut self, gone: impl Fn(Shape) -> bool) {
        for id in 0..self.connections.items.len() as u32 {
            let connection = &mut self.connections[id];
            let Connection { shape, life, .. } = *connection;
            if life == Life::Closed || shape == NONE || !gone(shape) {
                continue;
            }
            connection.life = Life::Gone;
            if connection.carries == 0 {
                connection.life = Life::Closed;
                self.pools[connection.pool as usize].open -= 1;
                self.connections.remove(id);
            }
        }
        let connections = &self.connections;
        for pool in &mut self.pools {
            pool.roomy.retain(|&id| connections[id].life == Life::Ready);
        }
    }
}

impl Stream {
    /// Counts, at a pool that is limited: somebody has waited for it and got it.
    pub(in crate::load) fn count_taken(tally: &mut NodeTally, arrived: u64, now: u64) {
        tally.start(SimDuration(now - arrived));
    }

    /// Counts, at a pool that is limited: it was given back.
    pub(in crate::load) fn count_returned(&self, tally: &mut NodeTally, now: u64) {
        tally.leave(SimTime(self.arrived), SimTime(self.taken), SimTime(now));
    }
}

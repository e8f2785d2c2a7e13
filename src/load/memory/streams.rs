//! Connections that carry several requests at once: HTTP/2 and HTTP/3.
//!
//! Each entry of a pool is what carries one request: a connection of HTTP/1.1, or one stream of a
//! connection that has many. Of those the first entry opens the connection, and the others need
//! no handshake once it is there.

use super::{Memory, Pool, Shape};

impl Pool {
    /// Whether who finds nothing idle has to wait. Until a connection is there each entry may be
    /// one of its own.
    pub(in crate::load) fn is_full(&self) -> bool {
        let carries = if self.ready.is_some() {
            self.streams
        } else {
            1
        };
        self.limit
            .is_some_and(|limit| self.open >= limit.saturating_mul(carries))
    }

    /// Whether its connections are counted.
    pub(in crate::load) const fn is_limited(&self) -> bool {
        self.limit.is_some()
    }

    /// So many entries are gone.
    pub(super) fn shrink(&mut self, entries: u32) {
        self.open -= entries;
        if self.open == 0 {
            self.ready = None;
        }
    }
}

impl Memory {
    /// One more stream of a connection that is there, if one has room.
    pub(in crate::load) fn stream(&mut self, pool: u32, now: u64) -> Option<u32> {
        let there = &self.pools[pool as usize];
        let has_room = !there.open.is_multiple_of(there.streams);
        let shape = there.ready.filter(|_| has_room)?;
        Some(self.open(pool, shape, now))
    }

    /// A connection is there; whether that makes room for others.
    pub(in crate::load) fn make_ready(&mut self, connection: u32) -> bool {
        let connection = self.connections[connection as usize];
        let pool = &mut self.pools[connection.pool as usize];
        let shape: Shape = connection.shape;
        pool.streams > 1 && pool.ready.replace(shape).is_none()
    }
}

//! What is under way: tokens that walk the program, the calls they are in, the requests they
//! belong to. All of them live in slabs: in a steady state nothing is allocated.

use super::op::Pos;

/// No index.
pub(super) const NONE: u32 = u32::MAX;

/// One thing going on for a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Where it is in the program.
    pub(super) pos: Pos,
    /// The innermost call it is in; `NONE` for the client's own way.
    pub(super) call: u32,
    /// Its request.
    pub(super) journey: u32,
    /// A connection it has taken for the call it is about to begin.
    pub(super) connection: u32,
    /// Its neighbours in the list of those whose callers' timers are watched.
    pub(super) before: u32,
    pub(super) behind: u32,
    /// Who waits behind it at a station.
    pub(super) queued: u32,
    /// Of one that waits for branches: its frame.
    pub(super) frame: u32,
    /// Branches it waits for.
    pub(super) branches: u16,
    /// How many times slower than it should a node works on it.
    pub(super) slow: u32,
    /// Where it is watched.
    pub(super) watch: Watch,
    /// When its callers' timers are looked at next.
    pub(super) due: u64,
    /// When it came to the station where it is.
    pub(super) arrived: u64,
    /// When a worker took it.
    pub(super) started: u64,
}

/// How the timers of a token's callers are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    /// The token is free.
    Free,
    /// In the list of those that are looked at after the shortest timer.
    Listed,
    /// By an event of its own.
    Timed,
    /// Not: nobody waits for it.
    Idle,
}

/// A call under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    /// The call around it.
    pub(super) around: u32,
    /// Who hears the answer.
    pub(super) returns: Returns,
    /// What the caller hears when its timer runs out.
    pub(super) blame: u32,
    /// Its connection, to be given back.
    pub(super) connection: u32,
    /// When the caller's timer runs out.
    pub(super) deadline: u64,
    /// When it came to the worker that it holds, and when the worker took it.
    pub(super) arrived: u64,
    pub(super) since: u64,
    /// The node whose worker it holds; `u16::MAX` for none.
    pub(super) held: u16,
    /// The link that counts as busy; `u16::MAX` for none.
    pub(super) link: u16,
    /// Nesting.
    pub(super) depth: u16,
}

/// Who hears the answer of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    /// The same token, in this frame.
    Frame(u32),
    /// The token that waits for its branches.
    Joins(u32),
    /// Nobody: the caller has given up, or never waited.
    Nobody,
}

/// A request under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Journey {
    /// When it was sent.
    pub(super) sent: u64,
    /// Until when the name that was told last is good.
    pub(super) told: u64,
    /// What it asks for.
    pub(super) object: u32,
    /// Which of the mix.
    pub(super) row: u32,
    /// Tokens that walk for it.
    pub(super) tokens: u32,
    /// Calls so far.
    pub(super) calls: u32,
    /// What it has put into caches and cells itself: see [`kept_copy`] and [`kept_cell`].
    pub(super) kept: u64,
    /// It is over for the client.
    pub(super) ended: bool,
    /// It was ended because it went in circles: everything stops.
    pub(super) dead: bool,
}

/// The mark of a cache in [`Journey::kept`].
pub(super) const fn kept_copy(cache: u32) -> u64 {
    1 << (cache % 32)
}

/// The mark of a cell in [`Journey::kept`].
pub(super) const fn kept_cell(cell: u32) -> u64 {
    1 << (32 + cell % 32)
}

impl Token {
    /// One that begins at `pos`.
    pub(super) const fn new(pos: Pos, journey: u32) -> Self {
        Self {
            pos,
            call: NONE,
            journey,
            connection: NONE,
            before: NONE,
            behind: NONE,
            queued: NONE,
            frame: NONE,
            branches: 0,
            slow: 1,
            watch: Watch::Idle,
            due: 0,
            arrived: 0,
            started: 0,
        }
    }
}

impl Call {
    /// Whether nothing is given back when it ends.
    #[inline]
    pub(super) const fn holds_nothing(&self) -> bool {
        self.connection == NONE && self.link == u16::MAX && self.held == u16::MAX
    }
}

/// Things in places that are used again, the last that was left first.
#[derive(Debug, Clone)]
pub(super) struct Slab<T> {
    pub(super) items: Vec<T>,
    /// The first free place, and for each free place the next.
    free: u32,
    next: Vec<u32>,
    used: usize,
}

impl<T: Copy> Slab<T> {
    pub(super) const fn new() -> Self {
        Self {
            items: Vec::new(),
            free: NONE,
            next: Vec::new(),
            used: 0,
        }
    }

    #[inline]
    pub(super) fn insert(&mut self, item: T) -> u32 {
        if self.free == NONE {
            self.grow(item);
        }
        let place = self.free;
        self.items[place as usize] = item;
        self.free = self.next[place as usize];
        self.used += 1;
        place
    }

    /// Another place, like that of `item`, is free.
    #[cold]
    fn grow(&mut self, item: T) {
        self.free = self.items.len() as u32;
        self.items.push(item);
        self.next.push(NONE);
    }

    /// Those that are there.
    pub(super) const fn len(&self) -> usize {
        self.used
    }

    #[inline]
    pub(super) fn remove(&mut self, place: u32) {
        self.next[place as usize] = self.free;
        self.free = place;
        self.used -= 1;
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    #[inline]
    fn index(&self, place: u32) -> &T {
        &self.items[place as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, place: u32) -> &mut T {
        &mut self.items[place as usize]
    }
}

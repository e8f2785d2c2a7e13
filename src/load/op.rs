//! The remembered steps of requests, as a program: what tokens walk on.

use crate::engine::explore::Entry;
use crate::engine::oracle::Question;
use crate::trace::OutcomeKind;

/// A place in the program.
pub(super) type Pos = u32;

/// One step. Small and plain: a token meets several of them at every node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Op {
    /// Nobody was here before: ask the engine for the entry of this number.
    Explore(u32),
    /// Goes on there.
    Goto(Pos),
    /// Goes on when the clock is there: what follows depends on what others do until then.
    Now,
    /// So many nanoseconds pass.
    Pass(u64),
    /// A packet leaves that may find no room on its way: the instant counts for its sender.
    Stamp,
    /// Goes on so many nanoseconds after that.
    Until(u64),
    /// A packet leaves in vain: what follows happens beside what goes on there.
    Vain(Pos),
    /// Asks a node to work, so many times slower. [`Op::Left`] follows; `full` is where it goes on
    /// when there is no room.
    Visit { node: u16, slow: u32, full: Pos },
    /// The work of the node is done.
    Left { node: u16 },
    /// Goes on by whether the cache holds the object.
    Copy { cache: u32, fork: u32 },
    /// Goes on by whether the cell is fresh.
    Cell { cell: u32, fork: u32 },
    /// Goes on by whether it is not yet so many nanoseconds since the request was sent: whoever is
    /// given a hit finds it as long as it is fresh.
    Given { nanos: u64, fork: u32 },
    /// Goes on by whether the cache holds the object because of this very request: whoever is
    /// given a miss finds only what he has put there himself.
    OwnCopy { cache: u32, fork: u32 },
    /// The same of a cell.
    OwnCell { cell: u32, fork: u32 },
    /// Goes on by whether a connection is idle.
    Connected { pool: u32, fork: u32 },
    /// Goes on by the shape of an idle connection, which it takes.
    Connection { pool: u32, fork: u32 },
    /// Goes on by whether another failure opens the circuit breaker of the link.
    Opens { link: u16, fork: u32 },
    /// Goes on by whether the link loses the packet.
    Lost { link: u16, fork: u32 },
    /// Goes on by the choice of a balancer.
    Choice { chooser: u32, fork: u32 },
    /// The cache keeps the object for so many nanoseconds.
    Keep { cache: u32, ttl: u64 },
    /// The cache lets go of the object.
    Drop { cache: u32 },
    /// The cell is fresh for so many nanoseconds.
    Refresh { cell: u32, ttl: u64 },
    /// The cell is fresh as long as the cell read last.
    Told { cell: u32 },
    /// The name in the cell stands for this way: 0 for none, or a link and 1.
    Aim { cell: u32, aim: u32 },
    /// The end of a link answered, or failed: its circuit breaker counts.
    Upstream { link: u16, well: bool },
    /// A request tries the link whose circuit breaker is open.
    Tries { link: u16 },
    /// Opens a connection of a shape.
    Open { pool: u32, shape: u32 },
    /// Begins the call of this number.
    Call(u32),
    /// What the caller hears when its timer runs out.
    Blame(u32),
    /// Ends here when the caller waits no longer; else as [`Op::Blame`].
    Sent(u32),
    /// Work begins there, beside this.
    Branch { at: Pos, joined: bool },
    /// The server is done with it.
    Replied,
    /// The call ends, and the caller hears this.
    Return(u32),
    /// Waits for its branches.
    Await(u32),
    /// Waits for the caller's timer; whether the connection can be used again.
    Silence { idle: bool },
    /// Over for the client, after so many nanoseconds.
    End { outcome: u32, transfer: u64 },
    /// The transfer is over.
    Ended { outcome: u32 },
    /// Work beside the answer is over.
    Stop,
    /// A client of a closed load sends its next request.
    Send,
    /// The first of those who share a node's workers may be done.
    Share { node: u16 },
}

impl Op {
    /// Whether others could notice it, or it depends on what others do: it waits for its instant.
    #[inline]
    pub(super) const fn is_noticed(&self) -> bool {
        matches!(
            self,
            Self::Now
                | Self::Visit { .. }
                | Self::Copy { .. }
                | Self::Cell { .. }
                | Self::Given { .. }
                | Self::OwnCopy { .. }
                | Self::OwnCell { .. }
                | Self::Connected { .. }
                | Self::Connection { .. }
                | Self::Opens { .. }
                | Self::Lost { .. }
                | Self::Choice { .. }
                | Self::Keep { .. }
                | Self::Drop { .. }
                | Self::Refresh { .. }
                | Self::Told { .. }
                | Self::Upstream { .. }
                | Self::Tries { .. }
                | Self::Open { .. }
                | Self::Sent(_)
        )
    }
}

/// What is fixed of a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallInfo {
    /// The caller's frame, to which it returns.
    pub(super) caller: u32,
    /// What the caller hears when it takes too long.
    pub(super) blame: u32,
    /// How long the caller waits, in nanoseconds.
    pub(super) timeout: u64,
    /// The link that counts as busy while it lasts; `u16::MAX` for none.
    pub(super) link: u16,
    /// It is a branch, joined with others.
    pub(super) joined: bool,
}

/// Where each answer to a question leads.
#[derive(Debug, Clone)]
pub(super) struct Fork {
    /// By answer; 0 where nobody came to yet.
    pub(super) ways: Vec<Pos>,
    /// The same for who has waited for the answer while circumstances changed: answers and where
    /// they lead now.
    pub(super) waited: Vec<(u32, Pos)>,
    /// What is asked.
    pub(super) question: Question,
    /// The entry that asks.
    pub(super) entry: Entry,
}

/// An outcome, counted at its request.
pub(super) type Ending = OutcomeKind;

//! What nodes decide, and why.

use super::{Cause, Trouble};
use crate::time::{SimDuration, SimTime};
use crate::topology::{NodeId, Policy, Product};

/// A decision of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its step, from 1.
    pub step: u32,
    /// Who.
    pub node: NodeId,
    /// Begins to look.
    pub at: SimTime,
    /// Has decided (and done its own work).
    pub until: SimTime,
    /// What.
    pub what: Decision,
}

/// What a node decided, and why. Structured, for narration, questions and the inspector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The client still knows the address: no lookup.
    NameKnown {
        /// Time left.
        left: SimDuration,
    },
    /// The resolver has the name in its cache.
    NameCached {
        /// Time left.
        left: SimDuration,
    },
    /// The resolver asks the authoritative servers (its service time).
    NameResolved {
        /// How long the answer may be kept.
        ttl: SimDuration,
    },
    /// An open connection is used again.
    Reused {
        /// Its far end.
        to: NodeId,
        /// Whether it runs inside TLS.
        encrypted: bool,
    },
    /// A fresh copy is at hand.
    Hit {
        /// Since it was stored.
        age: SimDuration,
        /// Time left.
        left: SimDuration,
    },
    /// No fresh copy.
    Miss,
    /// A copy is stored.
    Stored {
        /// For how long.
        ttl: SimDuration,
    },
    /// A copy is deleted, because what it copies was written.
    Deleted,
    /// Inspected and let through.
    Passed,
    /// A rule matched: 403.
    Blocked,
    /// Over the rate: 429.
    RateLimited {
        /// When to come back.
        retry_after: SimDuration,
    },
    /// Packets are discarded.
    Dropped,
    /// A reset is sent back.
    Rejected,
    /// A next node was chosen.
    Picked {
        /// By which rule.
        policy: Policy,
        /// The one.
        backend: NodeId,
        /// How many could have been chosen.
        among: u32,
        /// Left out, because health checks found them down.
        skipped: Vec<NodeId>,
    },
    /// Nobody is left to choose.
    NoBackend {
        /// Known to be down.
        skipped: Vec<NodeId>,
    },
    /// The request is passed on to the only next node.
    Forwarded {
        /// To whom.
        to: NodeId,
    },
    /// Work that makes (part of) an answer.
    Worked,
    /// Rows read.
    Read {
        /// How many.
        rows: u32,
    },
    /// Rows written.
    Wrote {
        /// How many.
        rows: u32,
    },
    /// A write came to a replica, which refuses it.
    RefusedWrite,
    /// A message was taken into the queue.
    Enqueued,
    /// Nobody listens: the kernel answers with a reset.
    Refused,
    /// Does not run and cannot even answer.
    Silent,
    /// The next try goes to another node.
    Retried {
        /// Who failed.
        failed: NodeId,
        /// Who is tried now.
        next: NodeId,
        /// Which retry it is, from 1.
        retry: u32,
    },
    /// Waits before it tries again.
    BacksOff {
        /// How long.
        wait: SimDuration,
        /// Which retry comes then, from 1.
        retry: u32,
    },
    /// Its circuit breaker opens: too many failures in a row.
    BreakerOpens {
        /// Whom it does not ask for a while.
        upstream: NodeId,
        /// How many; zero where it was the one request that tried.
        failures: u32,
        /// For how long.
        open: SimDuration,
    },
    /// Its circuit breaker has been open long enough: this request tries.
    BreakerTries {
        /// Whom it asks.
        upstream: NodeId,
    },
    /// The try went well: its circuit breaker closes.
    BreakerCloses {
        /// Whom it asks again.
        upstream: NodeId,
    },
    /// Nobody is asked, because every circuit breaker is open.
    ShortCircuited {
        /// Until the first of them lets a request try.
        left: SimDuration,
    },
    /// Too few backends pass their health checks, so all of them are asked.
    FailedOpen {
        /// As this product does it.
        product: Product,
        /// Those that fail their checks.
        unhealthy: Vec<NodeId>,
    },
    /// Makes a status of what it cannot pass on.
    Translated {
        /// What it is.
        trouble: Trouble,
        /// As this product does it.
        product: Product,
        /// The status.
        status: u16,
    },
    /// The name has several addresses, and one is handed out that passes its health checks.
    HandedOut {
        /// Whose.
        address: NodeId,
        /// Left out, because health checks found them down.
        skipped: Vec<NodeId>,
    },
    /// Takes the write, because it was promoted.
    Promoted {
        /// In place of this primary.
        instead_of: NodeId,
    },
    /// Waited in vain.
    TimedOut {
        /// For whom.
        waiting_for: NodeId,
        /// For what.
        awaited: Awaited,
        /// How long.
        after: SimDuration,
    },
    /// Nobody acknowledged what was sent: it is sent again.
    Resent {
        /// How long that was waited for.
        after: SimDuration,
    },
    /// Dies before it can answer.
    Crashed,
    /// Goes down with this under way: the kernel resets the connection.
    WentDown,
    /// An answer is made here: a status and why.
    Answered {
        /// Status code.
        status: u16,
        /// Why.
        cause: Cause,
    },
    /// Works slower than usual.
    Slowed {
        /// How many times.
        factor: u32,
    },
    /// A written row reached this replica.
    Replicated,
}

/// What somebody waited for in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Awaited {
    /// The address of a name.
    Address,
    /// A connection: nothing was asked.
    Connection,
    /// An answer, over an open connection: what was asked may have been done.
    Answer,
}

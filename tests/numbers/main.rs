//! Numbers that must come out, worked out by hand from the rules of networking and compared to
//! the nanosecond: round trips before the first byte, what a fault costs and who answers for it,
//! and what every request of every shipped topology ends with.

mod aftermath;
mod bench;
mod calls;
mod copies;
mod faults;
mod lookup;
mod resilience;
mod round_trips;
mod shipped;
mod two_tier;

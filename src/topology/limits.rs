//! How large a topology file and what is in it may be. Generous for a class, small enough that
//! no file, however hostile, costs more than a moment.

use std::ops::RangeInclusive;

use crate::time::SimDuration;

/// Bytes of a file.
pub const FILE_BYTES: usize = 1024 * 1024;
/// Nodes of a topology. As many as are placed and routed in some two seconds at worst, when all of
/// them hang together in a tangle, and in a tenth of one when they stand in ranks.
pub const NODES: usize = 2000;
/// Links of a topology, each target of a link to several nodes counted; see [`NODES`].
pub const LINKS: usize = 4000;
/// Groups of a topology.
pub const GROUPS: usize = 100;
/// Requests of a topology.
pub const REQUESTS: usize = 500;
/// Problems reported for one file; the rest is counted in a last line.
pub const PROBLEMS: usize = 100;
/// Parts of a dotted key. The format needs four (`node.redis.service.mean`).
pub const KEY_PARTS: usize = 16;

/// Characters of an id.
pub const ID_CHARS: usize = 64;
/// Characters of a text on one line: names, labels, badges, addresses.
pub const LINE_CHARS: usize = 200;
/// Characters of a text that is wrapped: about, watch, learn, summary.
pub const PROSE_CHARS: usize = 4000;
/// Characters of a request's path; RFC 9110 section 4.1 asks for 8000 octets at least.
pub const PATH_CHARS: usize = 8000;
/// Characters of a host name, RFC 1035 section 2.3.4.
pub const HOST_CHARS: usize = 253;

/// Last column and row of the drawing grid.
pub const GRID_LAST: i64 = 499;
/// Requests served at once.
pub const CAPACITY: RangeInclusive<i64> = 1..=1_000_000;
/// Places to wait, while all of the capacity is taken.
pub const QUEUE: RangeInclusive<i64> = 0..=1_000_000;
/// Connections of one caller to the next node.
pub const CONNECTIONS: RangeInclusive<i64> = 1..=1_000_000;
/// Replicas of a node.
pub const REPLICAS: RangeInclusive<i64> = 1..=1000;
/// Utilisation that a scaling rule keeps.
pub const TARGET: RangeInclusive<f64> = 0.05..=1.0;
/// Objects that requests ask for.
pub const KEYS: RangeInclusive<i64> = 1..=1_000_000;
/// Exponent of their popularity. Web caches were found between 0.64 and 0.83 (L. Breslau et al.,
/// Web Caching and Zipf-like Distributions, INFOCOM 1999).
pub const ZIPF: RangeInclusive<f64> = 0.0..=10.0;
/// Share under the weighted policy, and of a request among those of a load.
pub const WEIGHT: RangeInclusive<i64> = 1..=1000;
/// Times that a failed request is sent again.
pub const RETRIES: RangeInclusive<i64> = 0..=10;
/// Failed health checks in a row, and failures that open a breaker.
pub const THRESHOLD: RangeInclusive<i64> = 1..=100;

/// Longest one-way latency of a link.
pub const LATENCY: SimDuration = SimDuration::from_secs(3600);
/// Longest work of a node on one request.
pub const SERVICE: SimDuration = SimDuration::from_secs(3600);
/// Longest wait for an answer, and between two health checks.
pub const TIMEOUT: SimDuration = SimDuration::from_secs(3600);
/// Longest lifetime of a copy: one year, as RFC 2616 section 14.21 advised.
pub const TTL: SimDuration = SimDuration::from_secs(365 * 24 * 3600);
/// Largest response body in bytes: 1 TB.
pub const SIZE: u64 = 1_000_000_000_000;
/// Slowest and fastest link in bits per second: 1 bit/s to 100 Tbit/s.
pub const BANDWIDTH: RangeInclusive<u64> = 1..=100_000_000_000_000;

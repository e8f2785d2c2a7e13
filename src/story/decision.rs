//! One sentence for each decision.

use crate::message::reason as phrase;
use crate::time::SimDuration;
use crate::topology::{Kind, NodeId, Role};
use crate::trace::{Awaited, Decided, Decision};

use super::resilience;
use super::words::{Telling, rule};

/// What `decided` says, or nothing where another sentence says it.
pub(super) fn sentence(t: &Telling<'_>, decided: &Decided) -> String {
    remembered(t, decided)
        .or_else(|| stopped(t, decided))
        .or_else(|| chosen(t, decided))
        .or_else(|| worked(t, decided))
        .unwrap_or_default()
}

/// What a node knows or keeps.
fn remembered(t: &Telling<'_>, decided: &Decided) -> Option<String> {
    let me = t.name(decided.node);
    let is_cache = t.topology[decided.node].kind == Kind::Cache;
    let path = &t.request().path;
    let took = decided.until - decided.at;
    Some(match &decided.what {
        // A request of a load knows that something was fresh, and not for how long.
        Decision::NameKnown { left } if left.nanos() == 0 => {
            let host = &t.request().host;
            format!("{me} still knows the address of {host}: no lookup.")
        }
        Decision::NameCached { left } if left.nanos() == 0 => {
            format!("{me} has the address in its cache and answers at once.")
        }
        Decision::Hit { left, .. } if left.nanos() == 0 && is_cache => {
            format!("{me} has the key: a hit.")
        }
        Decision::Hit { left, .. } if left.nanos() == 0 => {
            format!("{me} holds a fresh copy of {path}: a hit.")
        }
        Decision::NameKnown { left } => {
            let (host, left) = (&t.request().host, left.whole_seconds());
            format!("{me} still knows the address of {host} for another {left}: no lookup.")
        }
        Decision::NameCached { left } => {
            let left = left.whole_seconds();
            format!("{me} has the address in its cache for another {left} and answers at once.")
        }
        Decision::NameResolved { .. } => {
            format!("{me} does not have it in its cache and looks it up, which takes {took}.")
        }
        Decision::Hit { age, left } => {
            let (age, left) = (age.whole_seconds(), left.whole_seconds());
            if is_cache {
                format!("{me} has the key: a hit, stored {age} ago, valid for another {left}.")
            } else {
                format!(
                    "{me} holds a copy of {path}, {age} old and fresh for another {left}: a hit."
                )
            }
        }
        Decision::Miss if is_cache => format!("{me} does not have the key: a miss."),
        Decision::Miss => format!("{me} holds no fresh copy of {path}: a miss."),
        Decision::Stored { ttl } => format!("{me} keeps a copy for {ttl}."),
        Decision::Deleted => {
            format!("{me} forgets the key, so that the next read fetches what was written.")
        }
        _ => return None,
    })
}

/// Who lets through, refuses, or stays silent.
fn stopped(t: &Telling<'_>, decided: &Decided) -> Option<String> {
    let me = t.name(decided.node);
    let took = decided.until - decided.at;
    Some(match &decided.what {
        Decision::Passed if t.topology[decided.node].kind == Kind::Firewall => {
            format!("The rules of {me} let the packets pass; it sees addresses and ports only.")
        }
        Decision::Passed => {
            format!("{me} reads the request, finds no rule that matches and lets it pass ({took}).")
        }
        Decision::Blocked => format!("A rule of {me} matches the request ({took})."),
        Decision::RateLimited { retry_after } => {
            format!("The client has sent more than {me} allows; it may come back in {retry_after}.")
        }
        Decision::Dropped => format!("{me} discards the packet without a word."),
        Decision::Rejected => format!("{me} answers with a reset."),
        Decision::Refused => {
            format!("{me} is down: nothing listens, so its kernel answers with a reset.")
        }
        Decision::Silent => format!("{me} is down and answers nothing."),
        Decision::TimedOut {
            waiting_for,
            awaited,
            after,
        } => gave_up(t, decided.node, *waiting_for, *awaited, *after),
        Decision::Resent { after } if t.hops.is_empty() => {
            format!("Nothing comes back to {me} within {after}, so it sends the same again.")
        }
        Decision::Resent { .. } => String::new(),
        Decision::Crashed => format!(
            "{me} has done its work and dies before it can answer: what is done stays done, and nobody hears of it."
        ),
        Decision::WentDown => format!(
            "{me} goes down with this request at hand: what it was doing is lost, and its kernel resets the connection."
        ),
        Decision::RefusedWrite => format!("{me} is a replica and refuses the write."),
        _ => return None,
    })
}

/// Three silences that a class should tell apart.
fn gave_up(
    t: &Telling<'_>,
    node: NodeId,
    other: NodeId,
    awaited: Awaited,
    after: SimDuration,
) -> String {
    let (me, other) = (t.name(node), t.name(other));
    match awaited {
        Awaited::Address => {
            format!("{me} has waited {after} for {other} and gives up: it has no address.")
        }
        Awaited::Connection => format!(
            "{me} has waited {after} for a connection and gives up: nothing came back from {other}, and nothing was asked."
        ),
        Awaited::Answer => format!(
            "{me} has waited {after} for {other} and gives up: it was connected, and no answer came in time."
        ),
    }
}

/// The next try; after a pause it was said before.
fn retried(t: &Telling<'_>, node: NodeId, failed: NodeId, next: NodeId, retry: u32) -> String {
    let paused = |it: &&Decided| {
        it.node == node
            && matches!(it.what, Decision::BacksOff { retry: then, .. } if then == retry)
    };
    if t.decisions.iter().copied().any(|it| paused(&it)) {
        return String::new();
    }
    let (me, gone) = (t.name(node), t.name(failed));
    let tries = match t.name(next) {
        same if same == gone => format!("{me} tries {same} again"),
        other => format!("{me} gives up on {gone} and tries {other}"),
    };
    if retry == 1 {
        format!("The request may safely be sent again: {tries}.")
    } else {
        format!("{tries}: retry {retry} of the same request.")
    }
}

/// Whom a node asks next.
fn chosen(t: &Telling<'_>, decided: &Decided) -> Option<String> {
    let me = t.name(decided.node);
    Some(match &decided.what {
        Decision::Reused { .. } if over_open(t, decided.node).is_some() => String::new(),
        Decision::Reused { to, encrypted } => {
            let sealed = if *encrypted { ", inside TLS" } else { "" };
            let to = t.name(*to);
            format!("The connection to {to} is already open{sealed}: no handshake.")
        }
        Decision::Picked {
            policy,
            backend,
            among,
            skipped,
        } => {
            let why = match *among {
                1 => "the only one left".to_owned(),
                _ => format!("{} of {among}", rule(*policy)),
            };
            let picks = format!("{me} picks {}, {why}.", t.name(*backend));
            if skipped.is_empty() {
                picks
            } else {
                format!("{picks} {} left out.", unhealthy(t, skipped))
            }
        }
        Decision::NoBackend { skipped } if skipped.is_empty() => {
            format!("{me} has no next node for this request.")
        }
        Decision::NoBackend { skipped } => {
            format!(
                "{} left out: {me} has no backend left.",
                unhealthy(t, skipped)
            )
        }
        Decision::Forwarded { to } => forwarded(t, decided, t.name(*to)),
        Decision::Retried {
            failed,
            next,
            retry,
        } => retried(t, decided.node, *failed, *next, *retry),
        Decision::HandedOut { address, skipped } => {
            let address = t.name(*address);
            format!(
                "{} left out: {me} hands out the address of {address}.",
                unhealthy(t, skipped)
            )
        }
        Decision::FailedOpen { product, unhealthy } => {
            let (names, product) = (t.names(unhealthy), product.name());
            format!(
                "Too few backends are healthy without {names}, so {me} asks all of them, as {product} does."
            )
        }
        what => return resilience::sentence(t, me, what),
    })
}

/// Work and its result.
fn worked(t: &Telling<'_>, decided: &Decided) -> Option<String> {
    let me = t.name(decided.node);
    let took = decided.until - decided.at;
    Some(match &decided.what {
        Decision::Worked if took.nanos() == 0 => String::new(),
        Decision::Worked => format!("{me} works for {took}."),
        Decision::Read { rows } => format!("{me} reads {rows} row{} in {took}.", plural(*rows)),
        Decision::Wrote { rows } => format!("{me} writes {rows} row{} in {took}.", plural(*rows)),
        Decision::Enqueued => format!("{me} takes the message and will hand it on later."),
        Decision::Slowed { factor } => format!("{me} is {factor} times slower than usual."),
        Decision::Answered { status, .. } => format!("{me} answers {status} {}.", phrase(*status)),
        Decision::Replicated => format!("{me} has the row now."),
        _ => return None,
    })
}

/// `A fails its health checks and is`, `A and B fail their health checks and are`.
fn unhealthy(t: &Telling<'_>, nodes: &[NodeId]) -> String {
    let names = t.names(nodes);
    if nodes.len() == 1 {
        format!("{names} fails its health checks and is")
    } else {
        format!("{names} fail their health checks and are")
    }
}

fn forwarded(t: &Telling<'_>, decided: &Decided, next: &str) -> String {
    let me = t.name(decided.node);
    let took = decided.until - decided.at;
    match t.topology[decided.node].kind {
        Kind::L4Lb => format!(
            "{me} sees addresses and ports only and sends the packets on to {next} ({took})."
        ),
        Kind::Service => format!("{me} is a rewrite rule: the packets now go to {next}."),
        Kind::Internet | Kind::Router | Kind::Firewall => {
            format!("{me} sends the packets on to {next}.")
        }
        Kind::Cdn | Kind::Web
            if t.decisions
                .iter()
                .any(|other| matches!(other.what, Decision::Miss)) =>
        {
            let over = over_open(t, decided.node).unwrap_or_default();
            format!("It asks {next}{over}.")
        }
        _ => {
            let over = over_open(t, decided.node).unwrap_or_default();
            format!("{me} passes it on to {next}{over}.")
        }
    }
}

/// ` over an open connection`, where the step says whom a node passes the request on to and the
/// connection was there already.
fn over_open(t: &Telling<'_>, node: NodeId) -> Option<&'static str> {
    let of = |test: fn(&Decision) -> bool| {
        t.decisions
            .iter()
            .find(|decided| decided.node == node && test(&decided.what))
    };
    of(|what| matches!(what, Decision::Forwarded { .. }))?;
    match of(|what| matches!(what, Decision::Reused { .. }))?.what {
        Decision::Reused {
            encrypted: true, ..
        } => Some(" over an open connection, inside TLS"),
        _ => Some(" over an open connection"),
    }
}

/// Whether the way of this step passes under a resolver, whose box only stands in the picture.
pub(super) fn passes_under(t: &Telling<'_>) -> Option<String> {
    let hop = t.hops.iter().find(|hop| hop.under.is_some())?;
    let resolver = hop.under?;
    (t.topology[hop.link].role == Role::Handoff).then(|| {
        format!(
            "The traffic does not pass through {}: it only gave the address.",
            t.name(resolver)
        )
    })
}

const fn plural(count: u32) -> &'static str {
    if count == 1 { "" } else { "s" }
}

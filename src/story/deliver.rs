//! A question crosses a link and the receiver does its part; and work after the response.

use crate::message::{Http, Message, Quic, TlsRecord};
use crate::topology::{Kind, Role};
use crate::trace::Decision;

use super::decision::{passes_under, sentence};
use super::words::{Telling, add, lost};

pub(super) fn deliver(t: &Telling<'_>) -> (String, String) {
    let Some(hop) = t.hops.first() else {
        return ("On the way".to_owned(), String::new());
    };
    let (from, to) = (t.name(hop.from), t.name(hop.to));
    let latency = hop.arrive - hop.depart;
    let forwarder = t.topology[hop.from].kind.facts().transit;
    let (mut title, mut text) = match &hop.message {
        Message::Http(http) => {
            let line = t.request_line();
            let verb = if forwarder { "carries" } else { "sends" };
            let mut text = format!("{from} {verb} {line} to {to}, {latency} away.");
            if http.early {
                add(
                    &mut text,
                    "It goes with the first flight, as early data: no handshake is waited for.",
                );
            }
            (format!("{from} to {to}: {line}"), text)
        }
        Message::Tls(TlsRecord::ApplicationData { .. }) | Message::Quic(Quic::Protected { .. }) => {
            (
                format!("{from} to {to}: ciphertext"),
                format!("{from} sends the request to {to}, {latency} away, sealed by TLS."),
            )
        }
        Message::Resp(resp) => (
            format!("{from} asks {to}: {}", resp.command),
            format!("{from} asks its cache {to}: {}.", resp.command),
        ),
        Message::Sql(sql) => (
            format!("{from} asks {to}"),
            format!("{from} sends {to} the statement {}.", sql.text),
        ),
        Message::Broker(_) => (
            format!("{from} hands {to} a message"),
            format!("{from} hands {to} a message, {latency} away."),
        ),
        _ => (
            format!("{from} to {to}"),
            format!("{from} sends to {to}, {latency} away."),
        ),
    };
    if hop.again > 0 {
        title = format!("Sent again: {title}");
    }
    if let Some(loss) = lost(t) {
        title = format!("Lost: {title}");
        add(&mut text, &loss);
    }
    if let Some(headline) = headline(t) {
        text = narrate(t, text);
        return (headline, with_remark(t, text));
    }
    text = narrate(t, text);
    (title, with_remark(t, text))
}

/// The decision that makes a better title than the crossing itself.
fn headline(t: &Telling<'_>) -> Option<String> {
    t.decisions.iter().find_map(|decided| {
        let me = t.name(decided.node);
        match &decided.what {
            Decision::Hit { .. } => Some(format!("{me}: cache hit")),
            Decision::Miss => Some(format!("{me}: cache miss")),
            Decision::Passed if t.topology[decided.node].kind == Kind::Waf => {
                Some(format!("{me}: request passes"))
            }
            Decision::Passed => Some(format!("{me}: packets pass")),
            Decision::Blocked => Some(format!("{me}: blocked")),
            Decision::RateLimited { .. } => Some(format!("{me}: over the rate")),
            Decision::Picked { backend, .. } => Some(format!("{me} picks {}", t.name(*backend))),
            Decision::ShortCircuited { .. } => Some(format!("{me}: circuit breaker open")),
            Decision::NoBackend { .. } => Some(format!("{me}: no backend left")),
            Decision::RefusedWrite => Some(format!("{me} refuses the write")),
            Decision::Read { .. } => Some(format!("{me} reads")),
            Decision::Wrote { .. } => Some(format!("{me} writes")),
            Decision::Stored { .. } => Some(format!("{me} stores the value")),
            Decision::Deleted => Some(format!("{me} deletes the key")),
            Decision::Dropped => Some(format!("{me} drops the packet")),
            Decision::Rejected => Some(format!("{me} rejects the packet")),
            _ => None,
        }
    })
}

fn narrate(t: &Telling<'_>, mut text: String) -> String {
    for decided in &t.decisions {
        add(&mut text, &sentence(t, decided));
    }
    text
}

fn with_remark(t: &Telling<'_>, mut text: String) -> String {
    // Once is enough: where the connection was opened, it has been said.
    let opened = t
        .trace
        .steps
        .iter()
        .any(|step| step.beat == crate::trace::Beat::Connect);
    if let (false, Some(remark)) = (opened, passes_under(t)) {
        add(&mut text, &remark);
    }
    text
}

pub(super) fn after(t: &Telling<'_>) -> (String, String) {
    let Some(hop) = t.hops.first() else {
        let mut text = String::new();
        for decided in &t.decisions {
            add(&mut text, &sentence(t, decided));
        }
        return (format!("Afterwards: {}", t.name(t.step.focus)), text);
    };
    let (from, to) = (t.name(hop.from), t.name(hop.to));
    let latency = hop.arrive - hop.depart;
    let (title, text) = match &hop.message {
        Message::Sql(_) if t.topology[hop.link].role == Role::Replicate => (
            format!("Afterwards: {from} copies to {to}"),
            format!(
                "The response does not wait for this: {from} copies the row to {to}, {latency} away."
            ),
        ),
        Message::Broker(_) => (
            format!("Afterwards: {from} hands the message to {to}"),
            format!("The response does not wait for this: {from} hands the message to {to}."),
        ),
        Message::Http(Http { .. }) => (
            format!("Afterwards: {from} calls {to}"),
            format!("{from} calls {to}."),
        ),
        _ => (
            format!("Afterwards: {from} and {to}"),
            format!("{from} and {to} go on, {latency} apart."),
        ),
    };
    (title, narrate(t, text))
}

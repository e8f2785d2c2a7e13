//! Opening a connection: TCP, QUIC, TLS.

use crate::message::{Message, Quic, TlsRecord};
use crate::topology::{NodeId, Tls};
use crate::trace::{Decided, Decision, Direction};

use super::decision::{passes_under, sentence};
use super::words::{Telling, add, listed, lost, round_trips};

pub(super) fn connect(t: &Telling<'_>) -> (String, String) {
    let Some(first) = t.hops.first() else {
        return ("Connection".to_owned(), decided(t));
    };
    let (from, to) = (first.from, t.step.focus);
    let (caller, server) = (t.name(from), t.name(to));
    let lost = t.hops.last().is_some_and(|hop| hop.lost);
    let reset = t
        .hops
        .iter()
        .any(|hop| matches!(&hop.message, Message::Tcp(tcp) if tcp.flags.starts_with("RST")));
    let quic = matches!(first.message, Message::Quic(_));
    let what = if quic { "QUIC" } else { "TCP" };
    if lost || reset {
        return failed(t, from, lost);
    }
    let tries = t.hops.last().map_or(0, |hop| hop.again);
    let last_try = || t.hops.iter().filter(|hop| hop.again == tries);
    let left = last_try().map(|hop| hop.depart).min().unwrap_or(t.step.at);
    let span = last_try().map(|hop| hop.arrive).max().unwrap_or(left) - left;
    let mut text = if quic {
        format!(
            "{caller} and {server} connect and agree on keys at once: QUIC carries TLS 1.3, {span} for one round trip."
        )
    } else {
        format!(
            "SYN there and SYN-ACK back: one round trip{}, {span}. The ACK leaves with what comes next.",
            through(t)
        )
    };
    add(&mut text, &loses(t));
    add(&mut text, &again(t, from));
    for it in news(t) {
        add(&mut text, &sentence(t, it));
    }
    if let Some(remark) = passes_under(t) {
        add(&mut text, &remark);
    }
    (format!("{what} connection: {caller} to {server}"), text)
}

/// The decisions worth a sentence: that packets are forwarded on the way is said by the names.
fn news<'a>(t: &'a Telling<'_>) -> impl Iterator<Item = &'a Decided> {
    let forwarded = |it: &&Decided| matches!(it.what, Decision::Forwarded { .. });
    t.decisions.iter().copied().filter(move |it| !forwarded(it))
}

fn failed(t: &Telling<'_>, from: NodeId, lost: bool) -> (String, String) {
    let caller = t.name(from);
    let blocked = t.hops.iter().find(|hop| hop.lost).or_else(|| {
        t.hops
            .iter()
            .rfind(|hop| hop.direction == Direction::Request)
    });
    let at = blocked.map_or(t.name(t.step.focus), |hop| t.name(hop.to));
    let mut text = format!("{caller} sends a SYN to open a connection.");
    // What happens to the SYN, then what the caller makes of it.
    for it in news(t).filter(|it| it.node != from) {
        add(&mut text, &sentence(t, it));
    }
    if !lost {
        let no_backend = |it: &Decided| matches!(it.what, Decision::NoBackend { .. });
        if t.decisions.iter().any(|it| no_backend(it)) {
            add(&mut text, &format!("{at} refuses the connection."));
        }
        let knows = format!("{caller} knows at once, after {}.", t.span());
        add(&mut text, &knows);
        for it in news(t).filter(|it| it.node == from) {
            add(&mut text, &sentence(t, it));
        }
        return (format!("Connection refused at {at}"), text);
    }
    for it in news(t).filter(|it| it.node == from) {
        add(&mut text, &sentence(t, it));
    }
    add(&mut text, &loses(t));
    add(&mut text, &again(t, from));
    (format!("{at}: no answer to the SYN"), text)
}

/// Which line loses packets of this handshake.
fn loses(t: &Telling<'_>) -> String {
    let Some(hop) = t.hops.iter().find(|hop| hop.lost && lost(t).is_some()) else {
        return String::new();
    };
    let link = &t.topology[hop.link];
    let (from, to) = (t.name(link.from), t.name(link.to));
    format!("The line between {from} and {to} loses packets.")
}

/// When a packet of `from` was sent again, because nothing came back.
fn again(t: &Telling<'_>, from: NodeId) -> String {
    let own = t.hops.iter().find(|hop| hop.from == from);
    let first = own.map_or(t.step.at, |hop| hop.depart);
    let sent = t
        .hops
        .iter()
        .filter(|hop| hop.from == from && hop.again > 0);
    let sent: Vec<String> = sent
        .map(|hop| hop.depart.since(first).to_string())
        .collect();
    if sent.is_empty() {
        return String::new();
    }
    let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
    let caller = t.name(from);
    format!(
        "{caller} hears nothing and sends it again after {}.",
        listed(&sent)
    )
}

pub(super) fn secure(t: &Telling<'_>) -> (String, String) {
    let Some(first) = t.hops.first() else {
        return ("TLS handshake".to_owned(), decided(t));
    };
    let (caller, server) = (t.name(first.from), t.name(t.step.focus));
    let (version, resumed) = match &first.message {
        Message::Tls(TlsRecord::Handshake {
            version, resumed, ..
        }) => (*version, *resumed),
        Message::Quic(Quic::Handshake { resumed, .. }) => (Tls::V1_3, *resumed),
        _ => (Tls::V1_3, false),
    };
    let number = if version == Tls::V1_2 { "1.2" } else { "1.3" };
    let trips = t
        .hops
        .iter()
        .filter(|hop| hop.from == first.from && hop.direction == Direction::Request)
        .filter(|hop| hop.again == 0)
        .count();
    let mut text = format!(
        "{caller} and {server} agree on keys in {}, {}.",
        round_trips(trips),
        t.span()
    );
    add(&mut text, &loses(t));
    for sender in [first.from, t.step.focus] {
        add(&mut text, &again(t, sender));
    }
    add(
        &mut text,
        if resumed {
            "The session from before is taken up again: no certificate is sent."
        } else {
            "The certificate proves the name."
        },
    );
    add(
        &mut text,
        "From now on nobody between them can read what is sent.",
    );
    for it in &t.decisions {
        add(&mut text, &sentence(t, it));
    }
    (
        format!("TLS {number} handshake: {caller} with {server}"),
        text,
    )
}

/// `, through A and B`, where nodes forward the packets.
fn through(t: &Telling<'_>) -> String {
    let tries = t.hops.last().map_or(0, |hop| hop.again);
    let between: Vec<NodeId> = t
        .hops
        .iter()
        .filter(|hop| hop.direction == Direction::Request && hop.to != t.step.focus)
        .filter(|hop| hop.again == tries)
        .map(|hop| hop.to)
        .collect();
    if between.is_empty() {
        String::new()
    } else {
        format!(" through {}", t.names(&between))
    }
}

fn decided(t: &Telling<'_>) -> String {
    let mut text = String::new();
    for it in &t.decisions {
        add(&mut text, &sentence(t, it));
    }
    text
}

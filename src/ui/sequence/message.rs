//! What is drawn between two lifelines: from the links of a topology, or from the hops of a trace.

use crate::message::{HttpStart, Message as Carried, Quic, TlsRecord};
use crate::text;
use crate::time::SimTime;
use crate::topology::{HttpVersion, Kind, NodeId, Role, Tls, Topology};
use crate::trace::{Beat, Direction, Hop, HopId, Trace};

/// One labelled arrow, or a note at one lifeline where both ends are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) from: NodeId,
    pub(super) to: NodeId,
    /// The places of both ends among the lifelines, from the left.
    pub(super) lanes: (usize, usize),
    /// Words over the arrow, one entry for each line of their own.
    pub(super) label: Vec<String>,
    /// A whole exchange in one arrow: a head at both ends.
    pub(super) both: bool,
    pub(super) dashed: bool,
    /// Discarded at the receiver's door.
    pub(super) lost: bool,
    /// Its step, from 0, and when it leaves.
    pub(super) moment: Option<(usize, SimTime)>,
    /// The packet it is, where packets are shown one by one.
    pub(super) packet: Option<HopId>,
}

impl Message {
    fn new(from: NodeId, to: NodeId, label: String) -> Self {
        Self {
            from,
            to,
            lanes: (0, 0),
            label: vec![label],
            both: false,
            dashed: false,
            lost: false,
            moment: None,
            packet: None,
        }
    }

    /// Whether it says something at one lifeline in place of going anywhere.
    pub(super) fn is_note(&self) -> bool {
        self.from == self.to
    }

    /// The step it belongs to.
    pub(super) fn step(&self) -> Option<usize> {
        self.moment.map(|(step, _)| step)
    }

    /// The lifelines it goes between, the left one first.
    pub(super) fn span(&self) -> (usize, usize) {
        let (from, to) = self.lanes;
        (from.min(to), from.max(to))
    }
}

/// One message for each drawn link, in declared order.
pub(super) fn of_links(topology: &Topology) -> Vec<Message> {
    let drawn = |id: NodeId| !topology[id].hidden && topology[id].kind != Kind::Stage;
    topology
        .links()
        .iter()
        .filter(|link| link.role != Role::Caption && drawn(link.from) && drawn(link.to))
        .map(|link| Message {
            label: link.label.split(" / ").map(text::escaped).collect(),
            dashed: matches!(link.role, Role::Handoff | Role::Replicate),
            ..Message::new(link.from, link.to, String::new())
        })
        .collect()
}

/// The messages of a trace in order of time. Every step gives at least one: a handshake is one
/// arrow, a crossing of several links without a stop is one arrow, a step that crosses nothing
/// is a note made of `titles`. In `detail` every packet on every link is an arrow of its own.
pub(super) fn of_trace(
    topology: &Topology,
    trace: &Trace,
    titles: &[String],
    detail: bool,
) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for (index, step) in trace.steps.iter().enumerate() {
        let hops: Vec<&Hop> = trace.hops_of(index).map(|(_, hop)| hop).collect();
        let folded = match (step.beat, hops.as_slice()) {
            (_, []) => {
                let title = titles.get(index).cloned().unwrap_or_default();
                vec![(Message::new(step.focus, step.focus, title), step.at)]
            }
            _ if detail => trace.hops_of(index).map(packet).collect(),
            (Beat::Connect | Beat::Secure, hops) => vec![handshake(hops)],
            (_, hops) => runs(topology, hops),
        };
        for (mut message, at) in folded {
            message.moment = Some((index, at));
            let anchor = messages.last().map(|last| last.to);
            show_hidden_at_caller(topology, &mut message, anchor);
            messages.push(message);
        }
    }
    messages
}

/// One packet on one link.
fn packet((id, hop): (HopId, &Hop)) -> (Message, SimTime) {
    let message = Message {
        dashed: hop.asynchronous,
        lost: hop.lost,
        packet: Some(id),
        ..Message::new(hop.from, hop.to, words(&hop.message))
    };
    (message, hop.depart)
}

/// A node that is not drawn acts at the box that calls it.
fn show_hidden_at_caller(topology: &Topology, message: &mut Message, before: Option<NodeId>) {
    let hidden = |id: NodeId| topology[id].hidden;
    match (hidden(message.from), hidden(message.to)) {
        (false, false) => {}
        (true, false) => message.from = message.to,
        (false, true) => message.to = message.from,
        (true, true) => {
            let Some(anchor) = before.or(topology.first_client()) else {
                return;
            };
            (message.from, message.to) = (anchor, anchor);
        }
    }
}

/// The flights of one handshake as one arrow between its two ends.
fn handshake(hops: &[&Hop]) -> (Message, SimTime) {
    let first = hops[0];
    let far = hops
        .iter()
        .take_while(|hop| hop.direction == Direction::Request)
        .last()
        .unwrap_or(&first)
        .to;
    let answers: Vec<&&Hop> = hops
        .iter()
        .filter(|hop| hop.to == first.from && hop.direction == Direction::Response && !hop.lost)
        .collect();
    let name = match &first.message {
        Carried::Tls(TlsRecord::Handshake {
            version, resumed, ..
        }) => format!("{}{}", tls_name(*version), resumed_words(*resumed)),
        Carried::Quic(Quic::Handshake { resumed, .. }) => {
            format!("QUIC{}", resumed_words(*resumed))
        }
        other => other.protocol().to_uppercase(),
    };
    let reset = answers
        .iter()
        .any(|hop| matches!(&hop.message, Carried::Tcp(tcp) if tcp.flags.contains("RST")));
    let label = match answers.len() {
        0 => match hops.iter().filter(|hop| hop.from == first.from).count() {
            1 => format!("{name} handshake, no answer"),
            sent => format!("{name} handshake, tried {sent} times, no answer"),
        },
        _ if reset => format!("{name} SYN, answered with RST"),
        round_trips => format!("{name} handshake, {round_trips} RTT"),
    };
    let message = Message {
        both: !answers.is_empty(),
        lost: answers.is_empty(),
        ..Message::new(first.from, far, label)
    };
    (message, first.depart)
}

fn resumed_words(resumed: bool) -> &'static str {
    if resumed { " resumed" } else { "" }
}

/// Hops that follow one another the same way, over nodes that only forward, are one arrow.
fn runs(topology: &Topology, hops: &[&Hop]) -> Vec<(Message, SimTime)> {
    let mut out: Vec<(Message, SimTime)> = Vec::new();
    let mut before: Option<&Hop> = None;
    for hop in hops {
        let goes_on = before.is_some_and(|last| {
            !last.lost
                && last.to == hop.from
                && last.direction == hop.direction
                && last.arrive <= hop.depart
                && topology[hop.from].kind.facts().transit
        });
        let label = words(&hop.message);
        match out.last_mut() {
            Some((message, _)) if goes_on => {
                message.to = hop.to;
                message.label = vec![label];
                message.lost = hop.lost;
            }
            _ => {
                let message = Message {
                    dashed: hop.asynchronous,
                    lost: hop.lost,
                    ..Message::new(hop.from, hop.to, label)
                };
                out.push((message, hop.depart));
            }
        }
        before = Some(hop);
    }
    out
}

/// What is carried, in a few words that are safe to print.
pub fn words(message: &Carried) -> String {
    let words = match message {
        Carried::Dns(dns) => match &dns.answer {
            None => format!("{} {}?", dns.record, dns.name),
            Some(answer) => format!("{} {}, TTL {}", dns.record, answer.address, answer.ttl),
        },
        Carried::Tcp(tcp) if tcp.retransmission > 0 => {
            format!("{}, sent again ({})", tcp.flags, tcp.retransmission)
        }
        Carried::Tcp(tcp) => tcp.flags.to_owned(),
        Carried::Tls(TlsRecord::Handshake { flight, .. })
        | Carried::Quic(Quic::Handshake { flight, .. }) => (*flight).to_owned(),
        Carried::Tls(TlsRecord::ApplicationData { version, .. }) => {
            format!("sealed, {}", tls_name(*version))
        }
        Carried::Quic(Quic::Protected { .. }) => "sealed, QUIC".to_owned(),
        Carried::Http(http) => match &http.start {
            HttpStart::Request { method, path, .. } => {
                format!("{} {path} {}", method.name(), http_name(http.version))
            }
            HttpStart::Response { status, reason } => format!("{status} {reason}"),
        },
        Carried::Resp(resp) => resp.reply.as_ref().unwrap_or(&resp.command).clone(),
        Carried::Sql(sql) => match (&sql.error, sql.rows) {
            (Some(error), _) => error.clone(),
            (None, Some(1)) => "1 row".to_owned(),
            (None, Some(rows)) => format!("{rows} rows"),
            (None, None) => sql.text.clone(),
        },
        Carried::Broker(broker) => format!("{} {}", broker.verb, broker.topic),
    };
    text::escaped(&words)
}

fn tls_name(version: Tls) -> &'static str {
    match version {
        Tls::None => "no TLS",
        Tls::V1_2 => "TLS 1.2",
        Tls::V1_3 => "TLS 1.3",
    }
}

fn http_name(version: HttpVersion) -> &'static str {
    match version {
        HttpVersion::H1 => "HTTP/1.1",
        HttpVersion::H2 => "HTTP/2",
        HttpVersion::H3 => "HTTP/3",
    }
}

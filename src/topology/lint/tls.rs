//! TLS: where it begins, what its versions can do, and which port it is spoken at.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::subject::{Connection, Subject};
use super::{Finding, Rule};
use crate::topology::{HttpVersion, Link, NodeId, Role, Tls};

/// A write as early data: RFC 8470 section 4, RFC 8446 section 8.
pub(super) const EARLY_DATA_ON_WRITE: Rule = Rule {
    code: "early-data-on-write",
    finds: "a connection with early data (0-RTT) that a write takes",
    why: "early data can be recorded and sent again by somebody else, so a write in it might be done twice; only \
          safe methods may go early, and hopwise lets the write wait for the handshake",
    mend: "give writes a link of their own, with `when = \"write\"` and without `early_data`",
    source: "RFC 8446 section 8 (0-RTT and anti-replay); RFC 8470 section 4 (only safe methods as early data).",
    check: early_data_on_write,
};

fn early_data_on_write(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings = Vec::new();
    for connection in &subject.connections {
        let first = subject.opening(connection);
        if !first.early_data || !allows_early_data(first) {
            continue;
        }
        let write = topology.request_ids().find(|&request| {
            let takes = subject
                .next(request, connection.opener)
                .contains(&connection.first);
            let write = !topology[request].method.is_safe();
            write && takes && subject.comes_to(request, connection.opener)
        });
        if let Some(request) = write {
            let message = format!(
                "the write `{}` takes link {}, which sends early data",
                topology[request].id,
                subject.ends(connection.first)
            );
            findings.push(
                Finding::new(message)
                    .at(
                        subject.at_link(connection.first, ""),
                        "early data can be replayed",
                    )
                    .at(
                        subject.places.requests[request.index()].clone(),
                        "this writes",
                    ),
            );
        }
    }
    findings
}

/// Whether a link's protocols have early data at all.
fn allows_early_data(link: &Link) -> bool {
    link.tls == Tls::V1_3 || link.http == HttpVersion::H3
}

/// Early data without TLS 1.3: RFC 8446 section 2.3.
pub(super) const EARLY_DATA_WITHOUT_TLS13: Rule = Rule {
    code: "early-data-without-tls13",
    finds: "early data (0-RTT) on a link without TLS 1.3",
    why: "early data came with TLS 1.3: clear text has no handshake to be early in, and TLS 1.2 has to finish it first",
    mend: "write `tls = \"1.3\"` or `http = \"3\"`, or take `early_data` out",
    source: "RFC 8446 section 2.3 (0-RTT data); RFC 9001 section 4.6 (0-RTT in QUIC).",
    check: early_data_without_tls13,
};

fn early_data_without_tls13(subject: &Subject<'_>) -> Vec<Finding> {
    let links = subject.links();
    links
        .filter(|(_, link)| link.early_data && !allows_early_data(link))
        .map(|(id, link)| {
            let spoken = match link.tls {
                Tls::None => "clear text",
                Tls::V1_2 | Tls::V1_3 => "TLS 1.2",
            };
            let message = format!(
                "link {} cannot send early data in {spoken}",
                subject.ends(id)
            );
            Finding::new(message).at(subject.at_link(id, ""), "no 0-RTT here")
        })
        .collect()
}

/// HTTP/3 over an old TLS: RFC 9001 section 4.2.
pub(super) const QUIC_WITH_TLS12: Rule = Rule {
    code: "quic-with-tls12",
    finds: "HTTP/3 with TLS 1.2",
    why: "HTTP/3 runs over QUIC, and QUIC has TLS 1.3 built in: an older version cannot be agreed on",
    mend: "write `tls = \"1.3\"` beside `http = \"3\"`, or speak HTTP/2 over TLS 1.2",
    source: "RFC 9001 section 4.2: QUIC needs TLS 1.3 or newer. RFC 9114: HTTP/3 is over QUIC.",
    check: quic_with_tls12,
};

fn quic_with_tls12(subject: &Subject<'_>) -> Vec<Finding> {
    let links = subject.links();
    links
        .filter(|(_, link)| link.http == HttpVersion::H3 && link.tls == Tls::V1_2)
        .map(|(id, _)| {
            let message = format!("link {} cannot speak HTTP/3 over TLS 1.2", subject.ends(id));
            Finding::new(message).at(subject.at_link(id, ""), "QUIC has TLS 1.3 built in")
        })
        .collect()
}

/// TLS that nobody opens: RFC 8446 section 2.
pub(super) const TLS_FROM_THE_MIDDLE: Rule = Rule {
    code: "tls-from-the-middle",
    finds: "TLS on a link out of a device that only forwards, when what it forwards is clear text",
    why: "TLS has two ends, who opens the connection and who ends it; a device that only forwards packets is neither \
          and encrypts nothing",
    mend: "write `tls` on the link where the connection starts, or put a node there that ends connections (`proxy`, \
           `l7-lb`)",
    source: "RFC 8446 section 2: the handshake is between client and server. AWS, Network Load Balancers: a TCP \
             listener passes packets on as they are.",
    check: tls_from_the_middle,
};

fn tls_from_the_middle(subject: &Subject<'_>) -> Vec<Finding> {
    let links = subject.links();
    links
        .filter(|(_, link)| link.role == Role::Request && link.tls != Tls::None)
        .filter(|(_, link)| subject.transit(link.from))
        .filter_map(|(id, link)| {
            let mut passing = subject.passing(link.from);
            let opened = subject.passing(link.from).any(|c| subject.encrypted(c));
            let clear = passing.next().filter(|_| !opened)?;
            let message = format!(
                "`{}` is {} and opens no TLS to `{}`",
                subject.id(link.from),
                subject.noun(link.from),
                subject.id(link.to)
            );
            let label = format!("`{}` opens it in clear text", subject.id(clear.opener));
            Some(
                Finding::new(message)
                    .at(subject.at_link(id, ""), "TLS does not begin here")
                    .at(subject.at_link(clear.first, ""), label),
            )
        })
        .collect()
}

/// TLS to port 80, clear text to port 443: RFC 9110 section 4.2.
pub(super) const TLS_AND_PORT: Rule = Rule {
    code: "tls-and-port",
    finds: "clear text to port 443, or TLS to port 80",
    why: "port 443 is for HTTP over TLS and port 80 for HTTP in clear text; the wrong one gets an error for its first \
          bytes",
    mend: "write `tls` on the link where the connection starts, or correct the port in `address`",
    source: "RFC 9110 sections 4.2.1 and 4.2.2 (default ports 80 and 443); IANA, Service Name and Port Number Registry.",
    check: tls_and_port,
};

fn tls_and_port(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for connection in &subject.connections {
        let sealed = subject.encrypted(connection);
        let wrong = if sealed { 80 } else { 443 };
        for node in addressed(subject, connection) {
            let address = topology[node].address.parse::<SocketAddr>();
            if address.map(|address| address.port()) != Ok(wrong) || !told.insert((node, sealed)) {
                continue;
            }
            let (spoken, opening) = if sealed {
                ("TLS", "TLS starts here")
            } else {
                ("clear text", "no TLS starts here")
            };
            let message = format!(
                "`{}` speaks {spoken} to port {wrong} of `{}`",
                subject.id(connection.opener),
                subject.id(node)
            );
            findings.push(
                Finding::new(message)
                    .at(subject.at_link(connection.first, ""), opening)
                    .at(subject.at_node(node, "address"), "to this port"),
            );
        }
    }
    findings
}

/// The nodes that packets of an HTTP connection are addressed to on the way and at its end.
fn addressed<'c>(
    subject: &'c Subject<'_>,
    connection: &'c Connection,
) -> impl Iterator<Item = NodeId> + 'c {
    let topology = subject.topology;
    let through = connection.through.iter().copied();
    let through = through.filter(|node| topology[*node].rewrites_destination());
    let ends = connection.ends.iter().copied();
    through.chain(ends).filter(|_| {
        connection
            .ends
            .iter()
            .all(|end| topology[*end].kind.speaks_http())
    })
}

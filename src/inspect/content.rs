//! The application message of a hop as facts.

use super::Fact;
use crate::message::{Dns, Http, HttpStart, Message, Sql};
use crate::topology::HttpVersion;

/// The protocol's name and the facts of a message that is readable; `None` for one that carries no
/// application data.
pub(super) fn content(message: &Message) -> Option<(&'static str, Vec<Fact>)> {
    let told = match message {
        Message::Tcp(_) | Message::Tls(_) | Message::Quic(_) => return None,
        Message::Dns(dns) => ("DNS", name(dns)),
        Message::Http(http) => (http_title(http.version), http_facts(http)),
        Message::Resp(resp) => {
            let mut facts = vec![Fact::kept("command", &resp.command)];
            facts.extend(resp.reply.as_ref().map(|reply| Fact::kept("reply", reply)));
            ("RESP", facts)
        }
        Message::Sql(sql) => ("SQL", statement(sql)),
        Message::Broker(broker) => (
            "AMQP",
            vec![
                Fact::kept("method", broker.verb),
                Fact::kept("topic", &broker.topic),
            ],
        ),
    };
    Some(told)
}

/// The protocol's name with its version.
pub(super) const fn http_title(version: HttpVersion) -> &'static str {
    match version {
        HttpVersion::H1 => "HTTP/1.1",
        HttpVersion::H2 => "HTTP/2",
        HttpVersion::H3 => "HTTP/3",
    }
}

fn name(dns: &Dns) -> Vec<Fact> {
    let mut facts = vec![Fact::kept(
        "question",
        format!("{} {}", dns.name, dns.record),
    )];
    if let Some(answer) = &dns.answer {
        facts.push(Fact::kept("answer", &answer.address));
        facts.push(Fact::kept("TTL", answer.ttl.to_string()));
    }
    facts
}

fn statement(sql: &Sql) -> Vec<Fact> {
    let mut facts = vec![Fact::kept("statement", &sql.text)];
    facts.extend(sql.rows.map(|rows| Fact::kept("rows", rows.to_string())));
    facts.extend(sql.error.as_ref().map(|error| Fact::kept("error", error)));
    facts
}

fn http_facts(http: &Http) -> Vec<Fact> {
    let mut facts = match &http.start {
        HttpStart::Request { method, path, host } => {
            // RFC 9113 section 8.3.1: from version 2 on the host travels as a pseudo-header.
            let host_name = match http.version {
                HttpVersion::H1 => "Host",
                HttpVersion::H2 | HttpVersion::H3 => ":authority",
            };
            vec![
                Fact::kept("request", format!("{} {path}", method.name())),
                Fact::kept(host_name, host),
            ]
        }
        HttpStart::Response { status, reason } => {
            vec![Fact::kept("status", format!("{status} {reason}"))]
        }
    };
    facts.extend(http.headers.iter().map(|header| Fact {
        name: header.name,
        value: header.value.clone(),
        change: header.change,
    }));
    if http.body > 0 {
        facts.push(Fact::kept("body", format!("{} bytes", http.body)));
    }
    if http.early {
        facts.push(Fact::kept("sent as", "early data (0-RTT)"));
    }
    facts
}

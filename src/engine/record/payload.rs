//! Messages made from what crosses a link.

use crate::message::{
    Broker, Change, Dns, DnsAnswer, Header, Http, HttpStart, Message, Quic, Resp, Sql, Tcp,
    TlsRecord,
};
use crate::time::{SimDuration, SimTime};
use crate::topology::{HttpVersion, Method, Tls};
use crate::trace::Direction;

use super::super::exchange::{Op, Reply};
use super::super::observe::{Leg, Packet};
use super::super::state::Connection;
use super::{Recorder, Seen};

impl Recorder<'_> {
    /// What the receiver of `leg` is handed.
    pub(super) fn payload(&self, seen: &Seen, leg: &Leg, packet: Packet) -> Message {
        let connection = seen.connection.as_ref();
        let ends = connection.is_none_or(|c| match leg.direction {
            Direction::Request => leg.to == c.to,
            Direction::Response => leg.to == c.from,
        });
        let first = connection.is_none_or(|c| match leg.direction {
            Direction::Request => leg.from == c.from,
            Direction::Response => leg.from == c.to,
        });
        let sealed = |early: bool| {
            let connection = connection.filter(|_| !ends)?;
            match (connection.http, connection.tls) {
                (HttpVersion::H3, _) => Some(Message::Quic(Quic::Protected { early })),
                (_, Tls::None) => None,
                (_, version) => Some(Message::Tls(TlsRecord::ApplicationData { version, early })),
            }
        };
        match packet {
            Packet::Syn => Message::Tcp(Tcp {
                flags: "SYN",
                retransmission: leg.again,
            }),
            Packet::SynAck => Message::Tcp(Tcp {
                flags: "SYN, ACK",
                retransmission: leg.again,
            }),
            Packet::Reset => Message::Tcp(Tcp {
                flags: "RST, ACK",
                retransmission: 0,
            }),
            Packet::Flight {
                hello,
                round,
                resumed,
            } => self.flight(connection, hello, round, resumed),
            Packet::Question { early } => {
                sealed(early).unwrap_or_else(|| self.question(seen, early, first))
            }
            Packet::Answer(reply) => {
                sealed(false).unwrap_or_else(|| self.answer(seen, reply, first, leg.depart))
            }
        }
    }

    fn flight(
        &self,
        connection: Option<&Connection>,
        hello: bool,
        round: u8,
        resumed: bool,
    ) -> Message {
        let server_name = self.topology[self.request].host.clone();
        let version = connection.map_or(Tls::V1_3, |c| c.tls);
        if connection.is_some_and(|c| c.http == HttpVersion::H3) {
            let flight = if hello {
                "Initial: ClientHello"
            } else {
                "Initial: ServerHello; Handshake: Finished"
            };
            return Message::Quic(Quic::Handshake {
                flight,
                server_name,
                resumed,
            });
        }
        let flight = match (version, hello, round, resumed) {
            (_, true, 0, false) => "ClientHello",
            (Tls::V1_2, true, 0, true) => "ClientHello with session",
            (_, true, 0, true) => "ClientHello with pre-shared key",
            (Tls::V1_2, true, _, _) => "ClientKeyExchange, ChangeCipherSpec, Finished",
            (Tls::V1_2, false, 0, false) => {
                "ServerHello, Certificate, ServerKeyExchange, ServerHelloDone"
            }
            (Tls::V1_2, false, 0, true) => "ServerHello, ChangeCipherSpec, Finished",
            (Tls::V1_2, false, _, _) => "ChangeCipherSpec, Finished",
            (_, true, ..) => "Finished",
            (_, false, _, true) => "ServerHello, EncryptedExtensions, Finished",
            (_, false, _, false) => {
                "ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished"
            }
        };
        Message::Tls(TlsRecord::Handshake {
            version,
            flight,
            server_name,
            resumed,
        })
    }

    fn question(&self, seen: &Seen, early: bool, first: bool) -> Message {
        let request = &self.topology[self.request];
        let command = |verb: &str| {
            Message::Resp(Resp {
                command: format!("{verb} {}", self.key()),
                reply: None,
            })
        };
        match seen.op {
            Op::Http => Message::Http(Http {
                version: seen.connection.as_ref().map_or(HttpVersion::H1, |c| c.http),
                start: HttpStart::Request {
                    method: request.method,
                    path: request.path.clone(),
                    host: request.host.clone(),
                },
                headers: as_sent(&seen.request, first),
                body: u64::from(!request.method.is_safe()) * 64,
                early,
            }),
            Op::Resolve => Message::Dns(Dns {
                name: request.host.clone(),
                record: "A",
                answer: None,
            }),
            Op::Get => command("GET"),
            Op::Del => command("DEL"),
            Op::Set => {
                let ttl = self.ttl_of(seen).nanos() / 1_000_000_000;
                Message::Resp(Resp {
                    command: format!("SET {} <value> EX {ttl}", self.key()),
                    reply: None,
                })
            }
            Op::Read | Op::Write => Message::Sql(Sql {
                text: self.statement(),
                rows: None,
                error: None,
            }),
            Op::Publish => Message::Broker(Broker {
                verb: "publish",
                topic: self.table(),
            }),
            Op::Deliver => Message::Broker(Broker {
                verb: "deliver",
                topic: self.table(),
            }),
            Op::Replicate => Message::Sql(Sql {
                text: format!("replicate: {}", self.statement()),
                rows: None,
                error: None,
            }),
        }
    }

    fn answer(&self, seen: &Seen, reply: Reply, first: bool, now: SimTime) -> Message {
        let request = &self.topology[self.request];
        let replied = |command: String, reply: &str| {
            Message::Resp(Resp {
                command,
                reply: Some(reply.to_owned()),
            })
        };
        let rows = |rows, error| {
            Message::Sql(Sql {
                text: self.statement(),
                rows,
                error,
            })
        };
        match reply {
            Reply::Http(response) => Message::Http(Http {
                version: seen.connection.as_ref().map_or(HttpVersion::H1, |c| c.http),
                start: HttpStart::Response {
                    status: response.status,
                    reason: crate::message::reason(response.status),
                },
                headers: as_sent(&seen.response, first),
                body: if response.status == 200 {
                    request.size
                } else {
                    0
                },
                early: false,
            }),
            Reply::Name {
                expires, address, ..
            } => {
                let address = address.map(|node| self.ip(node)).unwrap_or_default();
                let ttl = expires.since(self.start + now.since(SimTime::ZERO));
                let answer = Some(DnsAnswer { address, ttl });
                Message::Dns(Dns {
                    name: request.host.clone(),
                    record: "A",
                    answer,
                })
            }
            Reply::Value { hit } => replied(
                format!("GET {}", self.key()),
                if hit { "<value>" } else { "(nil)" },
            ),
            Reply::Rows => rows(Some(1), None),
            Reply::ReadOnly => rows(
                None,
                Some("cannot write in a read-only transaction".to_owned()),
            ),
            Reply::Done => match seen.op {
                Op::Set => replied(format!("SET {}", self.key()), "OK"),
                Op::Del => replied(format!("DEL {}", self.key()), "(integer) 1"),
                Op::Publish | Op::Deliver => Message::Broker(Broker {
                    verb: "ack",
                    topic: self.table(),
                }),
                _ => rows(Some(1), None),
            },
        }
    }

    /// The name of a span's work.
    pub(super) fn span_name(&self, op: Op) -> String {
        let request = &self.topology[self.request];
        match op {
            Op::Http => format!("{} {}", request.method.name(), request.path),
            Op::Resolve => format!("resolve {}", request.host),
            Op::Get => format!("GET {}", self.key()),
            Op::Set => format!("SET {}", self.key()),
            Op::Del => format!("DEL {}", self.key()),
            Op::Read | Op::Write => self.statement(),
            Op::Publish => format!("publish {}", self.table()),
            Op::Deliver => format!("work on {}", self.table()),
            Op::Replicate => "apply replicated rows".to_owned(),
        }
    }

    fn key(&self) -> String {
        self.topology[self.request].cache_key()
    }

    /// The thing a statement is about: the path's first segment that is a word, after "api".
    fn table(&self) -> String {
        let request = &self.topology[self.request];
        let mut words = request
            .segments()
            .filter(|word| *word != "api" && word.chars().all(|c| c.is_alphanumeric() || c == '_'));
        words
            .find(|word| !word.chars().all(|c| c.is_ascii_digit()))
            .unwrap_or("pages")
            .to_owned()
    }

    fn statement(&self) -> String {
        let request = &self.topology[self.request];
        let number = request
            .segments()
            .find(|word| word.chars().all(|c| c.is_ascii_digit()));
        let at = number
            .map(|id| format!(" WHERE id = {id}"))
            .unwrap_or_default();
        let table = self.table();
        match request.method {
            Method::Get | Method::Head | Method::Options => format!("SELECT * FROM {table}{at}"),
            Method::Post => format!("INSERT INTO {table} VALUES (...)"),
            Method::Put | Method::Patch => format!("UPDATE {table} SET ...{at}"),
            Method::Delete => format!("DELETE FROM {table}{at}"),
        }
    }

    fn ttl_of(&self, seen: &Seen) -> SimDuration {
        let node = seen.connection.as_ref().map_or(seen.node, |c| c.to);
        self.topology[node].ttl.unwrap_or_default()
    }
}

/// Headers as the sender of this hop sends them: only the node that ends a connection touches any.
fn as_sent(headers: &[Header], first: bool) -> Vec<Header> {
    let change = |header: &Header| if first { header.change } else { Change::Kept };
    headers
        .iter()
        .map(|header| Header {
            change: change(header),
            ..header.clone()
        })
        .collect()
}

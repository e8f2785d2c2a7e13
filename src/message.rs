//! What a hop carries, as structured data: no bytes, no prose.
//!
//! The narration, the inspector and the packet export all read this one structure. Names are the
//! protocols' own (RFC 1035, 9293, 8446, 9110, the RESP and PostgreSQL documents).

use serde::Serialize;

use crate::time::SimDuration;
use crate::topology::{HttpVersion, Method, NodeId, Tls};

/// One message on one link, as its receiver can read it: inside TLS, a node that does not end it
/// is handed [`TlsRecord::ApplicationData`], never the HTTP within.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Message {
    /// A DNS question or answer over UDP.
    Dns(Dns),
    /// A TCP segment without payload.
    Tcp(Tcp),
    /// A TLS handshake flight or a sealed record.
    Tls(TlsRecord),
    /// A QUIC handshake flight (RFC 9001: TLS 1.3 rides in it) or sealed packets.
    Quic(Quic),
    /// An HTTP request or response.
    Http(Http),
    /// A command to a cache or its reply (Redis serialization protocol).
    Resp(Resp),
    /// A statement to a database or its result.
    Sql(Sql),
    /// A message handed to a broker, its acknowledgement, or its delivery.
    Broker(Broker),
}

impl Message {
    /// The protocol's word in JSON: `dns`, `tcp`, `tls`, `quic`, `http`, `resp`, `sql`, `amqp`.
    pub const fn protocol(&self) -> &'static str {
        match self {
            Self::Dns(_) => "dns",
            Self::Tcp(_) => "tcp",
            Self::Tls(_) => "tls",
            Self::Quic(_) => "quic",
            Self::Http(_) => "http",
            Self::Resp(_) => "resp",
            Self::Sql(_) => "sql",
            Self::Broker(_) => "amqp",
        }
    }
}

/// RFC 1035 question, and answer when there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dns {
    /// The name asked for.
    pub name: String,
    /// The record type, `A`.
    pub record: &'static str,
    /// The answer: address and time to live. `None` in a question.
    pub answer: Option<DnsAnswer>,
}

/// The answer section, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DnsAnswer {
    /// The address.
    pub address: String,
    /// How long it may be kept.
    #[serde(rename = "ttl_ns", serialize_with = "nanos")]
    pub ttl: SimDuration,
}

/// RFC 9293 segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tcp {
    /// `SYN`, `SYN, ACK`, `ACK`, `RST`, `RST, ACK`.
    pub flags: &'static str,
    /// How often this segment was sent before.
    pub retransmission: u8,
}

/// TLS on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum TlsRecord {
    /// A handshake flight.
    Handshake {
        /// Version negotiated.
        version: Tls,
        /// The messages of the flight, `ClientHello`, `ServerHello, Certificate, Finished` ...
        flight: &'static str,
        /// Server name indication, RFC 6066, readable on the way.
        server_name: String,
        /// A session is taken up again: no certificate.
        resumed: bool,
    },
    /// Ciphertext.
    ApplicationData {
        /// Version of the session.
        version: Tls,
        /// Sent as early data (0-RTT, RFC 8446 section 2.3).
        early: bool,
    },
}

/// QUIC on the wire, RFC 9000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "packet", rename_all = "kebab-case")]
pub enum Quic {
    /// Initial and Handshake packets.
    Handshake {
        /// What the flight holds.
        flight: &'static str,
        /// Server name indication.
        server_name: String,
        /// A session is taken up again.
        resumed: bool,
    },
    /// Ciphertext in 1-RTT (or 0-RTT) packets.
    Protected {
        /// Sent as early data.
        early: bool,
    },
}

/// RFC 9110 message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Http {
    /// Version on this connection.
    pub version: HttpVersion,
    /// Request line, or status line.
    pub start: HttpStart,
    /// Headers that matter, in order.
    pub headers: Vec<Header>,
    /// Body in bytes.
    pub body: u64,
    /// Sent as early data (0-RTT).
    pub early: bool,
}

/// First line of an HTTP message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum HttpStart {
    /// Of a request.
    Request {
        /// Method.
        method: Method,
        /// Target.
        path: String,
        /// `Host`, or `:authority`.
        host: String,
    },
    /// Of a response.
    Response {
        /// Status code.
        status: u16,
        /// Its standard reason phrase.
        reason: &'static str,
    },
}

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Field name as usually written.
    pub name: &'static str,
    /// Field value.
    pub value: String,
    /// What the sender of this hop did to it.
    pub change: Change,
}

/// What a node did to a header it passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Passed on as it came.
    Kept,
    /// Put in here.
    Added,
    /// Altered here.
    Changed,
}

/// RESP command or reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resp {
    /// `GET user:42:profile`, `SET ... EX 300`, `DEL ...`.
    pub command: String,
    /// `nil`, `OK`, `(integer) 1`, a bulk string; `None` in a command.
    pub reply: Option<String>,
}

/// SQL statement or result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sql {
    /// The statement.
    pub text: String,
    /// Rows returned or affected; `None` in a statement.
    pub rows: Option<u32>,
    /// The error of a refusal, `cannot execute UPDATE in a read-only transaction`.
    pub error: Option<String>,
}

/// A message with a broker, AMQP terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broker {
    /// `publish`, `ack`, `deliver`.
    pub verb: &'static str,
    /// What it is about.
    pub topic: String,
}

/// Where a message comes from and goes to at this place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// `address:port` of the sender of this connection or datagram.
    pub source: String,
    /// `address:port` of its receiver.
    pub destination: String,
}

/// The connection (or the exchange of datagrams) that a message belongs to, from end to end: only
/// these two can open what is sealed inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channel {
    /// Who opened it.
    pub opener: NodeId,
    /// Who accepted it.
    pub end: NodeId,
    /// Its encryption.
    pub tls: Tls,
    /// The HTTP version on it; [`HttpVersion::H3`] means QUIC, which is always encrypted.
    pub http: HttpVersion,
}

impl Channel {
    /// Whether what it carries can be read at its two ends only.
    pub fn is_sealed(&self) -> bool {
        self.tls != Tls::None || self.http == HttpVersion::H3
    }
}

/// The standard reason phrase of a status code: RFC 9110 section 15, RFC 6585 section 4.
pub const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        304 => "Not Modified",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn nanos<S: serde::Serializer>(length: &SimDuration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(length.nanos())
}

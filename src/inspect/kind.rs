//! What each kind of device does, in a sentence, and how far up it looks.

use crate::topology::{Kind, Layer, Node};

/// What a device of this kind does.
pub(super) const fn does(kind: Kind) -> &'static str {
    match kind {
        Kind::Client => {
            "Asks for the address, opens the connection and sends the request; it remembers names, connections and TLS sessions."
        }
        Kind::Dns => "Answers a name with an address, on the side; the request never passes it.",
        Kind::Internet => "Carries packets towards their destination address.",
        Kind::Router => {
            "Forwards packets by their destination address; with an address of its own it rewrites it."
        }
        Kind::Firewall => {
            "Lets packets pass, drops or rejects them by address, port and state of the connection; it can send no HTTP status."
        }
        Kind::L4Lb => {
            "Picks a backend for each connection and rewrites the destination; it never reads HTTP."
        }
        Kind::Service => {
            "A rule on every machine of the cluster that puts a ready pod's address in place of the virtual one."
        }
        Kind::Cdn => {
            "Ends the client's TLS, answers from its cache, and fetches what it does not hold from an origin."
        }
        Kind::Waf => "Reads the decrypted request and passes it on, or answers 403 or 429 itself.",
        Kind::L7Lb => {
            "Ends the connection, reads the request and picks a backend for it; makes 502, 503 and 504."
        }
        Kind::Proxy => {
            "Speaks to the client side on one connection and to the next server on another; adds X-Forwarded-For and Via."
        }
        Kind::Ingress => "Routes requests by host and path to the services of the cluster.",
        Kind::Web => "Answers static content itself and passes the rest to an application.",
        Kind::App => {
            "Makes the answer: asks its cache first, then the database; writes go to the primary."
        }
        Kind::Cache => {
            "Holds values in memory by key; it answers hit or miss and never asks the database itself."
        }
        Kind::Database => {
            "Keeps the rows; a primary takes writes, a replica reads only and follows the primary."
        }
        Kind::ObjectStore => "Hands out files by name.",
        Kind::Queue => "Takes a message, says so at once, and hands it to a worker later.",
        Kind::Worker => "Takes messages from a queue and works after the response has gone.",
        Kind::Stage => {
            "A caption: it stands for no device and lights up with the boxes it speaks of."
        }
    }
}

/// How far up it looks, as the end of a sentence that starts with its name.
pub(super) fn eyesight(node: &Node) -> &'static str {
    match node.kind.facts().layer {
        Layer::L3 if node.rewrites_destination() => "looks at addresses and ports only",
        Layer::L3 => "looks at IP addresses only",
        Layer::L4 => "looks at addresses and ports only",
        Layer::L7 | Layer::None => "does not read it",
    }
}

/// The layer it works at, for a heading.
pub(super) const fn layer(kind: Kind) -> &'static str {
    match kind.facts().layer {
        Layer::None => "",
        Layer::L3 => "layer 3, IP",
        Layer::L4 => "layer 4, TCP and UDP",
        Layer::L7 => "layer 7, the application",
    }
}

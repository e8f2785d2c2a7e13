//! Who can read what: L3 and L4 devices see addresses and ports, and nobody reads what is sealed.

use super::subject::{Subject, reach};
use super::{Finding, Rule};
use crate::topology::{Kind, LinkId, NodeId, Role, When};

/// A status at a device below L7: RFC 9110 section 15.
pub(super) const STATUS_BELOW_L7: Rule = Rule {
    code: "status-below-l7",
    finds: "an L3 or L4 device that is drawn with an HTTP status",
    why: "only who reads HTTP can answer with a status; a packet filter drops (the client waits) or rejects \
          (the client knows at once), and neither has a number",
    mend: "take the status out, or make the node a `waf`, which reads the request",
    source: "RFC 9110 section 15: a status is part of an HTTP response. RFC 9293 section 3.5.2: what TCP \
             can answer is a reset.",
    check: status_below_l7,
};

fn status_below_l7(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let badges = subject
        .nodes()
        .filter(|(id, node)| subject.transit(*id) && says_status(&node.badge))
        .map(|(id, _)| {
            let message = format!(
                "`{}` is {}, but its badge is an HTTP status",
                subject.id(id),
                subject.noun(id)
            );
            Finding::new(message).at(subject.at_node(id, "badge"), "nobody here speaks HTTP")
        });
    // An answer may pass through from further in, where there is somebody to write it.
    let alone = |node: NodeId| {
        let next = |node| subject.onward(node).map(|link| topology[link].to).collect();
        let behind = reach(topology, &[node], next);
        !topology
            .node_ids()
            .any(|id| behind[id.index()] && subject.reads_http(id))
    };
    let labels = subject
        .links()
        .filter(|(_, link)| link.role == Role::Reply && subject.transit(link.from))
        .filter(|(_, link)| says_status(&link.label) && alone(link.from))
        .map(|(id, link)| {
            let message = format!(
                "`{}` is {}, but answers `{}` with an HTTP status",
                subject.id(link.from),
                subject.noun(link.from),
                subject.id(link.to)
            );
            Finding::new(message).at(subject.at_link(id, "label"), "nobody here speaks HTTP")
        });
    badges.chain(labels).collect()
}

/// Whether a text is or holds an HTTP status: a code with its first word or with `HTTP` before
/// it, or nothing but a code. (500 alone may be the UDP port of IKE.)
fn says_status(text: &str) -> bool {
    const STATUS: [(&str, &str); 11] = [
        ("400", "bad"),
        ("401", "unauthorized"),
        ("403", "forbidden"),
        ("404", "not"),
        ("405", "method"),
        ("408", "request"),
        ("429", "too"),
        ("500", "internal"),
        ("502", "bad"),
        ("503", "service"),
        ("504", "gateway"),
    ];
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if let [only] = *words {
        return only != "500" && STATUS.iter().any(|(code, _)| *code == only);
    }
    words
        .windows(2)
        .any(|pair| pair[0] == "http" && STATUS.iter().any(|(code, _)| *code == pair[1]))
        || words
            .windows(2)
            .any(|pair| STATUS.contains(&(pair[0], pair[1])))
}

/// A condition at a device that reads no HTTP: AWS "What is a Network Load Balancer?".
pub(super) const ROUTING_BELOW_L7: Rule = Rule {
    code: "routing-below-l7",
    finds: "an L3 or L4 device that chooses by what only HTTP says: path, host, method or content",
    why: "an L3 or L4 device forwards packets by address and port and does not read the request in them",
    mend: "put the condition at an L7 node (`l7-lb`, `proxy`, `ingress`, `cdn`) behind it, or make this one such a node",
    source: "AWS, Network Load Balancers: works at the fourth layer of the OSI model. Kubernetes, Virtual IPs and \
             Service Proxies: a Service is a packet rule.",
    check: routing_below_l7,
};

fn routing_below_l7(subject: &Subject<'_>) -> Vec<Finding> {
    conditions(subject)
        .filter(|condition| !condition.sealed || condition.by_host)
        .filter(|condition| !condition.by_name())
        .map(|condition| {
            let message = format!(
                "`{}` is {} and cannot route by {}",
                subject.id(condition.node),
                subject.noun(condition.node),
                condition.what
            );
            Finding::new(message).at(
                subject.at_link(condition.link, "when"),
                "it sees addresses and ports only",
            )
        })
        .collect()
}

/// A condition on sealed content: RFC 8446 section 5.2.
pub(super) const ROUTING_BEFORE_TLS_ENDS: Rule = Rule {
    code: "routing-before-tls-ends",
    finds: "a choice by path, method or content where the request is still encrypted",
    why: "between the two ends of TLS the whole HTTP request is ciphertext; at most the host can be seen, as the \
          name in the TLS hello",
    mend: "end TLS first: put the condition at the L7 node that does, or at one behind it",
    source: "RFC 8446 section 5.2 (records are encrypted); RFC 6066 section 3 (the server's name in the hello).",
    check: routing_before_tls_ends,
};

fn routing_before_tls_ends(subject: &Subject<'_>) -> Vec<Finding> {
    let sealed = conditions(subject).filter(|condition| condition.sealed && !condition.by_host);
    sealed
        .map(|condition| {
            let node = subject.id(condition.node);
            let message = format!(
                "`{node}` cannot route by {}: TLS passes through it",
                condition.what
            );
            let finding = Finding::new(message).at(
                subject.at_link(condition.link, "when"),
                "the request is sealed here",
            );
            opened(subject, condition.node, finding)
        })
        .collect()
}

/// A condition on a link out of a device that only forwards packets.
struct Condition {
    node: NodeId,
    kind: Kind,
    link: LinkId,
    by_host: bool,
    what: &'static str,
    /// Every connection through the device is encrypted.
    sealed: bool,
}

impl Condition {
    /// Whether the name in the TLS hello is enough, and this is a device that may look at it.
    fn by_name(&self) -> bool {
        self.by_host && self.sealed && matches!(self.kind, Kind::L4Lb | Kind::Firewall)
    }
}

fn conditions<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = Condition> + 's {
    let links = subject.links();
    links.filter_map(|(id, link)| {
        let when = link.when.as_ref()?;
        if link.role != Role::Request || !subject.transit(link.from) {
            return None;
        }
        let mut passing = subject.passing(link.from).peekable();
        let sealed = passing.peek().is_some() && passing.all(|c| subject.encrypted(c));
        Some(Condition {
            node: link.from,
            kind: subject.topology[link.from].kind,
            link: id,
            by_host: matches!(when, When::Host(_)),
            what: match when {
                When::Static | When::Dynamic => "content",
                When::Read | When::Write => "method",
                When::Path(_) => "path",
                When::Host(_) => "host",
            },
            sealed,
        })
    })
}

/// Adds the place where TLS through `node` is opened.
fn opened(subject: &Subject<'_>, node: NodeId, finding: Finding) -> Finding {
    let sealed = subject.passing(node).find(|c| subject.encrypted(c));
    match sealed {
        Some(connection) => finding.at(
            subject.at_link(connection.first, ""),
            format!("`{}` opens TLS here", subject.id(connection.opener)),
        ),
        None => finding,
    }
}

/// A packet filter that is called a WAF and has ciphertext before it: RFC 8446 section 5.2.
pub(super) const WAF_BEFORE_TLS_ENDS: Rule = Rule {
    code: "waf-before-tls-ends",
    finds: "a box called WAF that only forwards packets, with TLS passing through it",
    why: "a web application firewall looks for attacks in the HTTP request, and TLS that goes on behind it shows \
          it nothing but ciphertext",
    mend: "give the node the kind `waf`, which ends TLS, or call it what it is",
    source: "AWS WAF Developer Guide: it protects what ends TLS (CloudFront, Application Load Balancer, API Gateway). \
             RFC 8446 section 5.2.",
    check: waf_before_tls_ends,
};

fn waf_before_tls_ends(subject: &Subject<'_>) -> Vec<Finding> {
    let is_waf = |text: &str| {
        let text = text.trim();
        text.eq_ignore_ascii_case("WAF") || text.eq_ignore_ascii_case("Web Application Firewall")
    };
    let mut findings = Vec::new();
    for (id, node) in subject.nodes().filter(|(id, _)| subject.transit(*id)) {
        let texts = [
            ("name", &node.name),
            ("short", &node.short),
            ("badge", &node.badge),
        ];
        let called = texts.into_iter().find(|(_, text)| is_waf(text));
        let sealed = subject.passing(id).any(|c| subject.encrypted(c));
        if let (Some((key, _)), true) = (called, sealed) {
            let message = format!(
                "`{}` is called a WAF but is {}, and TLS passes through it",
                subject.id(id),
                subject.noun(id)
            );
            let finding =
                Finding::new(message).at(subject.at_node(id, key), "it cannot inspect this");
            findings.push(opened(subject, id, finding));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::says_status;

    #[test]
    fn a_status_is_told_from_a_port() {
        let table = [
            ("403", true),
            ("403 Forbidden", true),
            ("HTTP 503", true),
            ("HTTP/1.1 500", false),
            ("503 Service Unavailable", true),
            ("500 Internal Server Error", true),
            ("UDP 500", false),
            ("500", false),
            ("TCP 443", false),
            ("", false),
            ("L4", false),
        ];
        for (text, expected) in table {
            assert_eq!(says_status(text), expected, "{text}");
        }
    }
}

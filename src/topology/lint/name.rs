//! Names and addresses: DNS answers a question beside the way, and knows nothing but a name.

use std::collections::BTreeMap;

use super::subject::Subject;
use super::{Finding, Rule};
use crate::topology::{Kind, LinkId, NodeId, Role, When};

/// A resolver on the way of traffic: RFC 1034 section 2.4.
pub(super) const DNS_ON_THE_WAY: Rule = Rule {
    code: "dns-on-the-way",
    finds: "a request link into a DNS node",
    why: "a resolver is asked for an address and answers with it; the request then goes to that address and never \
          through the resolver",
    mend: "leave `role` out, so that the link is a lookup; a link from the DNS node to the server is then drawn as \
           what it is, a hand-off",
    source: "RFC 1034 section 2.4: name servers answer queries about names. They carry no other traffic.",
    check: dns_on_the_way,
};

fn dns_on_the_way(subject: &Subject<'_>) -> Vec<Finding> {
    let requests = subject
        .links()
        .filter(|(_, link)| link.role == Role::Request);
    requests
        .filter(|(_, link)| subject.topology[link.to].kind == Kind::Dns)
        .map(|(id, link)| {
            let message = format!(
                "`{}` sends requests into the resolver `{}`",
                subject.id(link.from),
                subject.id(link.to)
            );
            Finding::new(message).at(subject.at_link(id, "role"), "DNS is not on the way")
        })
        .collect()
}

/// A hand-off by more than a name: RFC 1035 section 4.1.2.
pub(super) const ROUTING_BY_DNS: Rule = Rule {
    code: "routing-by-dns",
    finds: "a DNS node that chooses by path, method or content",
    why: "a DNS question holds a name and a type; what will be asked for at the address is not known yet",
    mend: "tell the hand-offs apart by `when = { host = \"...\" }`, or let an L7 node behind the address choose by path",
    source: "RFC 1035 section 4.1.2: a question is QNAME, QTYPE and QCLASS.",
    check: routing_by_dns,
};

fn routing_by_dns(subject: &Subject<'_>) -> Vec<Finding> {
    let links = subject.links();
    links
        .filter(|(_, link)| link.role == Role::Handoff && beyond_name(link.when.as_ref()))
        .map(|(id, link)| {
            let message = format!(
                "`{}` cannot hand traffic to `{}` by what is in the request",
                subject.id(link.from),
                subject.id(link.to)
            );
            Finding::new(message).at(subject.at_link(id, "when"), "DNS is asked for a name only")
        })
        .collect()
}

/// Whether a condition asks for more than a host.
fn beyond_name(when: Option<&When>) -> bool {
    !matches!(when, None | Some(When::Host(_)))
}

/// A client that goes to two places for one host: RFC 9110 section 7.3.3.
pub(super) const ONE_HOST_TWO_WAYS: Rule = Rule {
    code: "one-host-two-ways",
    finds: "a client whose requests for one host go to different nodes by path, method or content",
    why: "a client connects to the address of the host, and a host has the same address for every path",
    mend: "give what is served elsewhere a host of its own, or let both go to one L7 node that chooses by path",
    source: "RFC 9110 section 7.3.3: the request goes to the address of the target's host.",
    check: one_host_two_ways,
};

fn one_host_two_ways(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut first_ways: BTreeMap<(NodeId, &str), LinkId> = BTreeMap::new();
    let mut findings: BTreeMap<LinkId, Finding> = BTreeMap::new();
    for id in topology.request_ids() {
        let request = &topology[id];
        let Some(&way) = subject.next(id, request.from).first() else {
            continue;
        };
        let known = first_ways.entry((request.from, &request.host));
        let first = *known.or_insert(way);
        let conditional = [way, first].into_iter().find(|&link| {
            topology[link].role == Role::Request && beyond_name(topology[link].when.as_ref())
        });
        let (Some(link), false) = (conditional, topology[way].to == topology[first].to) else {
            continue;
        };
        findings.entry(link).or_insert_with(|| {
            let message = format!(
                "`{}` goes to `{}` and to `{}` for one host, {}",
                subject.id(request.from),
                subject.id(topology[first].to),
                subject.id(topology[way].to),
                request.host
            );
            let place = subject.at_link(link, "when");
            Finding::new(message).at(place, "the address follows from the host alone")
        });
    }
    findings.into_values().collect()
}

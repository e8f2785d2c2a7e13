//! Stores: who speaks to whom, and who takes writes.

use super::subject::Subject;
use super::{Finding, Rule};
use crate::topology::{DatabaseRole, Kind, NodeId, Role};

/// HTTP to what does not speak it: RFC 9110 section 3.7.
pub(super) const SPEAKS_NO_HTTP: Rule = Rule {
    code: "speaks-no-http",
    finds: "a client or gateway linked to a database, cache, queue or worker",
    why: "a gateway passes HTTP requests on, and that node speaks another protocol, so no request ever takes the link",
    mend: "put an `app` between the two: it is the one that turns a request into queries",
    source: "RFC 9110 section 3.7: a gateway forwards HTTP to an HTTP server. PostgreSQL, frontend/backend protocol.",
    check: speaks_no_http,
};

fn speaks_no_http(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let speaks = |node: NodeId| topology[node].kind.speaks_http();
    subject
        .connections
        .iter()
        .filter(|connection| subject.opening(connection).role == Role::Request)
        .filter(|connection| {
            let kind = topology[connection.opener].kind;
            // A web server may be its own application.
            kind == Kind::Client || (kind.is_gateway() && kind != Kind::Web)
        })
        .filter(|connection| !connection.ends.iter().copied().any(speaks))
        .filter_map(|connection| {
            let end = *connection.ends.first()?;
            let message = format!(
                "`{}` sends HTTP to `{}`, which is {}",
                subject.id(connection.opener),
                subject.id(end),
                subject.noun(end)
            );
            let place = subject.at_link(connection.first, "");
            Some(Finding::new(message).at(place, "no request takes this link"))
        })
        .collect()
}

/// A cache in front of its database: Microsoft, "Cache-Aside pattern".
pub(super) const CACHE_ASKS_DATABASE: Rule = Rule {
    code: "cache-asks-database",
    finds: "a cache linked to a database",
    why: "a cache such as Redis answers hit or miss and asks nobody; on a miss the application reads the database and \
          puts a copy into the cache",
    mend: "draw the link from the `app` to the database, beside the one to the cache",
    source: "Microsoft Azure Architecture Center, Cache-Aside pattern.",
    check: cache_asks_database,
};

fn cache_asks_database(subject: &Subject<'_>) -> Vec<Finding> {
    let kind = |node: NodeId| subject.topology[node].kind;
    subject
        .links()
        .filter(|(_, link)| link.role == Role::Request)
        .filter(|(_, link)| (kind(link.from), kind(link.to)) == (Kind::Cache, Kind::Database))
        .map(|(id, link)| {
            let message = format!(
                "the cache `{}` does not ask the database `{}`",
                subject.id(link.from),
                subject.id(link.to)
            );
            Finding::new(message).at(subject.at_link(id, ""), "nothing goes this way")
        })
        .collect()
}

/// A write where nobody takes it: `PostgreSQL`, "Hot Standby".
pub(super) const WRITE_TO_REPLICA: Rule = Rule {
    code: "write-to-replica",
    finds: "a write that comes to an application with nothing but replicas",
    why: "a replica copies what its primary wrote and refuses writes of its own, so this request ends in an error",
    mend: "link the application to the primary too: writes take that link, reads keep the replica",
    source: "PostgreSQL, Hot Standby: INSERT, UPDATE and DELETE are rejected on a standby.",
    check: write_to_replica,
};

fn write_to_replica(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let mut findings = Vec::new();
    for (app, _) in subject.nodes().filter(|(_, node)| node.kind == Kind::App) {
        let mut writes = topology.request_ids().filter(|&request| {
            !topology[request].method.is_safe() && subject.comes_to(request, app)
        });
        let refused = writes.find_map(|request| {
            let links = subject.next(request, app).iter().copied();
            let databases: Vec<_> = links
                .map(|link| (link, subject.end_of(request, link)))
                .filter(|(_, end)| topology[*end].kind == Kind::Database)
                .collect();
            let takes = |(_, node): &(_, NodeId)| topology[*node].role == DatabaseRole::Primary;
            let refused = !databases.is_empty() && !databases.iter().any(takes);
            refused.then_some((request, databases))
        });
        if let Some((request, databases)) = refused {
            let name = &topology[request].id;
            let message = format!(
                "`{}` can send the write `{name}` to no primary",
                subject.id(app)
            );
            let label = "leads to a replica, which refuses writes";
            findings.push(
                Finding::new(message)
                    .at(subject.at_link(databases[0].0, ""), label)
                    .at(
                        subject.places.requests[request.index()].clone(),
                        "this writes",
                    ),
            );
        }
    }
    findings
}

/// A replica that nobody copies to: `PostgreSQL`, "Log-Shipping Standby Servers".
pub(super) const REPLICA_WITHOUT_PRIMARY: Rule = Rule {
    code: "replica-without-primary",
    finds: "a replica that no database copies to, though there is a primary",
    why: "without replication nothing that is written at the primary ever comes to this replica",
    mend: "add a `[[link]]` from the primary to it; between two databases it is a replication",
    source: "PostgreSQL, Log-Shipping Standby Servers: a standby receives what its primary wrote.",
    check: replica_without_primary,
};

fn replica_without_primary(subject: &Subject<'_>) -> Vec<Finding> {
    let topology = subject.topology;
    let database = |role| {
        subject
            .nodes()
            .filter(move |(_, node)| node.kind == Kind::Database && node.role == role)
    };
    let Some((primary, _)) = database(DatabaseRole::Primary).next() else {
        return Vec::new();
    };
    let copied = |node: NodeId| {
        let mut links = topology
            .incoming(node)
            .iter()
            .chain(topology.outgoing(node));
        links.any(|link| topology[*link].role == Role::Replicate)
    };
    let joined = |node: NodeId| !topology.incoming(node).is_empty();
    database(DatabaseRole::Replica)
        .filter(|(id, _)| joined(*id) && !copied(*id))
        .map(|(id, _)| {
            let message = format!(
                "nothing copies `{}` to the replica `{}`",
                subject.id(primary),
                subject.id(id)
            );
            Finding::new(message).at(subject.at_node(id, ""), "it stays empty")
        })
        .collect()
}

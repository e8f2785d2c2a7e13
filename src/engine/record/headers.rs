//! HTTP headers that matter, and what each node adds or changes.

use crate::message::{Change, Header};
use crate::time::SimDuration;
use crate::topology::{Content, HttpVersion, Kind, NodeId, Product, Tls};
use crate::trace::{Cause, Decision};

use super::super::exchange::{ExchangeId, Response};
use super::{Recorder, Seen};

/// Headers that edge products put their request id in: Cloudflare fundamentals, "CF-Ray"; Amazon
/// `CloudFront` developer guide, "X-Amz-Cf-Id".
const RAY_IDS: [(&str, &str); 2] = [("cloudflare", "CF-Ray"), ("cloudfront", "X-Amz-Cf-Id")];

/// The name that `HAProxy`, nginx ingress and Envoy give a request, and pass on where it has one
/// (Envoy, HTTP connection manager: `x-request-id`).
const REQUEST_ID: &str = "X-Request-ID";
/// Which try it is, from 1 (Envoy, router: `x-envoy-attempt-count`).
const ATTEMPT: &str = "X-Envoy-Attempt-Count";

impl Recorder<'_> {
    /// Headers of the request that exchange `x` asks with.
    pub(super) fn request_headers(&self, x: ExchangeId) -> Vec<Header> {
        let request = &self.topology[self.request];
        let seen = &self.seen[x.index()];
        let parent = seen.parent.map(|parent| &self.seen[parent.index()]);
        let caller = seen
            .connection
            .as_ref()
            .map_or(seen.node, |connection| connection.from);
        let Some(parent) = parent.filter(|_| self.topology[caller].kind != Kind::Client) else {
            let mut headers = vec![added("Accept-Encoding", "gzip")];
            if request.content == Content::Dynamic {
                headers.push(added("Authorization", "Bearer <token>"));
            }
            if !request.method.is_safe() {
                headers.push(added("Content-Type", "application/json"));
            }
            return headers;
        };
        let mut headers: Vec<Header> = parent.request.iter().map(kept).collect();
        if !self.topology[caller].kind.is_gateway() {
            return headers;
        }
        // Each proxy appends the address it saw on its own connection, at the right.
        let peer = parent
            .connection
            .as_ref()
            .map(|connection| self.ip(connection.from))
            .unwrap_or_default();
        append(&mut headers, "X-Forwarded-For", &peer);
        let secure = parent.connection.as_ref().is_some_and(encrypted);
        if !headers
            .iter()
            .any(|header| header.name == "X-Forwarded-Proto")
        {
            headers.push(added(
                "X-Forwarded-Proto",
                if secure { "https" } else { "http" },
            ));
        }
        append(&mut headers, "Via", &self.via(parent, caller));
        let node = &self.topology[caller];
        let retries =
            matches!(node.kind, Kind::L7Lb | Kind::Proxy | Kind::Ingress) || node.retries.is_some();
        // The same number on every try, so that logs can tell a retry from another request.
        if retries && !headers.iter().any(|header| header.name == REQUEST_ID) {
            let id = super::super::chance::mix(self.start.nanos());
            headers.push(added(REQUEST_ID, &format!("{id:016x}")));
        }
        if node.errors == Some(Product::Envoy) {
            headers.push(added(ATTEMPT, &(parent.retries + 1).to_string()));
        }
        if self.topology[caller].kind == Kind::Cdn
            && let Some(name) = self.ray_id(caller)
        {
            headers.push(added(
                name,
                &format!(
                    "{:016x}",
                    super::super::chance::mix(self.seed.0 ^ u64::from(caller.0))
                ),
            ));
        }
        headers
    }

    /// Headers of the answer of exchange `x`, whose server is `node`.
    pub(super) fn response_headers(
        &self,
        x: ExchangeId,
        node: NodeId,
        response: Response,
    ) -> Vec<Header> {
        let seen = &self.seen[x.index()];
        let it = &self.topology[node];
        let mut headers: Vec<Header> = if response.by == node {
            self.own_headers(node, response)
        } else {
            seen.response.iter().map(kept).collect()
        };
        if response.by != node && it.kind.is_gateway() {
            append(&mut headers, "Via", &self.via(seen, node));
        }
        // RFC 9211: each cache on the way says what it did.
        let status = match (&seen.remark, it.kind) {
            (_, Kind::App | Kind::Cache) => None,
            (Some(Decision::Hit { age, left }), _) => {
                headers.push(added("Age", &seconds(*age)));
                Some(format!("{}; hit; ttl={}", it.id, seconds(*left)))
            }
            (Some(Decision::Stored { .. }), _) => Some(format!("{}; fwd=uri-miss; stored", it.id)),
            (Some(Decision::Miss), _) if response.by != node => {
                Some(format!("{}; fwd=uri-miss", it.id))
            }
            _ => None,
        };
        if let Some(status) = status {
            append(&mut headers, "Cache-Status", &status);
        }
        if let Some(Decision::RateLimited { retry_after }) = seen.remark {
            headers.push(added("Retry-After", &seconds(retry_after)));
        }
        headers
    }

    fn own_headers(&self, node: NodeId, response: Response) -> Vec<Header> {
        let request = &self.topology[self.request];
        let it = &self.topology[node];
        if response.status == 200 {
            let html = request.content == Content::Dynamic && it.kind == Kind::Web;
            let kind = if html {
                "text/html"
            } else {
                content_type(&request.path)
            };
            return vec![
                added("Content-Type", kind),
                added("Content-Length", &request.size.to_string()),
            ];
        }
        // RFC 9209: an error of an intermediary says whose it is.
        let error = match response.cause {
            Cause::Down(_) | Cause::Rejected(_) => "connection_refused",
            Cause::Dropped(_) => "connection_timeout",
            Cause::TooSlow(_) => "http_response_timeout",
            Cause::NoBackend(_) => "destination_unavailable",
            Cause::Blocked => "http_request_denied",
            _ => return Vec::new(),
        };
        vec![added("Proxy-Status", &format!("{}; error={error}", it.id))]
    }

    /// RFC 9110 section 7.6.3: the version it was received in, and by whom.
    fn via(&self, seen: &Seen, node: NodeId) -> String {
        let version = match seen.connection.as_ref().map(|connection| connection.http) {
            Some(HttpVersion::H3) => "3",
            Some(HttpVersion::H2) => "2",
            _ => "1.1",
        };
        format!("{version} {}", self.topology[node].id)
    }

    fn ray_id(&self, node: NodeId) -> Option<&'static str> {
        let it = &self.topology[node];
        let words = format!("{} {}", it.name, it.detail).to_lowercase();
        RAY_IDS
            .iter()
            .find(|(product, _)| words.contains(product))
            .map(|(_, header)| *header)
    }
}

fn encrypted(connection: &super::Connection) -> bool {
    connection.tls != Tls::None || connection.http == HttpVersion::H3
}

fn added(name: &'static str, value: &str) -> Header {
    Header {
        name,
        value: value.to_owned(),
        change: Change::Added,
    }
}

fn kept(header: &Header) -> Header {
    Header {
        change: Change::Kept,
        ..header.clone()
    }
}

/// Puts a value at the right end of a list header, or adds the header.
fn append(headers: &mut Vec<Header>, name: &'static str, value: &str) {
    match headers.iter_mut().find(|header| header.name == name) {
        Some(header) => {
            header.value = format!("{}, {value}", header.value);
            header.change = Change::Changed;
        }
        None => headers.push(added(name, value)),
    }
}

fn seconds(length: SimDuration) -> String {
    (length.nanos() / 1_000_000_000).to_string()
}

fn content_type(path: &str) -> &'static str {
    let file = path.split('?').next().unwrap_or(path);
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css",
        "js" => "text/javascript",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "html" => "text/html",
        _ => "application/json",
    }
}

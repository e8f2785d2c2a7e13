//! Topologies by chance: layers of nodes of all kinds, links with all options, missing backends,
//! loops, requests in all circumstances; as the text of a file.

use std::fmt::Write;

use crate::tape::Tape;

/// A node that was put down: its id is its kind and a number.
struct Placed {
    id: String,
    kind: &'static str,
    caches: bool,
}

/// The text under way.
struct Draft<'t> {
    tape: &'t mut Tape,
    nodes: Vec<Placed>,
    head: String,
    links: String,
}

const FRONT: [&str; 6] = ["internet", "router", "firewall", "l4-lb", "cdn", "waf"];
const INNER: [&str; 10] = [
    "app", "web", "l7-lb", "l4-lb", "proxy", "ingress", "service", "firewall", "cdn", "waf",
];
const POLICIES: [&str; 5] = [
    "round-robin",
    "least-connections",
    "random",
    "weighted",
    "ip-hash",
];
const SERVICES: [&str; 6] = [
    "\"2ms\"",
    "\"0ms\"",
    "{ fixed = \"1ms\" }",
    "{ mean = \"3ms\" }",
    "{ min = \"1ms\", max = \"4ms\" }",
    "{ median = \"1ms\", p99 = \"20ms\" }",
];
const LATENCIES: [&str; 6] = ["1ms", "0ms", "137us", "20ms", "333ns", "150ms"];
const CONDITIONS: [&str; 6] = [
    "\"static\"",
    "\"dynamic\"",
    "\"read\"",
    "\"write\"",
    "{ path = \"/api/*\" }",
    "{ host = \"*.example.org\" }",
];

/// A topology read off the tape.
pub(crate) fn topology(tape: &mut Tape) -> String {
    let mut draft = Draft {
        tape,
        nodes: Vec::new(),
        head: String::from("format = 1\ntitle = \"Generated\"\n"),
        links: String::new(),
    };
    let layers = draft.layers();
    draft.stores(&layers);
    draft.extras(&layers);
    let requests = draft.requests();
    draft.head + &draft.links + &requests
}

impl Draft<'_> {
    fn node(&mut self, kind: &'static str) -> usize {
        let id = format!("{kind}{}", self.nodes.len());
        let _ = write!(
            self.head,
            "[node.{id}]\nkind = \"{kind}\"\nname = \"{kind}\"\n"
        );
        let mut caches = matches!(kind, "client" | "cdn" | "dns" | "cache");
        if matches!(kind, "cdn" | "dns" | "cache" | "proxy" | "web") && self.tape.chance(40) {
            let ttl = self.tape.pick(&["60s", "1s", "0s", "24h"]);
            self.say(format_args!("ttl = \"{ttl}\""));
            caches = true;
        }
        let chooses = matches!(
            kind,
            "l4-lb" | "service" | "cdn" | "waf" | "l7-lb" | "proxy" | "ingress" | "web"
        );
        if chooses && self.tape.chance(30) {
            let policy = self.tape.pick(&POLICIES);
            self.say(format_args!("policy = \"{policy}\""));
        }
        if kind != "client" && self.tape.chance(40) {
            let service = self.tape.pick(&SERVICES);
            self.say(format_args!("service = {service}"));
        }
        if self.tape.chance(15) {
            let timeout = self.tape.pick(&["1s", "50ms", "10s", "1ms"]);
            self.say(format_args!("timeout = \"{timeout}\""));
        }
        if self.tape.chance(15) {
            let (capacity, weight) = (1 + self.tape.below(3), 1 + self.tape.below(5));
            self.say(format_args!("capacity = {capacity}\nweight = {weight}"));
        }
        if self.tape.chance(15) {
            let place = self.nodes.len();
            self.say(format_args!("address = \"10.0.0.{place}:8000\""));
        }
        if kind == "client" && self.tape.chance(30) {
            self.say(format_args!("nat = \"203.0.113.9\""));
        }
        if kind == "app" && self.tape.chance(40) {
            self.say(format_args!("calls = \"parallel\""));
        }
        if chooses && !matches!(kind, "l4-lb" | "service") {
            self.habits();
        }
        if kind == "database" {
            if self.tape.chance(40) {
                self.say(format_args!("role = \"replica\""));
            } else if self.tape.chance(80) {
                let after = self.tape.pick(&["30s", "0s", "1ms"]);
                self.say(format_args!("failover = \"{after}\""));
            }
        }
        if kind != "client" && self.tape.chance(10) {
            self.say(format_args!("hidden = true"));
        }
        if self.tape.chance(10) {
            self.say(format_args!(
                "health = {{ interval = \"5s\", threshold = 2 }}"
            ));
        }
        self.nodes.push(Placed { id, kind, caches });
        self.nodes.len() - 1
    }

    /// What a gateway does when somebody fails it.
    fn habits(&mut self) {
        if self.tape.chance(25) {
            let product = self.tape.pick(&["nginx", "haproxy", "alb", "envoy"]);
            self.say(format_args!("errors = \"{product}\""));
        }
        if self.tape.chance(25) {
            let retries = self.tape.below(4);
            let backoff = self.tape.pick(&["0ms", "25ms", "2s"]);
            self.say(format_args!("retries = {retries}\nbackoff = \"{backoff}\""));
        }
        if self.tape.chance(25) {
            let failures = 1 + self.tape.below(2);
            let open = self.tape.pick(&["100s", "10s", "0s"]);
            self.say(format_args!(
                "breaker = {{ failures = {failures}, open = \"{open}\" }}"
            ));
        }
    }

    fn say(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.head, "{line}");
    }

    fn link(&mut self, from: usize, to: usize) {
        let (from, to) = (&self.nodes[from].id, &self.nodes[to].id);
        let latency = self.tape.pick(&LATENCIES);
        let _ = write!(
            self.links,
            "[[link]]\nfrom = \"{from}\"\nto = \"{to}\"\nlatency = \"{latency}\"\n"
        );
        let options: [(u16, &str, &[&str]); 6] = [
            (50, "tls", &["\"1.3\"", "\"1.2\"", "\"none\""]),
            (40, "http", &["\"2\"", "\"3\"", "\"1.1\""]),
            (40, "pool", &["\"warm\"", "\"cold\""]),
            (30, "bandwidth", &["\"100Mbps\"", "\"1Gbps\"", "\"56kbps\""]),
            (30, "early_data", &["true", "false"]),
            (12, "when", &CONDITIONS),
        ];
        for (percent, key, values) in options {
            if self.tape.chance(percent) {
                let value = self.tape.pick(values);
                let _ = writeln!(self.links, "{key} = {value}");
            }
        }
    }

    /// Clients, a chain in front, and one to three layers behind it; the last is returned first.
    fn layers(&mut self) -> Vec<Vec<usize>> {
        let mut layers = vec![vec![self.node("client")]];
        if self.tape.chance(20) {
            let second = self.node("client");
            layers[0].push(second);
        }
        for _ in 0..self.tape.below(4) {
            let kind = self.tape.pick(&FRONT);
            let node = self.node(kind);
            layers.push(vec![node]);
        }
        for _ in 0..=self.tape.below(3) {
            let kind = self.tape.pick(&INNER);
            let width = 1 + self.tape.below(3);
            let layer = (0..width).map(|_| self.node(kind)).collect();
            layers.push(layer);
        }
        let resolver = self.tape.chance(50).then(|| self.node("dns"));
        let handed_on = resolver.is_some() && self.tape.chance(50);
        for place in 1..layers.len() {
            for index in 0..layers[place - 1].len() {
                let mut from = layers[place - 1][index];
                if let (1, Some(dns)) = (place, resolver) {
                    self.link(from, dns);
                    if handed_on {
                        from = dns;
                    }
                }
                // One in twenty leads nowhere.
                if self.tape.chance(5) {
                    continue;
                }
                for (number, to) in layers[place].clone().into_iter().enumerate() {
                    if number == 0 || self.tape.chance(60) {
                        self.link(from, to);
                    }
                }
            }
        }
        layers
    }

    /// What stands behind the last layer.
    fn stores(&mut self, layers: &[Vec<usize>]) {
        let last = layers.last().cloned().unwrap_or_default();
        let rows: [(u16, &'static str); 6] = [
            (50, "database"),
            (40, "cache"),
            (30, "database"),
            (20, "queue"),
            (15, "object-store"),
            (15, "app"),
        ];
        let mut databases = Vec::new();
        for (percent, kind) in rows {
            if !self.tape.chance(percent) {
                continue;
            }
            let store = self.node(kind);
            for &from in &last {
                self.link(from, store);
            }
            match kind {
                "database" => databases.push(store),
                "queue" => {
                    let worker = self.node("worker");
                    self.link(store, worker);
                    if let Some(&database) = databases.first() {
                        self.link(worker, database);
                    }
                }
                _ => {}
            }
        }
        if let [first, second] = *databases {
            self.link(first, second);
        }
    }

    /// Loops, drawn answers, captions.
    fn extras(&mut self, layers: &[Vec<usize>]) {
        if self.tape.chance(25) && layers.len() > 2 {
            let early = 1 + self.tape.below(layers.len() - 2);
            let late = early + 1 + self.tape.below(layers.len() - early - 1);
            self.link(layers[late][0], layers[early][0]);
        }
        let last = layers[layers.len() - 1][0];
        if self.tape.chance(15) {
            self.link(last, layers[0][0]);
        }
        if self.tape.chance(15) {
            let mirrored = self.nodes[last].id.clone();
            self.say(format_args!(
                "[node.caption]\nkind = \"stage\"\nname = \"Caption\"\nmirrors = [\"{mirrored}\"]"
            ));
        }
    }

    fn requests(&mut self) -> String {
        let mut text = String::new();
        for number in 0..2 + self.tape.below(3) {
            let method = self
                .tape
                .pick(&["GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH"]);
            let path = self.tape.pick(&["/page", "/logo.png", "/api/user/42"]);
            let host = self.tape.pick(&["www.example.com", "api.example.org"]);
            let _ = write!(
                text,
                "[[request]]\nid = \"r{number}\"\nmethod = \"{method}\"\npath = \"{path}\"\nhost = \"{host}\"\n"
            );
            if self.tape.chance(30) {
                let size = self.tape.pick(&["24KB", "0B", "3MB"]);
                let _ = writeln!(text, "size = \"{size}\"");
            }
            let clients: Vec<&str> = self
                .nodes
                .iter()
                .filter(|node| node.kind == "client")
                .map(|node| node.id.as_str())
                .collect();
            if clients.len() > 1 && self.tape.chance(50) {
                let _ = writeln!(text, "from = \"{}\"", clients[1]);
            }
            let given = self.given();
            let _ = writeln!(text, "given = {{ {given} }}");
        }
        text
    }

    /// Up to three circumstances at different nodes, each at a node that it fits.
    fn given(&mut self) -> String {
        let mut given: Vec<(usize, &str)> = Vec::new();
        for _ in 0..self.tape.below(4) {
            let mut place = self.tape.below(self.nodes.len());
            if self.tape.chance(15) {
                // What everything hangs on.
                let mut nodes = self.nodes.iter();
                place = nodes
                    .position(|node| node.kind == "database")
                    .unwrap_or(place);
            }
            let node = &self.nodes[place];
            let mut words: Vec<&str> = match node.kind {
                "client" => vec!["cold", "warm"],
                "waf" => vec!["block", "rate-limit", "down", "slow"],
                "firewall" => vec!["drop", "reject", "down", "slow"],
                _ => vec!["down", "slow"],
            };
            if node.caches {
                words.extend(["hit", "miss"]);
            }
            let word = self.tape.pick(&words);
            if given.iter().all(|(taken, _)| *taken != place) {
                given.push((place, word));
            }
        }
        let parts: Vec<String> = given
            .iter()
            .map(|(place, word)| format!("{} = \"{word}\"", self.nodes[*place].id))
            .collect();
        parts.join(", ")
    }
}

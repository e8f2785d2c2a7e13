//! A web server that asks its database itself, with no application between: the smallest site.

use hopwise::phase::Phase;
use hopwise::time::SimDuration;

use crate::bench::Bench;

fn site(given: &str, method: &str, path: &str) -> Bench {
    Bench::new(&format!(
        r#"
format = 1
node.client = {{ kind = "client", name = "Client" }}
node.web = {{ kind = "web", name = "Web", service = "1ms" }}
node.db = {{ kind = "database", name = "Database", service = "4ms" }}
link = [
  {{ from = "client", to = "web", latency = "3ms", pool = "warm" }},
  {{ from = "web", to = "db", latency = "1ms", pool = "warm" }},
]
request = [{{ id = "ask", method = "{method}", path = "{path}", given = {{ {given} }} }}]
"#
    ))
}

/// What is given, method, path, the ending, and the time of the database in milliseconds.
const ROWS: [(&str, &str, &str, &str, u64); 4] = [
    ("", "GET", "/news", "200 by web", 4),
    ("", "POST", "/news", "200 by web", 4),
    ("", "GET", "/logo.png", "200 by web", 0),
    ("db = \"down\"", "GET", "/news", "500 by web", 0),
];

#[test]
fn a_web_server_without_an_application_asks_the_database_itself() {
    for (given, method, path, ending, db) in ROWS {
        let mut bench = site(given, method, path);
        let trace = bench.send("ask");
        assert_eq!(bench.ending(&trace), ending, "{given} {method} {path}");
        assert_eq!(
            trace.phases[Phase::Db],
            SimDuration::from_millis(db),
            "{given} {method} {path}"
        );
    }
}

//! Stations in a row.

use std::fmt::Write as _;

use hopwise::topology::Topology;

/// Stations one after the other behind a client: the keys of each, and of the link to it.
pub(crate) fn tandem(stations: &[(&str, &str)]) -> Topology {
    let mut text = String::from(
        "format = 1\ntitle = \"Theory\"\n[node.client]\nkind = \"client\"\nname = \"C\"\ntimeout = \"1h\"\n",
    );
    let mut from = "client".to_owned();
    for (number, (keys, line)) in stations.iter().enumerate() {
        let last = number + 1 == stations.len();
        let kind = if last { "web" } else { "proxy" };
        let to = format!("s{number}");
        let _ = write!(
            text,
            "[node.{to}]\nkind = \"{kind}\"\nname = \"S\"\n{keys}\n[[link]]\nfrom = \"{from}\"\n\
             to = \"{to}\"\npool = \"warm\"\n{line}\n"
        );
        from = to;
    }
    text += "[[request]]\nid = \"one\"\npath = \"/x\"\ngiven = { client = \"warm\" }\n";
    Topology::parse("theory", &text).expect("a sound file")
}

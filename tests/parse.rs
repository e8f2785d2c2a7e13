//! Reading a topology: defaults, order, limits, and files that nobody meant to be one.

use hopwise::keymap::{BINDINGS, Mode};
use hopwise::topology::{RESERVED_KEYS, Topology, builtin, check_bytes, limits};
use invariants::{codes, hold_invariants};
use proptest::prelude::*;

#[path = "check/invariants.rs"]
mod invariants;

const VALID: &str = include_str!("check/valid.toml");

/// Rows of a file and the code it must be refused with; `None`: it is read.
fn hold(table: impl IntoIterator<Item = (&'static str, String, Option<&'static str>)>) {
    for (what, text, code) in table {
        let checked = check_bytes("file", text.as_bytes());
        assert_eq!(checked.topology.is_none(), code.is_some(), "{what}");
        assert!(checked.problems.len() <= limits::PROBLEMS + 1, "{what}");
        if let Some(code) = code {
            assert!(
                codes(&checked).contains(code),
                "{what}: {:?}",
                codes(&checked)
            );
            hold_invariants(text.as_bytes());
        }
    }
}

#[test]
fn limits_hold() {
    let app = |n| {
        format!(
            "[node.n{n}]\nkind = \"app\"\nname = \"n\"\n[[link]]\nfrom = \"web\"\nto = \"n{n}\"\n"
        )
    };
    let nodes = |count: usize| VALID.to_owned() + &(0..count).map(app).collect::<String>();
    let targets = |id: &str, count: usize| {
        let list = format!("\"{id}\",").repeat(count);
        format!("{VALID}[[link]]\nfrom = \"client\"\nto = [{list}]\n")
    };
    let requests = VALID.to_owned() + &"[[request]]\nid = \"a\"\n".repeat(limits::REQUESTS);
    let group = |n| format!("[group.g{n}]\nname = \"g\"\n");
    let groups = VALID.to_owned() + &(0..=limits::GROUPS).map(group).collect::<String>();
    hold([
        ("as many nodes as allowed", nodes(limits::NODES - 2), None),
        ("one more", nodes(limits::NODES - 1), Some("too-many")),
        (
            "targets of one link",
            targets("web", limits::LINKS),
            Some("too-many"),
        ),
        (
            "unknown targets",
            targets("wbe", 100_000),
            Some("too-many-problems"),
        ),
        ("requests", requests, Some("too-many")),
        ("groups", groups, Some("too-many")),
        (
            "bytes",
            "#".repeat(limits::FILE_BYTES + 1),
            Some("too-large"),
        ),
    ]);
}

#[test]
fn hostile_files_end_soon() {
    let keys = (0..50_000).fold(String::new(), |keys, n| keys + &format!("k{n}=1\n"));
    let long = "a".repeat(900_000);
    let nested = "{a.b.c.d.e.f.g.h.i.j.k.l.m.n.o=".repeat(20_000);
    hold([
        ("unknown keys", keys, Some("unknown-key")),
        (
            "errors on one line",
            "] = [ ".repeat(150_000),
            Some("syntax"),
        ),
        (
            "errors on many lines",
            "=\n".repeat(400_000),
            Some("syntax"),
        ),
        (
            "control characters",
            "\u{7}\n".repeat(500_000),
            Some("hostile-character"),
        ),
        (
            "open lists",
            format!("a = {}", "[".repeat(900_000)),
            Some("syntax"),
        ),
        (
            "open tables",
            format!("a = {}", "{b=".repeat(300_000)),
            Some("syntax"),
        ),
        (
            "dots",
            format!("{}a = 1", "a.".repeat(400_000)),
            Some("too-deep"),
        ),
        (
            "quoted dots",
            format!("[{}a]", "\"a\" . ".repeat(100_000)),
            Some("too-deep"),
        ),
        (
            "dots in tables in tables",
            format!("a = {nested}"),
            Some("syntax"),
        ),
        ("one long key", format!("{long} = 1"), Some("unknown-key")),
        (
            "one long kind",
            format!("[node.a]\nkind = \"{long}\""),
            Some("unknown-word"),
        ),
        (
            "one table again and again",
            "[node.a]\n".repeat(100_000),
            Some("duplicate-key"),
        ),
    ]);
}

#[test]
fn no_request_can_have_a_key_of_the_program() {
    let browsing = BINDINGS
        .iter()
        .filter(|binding| binding.mode == Mode::Browse);
    for key in browsing.flat_map(|binding| binding.keys) {
        if let Some(typed) = key.typed() {
            assert!(
                RESERVED_KEYS.contains(&typed),
                "`{typed}` is bound and not reserved"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_refused_or_read(text in "\\PC{0,200}|(?s).{0,200}") {
        hold_invariants(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hold_invariants(&bytes);
    }

    #[test]
    fn toml_like_text_is_refused_or_read(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
    ) {
        hold_invariants(pieces.concat().as_bytes());
    }

    #[test]
    fn a_damaged_file_is_refused_or_read(
        which in 0..builtin::BUILTINS.len(),
        cut in any::<prop::sample::Index>(),
        length in 0_usize..60,
        filling in "\\PC{0,10}|[\\[\\]{}=\".\n]{0,10}",
    ) {
        let mut text = builtin::BUILTINS[which].source.to_owned();
        let mut from = cut.index(text.len());
        while !text.is_char_boundary(from) { from -= 1; }
        let mut to = (from + length).min(text.len());
        while !text.is_char_boundary(to) { to -= 1; }
        text.replace_range(from..to, &filling);
        hold_invariants(text.as_bytes());
    }

    #[test]
    fn a_line_moved_or_doubled_is_refused_or_read(
        which in 0..builtin::BUILTINS.len(),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        keep in any::<bool>(),
    ) {
        let mut lines: Vec<&str> = builtin::BUILTINS[which].source.lines().collect();
        let from = from.index(lines.len());
        let line = if keep { lines[from] } else { lines.remove(from) };
        lines.insert(to.index(lines.len()), line);
        hold_invariants(lines.join("\n").as_bytes());
    }
}

/// What files are made of, to be put together in wrong ways.
const PIECES: [&str; 34] = [
    "format = 1\n",
    "[node.a]\n",
    "[node.b]\n",
    "[[node]]\n",
    "[node]\n",
    "[node.a.health]\n",
    "[[link]]\n",
    "[link]\n",
    "[[request]]\n",
    "[request.given]\n",
    "[group.g]\n",
    "[group]\n",
    "kind = \"client\"\n",
    "kind = \"web\"\n",
    "kind = \"stage\"\n",
    "name = \"A\"\n",
    "from = \"a\"\n",
    "to = \"b\"\n",
    "to = [\"a\", \"b\"]\n",
    "id = \"r\"\n",
    "key = \"h\"\n",
    "given = { a = \"warm\" }\n",
    "given.b = \"down\"\n",
    "service = { mean = \"1ms\" }\n",
    "service.min = \"1ms\"\n",
    "at = [0, 0]\n",
    "node.a.kind = \"app\"\n",
    "a.b.c = 1\n",
    "\n",
    "\"\"\"",
    "'",
    "=",
    "\u{202e}",
    "\r",
];

#[test]
fn the_smallest_topology_has_every_default() {
    let source = "format = 1\n[node.c]\nkind = \"client\"\nname = \"C\"\n[node.w]\nkind = \"web\"\nname = \"W\"\n[[link]]\nfrom = \"c\"\nto = \"w\"\n[[request]]\nid = \"home\"\n";
    let topology = Topology::parse("small", source).expect("it is valid");
    assert_eq!((topology.name(), topology.title()), ("small", "small"));
    let [client, web] = topology.nodes() else {
        panic!("two nodes")
    };
    assert_eq!((client.short.as_str(), web.weight), ("C", 1));
    assert_eq!(web.timeout, web.kind.facts().timeout);
    let request = &topology.requests()[0];
    let shown = (
        request.name.as_str(),
        request.path.as_str(),
        request.host.as_str(),
        request.size,
    );
    assert_eq!(shown, ("home", "/", "www.example.com", 10_000));
    assert_eq!(Some(request.from), topology.first_client());
    assert_eq!(topology.links()[0].latency.to_string(), "1 ms");
}

#[test]
fn declared_order_is_kept() {
    let source = "format = 1\n[node.z]\nkind = \"client\"\nname = \"Z\"\n[node.m]\nkind = \"waf\"\nname = \"M\"\n[node.a]\nkind = \"web\"\nname = \"A\"\n[[link]]\nfrom = \"z\"\nto = [\"m\", \"a\"]\n[[request]]\nid = \"two\"\ngiven = { z = \"cold\", m = \"slow\", a = \"down\" }\n[[request]]\nid = \"one\"\n";
    let topology = Topology::parse("order", source).expect("it is valid");
    let ids: Vec<&str> = topology
        .nodes()
        .iter()
        .map(|node| node.id.as_str())
        .collect();
    assert_eq!(ids, ["z", "m", "a"]);
    let ends: Vec<&str> = topology
        .links()
        .iter()
        .map(|link| topology[link.to].id.as_str())
        .collect();
    assert_eq!(ends, ["m", "a"]);
    let two = &topology.requests()[0];
    let given: Vec<&str> = two
        .given
        .iter()
        .map(|(node, _)| topology[*node].id.as_str())
        .collect();
    assert_eq!((two.id.as_str(), given), ("two", vec!["z", "m", "a"]));
}

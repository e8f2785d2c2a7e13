//! What is true of every check, whatever the file.

use std::collections::BTreeSet;

use hopwise::text::is_hostile;
use hopwise::topology::lint::RULES;
use hopwise::topology::problem::{CODES, json, render};
use hopwise::topology::{Checked, Severity, check_bytes};

/// The codes of all problems.
pub(crate) fn codes(checked: &Checked<'_>) -> BTreeSet<&'static str> {
    checked
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

/// Checks a file and holds what is true of every check.
pub(crate) fn hold_invariants(bytes: &[u8]) {
    let checked = check_bytes("file", bytes);
    let errors = checked
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    assert_eq!(
        checked.topology.is_none(),
        errors,
        "no topology exactly where there are errors"
    );
    let mut unlisted = codes(&checked);
    unlisted.retain(|code| !CODES.contains(code) && RULES.iter().all(|rule| rule.code != *code));
    assert!(unlisted.is_empty(), "unlisted codes {unlisted:?}");
    let hostile = |c: &char| is_hostile(*c) && *c != '\n';
    for problem in &checked.problems {
        for (span, label) in &problem.labels {
            assert!(span.start <= span.end, "{problem:?}");
            assert!(span.end <= checked.source.len(), "{problem:?}");
            assert_eq!(label.chars().find(hostile), None, "{label:?}");
        }
    }
    let shown = render("file.toml", &checked.source, &checked.problems, false);
    assert_eq!(
        shown.chars().find(hostile),
        None,
        "in the text\n{}",
        shown.escape_debug()
    );
    let rows = json(&[("file.toml", &checked.source, &checked.problems)]);
    assert_eq!(
        rows.chars().find(hostile),
        None,
        "in the JSON\n{}",
        rows.escape_debug()
    );
}

//! Will this cache hit?

use super::deal::Draft;
use super::{Class, Topic, step_of};
use crate::topology::{Kind, NodeId};
use crate::trace::{Decided, Decision};

/// One question for each cache that is asked, with what a class needs to know.
pub(super) fn questions(class: &Class<'_>) -> Vec<Draft> {
    let mut seen: Vec<NodeId> = Vec::new();
    let mut drafts = Vec::new();
    for decided in &class.trace.decisions {
        if !matches!(decided.what, Decision::Hit { .. } | Decision::Miss) {
            continue;
        }
        if !seen.contains(&decided.node) {
            seen.push(decided.node);
            drafts.extend(question(class, decided));
        }
    }
    drafts
}

fn question(class: &Class<'_>, decided: &Decided) -> Option<Draft> {
    let me = class.name(decided.node);
    let object = match class.topology[decided.node].kind {
        Kind::Cache => "this key",
        _ => &class.topology[class.trace.request].path,
    };
    let hit = format!("a hit: {me} has it");
    let miss = format!("a miss: {me} does not have it");
    let (text, right, wrong, reveal) = match decided.what {
        Decision::Hit { age, left } => {
            let ttl = (age + left).whole_seconds();
            let (age, left) = (age.whole_seconds(), left.whole_seconds());
            (
                format!("{me} keeps a copy for {ttl}, and was given {object} {age} ago."),
                hit,
                miss,
                format!("A hit: the copy is {age} old and fresh for another {left}."),
            )
        }
        Decision::Miss => {
            let ttl = class.topology[decided.node].ttl?;
            (
                format!(
                    "{me} keeps a copy for {ttl}. In that time it was not given {object}, or was told to forget it."
                ),
                miss,
                hit,
                format!("A miss: {me} holds no fresh copy, so somebody else has to be asked."),
            )
        }
        _ => return None,
    };
    Some(Draft {
        step: step_of(decided),
        topic: Topic::Hit,
        text: format!("{text} Will it hit?"),
        right,
        believed: Vec::new(),
        plain: vec![wrong],
        reveal,
    })
}

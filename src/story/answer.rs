//! Answers on their way back, and waiting in vain.

use crate::message::{HttpStart, Message, reason as phrase};
use crate::topology::NodeId;
use crate::trace::{Decision, OutcomeKind};

use super::because;
use super::decision::sentence;
use super::words::{Telling, add, lost};

pub(super) fn answer(t: &Telling<'_>) -> (String, String) {
    let by = t.step.focus;
    let me = t.name(by);
    let made = t.decisions.iter().find_map(|decided| match decided.what {
        Decision::Answered { status, cause } => Some((status, cause)),
        _ => None,
    });
    let Some((_, last)) = t.ends() else {
        return (format!("{me} answers"), String::new());
    };
    let to = t.name(last);
    let span = t.span();
    let (title, mut text) = match (&t.hops[0].message, made) {
        (_, Some((status, cause))) => {
            let line = format!("{status} {}", phrase(status));
            let why = if status == 200 {
                String::new()
            } else {
                because(t.topology, by, cause)
            };
            let mut text = why;
            add(
                &mut text,
                &format!(
                    "{me} answers {line}; the response goes {} ({span}).",
                    way(t)
                ),
            );
            (format!("{me} answers {line}"), text)
        }
        (_, None) if t.hops[0].again > 0 => (
            format!("{me} sends the answer again"),
            format!("{me} sends the same answer again, {} ({span}).", way(t)),
        ),
        (Message::Dns(dns), None) => {
            let answer = dns.answer.as_ref();
            let address = answer.map_or("", |answer| answer.address.as_str());
            let ttl = answer.map(|answer| answer.ttl).unwrap_or_default();
            (
                format!("{me} gives the address"),
                format!(
                    "{} is at {address}; {to} may keep that for {ttl}.",
                    dns.name
                ),
            )
        }
        (Message::Resp(resp), None) => {
            let reply = resp.reply.as_deref().unwrap_or_default();
            (
                format!("{me} replies {reply}"),
                format!("{me} replies {reply} to {to} ({span})."),
            )
        }
        (Message::Sql(sql), None) => match (&sql.error, sql.rows) {
            (Some(error), _) => (
                format!("{me} refuses"),
                format!("{me} answers {to} with an error: {error}."),
            ),
            (None, rows) => {
                let rows = rows.unwrap_or(0);
                let s = if rows == 1 { "" } else { "s" };
                (
                    format!("{me} answers: {rows} row{s}"),
                    format!("{me} sends {rows} row{s} back to {to} ({span})."),
                )
            }
        },
        (Message::Broker(_), None) => (
            format!("{me} acknowledges"),
            format!("{me} acknowledges to {to}; the rest happens later."),
        ),
        (message, None) => {
            let line = match message {
                Message::Http(http) => match http.start {
                    HttpStart::Response { status, reason } => format!("the {status} {reason}"),
                    HttpStart::Request { .. } => "it".to_owned(),
                },
                _ => match t.trace.outcome.kind {
                    OutcomeKind::Response(status) => format!("the {status} {}", phrase(status)),
                    _ => "the response".to_owned(),
                },
            };
            (
                format!("{me} passes the response on"),
                format!("{me} passes {line} {} ({span}).", way(t)),
            )
        }
    };
    for decided in &t.decisions {
        if !matches!(decided.what, Decision::Answered { .. }) {
            add(&mut text, &sentence(t, decided));
        }
    }
    if let Some(loss) = lost(t) {
        add(&mut text, &loss);
    }
    (title, text)
}

/// `back to D`, or `back over B and C to D`.
fn way(t: &Telling<'_>) -> String {
    let Some((_, last)) = t.ends() else {
        return "back".to_owned();
    };
    let between: Vec<NodeId> = t
        .hops
        .iter()
        .map(|hop| hop.to)
        .filter(|&node| node != last)
        .collect();
    match between.as_slice() {
        [] => format!("back to {}", t.name(last)),
        [first, .., end] if between.len() > 4 => {
            format!(
                "back over {} ... {} to {}",
                t.name(*first),
                t.name(*end),
                t.name(last)
            )
        }
        _ => format!("back over {} to {}", t.names(&between), t.name(last)),
    }
}

pub(super) fn wait(t: &Telling<'_>) -> (String, String) {
    let me = t.name(t.step.focus);
    let title = match t.decisions.first().map(|decided| &decided.what) {
        Some(Decision::TimedOut { after, .. }) => format!("{me} gives up after {after}"),
        Some(Decision::Resent { after }) => format!("{me} sends it again after {after}"),
        Some(Decision::Crashed) => format!("{me} dies before it can answer"),
        Some(Decision::WentDown) => format!("{me} goes down"),
        Some(Decision::Refused) => format!("{me} does not run any more"),
        _ => format!("{me} gives up"),
    };
    let mut text = String::new();
    for decided in &t.decisions {
        add(&mut text, &sentence(t, decided));
    }
    (title, text)
}

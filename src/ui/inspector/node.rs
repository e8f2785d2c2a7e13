//! A box in the inspector: what it is, its state now, its numbers so far.

use super::sheet::Sheet;
use crate::inspect::{Held, NodeReport, Now, Numbers};
use crate::topology::Topology;
use crate::ui::theme::Role;

pub(super) fn write(sheet: &mut Sheet, topology: &Topology, report: &NodeReport) {
    let node = &topology[report.node];
    let facts = [
        report.noun,
        report.layer,
        node.address.as_str(),
        node.detail.as_str(),
    ];
    let said =
        |fact: &&str| !fact.is_empty() && (*fact == node.address || !node.address.contains(fact));
    let facts: Vec<&str> = facts.into_iter().filter(said).collect();
    sheet.sentence(&facts.join("; "));
    sheet.blank();
    sheet.sentence(report.does);
    sheet.blank();
    write_now(sheet, &report.now);
    if let Some(numbers) = &report.numbers {
        sheet.blank();
        write_numbers(sheet, numbers, node.kind.facts().transit);
    }
    if !report.about.is_empty() {
        sheet.blank();
        sheet.heading("About it");
        sheet.sentence(&report.about);
    }
}

fn write_now(sheet: &mut Sheet, now: &Now) {
    sheet.heading("State now");
    let role = if now.health == "up" {
        Role::Good
    } else {
        Role::Warn
    };
    sheet.layer("health", &now.health, role);
    if let Some(balancing) = &now.balancing {
        sheet.layer("choice", balancing, Role::Text);
    }
    for (index, line) in now.upstreams.iter().enumerate() {
        let first = if index == 0 { "asks" } else { "" };
        sheet.layer(first, line, Role::Text);
    }
    write_held(sheet, "holds", &now.copies, "fresh for another");
    write_held(sheet, "knows", &now.names, "valid for another");
    write_held(sheet, "open", &now.connections, "closes when idle for");
    write_held(sheet, "sessions", &now.sessions, "can be resumed for");
}

fn write_held(sheet: &mut Sheet, title: &str, held: &[Held], left: &str) {
    for (index, one) in held.iter().enumerate() {
        let first = if index == 0 { title } else { "" };
        let words = format!("{}, {left} {}", one.what, one.left.whole_seconds());
        sheet.layer(first, &words, Role::Text);
    }
}

fn write_numbers(sheet: &mut Sheet, numbers: &Numbers, transit: bool) {
    sheet.heading("In this run so far");
    let opened = match numbers.connections {
        0 => String::new(),
        1 => ", one of them opened a connection".to_owned(),
        count => format!(", {count} of them opened connections"),
    };
    let packets = format!("{} came in{opened}", numbers.packets);
    sheet.layer("packets", &packets, Role::Text);
    if !transit {
        sheet.layer("requests", &numbers.requests.to_string(), Role::Text);
        let bytes = format!(
            "{} bytes in, {} bytes out",
            numbers.bytes_in, numbers.bytes_out
        );
        sheet.layer("bodies", &bytes, Role::Text);
    }
    sheet.layer("own work", &numbers.own_work.to_string(), Role::Text);
}

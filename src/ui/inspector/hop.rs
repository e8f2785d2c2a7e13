//! A hop in the inspector: layer by layer what the receiver sees, then what it changes.

use super::sheet::Sheet;
use crate::inspect::{HopReport, Passage, Sight};
use crate::message::Change;
use crate::topology::Topology;
use crate::ui::theme::Role;

pub(super) fn write(
    sheet: &mut Sheet,
    topology: &Topology,
    report: &HopReport,
    passages: &[Passage],
) {
    let (from, to) = (&topology[report.from].name, &topology[report.to].name);
    sheet.sentence(&format!(
        "{from} to {to}: leaves at {}, arrives at {}.",
        report.depart, report.arrive
    ));
    sheet.blank();
    sheet.heading(&format!("What {to} can see of it"));
    let mut marked = false;
    for section in &report.sections {
        match &section.sight {
            Sight::Sealed(seal) => sheet.sealed(section.title, &seal.words(topology)),
            Sight::Absent(why) => sheet.layer(section.title, why, Role::Quiet),
            Sight::Seen(facts) => {
                for (index, fact) in facts.iter().enumerate() {
                    let (mark, role) = match fact.change {
                        Change::Kept => ("", Role::Text),
                        Change::Added => ("+ ", Role::Active),
                        Change::Changed => ("~ ", Role::Active),
                    };
                    marked |= fact.change != Change::Kept;
                    let first = if index == 0 { section.title } else { "" };
                    sheet.fact(first, &format!("{mark}{}", fact.name), &fact.value, role);
                }
            }
        }
    }
    if marked {
        let words = format!("+ added by {from}, ~ changed by {from}");
        sheet.layer("", &words, Role::Quiet);
    }
    for passage in passages {
        write_passage(sheet, topology, passage);
    }
}

/// In and out side by side.
fn write_passage(sheet: &mut Sheet, topology: &Topology, passage: &Passage) {
    let name = &topology[passage.node].name;
    sheet.blank();
    sheet.heading(&format!("In and out at {name}: {}", passage.by));
    for row in &passage.rows {
        sheet.change(row.name, row.came.as_deref(), row.goes.as_deref());
    }
    let words = match passage.kept {
        0 => return,
        1 => "  one thing passes as it came".to_owned(),
        count => format!("  {count} things pass as they came"),
    };
    sheet.layer("", words.trim(), Role::Quiet);
}

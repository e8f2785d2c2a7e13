//! Names that were cut are told apart: of boxes that would look alike, each but the first is
//! numbered.

use std::borrow::Cow;

use crate::layout::{Diagram, NodeBox};
use crate::text;

/// What stands at the end of a line that was cut.
const CUT: char = '…';

/// The lines that are written into a box.
pub fn lines<'a>(diagram: &'a Diagram, b: &'a NodeBox) -> Cow<'a, [String]> {
    let whole = Cow::Borrowed(&b.lines[..]);
    let Some(place) = b.lines.iter().rposition(|line| line.ends_with(CUT)) else {
        return whole;
    };
    let before = diagram
        .boxes
        .iter()
        .take_while(|other| other.node != b.node);
    let alike = before.filter(|other| other.lines == b.lines).count();
    if alike == 0 {
        return whole;
    }
    let mut lines = b.lines.clone();
    let number = format!(" {}{CUT}", alike + 1);
    let room = text::width(&lines[place]).saturating_sub(text::width(&number));
    let kept = text::cut(lines[place].trim_end_matches(CUT), room, "");
    lines[place] = kept + &number;
    lines.into()
}

//! Where the lifelines stand and what their heads say.
//!
//! ```text
//!  ┌────────┐      ┌──────────┐      one tier: as long as the heads fit side by side
//!  │ Client │      │ CDN Edge │
//!  └────────┘      └──────────┘
//!      ┊                ┊
//!
//!  ┌──────┐    ┌─────┐               two tiers: every other head lower, short names
//!  │Client│    │ CDN │
//!  └──────┘    └─────┘
//!     ┊   ┌─────┐ ┊
//!     ┊   │ DNS │ ┊
//!     ┊   └─────┘ ┊
//! ```

use super::message::Message;
use crate::layout::Detail;
use crate::text;
use crate::topology::{NodeId, Topology};

/// One lifeline with the box it hangs under. Cells count from the left end of the whole picture,
/// which may be wider than what is shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) node: NodeId,
    /// The lifeline.
    pub(super) x: i32,
    /// Left border of the head.
    pub(super) left: i32,
    /// Borders included.
    pub(super) width: i32,
    /// Top border of the head.
    pub(super) top: i32,
    pub(super) lines: Vec<String>,
}

impl Column {
    pub(super) fn right(&self) -> i32 {
        self.left + self.width
    }

    /// The first row below the head.
    pub(super) fn bottom(&self) -> i32 {
        self.top + self.lines.len() as i32 + 2
    }
}

/// All lifelines, from the left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Columns {
    pub(super) list: Vec<Column>,
    pub(super) width: i32,
    /// Rows of the heads.
    pub(super) height: i32,
}

/// What has to be placed, and the space there is.
pub(super) struct Task<'a> {
    pub(super) topology: &'a Topology,
    pub(super) lanes: &'a [NodeId],
    pub(super) messages: &'a [Message],
    pub(super) width: Option<i32>,
    pub(super) height: Option<i32>,
}

/// How generous a picture is.
struct Plan {
    detail: Detail,
    /// Widest text in a head; a longer word widens it.
    wrap: usize,
    /// Cells that a label may claim between its two ends.
    label: i32,
    /// Blanks beside the text of a head.
    pad: i32,
}

const NATURAL: Plan = Plan::of(Detail::Full, 22, 44, 1);

/// From generous to narrow.
const PLANS: [Plan; 7] = [
    NATURAL,
    Plan::of(Detail::Full, 22, 26, 1),
    Plan::of(Detail::Full, 14, 0, 1),
    Plan::of(Detail::Plain, 14, 0, 1),
    Plan::of(Detail::Plain, 8, 0, 0),
    Plan::of(Detail::Short, 24, 0, 1),
    Plan::of(Detail::Short, 24, 0, 0),
];

impl Plan {
    const fn of(detail: Detail, wrap: usize, label: i32, pad: i32) -> Self {
        Self {
            detail,
            wrap,
            label,
            pad,
        }
    }
}

impl Columns {
    /// The first way that fits: roomy, then narrower, then in two tiers; where none fits, a
    /// picture that is wider than the space and is looked at through a window.
    pub(super) fn place(task: &Task) -> Self {
        let Some(width) = task.width else {
            return Self::in_a_row(task, &NATURAL);
        };
        let fits = |columns: &Self| {
            columns.width <= width
                && task
                    .height
                    .is_none_or(|height| columns.height * 2 <= height)
        };
        for plan in &PLANS {
            let mut columns = Self::in_a_row(task, plan);
            if fits(&columns) {
                if plan.label == 0 {
                    columns.spread(width);
                }
                return columns;
            }
        }
        Self::in_two_tiers(task, width)
            .filter(fits)
            .unwrap_or_else(|| Self::in_a_row(task, &PLANS[PLANS.len() - 1]))
    }

    fn in_a_row(task: &Task, plan: &Plan) -> Self {
        let mut columns = Self::default();
        for (lane, node) in task.lanes.iter().enumerate() {
            let lines = head_lines(task.topology, *node, plan);
            let width = widest(&lines) + 2 + 2 * plan.pad;
            let gap = if lane == 0 { 0 } else { 2 };
            let mut x = columns.width + gap + width / 2;
            for message in task.messages {
                let (near, far) = message.span();
                if far == lane && near < far {
                    x = x.max(columns.list[near].x + (label_width(message) + 4).min(plan.label));
                }
            }
            columns.push(*node, x, width, 0, lines);
        }
        columns
    }

    /// Every other head one tier lower, so that heads may be nearly twice as wide as the
    /// distance of their lifelines.
    fn in_two_tiers(task: &Task, width: i32) -> Option<Self> {
        let gaps = (task.lanes.len() as i32 - 1).max(1);
        let heads = |inner: i32| -> Vec<Vec<String>> {
            task.lanes
                .iter()
                .map(|node| text::wrap(&task.topology[*node].short, inner as usize))
                .collect()
        };
        let width_of = |head: Option<&Vec<String>>| head.map_or(0, |lines| widest(lines) + 2);
        let (heads, pitch) = (5..=12).rev().find_map(|inner| {
            let heads = heads(inner);
            let last = width_of(heads.last());
            let ends = width_of(heads.first()) / 2 + last - last / 2;
            let pitch = (width - ends) / gaps;
            // Between two heads of a tier there is room for the lifeline of the other one.
            (inner + 2 < 2 * pitch).then_some((heads, pitch))
        })?;
        let start = width_of(heads.first()) / 2;
        let lower = heads.iter().step_by(2).map(Vec::len).max()? as i32 + 2;
        let mut columns = Self::default();
        for (lane, (node, lines)) in task.lanes.iter().zip(heads).enumerate() {
            let x = start + pitch * lane as i32;
            let top = if lane % 2 == 0 { 0 } else { lower };
            columns.push(*node, x, widest(&lines) + 2, top, lines);
        }
        Some(columns)
    }

    fn push(&mut self, node: NodeId, x: i32, width: i32, top: i32, lines: Vec<String>) {
        let column = Column {
            node,
            x,
            left: x - width / 2,
            width,
            top,
            lines,
        };
        self.width = self.width.max(column.right());
        self.height = self.height.max(column.bottom());
        self.list.push(column);
    }

    /// Shares what is left of `width` between the gaps.
    fn spread(&mut self, width: i32) {
        let gaps = self.list.len() as i32 - 1;
        if gaps < 1 {
            return;
        }
        let slack = (width - self.width).min(gaps * 24);
        for (lane, column) in self.list.iter_mut().enumerate() {
            let shift = slack * lane as i32 / gaps;
            column.x += shift;
            column.left += shift;
        }
        self.width += slack;
    }
}

fn head_lines(topology: &Topology, node: NodeId, plan: &Plan) -> Vec<String> {
    let node = &topology[node];
    let longest_word = |text: &str| text.split_whitespace().map(text::width).max().unwrap_or(0);
    let wrapped = |text: &str| text::wrap(text, plan.wrap.max(longest_word(text)));
    match plan.detail {
        Detail::Full => [wrapped(&node.name), wrapped(&node.detail)].concat(),
        Detail::Plain => wrapped(&node.name),
        Detail::Short | Detail::Chip => wrapped(&node.short),
    }
}

fn widest(lines: &[String]) -> i32 {
    lines
        .iter()
        .map(|line| text::width(line))
        .max()
        .unwrap_or(0) as i32
}

pub(super) fn label_width(message: &Message) -> i32 {
    widest(&message.label)
}

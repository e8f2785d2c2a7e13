//! The sequence view: lifelines and messages in time order.
//!
//! ```text
//!             ┌─────────────────┐            ┌────────────┐
//!             │ User's Computer │            │  Internet  │
//!             └─────────────────┘            └────────────┘
//!                      ┊                            ┊
//!                      ┊ Request: www.foobar.com    ┊
//!   ▸ 12.4 ms          ┊━━━━━━━━━━━━━━━━━━━━━━━━━━━▶┊
//! ```
//!
//! Without a trace: one message for each link of the topology, in declared order. With one: what
//! crossed the links, in order of time, the time at the left, the current step marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::layout::Size;
use crate::story;
use crate::text;
use crate::topology::{Kind, NodeId, Topology};
use crate::trace::{HopId, Trace};
use crate::ui::ascii;
use crate::ui::theme::Theme;
use columns::{Columns, Task};
use cursor::{Cursor, Standing};
use message::Message;
pub use message::words;
use picture::Picture;
use rows::{current, height, place};

mod canvas;
mod columns;
mod cursor;
mod list;
mod message;
mod picture;
mod rows;

/// The lifelines and messages of a topology, or of one run through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    lanes: Vec<NodeId>,
    messages: Vec<Message>,
    /// Cells of the widest time; 0 without a trace.
    clock: i32,
    /// The packets that are on, where packets are shown one by one.
    on: Vec<HopId>,
}

impl Sequence {
    /// The messages of `trace`, which is one of `topology`; without one those that its links
    /// stand for.
    pub fn new(topology: &Topology, trace: Option<&Trace>) -> Self {
        Self::of(topology, trace, false)
    }

    /// Every packet of `trace` on every link, those in `on` marked.
    pub fn packets(topology: &Topology, trace: &Trace, on: &[HopId]) -> Self {
        Self {
            on: on.to_vec(),
            ..Self::of(topology, Some(trace), true)
        }
    }

    fn of(topology: &Topology, trace: Option<&Trace>, detail: bool) -> Self {
        let mut messages = match trace {
            None => message::of_links(topology),
            Some(trace) => {
                let silent = trace.steps.iter().any(|step| step.hops.is_empty());
                let told = if silent {
                    story::tell(topology, trace)
                } else {
                    Vec::new()
                };
                let titles: Vec<String> = told.into_iter().map(|sentence| sentence.title).collect();
                message::of_trace(topology, trace, &titles, detail)
            }
        };
        let mut place: Vec<Option<usize>> = vec![None; topology.nodes().len()];
        let mut lanes = Vec::new();
        let mut lane = |node: NodeId| {
            *place[node.index()].get_or_insert_with(|| {
                lanes.push(node);
                lanes.len() - 1
            })
        };
        for hop in trace.iter().flat_map(|trace| &trace.hops) {
            for node in [hop.from, hop.to] {
                if !topology[node].hidden {
                    lane(node);
                }
            }
        }
        for message in &mut messages {
            message.lanes = (lane(message.from), lane(message.to));
        }
        if trace.is_none() {
            let seen = |id: &NodeId| {
                let node = &topology[*id];
                place[id.index()].is_none() && !node.hidden && node.kind != Kind::Stage
            };
            lanes.extend(topology.node_ids().filter(seen));
        }
        let clock = messages
            .iter()
            .filter_map(|message| message.moment)
            .map(|(_, at)| text::width(&at.to_string()))
            .max()
            .unwrap_or(0);
        Self {
            lanes,
            messages,
            clock: clock as i32,
            on: Vec::new(),
        }
    }

    /// The extent of the whole picture: at its natural width, or fitted into `width` columns.
    pub fn size(&self, topology: &Topology, width: Option<u16>) -> Size {
        let inner = width.map(|width| i32::from(width) - self.margin());
        let columns = self.columns(topology, inner, None);
        let rows = place(&self.messages, &columns, 0..inner.unwrap_or(columns.width));
        Size {
            width: cells(self.margin() + columns.width),
            height: cells(columns.height + height(&rows)),
        }
    }

    /// Draws as much as fits into `area`. With a `step` (from 0) its messages stand out, later
    /// ones are dimmed, and the picture is moved so that they are seen; without one it is moved
    /// up by `offset` rows under its heads.
    pub fn draw(
        &self,
        topology: &Topology,
        theme: &Theme,
        step: Option<usize>,
        offset: u16,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let area = area.intersection(buf.area);
        let inner = i32::from(area.width) - self.margin();
        let columns = self.columns(topology, Some(inner), Some(i32::from(area.height)));
        let cursor = Cursor {
            step,
            packets: &self.on,
        };
        let left = self.window(&columns, &cursor, inner);
        let shift = ((inner - columns.width) / 2).max(0);
        let view = left..left + inner - shift;
        let rows = place(&self.messages, &columns, view.clone());
        let body = (i32::from(area.height) - columns.height).max(0);
        let top = match current(&rows, &cursor) {
            Some(on) if on.end - on.start <= body => (on.start + on.end - body) / 2,
            Some(on) => on.start,
            None => i32::from(offset),
        };
        let picture = Picture {
            theme,
            columns: &columns,
            rows: &rows,
            cursor,
            view,
            top: top.clamp(0, (height(&rows) - body).max(0)),
            margin: self.margin(),
        };
        let inside = Rect {
            x: area.x + cells(shift),
            width: area.width.saturating_sub(cells(shift)),
            ..area
        };
        picture.draw(inside, buf);
        if theme.ascii {
            ascii::sweep(area, buf);
        }
    }

    /// Cells at the left for the mark and the time.
    fn margin(&self) -> i32 {
        if self.clock > 0 { self.clock + 4 } else { 0 }
    }

    fn columns(&self, topology: &Topology, width: Option<i32>, height: Option<i32>) -> Columns {
        Columns::place(&Task {
            topology,
            lanes: &self.lanes,
            messages: &self.messages,
            width,
            height,
        })
    }

    /// The first cell of the lifelines that is seen: those of the current step are.
    fn window(&self, columns: &Columns, cursor: &Cursor, width: i32) -> i32 {
        let on = |message: &&Message| cursor.stands(message) == Standing::On;
        let mut spans = self.messages.iter().filter(on).map(Message::span);
        let Some(first) = spans.next() else {
            return 0;
        };
        let (near, far) = spans.fold(first, |all, span| (all.0.min(span.0), all.1.max(span.1)));
        let (start, end) = (columns.list[near].left, columns.list[far].right());
        let centred = i32::midpoint(start, end) - width / 2;
        centred.min(start).clamp(0, (columns.width - width).max(0))
    }
}

fn cells(number: i32) -> u16 {
    number.clamp(0, i32::from(u16::MAX)) as u16
}

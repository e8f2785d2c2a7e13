//! Messages on the way: where they are along their routes, and how they are drawn there.

use ratatui::style::Style;

use super::sheet::Sheet;
use crate::layout::{Diagram, NodeBox, Point, Side, Sides};
use crate::playback::scene::{Mark, Packet, Scene};
use crate::trace::Direction;
use crate::ui::theme::{Role, Theme};

/// A cell is about twice as high as it is wide: a row counts two.
const ROW: u32 = 2;
/// Length of the trail behind a packet, in columns.
const TRAIL: u32 = 6;

/// One cell of a packet's whole way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stop {
    at: Point,
    /// How far along the way it begins.
    from: u32,
    /// A packet can be drawn here: not where the arrow head is.
    shows: bool,
    /// On a line, not on the border of a box it passes under.
    line: bool,
}

/// All cells of the ways of a packet in order of travel, and the length of the whole.
fn stops(diagram: &Diagram, packet: &Packet) -> (Vec<Stop>, u32) {
    let mut stops = Vec::new();
    let mut length = 0;
    let mut before: Option<Point> = None;
    for (link, back) in packet.ways.into_iter().flatten() {
        let Some(route) = diagram.route(link) else {
            continue;
        };
        let head = route.cells.len() - 1;
        let cells = route.cells.iter().enumerate();
        let cells: Vec<(usize, Point)> = if back {
            cells.rev().map(|(i, &at)| (i, at)).collect()
        } else {
            cells.map(|(i, &at)| (i, at)).collect()
        };
        if let (Some(last), Some(&(_, first))) = (before, cells.first()) {
            under(diagram, last, first, &mut stops, &mut length);
        }
        for (index, at) in cells {
            let rows = stops.last().is_some_and(|stop: &Stop| stop.at.x == at.x);
            stops.push(Stop {
                at,
                from: length,
                shows: index != head,
                line: true,
            });
            length += if rows { ROW } else { 1 };
            before = Some(at);
        }
    }
    (stops, length)
}

/// Between two ways a packet passes under the box that both touch, along its bottom border.
fn under(diagram: &Diagram, last: Point, first: Point, stops: &mut Vec<Stop>, length: &mut u32) {
    let touches = |b: &&NodeBox| {
        let near = |at: Point| Side::ALL.iter().any(|&side| b.rect.contains(at.step(side)));
        near(last) && near(first)
    };
    let Some(b) = diagram.boxes.iter().find(touches) else {
        return;
    };
    // A cell of border stays at both ends, whatever words stand between.
    let inset = u16::from(b.rect.width > 5) + 1;
    let clamp = |x: u16| x.clamp(b.rect.x + inset, b.rect.right() - 1 - inset);
    let (from, to) = (clamp(last.x), clamp(first.x));
    let y = b.rect.bottom() - 1;
    let forth: Vec<u16> = if from <= to {
        (from..=to).collect()
    } else {
        (to..=from).rev().collect()
    };
    for x in forth {
        stops.push(Stop {
            at: Point::new(x, y),
            from: *length,
            shows: true,
            line: false,
        });
        *length += 1;
    }
}

/// The stop a packet is drawn at: the nearest one where it can be.
fn place(
    diagram: &Diagram,
    stops: &[Stop],
    length: u32,
    progress: u16,
    ascii: bool,
) -> Option<usize> {
    let wanted = length * u32::from(progress.min(1000)) / 1000;
    stops
        .iter()
        .enumerate()
        .filter(|(index, stop)| stop.shows && (!ascii || is_legible(diagram, stops, *index)))
        .min_by_key(|(_, stop)| stop.from.abs_diff(wanted))
        .map(|(index, _)| index)
}

/// In ASCII a packet is a head in the line: it can be read as part of it between two straight
/// cells of the line only.
fn is_legible(diagram: &Diagram, stops: &[Stop], index: usize) -> bool {
    if !stops[index].line {
        return true;
    }
    let wire = |index: usize| {
        let stop = stops.get(index).filter(|stop| stop.line)?;
        let found = diagram.wires.binary_search_by_key(&stop.at, |wire| wire.at);
        let wire = &diagram.wires[found.ok()?];
        let framed = diagram.frames.iter().any(|frame| {
            let r = frame.rect;
            let (x, y) = (stop.at.x, stop.at.y);
            r.contains(stop.at)
                && (x == r.x || y == r.y || x + 1 == r.right() || y + 1 == r.bottom())
        });
        (wire.head.is_none() && !framed).then_some(wire.sides)
    };
    let across = Sides::NONE.with(Side::Left).with(Side::Right);
    let along = Sides::NONE.with(Side::Up).with(Side::Down);
    // Two cells to each side: a single `=` between two heads is no line.
    let around = [2, 1]
        .map(|back| index.checked_sub(back))
        .into_iter()
        .chain([0, 1, 2].map(|on| index.checked_add(on)));
    let around: Vec<Option<usize>> = around.collect();
    [across, along]
        .into_iter()
        .any(|straight| around.iter().all(|i| i.and_then(wire) == Some(straight)))
}

/// Draws one packet and its trail. Two packets are never drawn side by side, where neither could
/// be told from the line: the later one is left out.
pub(super) fn draw(
    sheet: &mut Sheet,
    diagram: &Diagram,
    packet: &Packet,
    theme: &Theme,
    drawn: &mut Vec<Point>,
) {
    let (stops, length) = stops(diagram, packet);
    let role = match packet.direction {
        Direction::Request => Role::RequestPacket,
        Direction::Response => Role::ResponsePacket,
    };
    let style = theme.style(role);
    let Some(index) = place(diagram, &stops, length, packet.progress, theme.ascii) else {
        // No room for a head: the whole short line lights up, with a star beside it.
        for stop in stops.iter().filter(|stop| stop.line) {
            sheet.restyle(stop.at, theme.style(Role::Selected));
        }
        if let Some(index) = place(diagram, &stops, length, packet.progress, false) {
            star(sheet, &stops, index, style);
        }
        return;
    };
    let here = stops[index];
    for stop in stops[..index].iter().rev() {
        if here.from - stop.from > TRAIL {
            break;
        }
        if stop.line {
            sheet.restyle(stop.at, style);
        }
    }
    let near = |at: &Point| at.x.abs_diff(here.at.x) + at.y.abs_diff(here.at.y) <= 1;
    if drawn.iter().any(near) {
        return;
    }
    drawn.push(here.at);
    let lost = packet.lost && packet.progress >= 800;
    let symbol = match (packet.direction, lost) {
        _ if theme.ascii => heading(&stops, index),
        (_, true) => '◇',
        (Direction::Request, _) => '●',
        (Direction::Response, _) => '○',
    };
    sheet.put(here.at, symbol, style);
}

/// A star in a blank cell beside a line that is too short for a head of its own.
fn star(sheet: &mut Sheet, stops: &[Stop], index: usize, style: Style) {
    let (at, next) = (stops[index].at, stops[(index + 1).min(stops.len() - 1)].at);
    let sides = if at.x == next.x {
        [Side::Right, Side::Left]
    } else {
        [Side::Up, Side::Down]
    };
    let beside = sides.map(|side| at.step(side));
    if let Some(free) = beside
        .into_iter()
        .find(|&cell| cell != at && sheet.is_blank(cell))
    {
        sheet.put(free, '*', style);
    }
}

/// In ASCII a packet points where it goes: a head with line before and behind it is part of the
/// line, and requests and responses go opposite ways.
fn heading(stops: &[Stop], index: usize) -> char {
    let here = stops[index];
    // On a border only what runs along it is part of it.
    let alike = |stop: &&Stop| stop.line == here.line;
    let near = |at: Option<usize>| at.and_then(|at| stops.get(at)).filter(alike);
    let from = near(index.checked_sub(1)).unwrap_or(&here).at;
    let to = near(index.checked_add(1)).unwrap_or(&here).at;
    if from.y < to.y {
        'v'
    } else if from.y > to.y {
        '^'
    } else if from.x > to.x {
        '<'
    } else {
        '>'
    }
}

/// Where the eye is to be: the first packet, else the box that is on now, else the chosen one.
pub fn focus(diagram: &Diagram, scene: &Scene) -> Option<Point> {
    let packet = scene.packets.iter().find_map(|packet| {
        let (stops, length) = stops(diagram, packet);
        let index = place(diagram, &stops, length, packet.progress, false)?;
        Some(stops[index].at)
    });
    let middle =
        |b: &NodeBox| Point::new(b.rect.x + b.rect.width / 2, b.rect.y + b.rect.height / 2);
    packet
        .or_else(|| {
            let active = |b: &&NodeBox| {
                let mark = scene.nodes.get(b.node.index());
                mark.is_some_and(|node| node.mark == Mark::Active)
            };
            diagram.boxes.iter().find(active).map(middle)
        })
        .or_else(|| diagram.node_box(scene.selected?).map(middle))
}

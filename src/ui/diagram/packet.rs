//! Messages on the way: a head where each is, and a trail behind it.
//!
//! In Unicode the head stands in place of a cell of the line: a full dot goes to a server, a
//! hollow one comes back. In ASCII no sign in a line is part of it but an arrow, so the head is
//! one, pointing where it goes, and where an arrow cannot be read as part of the line (at bends,
//! branches and frames, on short lines) the head stands beside it: `*` goes, `o` comes back, `x`
//! is lost.

use ratatui::style::Style;

use super::sheet::Sheet;
use super::way::Way;
use crate::layout::{Diagram, Point, Side, Sides, Wires};
use crate::playback::scene::{Gauge, Mark, Packet, Scene};
use crate::topology::NodeId;
use crate::trace::Direction;
use crate::ui::theme::{Role, Theme};

/// Length of the trail behind a packet, in columns.
const TRAIL: u32 = 6;

/// In ASCII an arrow in the line may be so far from where the packet is, in columns; then the
/// head stands beside the line.
const NEAR: u32 = 2;

/// In ASCII an arrow is part of a line where that runs straight for a cell on both sides of it
/// without an arrow of its own, and another one, for a single `=` between two arrows is no line.
fn is_legible(diagram: &Diagram, wires: &Wires, way: &Way, index: usize) -> bool {
    if !way.stops[index].line {
        return true;
    }
    let wire = |index: usize| {
        let stop = way.stops.get(index).filter(|stop| stop.line)?;
        let wire = wires.at(stop.at)?;
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
    let around = [
        index.checked_sub(2),
        index.checked_sub(1),
        Some(index),
        index.checked_add(1),
        index.checked_add(2),
    ];
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
    let way = Way::of(diagram, packet);
    let Some(index) = way.nearest(packet.progress, |_| true) else {
        return;
    };
    let here = way.stops[index];
    for stop in way.stops[..=index].iter().rev().filter(|stop| stop.line) {
        let behind = here.from - stop.from;
        if behind > TRAIL {
            break;
        }
        let style = theme.fading(role(packet), Role::Active, behind, TRAIL);
        sheet.restyle(stop.at, style);
    }
    let mut put = |sheet: &mut Sheet, at: Point, symbol: char| {
        let near = |other: &Point| other.x.abs_diff(at.x) + other.y.abs_diff(at.y) <= 1;
        if !drawn.iter().any(near) {
            drawn.push(at);
            sheet.put(at, symbol, theme.style(role(packet)));
        }
    };
    if !theme.ascii {
        return put(sheet, here.at, dot(packet));
    }
    let wires = diagram.wires_in(sheet.part().grown(NEAR as u16));
    let legible = |index| is_legible(diagram, &wires, &way, index);
    let arrow = way.nearest(packet.progress, legible);
    let distance = |index: usize| way.stops[index].from.abs_diff(here.from);
    let star = way
        .nearest(packet.progress, |index| {
            beside(sheet, diagram, &way, index).is_some()
        })
        .and_then(|index| beside(sheet, diagram, &way, index));
    match (arrow, star) {
        (Some(index), star) if distance(index) <= NEAR || star.is_none() => {
            put(sheet, way.stops[index].at, heading(&way, index));
        }
        (_, Some(at)) => put(sheet, at, letter(packet)),
        _ => sheet.restyle(here.at, theme.style(Role::Selected)),
    }
}

const fn role(packet: &Packet) -> Role {
    match packet.direction {
        Direction::Request => Role::RequestPacket,
        Direction::Response => Role::ResponsePacket,
    }
}

const fn is_lost(packet: &Packet) -> bool {
    packet.lost && packet.progress >= 800
}

const fn dot(packet: &Packet) -> char {
    match packet.direction {
        _ if is_lost(packet) => '◇',
        Direction::Request => '●',
        Direction::Response => '○',
    }
}

const fn letter(packet: &Packet) -> char {
    match packet.direction {
        _ if is_lost(packet) => 'x',
        Direction::Request => '*',
        Direction::Response => 'o',
    }
}

/// A blank cell beside a line, outside of boxes.
fn beside(sheet: &Sheet, diagram: &Diagram, way: &Way, index: usize) -> Option<Point> {
    let at = way.stops[index].at;
    let sides = [Side::Up, Side::Right, Side::Left, Side::Down];
    let places = sides.into_iter().map(|side| at.step(side));
    let free =
        |cell: &Point| *cell != at && sheet.is_blank(*cell) && diagram.node_at(*cell).is_none();
    places.into_iter().find(free)
}

/// An arrow that points where the packet goes.
fn heading(way: &Way, index: usize) -> char {
    let here = way.stops[index];
    // On a border only what runs along it is part of it.
    let near = |at: Option<usize>| {
        let stop = at.and_then(|at| way.stops.get(at));
        stop.filter(|stop| stop.line == here.line)
    };
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

/// Where packets are, with the sign and style of each.
pub(super) fn spots(diagram: &Diagram, scene: &Scene, theme: &Theme) -> Vec<(Point, char, Style)> {
    let spot = |packet: &Packet| {
        let way = Way::of(diagram, packet);
        let index = way.nearest(packet.progress, |_| true)?;
        let sign = if theme.ascii {
            letter(packet)
        } else {
            dot(packet)
        };
        Some((way.stops[index].at, sign, theme.style(role(packet))))
    };
    scene.packets.iter().filter_map(spot).collect()
}

/// Where the eye is to be: the first packet, else the box that is on now, else the chosen one.
pub fn focus(diagram: &Diagram, scene: &Scene) -> Option<Point> {
    let packet = scene.packets.iter().find_map(|packet| {
        let way = Way::of(diagram, packet);
        let index = way.nearest(packet.progress, |_| true)?;
        Some(way.stops[index].at)
    });
    packet
        .or_else(|| {
            let active = |node: &NodeId| {
                let mark = scene.nodes.get(node.index());
                mark.is_some_and(|node| node.mark == Mark::Active)
            };
            let boxes = diagram.boxes.iter().map(|b| b.node);
            middle(diagram, boxes.into_iter().find(active)?)
        })
        .or_else(|| middle(diagram, scene.selected.or_else(|| busiest(diagram, scene))?))
}

/// Under load: the box where most wait, or that is taken most.
fn busiest(diagram: &Diagram, scene: &Scene) -> Option<NodeId> {
    let boxes = diagram.boxes.iter().map(|b| b.node);
    let loaded = boxes.filter_map(|node| Some((node, (*scene.gauges.get(node.index())?)?)));
    // Coarse steps, so that the window does not jump between equals.
    let steps = |gauge: Gauge| {
        (
            gauge.waiting.checked_ilog2(),
            gauge.used.map(|used| used / 50),
        )
    };
    let loaded: Vec<(NodeId, Gauge)> = loaded.collect();
    let most = loaded.iter().map(|(_, gauge)| steps(*gauge)).max()?;
    let (node, _) = loaded
        .into_iter()
        .find(|(_, gauge)| steps(*gauge) == most)?;
    Some(node)
}

/// The middle of a node's box.
pub fn middle(diagram: &Diagram, node: NodeId) -> Option<Point> {
    let rect = diagram.node_box(node)?.rect;
    Some(Point::new(
        rect.x + rect.width / 2,
        rect.y + rect.height / 2,
    ))
}

//! The diagram view: boxes, frames, lines, packets.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect as Area;
use ratatui::style::Style;

use self::glyph::Weight;
use self::sheet::Sheet;
use super::theme::{Role, Theme};
use crate::layout::{Detail, Diagram, Frame, NodeBox, Point, Rect, Route, Side};
use crate::playback::scene::{Mark, NodeMark, Scene};
use crate::text;
use crate::topology::LinkId;

mod badge;
mod chip;
mod edges;
mod gauge;
mod glyph;
mod impairment;
mod minimap;
mod names;
mod packet;
mod sheet;
mod way;
mod window;
mod words;

pub use minimap::minimap;
pub use names::lines;
pub use packet::{focus, middle};
pub use window::{hidden, hit, hit_lines, window};

/// Draws the part of the diagram from `offset` on into `area`. Where the diagram goes on beyond
/// the area, its outermost cells say so.
pub fn draw(
    diagram: &Diagram,
    scene: &Scene,
    theme: &Theme,
    offset: Point,
    area: Area,
    buf: &mut Buffer,
) {
    let sheet = Sheet::new(buf, area, offset, theme.ascii);
    let mut painter = Painter {
        diagram,
        scene,
        theme,
        sheet,
        links: link_marks(diagram, scene),
        quiet: if scene_runs(scene) {
            Role::Dimmed
        } else {
            Role::Drawn
        },
    };
    painter.lines();
    painter.words();
    edges::mark(&mut painter.sheet, diagram, theme.style(Role::Quiet));
    painter.packets();
}

/// The whole diagram in a buffer of its own size: what is printed.
pub fn picture(diagram: &Diagram, scene: &Scene, theme: &Theme) -> Buffer {
    let area = Area::new(0, 0, diagram.size.width, diagram.size.height);
    let mut buffer = Buffer::empty(area);
    let origin = Point::default();
    draw(diagram, scene, theme, origin, area, &mut buffer);
    buffer
}

/// Whether anything is marked: then what is not on the way steps back.
fn scene_runs(scene: &Scene) -> bool {
    let marked = |mark: &Mark| *mark != Mark::Idle;
    scene.links.iter().any(marked) || scene.nodes.iter().any(|node| marked(&node.mark))
}

struct Painter<'a> {
    diagram: &'a Diagram,
    scene: &'a Scene,
    theme: &'a Theme,
    sheet: Sheet<'a>,
    /// One mark for each link, by id.
    links: Vec<Mark>,
    /// How things look that have no mark.
    quiet: Role,
}

impl Painter<'_> {
    /// The state of a box; that of a group is what matters most of its members.
    fn state(&self, b: &NodeBox) -> NodeMark {
        let others = b.collapsed.iter().flat_map(|(_, others)| others);
        let nodes = std::iter::once(&b.node).chain(others);
        let known = nodes.filter_map(|node| self.scene.nodes.get(node.index()));
        known.fold(NodeMark::default(), |all, one| NodeMark {
            mark: all.mark.or(one.mark),
            badge: match (all.badge, one.badge) {
                (Some(first), Some(badge)) if first.is_failure() || !badge.is_failure() => {
                    Some(first)
                }
                (first, badge) => badge.or(first),
            },
        })
    }

    fn link(&self, link: LinkId) -> Mark {
        self.links.get(link.index()).copied().unwrap_or_default()
    }

    fn mark_style(&self, mark: Mark) -> Style {
        self.theme.style(match mark {
            Mark::Idle => self.quiet,
            Mark::Pending => Role::Pending,
            Mark::Active => Role::Active,
            Mark::Done => Role::Done,
            Mark::Failed => Role::Failed,
        })
    }

    /// Frames, wires and borders: everything that may meet in one cell.
    fn lines(&mut self) {
        let diagram = self.diagram;
        let style = self.theme.style(Role::Frame);
        for frame in &diagram.frames {
            self.border(frame.rect, Weight::Light, style);
        }
        let style = self.mark_style(Mark::Idle);
        for (at, wire) in diagram.wires_in(self.sheet.part()).iter() {
            for side in Side::ALL {
                if wire.sides.has(side) {
                    self.sheet.join(at, side, Weight::Light);
                }
            }
            if let Some(side) = wire.head {
                self.sheet.head(at, side);
            }
            if wire.dashed {
                self.sheet.dash(at);
            }
            self.sheet.style(at, style);
        }
        let marked = diagram
            .routes
            .iter()
            .map(|route| (self.link(route.link), route));
        let mut marked: Vec<_> = marked.filter(|(mark, _)| *mark != Mark::Idle).collect();
        marked.sort_by_key(|(mark, _)| rank(*mark));
        for (mark, route) in marked {
            self.tint(route, self.mark_style(mark));
        }
        for b in &diagram.boxes {
            let NodeMark { mark, badge, .. } = self.state(b);
            if b.rect.height == 1 {
                continue;
            }
            self.border(b.rect, weight(mark), self.mark_style(mark));
            // Words in a border leave single dashes, which are lines only as they are.
            let worded = [!b.badge.is_empty(), badge.is_some()];
            for (y, worded) in [b.rect.y, b.rect.bottom() - 1].into_iter().zip(worded) {
                if weight(mark) == Weight::Heavy && !worded {
                    for x in b.rect.x..b.rect.right() {
                        self.sheet.double(Point::new(x, y));
                    }
                }
            }
        }
        for route in &diagram.routes {
            self.route(route);
        }
        let selected = self
            .scene
            .selected_link
            .and_then(|link| diagram.route(link));
        if let Some(route) = selected {
            self.tint(route, self.theme.style(Role::Selected));
        }
        self.sheet.flush();
    }

    /// Gives all cells of a line one style.
    fn tint(&mut self, route: &Route, style: Style) {
        for (at, _) in route.line.joints_in(self.sheet.part()) {
            self.sheet.style(at, style);
        }
    }

    fn border(&mut self, rect: Rect, weight: Weight, style: Style) {
        let (right, bottom) = (rect.right() - 1, rect.bottom() - 1);
        for x in rect.x..right {
            for y in [rect.y, bottom] {
                self.sheet.join(Point::new(x, y), Side::Right, weight);
                self.sheet.join(Point::new(x + 1, y), Side::Left, weight);
            }
        }
        for y in rect.y..bottom {
            for x in [rect.x, right] {
                self.sheet.join(Point::new(x, y), Side::Down, weight);
                self.sheet.join(Point::new(x, y + 1), Side::Up, weight);
            }
        }
        for x in rect.x..=right {
            self.sheet.style(Point::new(x, rect.y), style);
            self.sheet.style(Point::new(x, bottom), style);
        }
        for y in rect.y..=bottom {
            self.sheet.style(Point::new(rect.x, y), style);
            self.sheet.style(Point::new(right, y), style);
        }
    }

    /// The tee in the source's border, and the weight of an active link's own way: the other
    /// branches of its trunk stay light.
    fn route(&mut self, route: &Route) {
        let weight = weight(self.link(route.link));
        let line = &route.line;
        let (first, last) = (line.first(), line.last());
        if first == last {
            return;
        }
        let (tail, border) = (line.tail(), first.step(line.tail().opposite()));
        if self.diagram.detail != Detail::Chip {
            self.sheet.join(border, tail, weight);
        }
        if weight != Weight::Heavy {
            return;
        }
        for (at, sides) in line.joints_in(self.sheet.part()) {
            for side in Side::ALL {
                if sides.has(side) {
                    self.sheet.join(at, side, weight);
                }
            }
        }
        self.tint(route, self.mark_style(Mark::Active));
        // A single doubled dash is not read as a line: it takes two in a row.
        let flat = |sheet: &mut Sheet, at: Point, next: Point| {
            at != last && next != last && sheet.is_straight(at) && sheet.is_straight(next)
        };
        for (at, next) in line.cells().zip(line.cells().skip(1)) {
            if at.y == next.y && flat(&mut self.sheet, at, next) {
                self.sheet.double(at);
                self.sheet.double(next);
            }
        }
    }

    fn words(&mut self) {
        let diagram = self.diagram;
        for frame in &diagram.frames {
            self.title(frame);
        }
        for b in &diagram.boxes {
            self.box_words(b);
        }
        for label in &diagram.labels {
            let mark = self.link(label.link);
            let style = match mark {
                Mark::Idle => self.theme.style(self.quiet),
                _ => self.mark_style(mark),
            };
            self.sheet.write(label.at, &label.text, style);
        }
        for &(link, impairment) in &self.scene.impairments {
            impairment::draw(&mut self.sheet, diagram, link, impairment, self.theme);
        }
        let rows = diagram.legend.len() as u16;
        let top = diagram.size.height.saturating_sub(rows);
        for (row, line) in diagram.legend.iter().enumerate() {
            let at = Point::new(0, top + row as u16);
            self.sheet.write(at, line, self.theme.style(Role::Quiet));
        }
    }

    fn title(&mut self, frame: &Frame) {
        if !frame.title.is_empty() {
            let at = Point::new(frame.rect.x + 2, frame.rect.y);
            let style = self.theme.style(Role::Frame);
            self.sheet.write(at, &format!(" {} ", frame.title), style);
        }
    }

    fn is_selected(&self, b: &NodeBox) -> bool {
        self.scene.selected.is_some_and(|node| b.stands_for(node))
    }

    fn box_words(&mut self, b: &NodeBox) {
        let NodeMark { mark, badge } = self.state(b);
        let style = self.mark_style(mark);
        if b.rect.height == 1 {
            let state = NodeMark { mark, badge };
            let words = if self.is_selected(b) {
                style.patch(self.theme.style(Role::Selected))
            } else {
                style
            };
            return chip::draw(&mut self.sheet, b, state, (style, words), self.theme);
        }
        if !b.badge.is_empty() {
            let at = Point::new(b.rect.x + 2, b.rect.y);
            self.sheet.write(at, &format!(" {} ", b.badge), style);
        }
        let inner = usize::from(b.rect.width - 2);
        let rows = usize::from(b.rect.height - 2);
        let lines = lines(self.diagram, b);
        let top = b.rect.y + 1 + (rows.saturating_sub(lines.len()) / 2) as u16;
        let selected = self.is_selected(b);
        for (row, line) in lines.iter().take(rows).enumerate() {
            let blank = inner.saturating_sub(text::width(line));
            let at = Point::new(b.rect.x + 1 + (blank / 2) as u16, top + row as u16);
            let style = if selected && row == 0 {
                style.patch(self.theme.style(Role::Selected))
            } else {
                style
            };
            self.sheet.write(at, line, style);
        }
        if let Some(gauge) = self.scene.gauges.get(b.node.index()).copied().flatten() {
            let gauge = (gauge, badge.is_some());
            gauge::draw(&mut self.sheet, b, gauge, style, self.theme);
        }
        if let Some(badge) = badge {
            badge::draw(&mut self.sheet, b, badge, self.theme);
        }
    }

    fn packets(&mut self) {
        let mut drawn: Vec<Point> = Vec::new();
        for packet in &self.scene.packets {
            packet::draw(
                &mut self.sheet,
                self.diagram,
                packet,
                self.theme,
                &mut drawn,
            );
        }
    }
}

/// Of links that are one line the one that matters most gives it its mark.
fn link_marks(diagram: &Diagram, scene: &Scene) -> Vec<Mark> {
    let mut marks = scene.links.clone();
    for route in diagram
        .routes
        .iter()
        .filter(|route| !route.merged.is_empty())
    {
        let merged = route.merged.iter();
        let merged = merged.filter_map(|link| scene.links.get(link.index()));
        if let Some(mark) = marks.get_mut(route.link.index()) {
            *mark = merged.fold(*mark, |all, one| all.or(*one));
        }
    }
    marks
}

fn weight(mark: Mark) -> Weight {
    match mark {
        Mark::Active => Weight::Heavy,
        _ => Weight::Light,
    }
}

/// Of several links in one cell the one that matters most gives it its style.
fn rank(mark: Mark) -> u8 {
    match mark {
        Mark::Idle => 0,
        Mark::Pending => 1,
        Mark::Done => 2,
        Mark::Failed => 3,
        Mark::Active => 4,
    }
}

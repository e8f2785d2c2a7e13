//! Drawing: application state in, cells of a buffer out.
//!
//! ```text
//! wide                                      narrow
//! ┌ title ──────────────────────────────┐   ┌ title ───────────────┐
//! │ path                                │   │ path                 │
//! │                         ┌─ timing ─┐│   │                      │
//! │                         ├─ story  ─┤│   │      main area       │
//! │       main area         │          ││   │                      │
//! │                         ├─ log    ─┤│   │ timing (two lines)   │
//! │                         └──────────┘│   │ story                │
//! │ status                              │   │ status               │
//! │ hints                               │   │ hints                │
//! └─────────────────────────────────────┘   └──────────────────────┘
//! ```
//!
//! Every panel is a function of the application, the theme, an area and the buffer, in this order.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Detail, Follow, Run};
use crate::layout::{Diagram, Size};
use crate::topology::{LinkId, NodeId, View};
use sequence::Sequence;
use split::Areas;
use theme::{Role, Theme};
use waterfall::{Axis, Shown, Waterfall};

pub mod diagram;
pub mod print;
pub mod sequence;
pub mod theme;
pub mod waterfall;

mod ascii;
mod card;
mod compare;
mod faults;
mod help;
mod hints;
mod inspector;
mod lesson;
mod list;
mod load;
mod log;
mod menu;
mod panel;
mod path;
mod problems;
mod question;
mod score;
mod split;
mod status;
mod story;
mod svg;
mod timing;
mod title;

/// The smallest screen anything is drawn on.
const SMALLEST: (u16, u16) = (40, 12);
/// From this size on there is room for a map of what a window leaves out.
const MAPPED: (u16, u16) = (100, 30);

/// Places the diagram for `area` and moves the window onto it, where anything has changed.
/// Called before [`render`], with the same area.
pub fn prepare(app: &mut App, area: Rect) {
    if is_too_small(area) {
        return;
    }
    app.place(&split::spaces(area));
    inspector::prepare(app, split::inspector(area));
    let main = split::split(app, area).main;
    let room = Size {
        width: main.width,
        height: main.height,
    };
    if let (View::Waterfall, Some(run)) = (app.view(), app.run()) {
        let hidden = Waterfall::new(app.topology(), &run.trace).hidden_rows(main);
        app.hold_rows(hidden);
    }
    if let Some((diagram, _)) = app.diagram() {
        let focus = match app.following() {
            Follow::Run => diagram::focus(diagram, &app.scene()),
            Follow::Selection => app
                .selected()
                .and_then(|node| diagram::middle(diagram, node)),
            Follow::Nothing => None,
        };
        let first = diagram::window(diagram, room, focus, app.window_at_rest());
        app.show_from(first);
    }
    problems::prepare(app, area);
}

/// Draws the whole screen. Reads, never writes; does not know the time.
pub fn render(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    buf.set_style(area, theme.base());
    if is_too_small(area) {
        too_small(theme, area, buf);
        return;
    }
    let areas = split::split(app, area);
    title::render(app, theme, areas.title, buf);
    main_area(app, theme, (area, areas.main), buf);
    if let Some(load) = app.load() {
        load::head(load, theme, areas.path, buf);
        load::panels(app, load, theme, &areas, buf);
        card::render(app, theme, areas.card, buf);
        load::status(app, load, theme, areas.status, buf);
    } else {
        of_a_run(app, theme, (area, &areas), buf);
    }
    hints::render(app, theme, areas.hints, buf);
    problems::render(app, theme, area, buf);
    inspector::render(app, theme, split::inspector(area), buf);
    compare::render(app, theme, split::body(area), buf);
    help::render(app, theme, area, buf);
    list::render(app, theme, area, buf);
    if theme.ascii {
        ascii::sweep(area, buf);
    }
}

/// The panels that tell of one request.
fn of_a_run(app: &App, theme: &Theme, (area, areas): (Rect, &Areas), buf: &mut Buffer) {
    path::render(app, theme, areas.path, buf);
    timing::render(app, theme, areas.timing, buf);
    story::render(app, theme, areas.story, buf);
    log::render(app, theme, areas.log, buf);
    card::render(app, theme, areas.card, buf);
    status::render(app, theme, (area, areas.status), buf);
}

/// The node whose box is drawn at a cell of the screen.
pub fn node_at(app: &App, area: Rect, column: u16, row: u16) -> Option<NodeId> {
    let canvas = canvas(app, area)?;
    let (diagram, _) = app.diagram()?;
    diagram::hit(
        diagram,
        app.window().unwrap_or_default(),
        canvas,
        column,
        row,
    )
}

/// The links whose lines are drawn through a cell of the screen.
pub fn links_at(app: &App, area: Rect, column: u16, row: u16) -> Vec<LinkId> {
    let (Some(canvas), Some((diagram, _))) = (canvas(app, area), app.diagram()) else {
        return Vec::new();
    };
    let first = app.window().unwrap_or_default();
    diagram::hit_lines(diagram, first, canvas, column, row)
}

/// Whether a cell of the screen belongs to the drawing.
pub fn is_drawing(app: &App, area: Rect, column: u16, row: u16) -> bool {
    let at = (column, row).into();
    let is_covered = app.inspector().is_some() && split::inspector(area).contains(at);
    !is_covered && canvas(app, area).is_some_and(|canvas| canvas.contains(at))
}

/// Where on the screen the diagram is drawn, where it is.
fn canvas(app: &App, screen: Rect) -> Option<Rect> {
    if is_too_small(screen) || app.view() != View::Diagram || split::lists(app, screen) {
        return None;
    }
    let (diagram, _) = app.diagram()?;
    Some(centred(diagram, split::split(app, screen).main))
}

fn main_area(app: &App, theme: &Theme, (screen, area): (Rect, Rect), buf: &mut Buffer) {
    match app.view() {
        View::Diagram if split::lists(app, screen) => {
            if let Some(load) = app.load() {
                load::list(app, load, theme, area, buf);
                return;
            }
            let step = app.run().map(|run| run.playback.step());
            sequence_of(app).list(app.topology(), theme, step, area, buf);
        }
        View::Sequence => {
            let step = app.run().map(|run| run.playback.step());
            sequence_of(app).draw(app.topology(), theme, step, 0, area, buf);
        }
        View::Waterfall => {
            if let Some(run) = app.run() {
                let shown = waterfall_of(app, run);
                Waterfall::new(app.topology(), &run.trace).draw(theme, &shown, area, buf);
            } else {
                let style = theme.style(Role::Quiet);
                let words = "Spans on one time axis, as soon as a request is sent: press Enter.";
                let lines = panel::wrapped(words, style, area.width);
                panel::lines(lines, theme, area, buf);
            }
        }
        View::Diagram => {
            let Some((diagram, _)) = app.diagram() else {
                return;
            };
            let scene = app.scene();
            let (canvas, first) = (centred(diagram, area), app.window().unwrap_or_default());
            diagram::draw(diagram, &scene, theme, first, canvas, buf);
            if screen.width >= MAPPED.0 && screen.height >= MAPPED.1 {
                diagram::minimap(diagram, &scene, theme, first, canvas, buf);
            }
        }
    }
}

fn sequence_of(app: &App) -> Sequence {
    match app.run() {
        Some(run) if app.detail() == Detail::Packets => {
            let on = run.playback.position().hops;
            Sequence::packets(app.topology(), &run.trace, on)
        }
        run => Sequence::new(app.topology(), run.map(|run| &run.trace)),
    }
}

/// The part of the waterfall that is shown now.
fn waterfall_of(app: &App, run: &Run) -> Shown {
    let at = run.playback.at();
    let (start, length) = app.zoom().part(run.trace.end(), at);
    Shown {
        axis: Axis { start, length },
        at: Some(at),
        first: app.zoom().scrolled,
    }
}

/// The middle of an area that is larger than the diagram.
fn centred(diagram: &Diagram, area: Rect) -> Rect {
    let width = diagram.size.width.min(area.width);
    let height = diagram.size.height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn is_too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

fn too_small(theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (width, height) = SMALLEST;
    let text = format!(
        "hopwise needs {width}x{height} cells, this is {}x{}",
        area.width, area.height
    );
    let lines = crate::text::wrap(&text, usize::from(area.width));
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        panel::text(line, theme.style(Role::Text), area.x, y, area.width, buf);
    }
}

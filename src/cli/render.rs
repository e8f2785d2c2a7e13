//! `hopwise render`: one picture, the drawing alone or the whole screen.

use super::{Failure, Outcome, output, source};
use crate::action::Action;
use crate::app::{App, Settings};
use crate::layout::{Detail, Options, Size, layout, layout_among};
use crate::playback::scene::still;
use crate::time::SimDuration;
use crate::topology::{RequestId, Topology};
use crate::trace::Trace;
use crate::ui::print::{self, Paper};
use crate::ui::sequence::Sequence;
use crate::ui::theme::{Theme, ThemeName};
use crate::ui::waterfall::{Axis, Shown, Waterfall};
use crate::ui::{self, diagram};

/// Sides of a picture in cells.
const SIDE: std::ops::RangeInclusive<i64> = 1..=1000;

/// A picture that nobody gave a size to has no more columns and rows than this; of a larger one a
/// part is shown.
const MOST: u16 = 3000;

#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(super) struct Args {
    /// Path of a topology file, or the name of a built-in one
    topology: Option<String>,
    /// Columns; as many as the picture takes where left out
    #[arg(long, value_name = "W", value_parser = clap::value_parser!(u16).range(SIDE))]
    width: Option<u16>,
    /// Rows; as many as the picture takes where left out
    #[arg(long, value_name = "H", value_parser = clap::value_parser!(u16).range(SIDE))]
    height: Option<u16>,
    /// What is drawn; the topology says, or with a request: the diagram
    #[arg(long, value_enum)]
    view: Option<View>,
    /// Use nothing outside printable ASCII
    #[arg(long)]
    ascii: bool,
    /// Write colours, whatever the output is
    #[arg(long)]
    color: bool,
    /// Write a picture for pages and slides (SVG) instead of text
    #[arg(long, conflicts_with = "color")]
    svg: bool,
    /// Colours of a picture that has some
    #[arg(long, value_name = "NAME", value_enum, default_value_t)]
    theme: ThemeName,
    /// Show a run of this request
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Show the run at this step, from 1; at its end where left out
    #[arg(long, value_name = "N", requires = "request", value_parser = clap::value_parser!(u32).range(1..))]
    step: Option<u32>,
    /// Show the packet on its way: after this many thousandths of the step
    #[arg(long, value_name = "P", requires = "step", value_parser = clap::value_parser!(u16).range(0..=1000))]
    part: Option<u16>,
    /// Show the load view at this model time
    #[arg(long, value_name = "T", default_value = "5s", value_parser = super::load::time)]
    at: SimDuration,
    /// The whole screen of the interactive program, 120x40 unless told otherwise
    #[arg(long)]
    screen: bool,
}

impl Args {
    /// What the picture is put on.
    fn paper<'a>(&self, theme: &'a Theme) -> Paper<'a> {
        match (self.svg, self.color) {
            (true, _) => Paper::Svg(theme),
            (false, true) => Paper::Colours,
            (false, false) => Paper::Text,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum View {
    /// Boxes and arrows.
    Diagram,
    /// Lifelines and messages in time order.
    Sequence,
    /// Spans of a run on one time axis.
    Waterfall,
    /// Many requests at once: how busy every box is.
    Load,
}

/// The drawing alone, at its natural size, in the view the topology opens in.
pub(super) fn picture(topology: &Topology, ascii: bool) -> String {
    let drawing = Drawing {
        topology,
        theme: &Theme::new(ThemeName::default(), ascii, false),
        width: None,
        height: None,
        paper: Paper::Text,
        run: None,
    };
    match topology.view() {
        crate::topology::View::Sequence => drawing.sequence(),
        _ => drawing.diagram(),
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let topology = source::load(args.topology.as_deref())?;
    let request = match &args.request {
        Some(id) => source::request(&topology, Some(id))?,
        None => None,
    };
    let theme = Theme::new(args.theme, args.ascii, args.color || args.svg);
    let mut app = App::new(Settings::of(vec![topology.clone().into()]));
    if let Some(request) = request {
        show(&mut app, request, args.step)?;
        if let Some(part) = args.part {
            app.show_part(part);
        }
    }
    if args.view == Some(View::Waterfall) && request.is_none() {
        return Err(Failure::Refused(
            "error: a waterfall shows a run: name the request to send with --request ID".to_owned(),
        ));
    }
    if args.view == Some(View::Load) {
        if topology.requests().is_empty() {
            return Err(Failure::Refused(
                "error: the topology has no request".to_owned(),
            ));
        }
        app.load_until(args.at);
    }
    if args.screen {
        return output::write(&screen(&mut app, &theme, args));
    }
    let view = args.view.unwrap_or(match topology.view() {
        crate::topology::View::Waterfall if request.is_some() => View::Waterfall,
        crate::topology::View::Sequence if request.is_none() => View::Sequence,
        _ => View::Diagram,
    });
    let drawing = Drawing {
        topology: &topology,
        theme: &theme,
        width: args.width,
        height: args.height,
        paper: args.paper(&theme),
        run: (request.is_some() || app.load().is_some()).then_some((&app, args.step)),
    };
    output::write(&match view {
        View::Diagram | View::Load => drawing.diagram(),
        View::Sequence => drawing.sequence(),
        View::Waterfall => drawing.waterfall(),
    })
}

/// Sends the request and stands at the end of `step`, or of the whole run.
fn show(app: &mut App, request: RequestId, step: Option<u32>) -> Result<(), Failure> {
    app.show(request, step.map_or(usize::MAX, |step| step as usize));
    let steps = app.run().map_or(0, |run| run.trace.steps.len());
    match step {
        Some(step) if step as usize > steps => Err(Failure::Refused(format!(
            "error: there is no step {step}: this run has {steps} steps"
        ))),
        _ => Ok(()),
    }
}

/// The whole screen.
fn screen(app: &mut App, theme: &Theme, args: &Args) -> String {
    let wanted = match args.view {
        Some(View::Diagram | View::Load) => crate::topology::View::Diagram,
        Some(View::Sequence) => crate::topology::View::Sequence,
        Some(View::Waterfall) => crate::topology::View::Waterfall,
        None => app.view(),
    };
    while app.view() != wanted {
        app.update(Action::NextView);
    }
    let (width, height) = (args.width.unwrap_or(120), args.height.unwrap_or(40));
    print::picture(width, height, args.paper(theme), |area, buf| {
        ui::prepare(app, area);
        ui::render(app, theme, area, buf);
    })
}

/// One drawing, without anything around it.
struct Drawing<'a> {
    topology: &'a Topology,
    theme: &'a Theme,
    width: Option<u16>,
    height: Option<u16>,
    paper: Paper<'a>,
    /// The program after sending, and the step that was asked for.
    run: Option<(&'a App, Option<u32>)>,
}

impl Drawing<'_> {
    fn trace(&self) -> Option<&Trace> {
        self.run
            .and_then(|(app, _)| app.run())
            .map(|run| &run.trace)
    }

    /// The size asked for, with what the drawing takes where nothing was.
    fn size(&self, natural: Size) -> Size {
        Size {
            width: self.width.unwrap_or(natural.width),
            height: self.height.unwrap_or(natural.height),
        }
    }

    fn diagram(&self) -> String {
        let within = (self.width.is_some() || self.height.is_some()).then(|| {
            self.size(Size {
                width: *SIDE.end() as u16,
                height: *SIDE.end() as u16,
            })
        });
        let placed = match within.zip(self.run) {
            Some((space, (app, _))) => {
                layout_among(self.topology, &[space], &app.active(), Detail::Chip).0
            }
            _ => layout(
                self.topology,
                Options {
                    within,
                    ..Options::default()
                },
            ),
        };
        let scene = match self.run {
            Some((app, _)) => app.scene(),
            None => still(self.topology),
        };
        let size = self.size(Size {
            width: placed.size.width.min(MOST),
            height: placed.size.height.min(MOST),
        });
        let focus = diagram::focus(&placed, &scene);
        let offset = diagram::window(&placed, size, focus, None);
        print::picture(size.width, size.height, self.paper, |area, buf| {
            diagram::draw(&placed, &scene, self.theme, offset, area, buf);
        })
    }

    fn sequence(&self) -> String {
        let sequence = Sequence::new(self.topology, self.trace());
        let step = self
            .run
            .and_then(|(_, step)| step)
            .map(|step| step as usize - 1);
        let size = self.size(sequence.size(self.topology, self.width));
        print::picture(size.width, size.height, self.paper, |area, buf| {
            sequence.draw(self.topology, self.theme, step, 0, area, buf);
        })
    }

    /// The whole time axis; with a step, the playhead at its end.
    fn waterfall(&self) -> String {
        let Some((run, step)) = self.run.and_then(|(app, step)| Some((app.run()?, step))) else {
            return String::new();
        };
        let waterfall = Waterfall::new(self.topology, &run.trace);
        let size = self.size(waterfall.size(self.width));
        let shown = Shown {
            axis: Axis::whole(run.trace.end()),
            at: step.map(|_| run.playback.at()),
            first: None,
        };
        print::picture(size.width, size.height, self.paper, |area, buf| {
            waterfall.draw(self.theme, &shown, area, buf);
        })
    }
}

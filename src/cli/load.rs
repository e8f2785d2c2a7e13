//! `hopwise load`: many requests at once, without a terminal.

use std::num::NonZero;

use super::faults::Faults;
use super::{Failure, Outcome, output, source};
use crate::load::plan::{Arrivals, LoadPlan, Profile};
use crate::load::run::{Progress, fitting_rate, run as simulate, throughput};
use crate::report::load::{Glyphs, Point, csv, json, sweep_json, sweep_text, text};
use crate::terminal::meter;
use crate::text::wrap;
use crate::time::SimDuration;
use crate::topology::Topology;

mod plan;
mod words;

use words::{At, Keys, Share, Sweep, Swept};
pub(super) use words::{per_second, time};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Path of a topology file, or the name of a built-in one
    topology: Option<String>,
    /// Requests a second; also steps and ramps: `100,10s:500,20s..30s:100`. Where nothing is said,
    /// what keeps the busiest node busy for 70 % of its time
    #[arg(long, value_name = "R", value_parser = words::rate, conflicts_with = "clients")]
    rate: Option<Profile>,
    /// How requests are spaced
    #[arg(long, value_enum, default_value_t, conflicts_with = "clients")]
    arrivals: Spacing,
    /// This many clients instead, who wait for the answer, think, and send again
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    clients: Option<u32>,
    /// Mean time that a client thinks
    #[arg(long, value_name = "T", value_parser = words::time, default_value = "1s")]
    think: SimDuration,
    /// Which requests, with their shares: `cache-hit=0.9,cache-miss=0.1`. Where nothing is said,
    /// those that show nothing broken, refused or cold, by their `weight`
    #[arg(long, value_name = "ID=SHARE", value_parser = words::share, value_delimiter = ',')]
    mix: Vec<Share>,
    /// Ends when this many requests are over, in each replication
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000_000), conflicts_with = "duration")]
    requests: Option<u64>,
    /// Ends after this model time, in each replication
    #[arg(long, value_name = "T", value_parser = words::time)]
    duration: Option<SimDuration>,
    /// Model time before anything is counted; a tenth of the rest where left out
    #[arg(long, value_name = "T", value_parser = words::time)]
    warmup: Option<SimDuration>,
    /// Independent runs, for the confidence intervals
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    replications: u32,
    /// One run for each load: `rate=100..2000:100` or `clients=10..200:10`
    #[arg(long, value_name = "WHAT=FROM..TO:STEP", value_parser = words::sweep, conflicts_with_all = ["rate", "clients"])]
    sweep: Option<Sweep>,
    /// Where chance comes from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    faults: Faults,
    /// At this model time, one of `down:NODE`, `slow:NODE=FACTOR`, `drop:NODE`,
    /// `reject:NODE`, `crash:NODE`, `up:NODE`, `loss:FROM-TO=PERCENT`, `delay:FROM-TO=DURATION`,
    /// `capacity:NODE=N`, `rate:R`, `clients:N`
    #[arg(long, value_name = "TIME:CHANGE", value_parser = words::at)]
    at: Vec<At>,
    /// Ask for COUNT objects, the k-th with a weight of 1 / k^ZIPF, in place of what the file says
    #[arg(long, value_name = "COUNT[:ZIPF]", value_parser = words::keys)]
    keys: Option<Keys>,
    /// Replications at once; as many as there are cores where left out
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<u16>>,
    /// Printable ASCII only
    #[arg(long)]
    ascii: bool,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How open arrivals are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Spacing {
    /// Independent of each other.
    #[default]
    Poisson,
    /// At equal gaps.
    Constant,
}

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Format {
    /// For reading.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

pub(super) fn run(args: &Args) -> Outcome {
    let topology = source::load(args.topology.as_deref())?;
    let mut plan = plan::plan(&topology, args)?;
    let progress = Progress::new();
    let report = meter::while_running(&progress, || match args.sweep {
        None => {
            let chosen = args.rate.is_none() && args.clients.is_none();
            if chosen {
                let fitting = fitting_rate(&topology, &plan);
                plan.aim(fitting);
            }
            single(&topology, &mut plan, args, &progress, chosen)
        }
        Some(sweep) => swept(&topology, &mut plan, args, sweep, &progress),
    });
    output::write(&report)
}

fn single(
    topology: &Topology,
    plan: &mut LoadPlan,
    args: &Args,
    progress: &Progress,
    chosen: bool,
) -> String {
    progress.expect(u64::from(plan.replications));
    warm_up(topology, plan, args);
    let report = simulate(topology, plan, threads(args), progress);
    match args.format {
        Format::Json => json(topology, &report) + "\n",
        Format::Csv => {
            let load = sent(&plan.arrivals);
            csv(topology, &[Point { load, report }])
        }
        Format::Text => {
            let mut out = text(topology, plan, &report, glyphs(args));
            if chosen && report.bottleneck().is_some() {
                let words = "The rate was chosen so that the busiest node is used for about 70 % of \
                             its time; --rate and --clients say how much is sent, --sweep tries many.";
                out.push('\n');
                out.push_str(&wrap(words, 80).join("\n"));
                out.push('\n');
            }
            out
        }
    }
}

fn swept(
    topology: &Topology,
    plan: &mut LoadPlan,
    args: &Args,
    sweep: Sweep,
    progress: &Progress,
) -> String {
    let loads: Vec<f64> = sweep.loads().collect();
    progress.expect(loads.len() as u64 * u64::from(plan.replications));
    let mut points = Vec::new();
    for load in loads {
        if progress.is_stopped() {
            break;
        }
        match &mut plan.arrivals {
            Arrivals::Open { .. } => plan.aim(load),
            Arrivals::Closed { clients, .. } => *clients = load as u32,
        }
        warm_up(topology, plan, args);
        let report = simulate(topology, plan, threads(args), progress);
        points.push(Point { load, report });
    }
    match args.format {
        Format::Text => sweep_text(topology, plan, &points, glyphs(args)),
        Format::Json => sweep_json(topology, sweep.what.word(), &points) + "\n",
        Format::Csv => csv(topology, &points),
    }
}

/// The warm-up that was asked for, or a tenth of the time that the plan will take.
fn warm_up(topology: &Topology, plan: &mut LoadPlan, args: &Args) {
    plan.warmup = match args.warmup {
        Some(warmup) => warmup,
        None => plan::tenth(plan, || throughput(topology, plan)),
    };
}

/// How much is sent, as one number.
fn sent(arrivals: &Arrivals) -> f64 {
    match arrivals {
        Arrivals::Open { rate, .. } => rate.peak(),
        Arrivals::Closed { clients, .. } => f64::from(*clients),
    }
}

fn threads(args: &Args) -> usize {
    args.threads.map_or_else(
        || std::thread::available_parallelism().map_or(1, NonZero::get),
        |threads| usize::from(threads.get()),
    )
}

fn glyphs(args: &Args) -> &'static Glyphs {
    if args.ascii {
        &Glyphs::ASCII
    } else {
        &Glyphs::UNICODE
    }
}

impl Swept {
    /// As it is written on the command line.
    const fn word(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Clients => "clients",
        }
    }
}

/// Everything that was refused, at once.
fn refused(messages: &[String]) -> Failure {
    Failure::Refused(messages.join("\n"))
}

//! The best diagram for the space there is.

use std::cell::{LazyCell, OnceCell};
use std::rc::Rc;

use self::sketch::{Routed, Sketch, Spaced};
use super::fold::{Loose, Stand};
use super::geometry::{Side, Sides, Size};
use super::graph::Graph;
use super::place::Grid;
use super::squeeze::Spacing;
use super::{Detail, Diagram, auto, collapse, place};
use crate::topology::GroupId;

mod chip;
mod sketch;

/// A picture for no space in particular is brought to a page of this size where that can be done,
/// else to one of the second, else to so many columns.
const PAGES: [Size; 3] = [
    Size {
        width: 120,
        height: 32,
    },
    Size {
        width: 160,
        height: 45,
    },
    Size {
        width: 120,
        height: u16::MAX,
    },
];

/// All levels of detail, the most first.
const DETAILS: [Detail; 4] = [Detail::Full, Detail::Plain, Detail::Short, Detail::Chip];

/// A drawing of more links than this, and of more links than nodes, is not turned and folded to see
/// what is best: it is too tangled to get better by that.
const TURNED: usize = 60;

/// A drawing that costs more than this for each of its links is tangled.
const TANGLED: usize = 30;
/// Only of a graph with so many links for each box it is likely that turning untangles it.
const DENSE: usize = 2;
/// A folded way to stand breaks the reading order: so many percent are added to what it costs.
const FOLDED: usize = 50;

/// What is asked for.
pub(super) struct Task<'a> {
    pub(super) spaces: &'a [Size],
    /// Steps of search for each diagram that is tried.
    pub(super) effort: u64,
    /// No less than this is shown of a box: tried one after the other, each with groups as one
    /// box too.
    pub(super) least: &'a [Detail],
    /// Groups that may be one box each.
    pub(super) groups: &'a [GroupId],
}

/// The diagram of `graph` in the first of several spaces that shows most of it, and which space
/// that is. Where none shows it whole, as few groups as can be are one box each; where that does
/// not help either, the diagram is larger, for a window to follow.
pub(super) fn fit(graph: &Graph, task: &Task) -> (Diagram, usize) {
    let ways = Ways::new(graph, task.effort);
    let collapsed = |least: Detail| {
        let mut choices = collapse::choices(graph, task.groups);
        choices
            .find_map(|groups| Ways::new(&graph.collapsed(groups), task.effort).whole(task, least))
    };
    let whole = |&least: &Detail| ways.whole(task, least).or_else(|| collapsed(least));
    task.least.iter().find_map(whole).unwrap_or_else(|| {
        let diagram = ways.beyond(Spacing::Tight);
        let seen = |space: &Size| {
            let width = space.width.min(diagram.size.width);
            u32::from(width) * u32::from(space.height.min(diagram.size.height))
        };
        let most = task.spaces.iter().enumerate();
        let most = most.max_by_key(|(index, space)| (seen(space), std::cmp::Reverse(*index)));
        let index = most.map_or(0, |(index, _)| index);
        (diagram, index)
    })
}

/// The diagram for no space in particular.
pub(super) fn free(graph: &Graph, effort: u64) -> Diagram {
    let ways = Ways::new(graph, effort);
    let found = PAGES
        .iter()
        .find_map(|page| ways.within(Detail::Full, *page));
    found
        .cloned()
        .unwrap_or_else(|| ways.beyond(Spacing::Natural))
}

/// Each of the other ways to stand gets this part of the effort.
const OTHERS: u64 = 8;

/// All ways that a diagram may stand, the plain one first.
struct Ways<'a> {
    effort: u64,
    all: Vec<Way<'a>>,
    links: usize,
    nodes: usize,
    /// The way whose lines are likely to be the shortest, where they are much shorter than those
    /// of the plain way.
    shorter: LazyCell<Option<usize>, Box<dyn FnOnce() -> Option<usize> + 'a>>,
}

impl<'a> Ways<'a> {
    fn new(graph: &'a Graph, effort: u64) -> Self {
        let given = place::given(graph);
        let (links, nodes) = (graph.drawn_links().count(), graph.nodes().len());
        if given.iter().any(Option::is_some) {
            let grid = Grid::new(&auto::beside(graph, &given));
            let all = vec![Way::new(false, move || Sketch::new(graph, grid.clone()))];
            let shorter = LazyCell::new(Box::new(|| None) as Box<_>);
            return Self {
                effort,
                all,
                links,
                nodes,
                shorter,
            };
        }
        let loose = Rc::new(Loose::new(graph, auto::whole(graph)));
        let turned = TURNED.max(graph.nodes().len());
        let stands = if graph.links().len() <= turned {
            loose.stands()
        } else {
            vec![Stand::Across]
        };
        let way = |&stand: &Stand| {
            let loose = Rc::clone(&loose);
            let folded = matches!(stand, Stand::Snake(_) | Stand::Columns(_));
            Way::new(folded, move || Sketch::new(graph, loose.grid(stand)))
        };
        Self {
            effort,
            all: stands.iter().map(way).collect(),
            links,
            nodes,
            shorter: LazyCell::new(Box::new(move || shorter(graph, &loose, &stands))),
        }
    }

    /// The diagram with the most detail that is whole in one of the spaces, and in which.
    fn whole(&self, task: &Task, least: Detail) -> Option<(Diagram, usize)> {
        let details = DETAILS.into_iter().filter(|&detail| detail <= least);
        let mut tries = details.flat_map(|detail| {
            let spaces = task.spaces.iter().enumerate();
            spaces.map(move |(index, space)| (detail, index, *space))
        });
        tries.find_map(|(detail, index, space)| {
            let diagram = self.within(detail, space)?;
            Some((diagram.clone(), index))
        })
    }

    /// The plain way to stand where it fits and is as good as any, else the best of those that do.
    /// Nothing else depends on the space, so less slack makes no other one the best.
    fn within(&self, detail: Detail, space: Size) -> Option<&Diagram> {
        let fits = |index: &usize| self.drawn_within(*index, detail, space).is_some();
        let chosen = if fits(&0) && !self.is_beaten(detail) {
            Some(0)
        } else {
            let fitting = (0..self.all.len()).filter(fits);
            fitting.min_by_key(|&index| self.price(index, detail))
        };
        self.drawn_within(chosen?, detail, space)
    }

    /// Whether the plain way to stand is dearer than one that promises far shorter lines, or is
    /// dense, tangled and dearer than the turned one.
    fn is_beaten(&self, detail: Detail) -> bool {
        let plain = || self.price(0, detail);
        let is_dense = self.links >= DENSE * self.nodes;
        let tangled = || is_dense && plain() > 100 * TANGLED * self.links;
        let turned = (self.all.len() > 1 && tangled()).then_some(1);
        let mut rivals = turned.into_iter().chain(*self.shorter);
        rivals.any(|index| self.price(index, detail) < plain())
    }

    fn drawn_within(&self, index: usize, detail: Detail, space: Size) -> Option<&Diagram> {
        self.all[index].within(detail, space, self.effort(index))
    }

    fn effort(&self, index: usize) -> u64 {
        match index {
            0 => self.effort,
            _ => self.effort / OTHERS,
        }
    }

    /// What a way to stand costs, in hundredths.
    fn price(&self, index: usize, detail: Detail) -> usize {
        let way = &self.all[index];
        let percent = if way.folded { 100 + FOLDED } else { 100 };
        let cost = || {
            let drawn = way.drawn(detail, Spacing::Natural, self.effort(index));
            drawn.map_or(usize::MAX, |diagram| cost(diagram) * percent)
        };
        *way.made[detail as usize].cost.get_or_init(cost)
    }

    /// What a window looks onto: the plain way to stand, unless another is much less out of
    /// shape.
    fn beyond(&self, spacing: Spacing) -> Diagram {
        let excess = |way: &Way| {
            let least = way.least(Detail::Full);
            let across = u32::from(least.width.saturating_sub(PAGES[1].width));
            across + 2 * u32::from(least.height.saturating_sub(PAGES[1].height))
        };
        let plain = &self.all[0];
        let least = self.all.iter().min_by_key(|way| excess(way));
        let chosen = least.filter(|way| excess(way) * 2 < excess(plain));
        let chosen = chosen.unwrap_or(plain);
        let drawn = chosen.drawn(Detail::Full, spacing, self.effort);
        drawn.cloned().unwrap_or_default()
    }
}

/// The way to stand whose lines are likely to be the shortest, if they are not half as long as those
/// of the plain one.
fn shorter(graph: &Graph, loose: &Loose, stands: &[Stand]) -> Option<usize> {
    let guess = |stand: Stand| loose.grid(stand).guess(graph);
    let others = stands.iter().enumerate().skip(1);
    let (least, index) = others.map(|(index, &stand)| (guess(stand), index)).min()?;
    (least * 2 < guess(stands[0])).then_some(index)
}

/// One way to stand: what is asked for is made once.
struct Way<'a> {
    /// A row goes on in the next one, or a column.
    folded: bool,
    sketch: LazyCell<Sketch<'a>, Box<dyn FnOnce() -> Sketch<'a> + 'a>>,
    made: [Made; DETAILS.len()],
}

/// What was made of one level of detail.
#[derive(Default)]
struct Made {
    least: OnceCell<Size>,
    routed: OnceCell<Option<Routed>>,
    /// What it costs in natural spacing, in hundredths.
    cost: OnceCell<usize>,
    /// By spacing.
    spaced: [OnceCell<Spaced>; 3],
    drawn: [OnceCell<Option<Diagram>>; 3],
}

impl<'a> Way<'a> {
    fn new(folded: bool, sketch: impl FnOnce() -> Sketch<'a> + 'a) -> Self {
        Self {
            folded,
            sketch: LazyCell::new(Box::new(sketch)),
            made: Default::default(),
        }
    }

    /// A size that it is not smaller than.
    fn least(&self, detail: Detail) -> Size {
        let made = &self.made[detail as usize];
        *made.least.get_or_init(|| self.sketch.least(detail))
    }

    /// In the widest spacing that fits, if one does.
    fn within(&self, detail: Detail, space: Size, effort: u64) -> Option<&Diagram> {
        let fits = |size: Size| size.width <= space.width && size.height <= space.height;
        if !fits(self.least(detail)) {
            return None;
        }
        let may_fit = |spacing: Spacing| {
            let spaced = || self.spaced(detail, spacing, effort);
            self.sketch.is_empty() || spaced().is_some_and(|spaced| fits(spaced.size()))
        };
        let drawn = |spacing: Spacing| {
            let drawn = may_fit(spacing).then(|| self.drawn(detail, spacing, effort));
            drawn.flatten().filter(|diagram| fits(diagram.size))
        };
        // None is smaller than the densest.
        let denser = || may_fit(Spacing::Dense).then(|| drawn(Spacing::Tight));
        drawn(Spacing::Natural).or_else(|| denser()?.or_else(|| drawn(Spacing::Dense)))
    }

    /// Nothing where it cannot be routed at this level of detail.
    fn spaced(&self, detail: Detail, spacing: Spacing, effort: u64) -> Option<&Spaced> {
        let made = &self.made[detail as usize];
        let routed = || self.sketch.routed(detail, effort);
        let routed = made.routed.get_or_init(routed).as_ref()?;
        let spaced = || self.sketch.spaced(routed, spacing);
        Some(made.spaced[spacing as usize].get_or_init(spaced))
    }

    /// Nothing where it cannot be drawn at this level of detail.
    fn drawn(&self, detail: Detail, spacing: Spacing, effort: u64) -> Option<&Diagram> {
        let made = &self.made[detail as usize];
        let draw = || {
            if self.sketch.is_empty() {
                return Some(Diagram::default());
            }
            let spaced = self.spaced(detail, spacing, effort)?;
            let routed = made.routed.get()?.as_ref()?;
            let diagram = self.sketch.diagram(routed, spaced);
            (detail != Detail::Chip || !chip::looks_boxed(&diagram)).then_some(diagram)
        };
        made.drawn[spacing as usize].get_or_init(draw).as_ref()
    }
}

/// What a reader pays for a diagram: crossings, words that stand elsewhere and bends most, then
/// length and empty paper. The weights are those of the design page: 20, 3, 1 and 1/50.
fn cost(diagram: &Diagram) -> usize {
    let wires = diagram.wires();
    let wires = wires.iter().map(|(_, wire)| wire.sides);
    let crossings = wires.clone().filter(|sides| sides.len() == 4);
    let straight = [
        Sides::NONE.with(Side::Left).with(Side::Right),
        Sides::NONE.with(Side::Up).with(Side::Down),
    ];
    let bent = |sides: &Sides| sides.len() < 4 && !straight.contains(sides);
    let bends = wires.clone().filter(bent).count();
    let area = |width: u16, height: u16| usize::from(width) * usize::from(height);
    let boxes = diagram
        .boxes
        .iter()
        .map(|b| area(b.rect.width, b.rect.height));
    let empty = area(diagram.size.width, diagram.size.height).saturating_sub(boxes.sum());
    (crossings.count() + diagram.legend.len()) * 20 + bends * 3 + wires.count() + empty / 50
}

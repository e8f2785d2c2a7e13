//! The marks of links.

use super::passage::{Moment, Passage};
use super::ways::ways;
use super::{Mark, NodeMark};
use crate::topology::{Link, Role, Topology};
use crate::trace::{Beat, Direction};

/// One mark for each link.
pub(super) fn marks(topology: &Topology, moment: &Moment, nodes: &[NodeMark]) -> Vec<Mark> {
    let mut links = vec![Mark::Idle; topology.links().len()];
    for (_, hop, passage) in moment.passages() {
        let mark = match passage {
            Passage::Ahead => Mark::Pending,
            Passage::Under | Passage::Landed => Mark::Active,
            Passage::Past if hop.lost => Mark::Failed,
            Passage::Past => Mark::Done,
        };
        for (link, _) in ways(topology, hop).into_iter().flatten() {
            let old = &mut links[link.index()];
            *old = old.or(mark);
        }
    }
    for id in topology.link_ids() {
        let link = &topology[id];
        let mark = match link.role {
            Role::Caption => caption(nodes[link.from.index()].mark, nodes[link.to.index()].mark),
            Role::Reply if links[id.index()] == Mark::Idle => reply(link, moment),
            _ => continue,
        };
        links[id.index()] = mark;
    }
    links
}

/// A line between captions goes with the two: it is on while the one it leads to is.
fn caption(from: Mark, to: Mark) -> Mark {
    match (from, to) {
        (Mark::Idle, _) | (_, Mark::Idle) => Mark::Idle,
        (_, Mark::Active) => Mark::Active,
        (Mark::Done | Mark::Active, Mark::Failed) => Mark::Failed,
        (Mark::Done | Mark::Active | Mark::Failed, Mark::Done) => Mark::Done,
        _ => Mark::Pending,
    }
}

/// A line drawn for an answer that makes its way back through the boxes between: it is on while
/// an answer is on its way, from the first one its start sends to the last one its end receives.
fn reply(link: &Link, moment: &Moment) -> Mark {
    let answers = || {
        moment.passages().filter(|(_, hop, _)| {
            let step = (hop.step as usize).saturating_sub(1);
            let beat = moment.trace.steps.get(step).map(|step| step.beat);
            hop.direction == Direction::Response && beat == Some(Beat::Answer)
        })
    };
    let Some((first, _, sent)) = answers().find(|(_, hop, _)| hop.from == link.from) else {
        return Mark::Idle;
    };
    let back = answers().filter(|(id, hop, _)| *id >= first && hop.to == link.to);
    let Some((_, _, received)) = back.last() else {
        return Mark::Idle;
    };
    match (sent, received) {
        (Passage::Ahead, _) => Mark::Pending,
        (_, Passage::Past) => Mark::Done,
        _ => Mark::Active,
    }
}

//! The drawn lines that a message runs along.

use super::Packet;
use super::passage::{Moment, Passage};
use crate::topology::{LinkId, NodeId, Role, Topology};
use crate::trace::{Direction, Hop};

/// Lines in order of travel; the flag says that a line is run from its end to its start.
pub(super) type Ways = [Option<(LinkId, bool)>; 2];

/// The messages on the way, and those that have just arrived, with the lines they run along.
/// Messages to and from hidden nodes have no line and are left out.
pub(super) fn packets(topology: &Topology, moment: &Moment) -> Vec<Packet> {
    moment
        .passages()
        .filter(|(_, _, passage)| matches!(passage, Passage::Under | Passage::Landed))
        .map(|(id, hop, _)| Packet {
            hop: id,
            ways: ways(topology, hop),
            progress: moment.progress(hop),
            direction: hop.direction,
            lost: hop.lost,
        })
        .filter(|packet| packet.ways[0].is_some())
        .collect()
}

/// The lines of a hop. A hand-off passes under the resolver: the line that the question took
/// comes before it. An answer takes the reply line where the file draws one.
pub(super) fn ways(topology: &Topology, hop: &Hop) -> Ways {
    if topology[hop.from].hidden || topology[hop.to].hidden {
        return [None, None];
    }
    let back = hop.direction == Direction::Response;
    if back && let Some(reply) = between(topology, hop.from, hop.to, Role::Reply) {
        return [Some((reply, false)), None];
    }
    let own = Some((hop.link, back));
    let caller = if back { hop.to } else { hop.from };
    let lookup = hop
        .under
        .and_then(|resolver| between(topology, caller, resolver, Role::Lookup))
        .map(|lookup| (lookup, back));
    match lookup {
        None => [own, None],
        lookup if back => [own, lookup],
        lookup => [lookup, own],
    }
}

fn between(topology: &Topology, from: NodeId, to: NodeId, role: Role) -> Option<LinkId> {
    let mut links = topology.outgoing(from).iter().copied();
    links.find(|link| topology[*link].to == to && topology[*link].role == role)
}

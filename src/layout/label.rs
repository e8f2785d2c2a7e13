//! Words at lines.

use super::Diagram;
use crate::topology::Topology;

/// Places the words of all links.
pub(super) fn place(topology: &Topology, diagram: &mut Diagram) {
    let _ = (topology, diagram);
}

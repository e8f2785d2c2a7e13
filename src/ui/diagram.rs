//! The diagram view: boxes, frames, lines, packets.

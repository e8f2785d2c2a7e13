//! Drawing: application state in, cells of a buffer out.

pub mod diagram;
pub mod print;
pub mod sequence;
pub mod theme;

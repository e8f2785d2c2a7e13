//! A trace as JSON and as text: the second reader of a trace, with no screen in between.

mod json;
pub mod load;
mod text;

pub use json::json;
pub use text::{text, told};

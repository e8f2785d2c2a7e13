//! A position in a trace and how it moves; what is visible at a position.

pub mod scene;
mod speed;

pub use speed::Speed;

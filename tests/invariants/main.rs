//! What holds for every run over every topology: each invariant one property, over generated
//! topologies and lessons of several requests. The generator writes TOML, so that it tests the
//! parser on the way.

mod addresses;
mod balance;
mod corpus;
mod covers;
mod followed;
mod generate;
mod lens;
mod lesson;
mod load;
mod outcomes;
mod paths;
mod property;
mod questions;
mod same;
mod streams;
mod tape;
mod times;

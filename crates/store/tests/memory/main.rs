//! The store in memory, against what every backend must pass.

mod bounds;
mod kit;

#[path = "../suite/mod.rs"]
mod suite;

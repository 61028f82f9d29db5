//! The store in memory, against what every backend must pass.

mod bounds;
mod kit;
mod stalled;

#[path = "../suite/mod.rs"]
mod suite;

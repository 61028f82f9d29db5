//! What every backend must pass: a store against plain models, under contention, its lists and cursors, forks and resets.
//!
//! Each backend's tests take it in and bring a `kit`: a place for a store, how it is opened there, and whether it survives that.

mod contention;
mod history;
mod model;
mod reading;
mod together;
mod waiting;
mod watching;
pub mod words;
mod worlds;

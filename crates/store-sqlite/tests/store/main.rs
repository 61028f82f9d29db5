//! The store against a plain model, against itself under contention, and against what can happen to its file.

mod batching;
mod compacting;
mod crash;
mod damage;
mod deeds;
mod kit;
mod places;
mod power;
mod refusals;
mod restarts;
mod space;
mod upgrade;
mod worlds;

#[path = "../../../store/tests/suite/mod.rs"]
mod suite;

//! The store against a plain model, against itself under contention, and against what can happen to its file.

mod compacting;
mod contention;
mod crash;
mod damage;
mod history;
mod kit;
mod model;
mod places;
mod power;
mod reading;
mod refusals;
mod space;
mod watching;

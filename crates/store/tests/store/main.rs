//! The store against a plain model, against itself under contention, and against what can happen to its file.

mod compacting;
mod contention;
mod crash;
mod history;
mod kit;
mod model;
mod places;
mod reading;
mod refusals;
mod space;
mod watching;
